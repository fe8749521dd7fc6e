"""What stands on the screen of a plan: its text, what is asked for, and what the next key does."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.console.arming import Arming
from smstui.console.check import Check
from smstui.console.screens.base import BaseScreen
from smstui.console.styled_text import width_of
from smstui.console.views import plan_lines
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.foot import Foot
from smstui.console.widgets.hand_edit import HandEdit
from smstui.console.widgets.reading import Reading
from smstui.console.wish import Wish
from smstui.domain.changes.confirmation import ends_in
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan, Tier
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.changes.undo import WITH_EFFECT
from smstui.domain.changes.verdict import DONE, StepResult
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult

_FRAME_S: Final = 0.02
"""How often it is looked whether the frame that was held back stands by now."""
_HEX: Final = frozenset("0123456789abcdef")


class Phase(Enum):
    """Where the conversation is."""

    ASKING = auto()
    SHOWN = auto()
    APPLYING = auto()
    ENDED = auto()
    REFUSED = auto()


class PlanShowing(ModalScreen[None], BaseScreen[None], inherit_bindings=False):
    """Shows whatever phase the conversation is in; decides nothing."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(self, wish: Wish) -> None:
        super().__init__()
        self._wish = wish
        self._plan: Plan | None = None
        self._result: ChangeResult | None = None
        self._phase = Phase.ASKING
        self._arming = Arming(self.app.timing)
        self._check: Check | None = None
        self._again = False
        """Whether the next key that applies is the second one, which a disruptive plan takes."""
        self._unseen = 0
        self._says_wait = True
        """Whether the foot says that no key counts yet."""
        self._note = ""
        self._turns: dict[int, StepResult] = {}
        self._due: dict[int, datetime] = {}
        self._settle_s = 0.0

    def compose(self) -> ComposeResult:
        with Box(id="plan-dialog"):
            yield Reading("plan", self._wish.title)
            with Box(id="reason-line", classes="field"):
                yield Bar("reason-prompt", "base")
                yield HandEdit("reason")
            yield Foot("plan-foot")
        yield self.too_small()

    def fit(self, size: Size) -> None:
        """At another size nothing counts before the plan was seen at that size."""
        super().fit(size)
        self._disarm()
        self._when_seen()

    def on_reading_resized(self) -> None:
        """Break the lines of the plan for the width there is now; what was seen at this width
        stays seen when the foot takes a line more or less."""
        if self._phase is Phase.SHOWN and self._plan is not None and self.is_attached:
            lines = self._plan_lines(self._plan)
            if lines != self._reading.lines:
                self._reading.show(lines)
                self._disarm()
        if not self._arming.is_seen:
            self._when_seen()

    # What is asked for

    def _plan_lines(self, plan: Plan) -> Sequence[Line]:
        return plan_lines.lines_of(plan, self._width, self._note)

    def _whose(self, plan: Plan) -> list[tuple[str, str]]:
        return [(f"account {plan.account}", "muted")] if plan.account else []

    def _ask_what_is_needed(self, plan: Plan) -> None:
        self.update_classes({"-reason": bool(plan.reason_needed)}, animate=False)
        self.query_one("#reason-prompt", Bar).show([(" reason ", "key")])
        self.query_one("#reason", HandEdit).value = ""
        self._check = self._check_of(plan)

    def _check_of(self, plan: Plan) -> Check | None:
        """The last four of the id, where they are needed or worth comparing."""
        if not self._needs_check and not SPECS[plan.operation].compares_card:
            return None
        tail = plan.confirm[-4:].casefold()
        may_be_hex = set(plan.confirm.casefold()) <= _HEX and not plan.confirm.isdigit()
        return Check(
            plan_lines.check_prompt(plan, self._needs_check),
            lambda typed: ends_in(plan, typed),
            required=self._needs_check,
            letters=tail + ("abcdef" if may_be_hex else ""),
        )

    @property
    def _needs_check(self) -> bool:
        plan = self._plan
        if plan is None or not plan.confirm:
            return False
        return plan.tier is Tier.IRREVERSIBLE or bool(plan.last4_needed)

    @property
    def _takes_two(self) -> bool:
        """Whether one key is not enough, and no check stands in the place of the second."""
        plan = self._plan
        return plan is not None and plan.tier is not Tier.REVERSIBLE and not self._needs_check

    @property
    def _can_undo(self) -> bool:
        result = self._result
        return (
            result is not None
            and not result.left_open
            and result.outcome in WITH_EFFECT
            and result.plan.inverse is not None
            and result.plan.operation is not Operation.UNDO
        )

    # Phases, and when keys count

    def _turn_to(self, phase: Phase) -> None:
        self.app.frame_batch.one_frame()
        self._phase = phase
        self._disarm()
        if phase is not Phase.SHOWN:
            self._check = None
            self.update_classes({"-reason": False}, animate=False)
            self.set_focus(self._reading)
        self._show_keys()

    def _disarm(self) -> None:
        self._arming.disarm()
        self._again = False

    def _when_seen(self) -> None:
        """Start to listen once what is asked stands on the screen, whole."""
        phase = self._phase

        def look() -> None:
            if self._phase is not phase or not self.is_attached:
                return
            if self.app.frame_batch.is_down:
                self.set_timer(_FRAME_S, look)
                return
            self._unseen = self._reading.look()
            if self._is_visible and (phase is not Phase.SHOWN or not self._unseen):
                self._arming.seen(self._clock)
            self._show_keys()

        self.call_after_refresh(look)

    @property
    def _is_laid_out(self) -> bool:
        """Whether there is anything to show an answer in: not once it was left."""
        return bool(self.query("#pane-plan"))

    @property
    def is_there(self) -> bool:
        """Whether it is open: one that was left may live on for a moment."""
        return self in self.app.screen_stack

    @property
    def _is_visible(self) -> bool:
        """Whether the terminal has room for anything but the word that it has not."""
        return not self.is_too_small

    @property
    def _check_is_right(self) -> bool:
        return self._check is not None and self._check.is_right

    @property
    def _waits_s(self) -> float:
        """Seconds until a key that applies, or one that goes on, would count; 0 if it would now."""
        arming = self._arming
        applies = self._phase is Phase.SHOWN
        right = self._check_is_right
        ready_at = arming.ready_at(check_is_right=right) if applies else arming.armed_at
        return 0 if ready_at is None else max(0.0, ready_at - self._clock)

    @property
    def _clock(self) -> float:
        from asyncio import get_running_loop

        return get_running_loop().time()

    # The lines at the foot

    def _show_keys(self) -> None:
        """What the next key does, as of now; looked at again when that changes."""
        if not self.is_attached or not self.query("#plan-foot"):
            return
        lines: list[Line] = []
        if self._check is not None:
            lines += plan_lines.check_lines(self._check, self._width)
        if self._again and self._plan is not None:
            lines += plan_lines.again_lines(self.app.key("plan.apply"), self._plan, self._width)
        self.query_one("#plan-foot", Foot).show([*lines, *self._key_lines()])
        if self._arming.is_seen and self._says_wait:
            self.set_timer(self._waits_s + _FRAME_S, self._show_keys)

    def _key_lines(self) -> Sequence[Line]:
        key = self.app.key
        waits = self._phase is not Phase.APPLYING and (
            not self._arming.is_seen or bool(self._waits_s)
        )
        self._says_wait = waits
        pieces: list[tuple[str, str]] = []
        match self._phase:
            case Phase.SHOWN if self._unseen:
                pieces = [(key("list.page-down"), f"reads on: {self._unseen} lines left")]
                waits = False
            case Phase.SHOWN if self._is_in_reason:
                pieces = [(key("open"), "when the reason is typed")]
                waits = False
            case Phase.SHOWN if waits:
                pieces = [("wait", "")]
            case Phase.SHOWN:
                pieces = [(key("plan.apply"), self._says_apply)]
            case Phase.ENDED if self._can_undo:
                pieces = [(key("undo"), "undo")]
            case Phase.ENDED | Phase.REFUSED:
                result = self._result
                if self._phase is Phase.REFUSED or (
                    result is not None and result.outcome not in DONE
                ):
                    pieces = [(key("plan.again"), "plans it again")]
        role = "faint" if waits else "muted"
        spans = [
            [(name, "faint" if waits else "key"), (f" {said}" if said else "", role), ("   ", role)]
            for name, said in [*pieces, (key("back"), "leaves")]
        ]
        return _in_lines(spans, self._width)

    @property
    def _says_apply(self) -> str:
        if self._check is not None and self._check.stops:
            return (
                "when the last characters are right" if self._check.typed else "with the last four"
            )
        if self._again:
            return "applies"
        key = self.app.key("plan.apply")
        return f"then {key} again applies" if self._takes_two else "applies"

    @property
    def _is_in_reason(self) -> bool:
        return isinstance(self.focused, HandEdit)

    @property
    def _reading(self) -> Reading:
        return self.query_one("#pane-plan", Reading)

    @property
    def _width(self) -> int:
        return self._reading.inner_width or min(72, self.app.size.width - 8)

    @property
    def _reason(self) -> str:
        return self.query_one("#reason", HandEdit).value.strip()


def _in_lines(pieces: Sequence[Sequence[Span]], width: int) -> Sequence[Line]:
    """Pieces side by side, and below one another where the width is too little for all."""
    lines: list[list[Span]] = [[("  ", "base")]]
    for piece in pieces:
        if len(lines[-1]) > 1 and width_of([*lines[-1], *piece]) > width + 3:
            lines.append([("  ", "base")])
        lines[-1] += piece
    return lines
