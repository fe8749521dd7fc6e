"""The record in hand, or a list in its place. Which of them is decided in `in_hand`."""

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from smstui.console.in_hand import Page
from smstui.console.screens.base import unless_gone
from smstui.console.screens.lookup_names import LookupNames
from smstui.console.widgets.box import Box
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.domain import surface
from smstui.presentation.tables import FOLD

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.screens.lookup_view import LookupView
    from smstui.console.views import finder
    from smstui.console.widgets.bundle_view import BundleView
    from smstui.services.outcomes import Opened

FADE_AFTER_S: Final = 0.15
"""Seconds a person may take for one answer still; what takes longer should be seen to take it."""


class LookupBody(Box):
    """Shows what is in hand, and hands on what is chosen there."""

    app: "Host"  # type: ignore[assignment]

    def __init__(self, view: "LookupView") -> None:
        super().__init__(id="body")
        self._view = view
        self.finder = RecordList("finder", "Recent lookups", ())
        self._filter_line = FilterLine(self.app.key("match.filter"), self.finder)
        self.filter_edit = self._filter_line.edit
        self._names = LookupNames(view)
        self._fading: Timer | None = None
        self._is_ready = False

    def on_mount(self) -> None:
        """Word every sentence for the console, as long as its first page is there."""
        surface.console_began()

    def on_unmount(self) -> None:
        surface.console_ended()

    def compose(self) -> ComposeResult:
        yield self._filter_line
        yield self.finder

    async def _on_message(self, message: Message) -> None:
        await unless_gone(super()._on_message, message, self._view)

    # Its widgets

    async def make_ready(self) -> None:
        """Load and lay out the panes of a bundle, before there can be one."""
        from smstui.console.widgets.bundle_view import BundleView

        await self.mount(BundleView(self._view.detail.follow))
        self._is_ready = True

    @property
    def can_show_records(self) -> bool:
        """Whether records can be shown.

        The panes for them must not be imported while the client's thread imports the same
        libraries: two threads inside one circle of modules each see half of it.
        """
        return self._is_ready

    @property
    def bundle(self) -> "BundleView":
        from smstui.console.widgets.bundle_view import BundleView

        return self.query_one(BundleView)

    @property
    def has_focus_in_record(self) -> bool:
        """Whether a pane of the record has the focus, or the field of its filter."""
        focused = self._view.filters.leading or self._view.focused
        return isinstance(focused, Panel) and focused is not self.finder

    @property
    def text_width(self) -> int:
        """Columns for sentences in place of a record."""
        return max(20, self.finder.inner_width or self._view.size.width - 4)

    # The record

    def show_entry(self) -> None:
        """Show the entry in hand: from its beginning if it is another than the one drawn last."""
        view = self._view
        view.findings.before_entry()
        entry = view.hand.entry
        if entry is None:
            return
        view.detail.mask()
        self.app.frame_batch.one_frame()
        opened = entry.shown
        is_other = view.state.draw(entry)
        fresh = is_other or not view.has_class("-opened")
        fresh = fresh or self.bundle.asked_by != opened.bundle.focus
        view.picking.drop()
        if is_other:
            view.filters.clear(list(self.bundle.query(RecordList)))
        self._show_bundle(opened, pointing=is_other)
        view.set_class(True, "-opened")
        if fresh:
            view.set_class(False, "-detail")
        if fresh or not (self.has_focus_in_record or view.focused is view.line.box):
            view.line.give_focus(self.bundle.first_pane())
        view.refresh_bars()
        view.call_after_refresh(self.refit)
        view.findings.after_entry()
        self._names.complete(entry)

    def refit(self) -> None:
        """Break lines anew for the room there is now; what fits already is not drawn again."""
        if self._view.hand.entry is not None:
            self._show_bundle(self._view.hand.entry.shown)
        self._view.refresh_bars()

    def _show_bundle(self, opened: "Opened", pointing: bool = False) -> None:
        """Show a bundle, masked where privacy is on."""
        self.bundle.show(
            self.app.masker.records.opened(opened), self.app.now(), self.app.key, pointing
        )

    # A list in its place

    def show_list(self, page: "finder.Page") -> None:
        """Show a list in place of the record; Esc leads back to that."""
        view = self._view
        view.detail.mask()
        self.app.frame_batch.one_frame()
        if view.state.show_list(page):
            view.filters.clear([self.finder])
        view.picking.drop()
        self.finder.head(page.title, page.count)
        if view.hand.page in (Page.MATCHES, Page.NOTHING):
            view.picking.offer(page)
        else:
            self.finder.look_focused(False)
            self.finder.show(page.rows, (), page.columns, page.is_headed)
        view.set_class(False, "-opened")
        if view.hand.page not in (Page.RECENTS, Page.SEEN):
            view.line.give_focus(self.finder)

    # While an answer is awaited

    def fade_unless_quick(self) -> None:
        """Fade what is shown, which is another record than the one asked for, if the answer is not
        there at once.

        A quick answer is then one frame; fading first would send the whole screen twice.
        """
        self._still()
        self._fading = self.set_timer(FADE_AFTER_S, self._fade_if_asking)

    def fade(self, faded: bool) -> None:
        """Fade what is shown, or show it clearly again."""
        self._still()
        self.finder.dim(faded)
        if self.can_show_records:
            self.bundle.dim(faded)

    def _fade_if_asking(self) -> None:
        if self._view.is_asking:
            self.fade(True)

    def _still(self) -> None:
        if self._fading is not None:
            self._fading.stop()
            self._fading = None

    # Messages of its widgets

    @on(Input.Changed, "#filter")
    def _narrowed(self, message: Input.Changed) -> None:
        self._view.picking.narrow(message.value)

    @on(LineEdit.Entered, "#filter")
    def _filter_entered(self, message: LineEdit.Entered) -> None:
        self._view.picking.enter(message)

    @on(RecordList.Pointed)
    def _pointed(self, message: RecordList.Pointed) -> None:
        self._view.detail.follow(message.pane)
        if message.pane in ("findings", "detail"):
            self._view.refresh_footer()

    @on(RecordList.Chosen)
    async def _chosen(self, message: RecordList.Chosen) -> None:
        if message.pane == "finder":
            self._view.picking.pick(message.key)
        elif message.pane == "findings":
            await self._view.findings.choose(message.key)
        elif message.key == FOLD:
            self._view.detail.fold()
        elif message.pane != "detail":
            self._view.detail.open(message.pane, message.key)

    @on(RecordList.Outgrown)
    def _outgrown(self, message: RecordList.Outgrown) -> None:
        if message.pane == "findings":
            self._view.findings.show()
        elif message.pane != "finder":
            self.refit()

    @on(TextPanel.Chosen)
    def _account_chosen(self, message: TextPanel.Chosen) -> None:
        self._view.detail.open(message.pane, message.pane)
