"""Screen 2: one box and one card, told apart by what they are, in whatever order they come.

Scanning fills a place and never confirms: the plan is looked at in a dialog of its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from smstui.actions import Place
from smstui.console.aim import request_for
from smstui.console.ink import Line
from smstui.console.screens.room import RoomScreen
from smstui.console.views import pair_lines, verdict_lines
from smstui.console.views.pair_lines import CardInHand
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.reading import Reading
from smstui.console.widgets.text_panel import TextPanel
from smstui.console.wish import wish_of
from smstui.domain.bundle import Bundle
from smstui.domain.changes.operations import Operation
from smstui.domain.device import SetTopBox
from smstui.domain.errors import SmstuiError
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.services.outcomes import Nothing, Opened, Outcome, Several

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult


class PairScreen(RoomScreen):
    PLACE: ClassVar[Place] = Place.PAIR
    TITLE_OF_ROOM: ClassVar[str] = "Pair"

    def __init__(self, bundle: Bundle | None, record: Record | None) -> None:
        super().__init__()
        self._box: SetTopBox | None = None
        self._card: CardInHand | None = None
        self._box_bundle = self._card_bundle = bundle
        if isinstance(record, SetTopBox):
            self._box = record
        elif isinstance(record, SmartCard) and record.number:
            self._card = CardInHand(record.number, record, record.box_uid or "")
        self._waiting: list[str] = []
        self._early = ""
        self._result: ChangeResult | None = None

    def content(self) -> ComposeResult:
        with Box(id="pair-line"):
            yield Bar("pair-prompt", "base")
            yield LineEdit("scanned", "type or scan box and card, in either order")
        with Box(id="pair-sides"):
            yield TextPanel("box", "Box")
            yield TextPanel("card", "Smartcard")
        yield Reading("verdict", "Pairing")

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#pair-prompt", Bar).show([(" › ", "key")])  # noqa: RUF001 - a prompt
        self.set_focus(self._edit)
        self._edit.take_text(self._early)
        self._show()
        self._ask_next()

    # What comes in

    def take_ids(self, ids: Sequence[str]) -> None:
        """Ids typed behind the command's word, or scanned; each goes where it belongs."""
        self._waiting += [text for text in ids if text.strip() and text not in self._waiting]
        if self.is_mounted:
            self._ask_next()

    def take_scan(self, text: str, entered: bool) -> None:
        if entered:
            self.take_ids([text])
        elif self.is_mounted:
            self.set_focus(self._edit)
            self._edit.take_text(text)
        else:
            self._early = text

    @on(LineEdit.Entered, "#scanned")
    def _entered(self, message: LineEdit.Entered) -> None:
        if message.text.strip():
            self.take_ids([message.text])
        elif self.is_active:
            self.do_pair()

    def _ask_next(self) -> None:
        if self._waiting and not self.is_asking:
            self.run_worker(self._ask_all(), group="pair", exclusive=False)

    @property
    def is_asking(self) -> bool:
        return self._state[0] == "asking…"

    async def _ask_all(self) -> None:
        self._state = ("asking…", "bar-caution")
        self.refresh_bars()
        standing = ("online", "bar")
        while self._waiting:
            text = self._waiting.pop(0)
            try:
                desk = await self.app.desk()
                outcome = await desk.engine.run(desk.look_up(text, only=self._only(text)))
            except SmstuiError as error:
                standing = ("no answer", "bar-fault")
                self.say(str(error), "bar-fault")
            else:
                self._place(text, outcome)
        self._state = standing
        self._show()

    def _only(self, text: str) -> IdKind | None:
        """Where a text can be a card or something else and a box is there already: a card."""
        if self._box is None:
            return None
        kinds = {reading.kind for reading in identify(text, self.app.glance.family).readings}
        return IdKind.SMARTCARD if IdKind.SMARTCARD in kinds and len(kinds) > 1 else None

    def _place(self, text: str, outcome: "Outcome") -> None:
        """Put what was found in its place, or say why it has none."""
        match outcome:
            case Opened(bundle=bundle):
                self._place_record(bundle)
            case Several():
                names = ", ".join(f"{match.kind} {match.id}" for match in outcome.matches)
                self.say(f"{text} leads to several: {names}. Use another of its ids.",
                         "bar-caution")  # fmt: skip
            case Nothing():
                self._place_unknown(text)

    def _place_record(self, bundle: Bundle) -> None:
        focus = bundle.focus
        for box in bundle.boxes:
            if focus.kind == "box" and focus.id == box.uid:
                self._box, self._box_bundle = box, bundle
                return
        for card in bundle.smartcards:
            if focus.kind == "smartcard" and focus.id in (card.number, card.uid):
                self._card = CardInHand(card.number or focus.id, card, card.box_uid or "")
                self._card_bundle = bundle
                return
        self.say(f"{focus.kind} {focus.id} is neither a box nor a smartcard.", "bar-caution")

    def _place_unknown(self, text: str) -> None:
        """A free card is no record in one family: its number alone is the card then."""
        kinds = {reading.kind for reading in identify(text, self.app.glance.family).readings}
        if self.app.glance.family == "opf" and IdKind.SMARTCARD in kinds:
            number = identify(text, "opf", IdKind.SMARTCARD).readings[0].value
            self._card, self._card_bundle = CardInHand(number, None), None
            return
        self.say(f"Nothing on {self.app.glance.deployment} answers to {text}.", "bar-caution")

    # Keys

    def do_pair(self) -> None:
        """The plan for the two that are here. Nothing is sent before it is confirmed."""
        box, card = self._box, self._card
        if box is None or card is None:
            missing = "card" if box is not None else "box" if card is not None else "box or card"
            self.say(f"There is no {missing} yet: type or scan it.", "bar-caution")
            return
        request = request_for(box, Operation.PAIR, self.app.glance.family, second=card.number)
        self.app.open_plan(wish_of(f"Pair box {box.uid} and card {card.number}", request))

    def do_pair_with(self, text: str) -> None:
        self.take_ids(text.split())

    def do_pair_clear(self) -> None:
        """Empty both places for the next pair."""
        self._box = self._card = self._result = None
        self._box_bundle = self._card_bundle = None
        self.set_focus(self._edit)
        self._show()

    def do_open(self) -> None:
        self.do_pair()

    @on(TextPanel.Chosen)
    def _side_chosen(self) -> None:
        self.do_pair()

    @property
    def row_count(self) -> int:
        return 1

    def do_back(self) -> None:
        if self._edit.value:
            self._edit.clear()
        else:
            super().do_back()

    def change_ended(self, result: "ChangeResult") -> None:
        """Show how it ended, and read both again."""
        self._result = result
        ids = [self._box.casn or self._box.uid or ""] if self._box else []
        self.take_ids([*ids, self._card.number] if self._card else ids)

    # Drawing

    def _show(self) -> None:
        if not self.is_there:
            return
        sides = (("box", self._box_lines()), ("card", self._card_lines()))
        for name, lines in sides:
            self.query_one(f"#pane-{name}", TextPanel).show(lines)
        pane = self.query_one("#pane-verdict", Reading)
        pane.show(self._below(pane.inner_width or 72))
        self.refresh_bars()

    def _box_lines(self) -> Sequence[Line]:
        if self._box is None:
            return pair_lines.empty_lines("a box: CASN, NUID or UID")
        return pair_lines.box_lines(self._box, self._box_bundle)

    def _card_lines(self) -> Sequence[Line]:
        if self._card is None:
            return pair_lines.empty_lines("a smartcard's number")
        return pair_lines.card_lines(self._card, self._card_bundle, self._may_name_owner)

    @property
    def _may_name_owner(self) -> bool:
        """Another customer's account is not named to an installer, as in the door's refusals."""
        owners = [bundle.owner if bundle else None for bundle in self._sides]
        uids = {owner.uid for owner in owners if owner is not None}
        return self.app.role != "installer" or (self._box is not None and len(uids) <= 1)

    @property
    def _sides(self) -> tuple[Bundle | None, Bundle | None]:
        return self._box_bundle, self._card_bundle

    def _below(self, width: int) -> Sequence[Line]:
        key = self.app.key
        if self._result is not None:
            again: Line = [(key("pair.clear"), "key"), (" begins the next pair", "muted")]
            return [*verdict_lines.verdict_lines(self._result, width), (), again]
        if self._box is not None and self._card is not None:
            said = " shows the plan; nothing is sent before it is confirmed."
            return ([("Both are here. ", "base"), (key("open"), "key"), (said, "base")],)
        return ([("A box and a card, then their plan. Scanning confirms nothing.", "muted")],)

    @property
    def _edit(self) -> LineEdit:
        return self.query_one("#scanned", LineEdit)
