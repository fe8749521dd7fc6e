"""The main screen: one box that takes any id, and all that hangs on it.

Each aspect is a part that the screen owns. `lookup_view` says what the parts ask of each other.
"""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.geometry import Size

from smstui.actions import Place, Situation
from smstui.console.in_hand import Question
from smstui.console.list_copies import ListCopies
from smstui.console.list_filters import ListFilters
from smstui.console.lookup_state import LookupState
from smstui.console.screens.bars import PageBars
from smstui.console.screens.base import BaseScreen, too_small
from smstui.console.screens.lookup_actions import RecordActions
from smstui.console.screens.lookup_answers import LookupAnswers
from smstui.console.screens.lookup_body import LookupBody
from smstui.console.screens.lookup_detail import RecordDetail
from smstui.console.screens.lookup_findings import Findings
from smstui.console.screens.lookup_line import LookupLine
from smstui.console.screens.lookup_moving import LookupMoving
from smstui.console.screens.lookup_picking import LookupPicking
from smstui.console.screens.lookup_recents import LookupRecents
from smstui.console.screens.lookup_seen import LookupSeen
from smstui.console.screens.lookup_situation import situation_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smstui.console.widgets.bundle_view import BundleView
    from smstui.domain.record import Record
    from smstui.services.changes import ChangeResult
    from smstui.services.outcomes import Opened


class LookupScreen(BaseScreen[None]):
    """Hands what the app and the keys ask of it to the part that knows."""

    def __init__(self) -> None:
        super().__init__()
        self.state = LookupState()
        self.hand = self.state.hand
        self.picking = LookupPicking(self)
        self.bars = PageBars(self, self.picking.keys_line)
        self.line = LookupLine(self)
        self.box = self.line.box
        self.answers = LookupAnswers(self)
        self.body = LookupBody(self)
        self.recents = LookupRecents(self)
        self.seen_before = LookupSeen(self)
        self.detail = RecordDetail(self)
        self.moving = LookupMoving(self)
        self.findings = Findings(self)
        self.actions = RecordActions(self)
        self.copies = ListCopies(lambda: self.app, self.actions.table)
        self.filters = ListFilters(self, self.moving.list_in_hand, changed=self.findings.filtered)

    def compose(self) -> ComposeResult:
        yield self.bars.header
        yield self.line
        yield self.body
        yield self.bars.footer
        yield too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.line.begin()
        self.body.finder.show((), ([("loading…", "muted")],))
        self.set_focus(self.box)
        self.refresh_bars()

    async def make_ready(self) -> None:
        """Load and lay out the panes of a record, before there can be one."""
        await self.body.make_ready()

    def client_opened(self) -> None:
        """Questions are answered from now on."""
        if self.hand.asking is None:
            self.state.say_of_platform("ready")
            self.recents.show()
        else:
            self.recents.postpone()
        self.refresh_bars()

    # The record, and the two lines around it

    @property
    def opened(self) -> "Opened | None":
        """The record in hand: what is shown, and nothing while a list is in its place."""
        return self.hand.opened

    @property
    def asked_for(self) -> str:
        """The id of another record that is being asked for, masked where privacy is on."""
        return self.app.masker.asked(self.hand.asked_for)

    @property
    def bundle(self) -> "BundleView":
        return self.body.bundle

    @property
    def record_in_hand(self) -> "Record | None":
        return self.bundle.record if self.hand.opened is not None else None

    @property
    def seen(self) -> "Sequence[Opened]":
        """The records that were opened here, the latest first."""
        return [entry.opened for entry in self.hand.entries]

    @property
    def is_asking(self) -> bool:
        """Whether something is still to come: an answer, or the record beside the list."""
        asking = self.hand.asking is not None and self.answers.held is None
        return asking or self.detail.is_following or self.seen_before.is_pending

    def say(self, text: str, role: str = "bar-strong") -> None:
        """Show one sentence on the last line; an empty one brings the keys back."""
        self.bars.say(text, role)

    def refresh_bars(self) -> None:
        """Say anew where we are and which keys help. Draws nothing when nothing changed."""
        opened = self.hand.opened
        skew = opened.bundle.skew if opened is not None else None
        self.bars.show_header(
            self.state.crumbs(self.app.masker),
            self.state.platform,
            read=self.state.read(self.app.now()),
            skew=skew,
        )
        self.line.show_guess()
        self.refresh_footer()

    def refresh_footer(self) -> None:
        """Show the keys again, unless a sentence is shown there."""
        self.bars.refresh_footer()

    def mask(self) -> None:
        """Hide secrets that are shown, at once."""
        self.detail.mask()

    # Keys

    @property
    def places(self) -> tuple[Place, ...]:
        return (*self.picking.places, Place.LIST, Place.LOOKUP, Place.ANYWHERE)

    @property
    def handlers(self) -> "tuple[object, ...]":
        parts = (
            self.picking, self.recents, self.moving, self.findings, self.detail, self.actions,
            self.copies,
        )  # fmt: skip
        picks = (self.picking.as_filter,) if self.picking.is_offered else ()
        return (*picks, *self.filters.handlers, self.line, *parts)

    @property
    def situation(self) -> Situation:
        """The moment as actions see it."""
        return situation_of(self)

    def picks(self, key: str) -> bool:
        return self.picking.has_letter(key)

    def take_scan(self, text: str, entered: bool) -> None:
        self.line.take_scan(text, entered)

    # Events

    def on_screen_suspend(self) -> None:
        """Hide secrets: another page or a dialog lies over the record now."""
        self.mask()
        self.refresh_footer()

    def on_screen_resume(self) -> None:
        """Show what waits on the other pages: it may have changed there."""
        self.refresh_bars()
        self.answers.take_held()

    def on_descendant_focus(self) -> None:
        self.filters.focus_moved()
        self.moving.focus_moved()

    def fit(self, size: Size) -> None:
        self.mask()
        super().fit(size)
        self.call_after_refresh(self.body.refit)
        self.call_after_refresh(self.findings.show)

    def show_again(self) -> None:
        """Show everything again: privacy was switched on or off."""
        self.mask()
        self.body.refit()
        if self.opened is None:
            self.recents.show()
        self.line.name_record()

    def change_ended(self, result: "ChangeResult") -> None:
        """Read what is shown again at once, and the rest when it is shown: it may be out of date.

        What was created is looked up in its place, so that it is in hand.
        Whoever asks for another record meanwhile has moved on.
        """
        self.findings.change_ended()
        self.hand.change_ended()
        if self.hand.entry is not None and not self.hand.asked_for:
            if result.created:
                self.line.ask(Question(result.created))
            else:
                self.line.ask_again(by_itself=True)

    def memento(self) -> "Callable[[], None]":
        return self.moving.memento(super().memento())
