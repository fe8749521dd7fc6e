"""The pages beside the lookup screen: first and last line around a content, and the way back."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from smstui.actions import Place, Situation
from smstui.console.list_copies import ListCopies, table_of
from smstui.console.list_filters import ListFilters
from smstui.console.screens.bars import PageBars
from smstui.console.screens.base import BaseScreen, too_small, unless_gone
from smstui.console.widgets.box import unscrolled
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.screens.lookup_view import LookupView
    from smstui.services.changes import ChangeResult
    from smstui.services.outcomes import Opened


class PageContent(Widget):
    """The content of a page between its first and last line, with the methods of its actions."""

    DEFAULT_CSS = "PageContent { height: 1fr; layout: vertical; overflow: hidden hidden; }"
    PLACE: ClassVar[Place] = Place.ANYWHERE
    TITLE: ClassVar[str] = ""
    """The name of a page that the first line does not have."""
    ENTER_OPENS: ClassVar[bool] = False
    """Whether Enter opens something from an empty text field too."""

    app: "Host"  # type: ignore[assignment]
    page: "PageScreen"
    """The screen that shows it."""
    virtual_size = unscrolled()
    listed: RecordList | None = None
    """The list whose rows the keys mean, where the page has one."""
    filter_line: FilterLine | None = None
    """The line of its filter, where that is always in view."""
    filtered: Callable[[], None] | None = None
    """What is called when a list of the page was narrowed, or shows every row again."""
    state = ("", "bar")
    """A word on the platform for the end of the first line, and its role."""
    read = ("", "bar")
    """When what is shown was read, where it was read at one moment, and its role."""

    async def _on_message(self, message: Message) -> None:
        """Handle a message. None that comes while the page comes or goes ends the console."""
        await unless_gone(super()._on_message, message, self.page)

    @property
    def handlers(self) -> "tuple[object, ...]":
        """The objects whose methods `do_…` run the actions of this page, the first one first."""
        return (self,)

    def begin(self) -> None:
        """Fill the page: it is laid out now."""

    def say(self, text: str, role: str = "bar-strong") -> None:
        """Show a sentence on the last line of this page."""
        self.page.say(text, role)

    def crumbs(self) -> list[str]:
        """Return the way to what is shown, within the page that the first line marks."""
        return [self.TITLE] if self.TITLE else []

    def situation(self, usual: Situation) -> Situation:
        """Return the moment as actions see it, from what is the same on every page."""
        return usual

    @property
    def opened(self) -> "Opened | None":
        """The account bundle that this page is about; None where it is about none."""
        return None

    @property
    def row_count(self) -> int:
        """Rows that a key could mean."""
        return self.listed.row_count if self.listed is not None and self.listed.key else 0

    @property
    def is_asking(self) -> bool:
        return False

    def show_again(self) -> None:
        """Show everything again: privacy was switched on or off."""

    def change_ended(self, _result: "ChangeResult") -> None:
        """A change of this console came to its end: what is shown may be of before it."""

    def shown_again(self) -> None:
        """The page is on top again: a dialog over it has closed."""

    def take_paste(self, _text: str) -> bool:
        """Return whether the page takes a whole paste; else it goes where keys would."""
        return False

    def take_scan(self, text: str, entered: bool) -> None:
        """Put a scan into the lookup box, on its own screen."""
        app = self.app
        app.leave_pages()
        app.base.take_scan(text, entered)


class PageScreen(BaseScreen[None]):
    """A full screen reached by a number. Lies over the lookup screen, which Esc leads back to."""

    def __init__(self, content: PageContent) -> None:
        super().__init__()
        self.content: PageContent = content
        content.page = self
        self._is_laid_out = False
        """Whether what it shows has all its parts. Keys and counts may come before."""
        self.bars = PageBars(self)
        if content.filter_line is not None:
            content.filter_line.changed = self.refresh_bars
        self.copies = ListCopies(lambda: self.app, lambda: table_of(self.app, self.filters.pane))
        self.filters = ListFilters(
            self, self._list_in_hand, lambda: self.content.filter_line, changed=self.refresh_bars
        )

    def compose(self) -> ComposeResult:
        yield self.bars.header
        yield self.content
        yield self.bars.footer
        yield too_small()

    def on_mount(self) -> None:
        self._is_laid_out = True
        self.fit(self.app.size)
        self.content.begin()

    def fit(self, size: Size) -> None:
        super().fit(size)
        self.call_after_refresh(self.refresh_bars)

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place.LIST, self.content.PLACE, Place.ANYWHERE)

    @property
    def handlers(self) -> "tuple[object, ...]":
        return (*self.filters.handlers, *self.content.handlers, self.copies, self)

    @property
    def is_there(self) -> bool:
        """Whether there is something to show an answer in: laid out, and not left meanwhile."""
        laid_out = self._is_laid_out and self.bars.footer.parent is not None
        return laid_out and self in self.app.screen_stack

    # The first and the last line

    def say(self, text: str, role: str = "bar-strong") -> None:
        """Show one sentence on the last line; an empty one brings the keys back."""
        self.bars.say(text, role)

    def refresh_bars(self) -> None:
        if self.is_there:
            content = self.content
            if content.filtered is not None:
                content.filtered()
            self.bars.show_header(content.crumbs(), content.state, read=content.read)
            self.refresh_footer()

    def refresh_footer(self) -> None:
        self.bars.refresh_footer()

    on_screen_suspend = refresh_footer

    def on_screen_resume(self) -> None:
        self.refresh_footer()
        if self.is_there:
            self.content.shown_again()

    def on_descendant_focus(self) -> None:
        self.filters.focus_moved()
        self.refresh_footer()

    @on(Input.Changed)
    def _text_changed(self, message: Input.Changed) -> None:
        """Other keys are usable once a text has begun, and when it is gone."""
        if len(message.value) <= 1:
            self.refresh_footer()

    @property
    def situation(self) -> Situation:
        """The moment as actions see it."""
        now = self.content.situation(
            Situation(
                place=self.content.PLACE,
                rows=self.content.row_count if self.is_there else 0,
                in_text=isinstance(self.focused, LineEdit),
                has_bundle=self.app.base.opened is not None,
                asked_for=self.app.base.asked_for,
                ready=True,
                knows_changes=self.app.session.knows_changes,
                refusals=self.app.session.refusals,
                clipboard_off=self.app.startup.clipboard == "off",
                verbs=self._moves if self.is_there else {},
            )
        )
        if not self.is_there or not self.filters.is_active:
            return now
        enters = self.filters.enters or now.enters
        return now._replace(
            enters=enters, verbs={**now.verbs, "back": "clear filter"}, first="back"
        )

    @property
    def opened(self) -> "Opened | None":
        return self.content.opened

    @property
    def is_asking(self) -> bool:
        return self.content.is_asking

    # What it hands on

    def show_again(self) -> None:
        self.refresh_bars()
        self.content.show_again()

    def change_ended(self, result: "ChangeResult") -> None:
        self.content.change_ended(result)

    def take_paste(self, text: str) -> bool:
        return self.content.take_paste(text)

    def take_scan(self, text: str, entered: bool) -> None:
        self.content.take_scan(text, entered)

    # Moving

    def do_pane_next(self) -> None:
        step_pane(self, self._panes, 1)

    def do_pane_previous(self) -> None:
        step_pane(self, self._panes, -1)

    @property
    def _moves(self) -> Mapping[str, str]:
        """The keys of every page that do nothing here, or are not worth a place."""
        told = {"copy": "", "queue.export": ""}
        if self._panes == [self.focused]:
            told["pane.next"] = ""
        listed = self._list_in_hand()
        if self.content.filter_line is None and not (listed is not None and listed.foot()):
            told["filter"] = ""
        return told

    def _list_in_hand(self) -> RecordList | None:
        """Return the list that a filter is meant for where none has the focus."""
        if self.content.listed is not None:
            return self.content.listed
        lists = self.query(RecordList)
        return lists.first() if lists else None

    @property
    def _panes(self) -> list[Panel]:
        return [pane for pane in self.query(Panel) if pane.display and pane.can_focus]

    def do_back(self) -> None:
        self.app.leave_pages()

    def do_leave(self) -> None:
        self.app.leave_pages()


def step_pane(screen: "PageScreen | LookupView", panes: Sequence[Panel], step: int) -> None:
    """Give the focus to the next of the panes, or to the one before."""
    if panes:
        focused = screen.focused
        at = panes.index(focused) if focused in panes else (-1 if step > 0 else 0)
        screen.app.frame_batch.one_frame()
        screen.set_focus(panes[(at + step) % len(panes)])
