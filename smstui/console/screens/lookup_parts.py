"""What the lookup screen consists of, and what it remembers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widget import Widget

from smstui.actions import Place
from smstui.console.chooser import Chooser, letters_of
from smstui.console.in_hand import Entry, InHand, Page, Question
from smstui.console.questions import Questions
from smstui.console.screens.base import BaseScreen
from smstui.console.screens.lookup_findings import Findings
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList

if TYPE_CHECKING:
    from smstui.console.views import finder
    from smstui.console.widgets.bundle_view import BundleView
    from smstui.services.outcomes import Recent


FADE_AFTER_S: Final = 0.15
"""Seconds a person may take for one answer still; what takes longer should be seen to take it."""


class LookupParts(BaseScreen[None]):
    findings: Findings

    def __init__(self) -> None:
        super().__init__()
        self._questions = Questions(self, lambda: self.app)
        self.hand = InHand()
        self.drawn: Entry | None = None
        """The entry whose bundle was drawn last."""
        self._held: Questions.Answered | Questions.Failed | None = None
        """An answer that would change the record in hand beneath a dialog: it waits for its end."""
        self._keys_at_ask = 0
        """Keys that had been read when the open question was asked."""
        self._picks: dict[str, Question] = {}
        self.copies: dict[str, str] = {}
        """The id that each row to pick from shows."""
        self._chooser: Chooser | None = None
        self._pick_page: finder.Page | None = None
        self._page_shown: finder.Page | None = None
        """The list that was shown last."""
        self._recents: Sequence[Recent] = ()
        self._crumb = ""
        self._state = ("starting", "bar-muted")
        self._guess = ""
        self._said = ""
        self._following: Timer | None = None
        self._masking: Timer | None = None
        self._revealed_at: Widget | None = None
        """What had the focus when secrets were shown; whatever takes it hides them."""
        self._fading: Timer | None = None
        self.came_from: Widget | None = None

    def compose(self) -> ComposeResult:
        yield Bar("header")
        with Box(id="ask"):
            yield Bar("prompt", "base")
            yield LineEdit("box", "type or scan any id, then enter", keeps=True, scanned=True)
            yield Bar("guess", "base")
        with Box(id="body"):
            finder = RecordList("finder", "Recent lookups", ())
            yield FilterLine(self.app.key("match.filter"), finder)
            yield finder
        yield Bar("footer")
        yield self.too_small()

    @property
    def places(self) -> tuple[Place, ...]:
        usual = (Place.LIST, Place.LOOKUP, Place.ANYWHERE)
        if not self._is_picking:
            return usual
        picking = (Place.PICK, Place.FILTER) if self.hand.page is Page.MATCHES else (Place.PICK,)
        return (*picking, *usual)

    @property
    def _is_picking(self) -> bool:
        """Whether the finder offers rows by letter, and has the focus."""
        return self._chooser is not None and self.focused is self.finder

    @property
    def _is_filtering(self) -> bool:
        return self._chooser is not None and self._chooser.is_filtering

    @property
    def box(self) -> LineEdit:
        return self.query_one("#box", LineEdit)

    @property
    def finder(self) -> RecordList:
        return self.query_one("#pane-finder", RecordList)

    @property
    def bundle(self) -> "BundleView":
        from smstui.console.widgets.bundle_view import BundleView

        return self.query_one(BundleView)

    @property
    def _is_ready(self) -> bool:
        """Whether records can be shown. What does so must not be imported while the desk's
        thread imports the same libraries: two threads inside one circle of modules each see half
        of it."""
        return bool(self.query("#bundle"))

    def mask(self) -> None:
        """Hide secrets that are shown, at once. For whatever leaves the record."""
        if self._masking is not None:
            self._masking.stop()
            self._masking = None
        if self._is_ready and self.bundle.is_revealed:
            self.bundle.reveal(False, self.app.now())

    def on_screen_suspend(self) -> None:
        """Another page or a dialog lies over the record now."""
        self.mask()

    def cancel(self, group: str) -> None:
        """Cancel the work of a group."""
        self.workers.cancel_group(self, group)

    async def make_ready(self) -> None:
        """Load and lay out what a bundle is shown with, before there can be one."""
        from smstui.console.widgets.bundle_view import BundleView

        await self.query_one("#body").mount(BundleView())

    def _fade_unless_quick(self) -> None:
        """Fade what stands here if the answer is not there at once.

        A quick answer is then one frame; fading first would send the whole screen twice.
        """
        self._still()
        self._fading = self.set_timer(FADE_AFTER_S, self._fade_if_asking)

    def _fade_if_asking(self) -> None:
        if self.is_asking:
            self._fade(True)

    def _still(self) -> None:
        if self._fading is not None:
            self._fading.stop()
            self._fading = None

    def _fade(self, faded: bool) -> None:
        self._still()
        self.finder.dim(faded)
        for view in self.query("#bundle"):
            view.dim(faded)  # type: ignore[attr-defined]

    @property
    def _text_width(self) -> int:
        return max(20, self.finder.inner_width or self.size.width - 4)

    @property
    def _letters(self) -> list[str]:
        return letters_of(self.app.keymap)

    @property
    def _in_panes(self) -> bool:
        return isinstance(self.focused, Panel) and self.focused is not self.finder

    @property
    def is_asking(self) -> bool:
        """Whether something is still to come: an answer, or the record beside the list."""
        asking = self.hand.asking is not None and self._held is None
        return asking or self._following is not None
