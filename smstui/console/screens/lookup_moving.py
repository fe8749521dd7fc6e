"""Moving about: between box, panes and the record in hand, and back up again."""

from typing import TYPE_CHECKING

from textual import on

from smstui.console.in_hand import Page
from smstui.console.screens import pages
from smstui.console.screens.lookup_asking import LookupAsking
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from smstui.console.views import finder


READ_ONLY = ("finder", "detail", "findings")
"""Panes whose rows are no records of the bundle."""
REVEAL_S = 5
FOLLOW_S = 0.08
"""Seconds a cursor rests before the record beside the list follows it."""


class LookupMoving(LookupAsking):
    @on(RecordList.Pointed)
    def _pointed(self, message: RecordList.Pointed) -> None:
        """The record beside the list follows the cursor once that rests."""
        pane = self.focused
        if (
            self._in_panes
            and isinstance(pane, RecordList)
            and pane.pane == message.pane
            and pane.pane not in READ_ONLY
        ):
            self.mask()
            self.bundle.take_in_hand(message.pane)
            if self._following is not None:
                self._following.stop()
            self._following = self.set_timer(FOLLOW_S, self._follow)

    def _follow(self) -> None:
        self._following = None
        if self.has_class("-opened"):
            self.bundle.show_record(self.app.now())
            self.refresh_bars()

    @on(RecordList.Chosen)
    async def _chosen(self, message: RecordList.Chosen) -> None:
        if message.pane == "finder":
            question = self._picks.get(message.key)
            if question is not None:
                self.ask(question)
        elif message.pane == "findings":
            await self.findings.choose(message.key)
        elif message.pane not in READ_ONLY:
            self.open_detail(message.pane, message.key)

    @on(TextPanel.Chosen)
    def _account_chosen(self, message: TextPanel.Chosen) -> None:
        self.open_detail(message.pane, message.pane)

    def open_detail(self, pane: str, key: str) -> None:
        """Show all there is of one record."""
        self.findings.put_away()
        self.bundle.point(pane, key, self.app.now())
        self.came_from = self.focused
        self.set_class(True, "-detail")
        self.set_focus(self.bundle.detail)
        self.refresh_bars()

    def on_descendant_focus(self) -> None:
        """The record in hand is that of the pane in hand."""
        pane = self.focused
        if pane is not self._revealed_at:
            self.mask()
        if self._is_filtering and pane is not self._filter:
            self._close_filter(to_list=False)
        if pane is not self.box:
            self._name_in_line()
        if self.has_class("-opened") and isinstance(pane, Panel):
            if isinstance(pane, TextPanel):
                self.bundle.point(pane.pane, pane.pane, self.app.now())
            elif isinstance(pane, RecordList) and pane.pane not in READ_ONLY:
                self.bundle.point(pane.pane, pane.key, self.app.now())
        self.refresh_bars()

    def do_lookup_focus(self) -> None:
        self.set_focus(self.box)
        self.box.select_all()

    do_screen_lookup = do_lookup_focus

    def do_pane_next(self) -> None:
        self._step_pane(1)

    def do_pane_previous(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        panes = [pane for pane in self.query(Panel) if pane.region and pane.display]
        if not panes:
            return
        at = panes.index(self.focused) if self.focused in panes else (-1 if step > 0 else 0)
        self.app.frame_batch.one_frame()
        self.set_focus(panes[(at + step) % len(panes)])

    def do_list_down(self) -> None:
        """From the box into the list below it; from the filter one row down."""
        if self._is_filtering:
            self.finder.list_keys.do_list_down()
        else:
            self._step_pane(1)

    def do_list_up(self) -> None:
        if self._is_filtering:
            self.finder.list_keys.do_list_up()

    def memento(self) -> "Callable[[], None]":
        put_back, kept = super().memento(), self.hand.kept()
        entry = self.hand.entry
        from_queue = entry is not None and entry.from_queue
        lists = (self._picks, self.copies, self._page_shown)
        shown = (self._crumb, self._state, self.came_from)
        in_hand = self.bundle.in_hand if self._is_ready else None

        def restore() -> None:
            self.mask()
            if self.hand.asking != kept.asking:
                self._questions.cancel()
                self._fade(False)
            moved = (self.hand.page, self.hand.entry) != (kept.page, entry)
            if not self.hand.return_to(kept):
                return
            if entry is not None:
                entry.from_queue = from_queue
            if moved:
                self._picks, self.copies, page = lists
                self._show_page(page)
            self._crumb, self._state, self.came_from = shown
            put_back()
            if in_hand is not None and entry is not None:
                self.bundle.point(*in_hand, self.app.now())
            self._name_in_line()
            self.refresh_bars()

        return restore

    def _show_page(self, page: "finder.Page | None") -> None:
        """Show what is in hand again: the record, or the list that stood in its place."""
        if self.hand.page is Page.RECORD:
            self.show_entry()
        elif self.hand.page is Page.RECENTS:
            self.set_class(False, "-opened")
            self.show_recents()
        elif page is not None:
            self._show_list(page)

    def do_back(self) -> None:
        """Stop the call in flight; else close what is on top; else leave the box."""
        if self.hand.asking is None and self.findings.in_view:
            self.findings.close()
        elif self._stop_asking():
            self.refresh_bars()
            self.say("Stopped. What is shown is from before.")
        elif self._is_filtering:
            self._close_filter()
        elif self.has_class("-detail"):
            self._close_detail()
        elif self.focused is self.box and self.has_class("-opened"):
            self.set_focus(self.bundle.first_pane())
        elif self.focused is self.box:
            self.box.clear()
        else:
            self.do_leave()

    def do_leave(self) -> None:
        if self.findings.in_view:
            self.findings.close()
            return
        self.mask()
        if self.has_class("-detail"):
            self._close_detail()
        elif self.hand.leaves_to_queue():
            pages.open_triage(self.app)
        elif self.hand.page is Page.RECENTS:
            self.set_focus(self.box)
            self.say(f"{self.app.key('quit')} quits.")
        elif self.hand.beneath is not None:
            self.hand.uncover()
            self._return()
        else:
            self._questions.cancel()
            self.hand.leave()
            self.set_class(False, "-opened")
            self._state = ("ready", "bar")
            self.box.clear()
            self.set_focus(self.box)
            self._name_in_line()
            self.show_recents()

    def reveal(self) -> None:
        """Secrets of the record in hand, for REVEAL_S or until anything leaves it (`mask`)."""
        if not self.bundle.detail.region:
            self.open_detail(*self.bundle.in_hand)
        self.mask()  # its timer is another's
        self.bundle.reveal(True, self.app.now())
        self._revealed_at = self.focused
        self._masking = self.set_timer(REVEAL_S, self.mask)
        self.say(f"Shown for {REVEAL_S} s.", "bar-caution")

    def _close_detail(self) -> None:
        self.mask()
        self.set_class(False, "-detail")
        self.set_focus(self.came_from or self.bundle.first_pane())
