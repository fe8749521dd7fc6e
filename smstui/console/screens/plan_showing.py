"""What stands on the screen of a plan: its parts, its fields, the ear that listens, the keys."""

from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widget import Widget

from smstui.actions import Place
from smstui.console.arming import ARM_S, Arming
from smstui.console.screens.base import BaseScreen
from smstui.console.views import plan_lines
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.choice import Choice
from smstui.console.widgets.hand_edit import HandEdit
from smstui.console.widgets.reading import Reading
from smstui.console.wish import Wish
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan, Tier
from smstui.domain.changes.undo import WITH_EFFECT
from smstui.domain.changes.verdict import DONE, StepResult

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult

_FRAME_S: Final = 0.02
"""How often it is looked whether the frame that was held back stands by now."""
_COMPARED: Final = (Operation.PAIR, Operation.SWAP_CARD)
"""A card one digit off is a valid card: only the number on the card itself can tell."""


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
        self._arming = Arming()
        self._says_armed = False
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
            with Box(id="tail-line", classes="field"):
                yield Bar("tail-prompt", "base")
                yield HandEdit("tail")
            yield Choice("choice")
            yield Bar("plan-keys", "base")
        yield self.too_small()

    # What is asked for

    def _whose(self, plan: Plan) -> list[tuple[str, str]]:
        return [(f"account {plan.account}", "muted")] if plan.account else []

    def _show_fields(self, plan: Plan) -> None:
        self.update_classes(
            {"-reason": bool(plan.reason_needed), "-tail": self._asks_tail}, animate=False
        )
        self.query_one("#reason-prompt", Bar).show([(" reason ", "key")])
        prompt = self._tail_prompt(plan)
        self.query_one("#tail-prompt", Bar).show([(f" {prompt} ", "key")])

    @property
    def _needs_tail(self) -> bool:
        plan = self._plan
        if plan is None or not plan.confirm:
            return False
        return plan.tier is Tier.IRREVERSIBLE or bool(plan.last4_needed)

    def _tail_prompt(self, plan: Plan) -> str:
        return plan_lines.tail_prompt(plan, self._needs_tail)

    @property
    def _asks_tail(self) -> bool:
        plan = self._plan
        return plan is not None and (self._needs_tail or plan.operation in _COMPARED)

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

    @property
    def _stops(self) -> list[tuple[Widget | None, bool]]:
        """Where tab leads: what is to be filled in, then Back, then Apply."""
        plan = self._plan
        fields: list[tuple[Widget | None, bool]] = []
        if plan is not None and plan.reason_needed:
            fields.append((self.query_one("#reason", HandEdit), False))
        choices: list[tuple[Widget | None, bool]] = [(self._choice, False), (self._choice, True)]
        if self._asks_tail:
            tail: tuple[Widget | None, bool] = (self.query_one("#tail", HandEdit), False)
            return [*fields, tail, *choices] if self._needs_tail else [*fields, *choices, tail]
        return [*fields, *choices]

    # Phases, and when keys count

    def _turn_to(self, phase: Phase) -> None:
        self.app.curtain.one_frame()
        self._phase = phase
        self._arming.deafen()
        if phase is not Phase.SHOWN:
            self.update_classes({"-reason": False, "-tail": False}, animate=False)
            self._choice.choose(False)
            self.set_focus(self._choice)
        self._show_keys()

    def _when_seen(self) -> None:
        """Start to listen ARM_S after what is asked stands on the screen."""
        phase = self._phase

        def look() -> None:
            if self._phase is not phase or not self.is_attached:
                return
            if self.app.curtain.is_down:
                self.set_timer(_FRAME_S, look)
                return
            self._arming.seen(self._clock)
            self.set_timer(ARM_S + _FRAME_S, self._show_keys)

        self.call_after_refresh(look)

    @property
    def _is_armed(self) -> bool:
        return self._arming.is_armed(self._clock)

    @property
    def _clock(self) -> float:
        from asyncio import get_running_loop

        return get_running_loop().time()

    def _show_keys(self) -> None:
        """The choice and the keys as they are now; faint until they count."""
        armed = self._says_armed = self._is_armed
        self._choice.offer("Apply" if self._phase is Phase.SHOWN else "", armed)
        role = "muted" if armed or self._phase is Phase.APPLYING else "faint"
        key = self.app.key
        pieces: list[tuple[str, str]] = []
        match self._phase:
            case Phase.SHOWN if self._plan is not None:
                one_key = self._plan.tier is Tier.REVERSIBLE and not self._needs_tail
                pieces = [(key("plan.apply"), "applies")] if one_key else []
                pieces += [(key("pane.next"), "to Apply, then enter")]
            case Phase.ENDED if self._can_undo:
                pieces = [(key("undo"), "undo")]
            case Phase.ENDED | Phase.REFUSED:
                result = self._result
                if self._phase is Phase.REFUSED or (
                    result is not None and result.outcome not in DONE
                ):
                    pieces = [(key("plan.again"), "plans it again")]
        line: list[tuple[str, str]] = [("  ", "base")]
        for name, said in [*pieces, (key("back"), "leaves")]:
            line += [(name, "key" if armed else "faint"), (f" {said}   ", role)]
        self.query_one("#plan-keys", Bar).show(line)

    @property
    def _reading(self) -> Reading:
        return self.query_one("#pane-plan", Reading)

    @property
    def _choice(self) -> Choice:
        return self.query_one("#choice", Choice)

    @property
    def _width(self) -> int:
        return self._reading.inner_width or min(72, self.app.size.width - 8)

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", HandEdit).value.strip()
