"""The one way to a change: the plan, the deliberate yes, how far it is, and how it ended.

Every operation comes through here. What confirms depends on the tier: a reversible plan takes
one key that no id and no scan contains; a disruptive one has Back in hand, so that Enter alone
leaves; an irreversible one, and every one on a deployment tinted as production, asks for the
last four characters of the id. Closing it closes nothing but the view.
"""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget

from smstui.actions import Place
from smstui.console.arming import ALONE_S, ARM_S, Arming
from smstui.console.ink import Line, wrap
from smstui.console.screens.base import BaseScreen
from smstui.console.views import plan_lines, verdict_lines
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.choice import Choice
from smstui.console.widgets.hand_edit import HandEdit
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.reading import Reading
from smstui.console.wish import Wish, undo_wish
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan, Tier
from smstui.domain.changes.refusal import ChangedSince
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult

PRODUCTION_TINT: Final = "error"
"""The tint that a production deployment deserves (design §7): there, nothing is done by one key."""

TAIL: Final = 4
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


class PlanDialog(ModalScreen[None], BaseScreen[None], inherit_bindings=False):
    """One wish, from its plan to its end."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    class Turned(Message):
        """A step got on. Posted from the engine's thread."""

        def __init__(self, turn: StepResult) -> None:
            super().__init__()
            self.turn = turn

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

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self._ask()

    # What the keyboard asks

    def hears(self, event: events.Key) -> bool:
        """Only what was pressed after the screen said what it would do. Leaving always counts."""
        if not super().hears(event):
            return False
        action = self.app.action_of(event.key)
        return self._arming.hears(event.time) or (action is not None and action.id == "back")

    @property
    def is_settling(self) -> bool:
        armed = self._says_armed and self._is_armed and self._arming.is_quiet(self._clock)
        return self._phase is not Phase.APPLYING and not armed

    # The plan

    def _ask(self) -> None:
        """Ask the door for a plan, with what the platform says now."""
        self._turn_to(Phase.ASKING)
        self._reading.show([[("reading what is so now…", "muted")]])
        self.set_focus(self._choice)
        self.run_worker(self._planned(), group="plan", exclusive=True)

    async def _planned(self) -> None:
        try:
            desk = await self.app.desk()
            self._settle_s = desk.deployment.settle_s
            plan = await desk.engine.run(self._wish.plan(desk.changes))
        except ChangedSince as error:
            if error.plan is None:
                self._refuse(error)
            else:
                self._note = error.message
                self._show(error.plan)
        except SmstuiError as error:
            self._refuse(error)
        else:
            self._show(plan)

    def _show(self, plan: Plan) -> None:
        self._plan, self._result = plan, None
        self._turn_to(Phase.SHOWN)
        self._reading.head(plan.title[:1].upper() + plan.title[1:], "", self._whose(plan))
        self._reading.show(plan_lines.lines_of(plan, self._width, self._note))
        self._note = ""
        for name in ("reason", "tail"):
            self.query_one(f"#{name}", HandEdit).value = ""
        self._choice.choose(False)
        stops = self._stops
        self.set_focus(stops[0][0])
        self._show_fields(plan)
        self._when_seen()

    def _whose(self, plan: Plan) -> list[tuple[str, str]]:
        return [(f"account {plan.account}", "muted")] if plan.account else []

    def _show_fields(self, plan: Plan) -> None:
        self.update_classes(
            {"-reason": bool(plan.reason_needed), "-tail": self._asks_tail}, animate=False
        )
        self.query_one("#reason-prompt", Bar).show([(" reason ", "key")])
        prompt = plan_lines.tail_prompt(plan, self._needs_tail)
        self.query_one("#tail-prompt", Bar).show([(f" {prompt} ", "key")])

    @property
    def _needs_tail(self) -> bool:
        plan = self._plan
        if plan is None or not plan.confirm:
            return False
        return plan.tier is Tier.IRREVERSIBLE or self.app.glance.tint == PRODUCTION_TINT

    @property
    def _asks_tail(self) -> bool:
        plan = self._plan
        return plan is not None and (self._needs_tail or plan.operation in _COMPARED)

    # Confirming

    def do_plan_apply(self) -> None:
        """The one deliberate key. Enough for a reversible plan with nothing left to fill in."""
        if self._phase is not Phase.SHOWN or self._plan is None:
            return
        if self._plan.tier is not Tier.REVERSIBLE or self._needs_tail:
            self.app.say(
                f"This one asks for more: {self.app.key('pane.next')} to Apply, then enter.",
                "bar-caution",
            )
            return
        self._deliberate()

    @on(Choice.Taken)
    def _taken(self, message: Choice.Taken) -> None:
        if self._phase is Phase.SHOWN and message.goes_on:
            self._deliberate()
        else:
            self.do_back()

    @on(LineEdit.Entered)
    def _entered(self, message: LineEdit.Entered) -> None:
        """Enter in a field leads on to the next; what was scanned into it goes to the box."""
        if message.edit.id == "tail" and len(message.text.strip()) > TAIL:
            message.edit.value = ""
            self.app.take_scan(message.text, entered=True)
            return
        if message.edit.id == "tail" and message.text.strip() and self._is_last_need:
            self._deliberate()
        elif not message.text.strip() and self._missing:
            self.app.say(self._missing, "bar-caution")
        else:
            self.do_pane_next()

    @property
    def _is_last_need(self) -> bool:
        """Whether typing the last four is all that a yes to this plan takes."""
        return self._needs_tail and not self._missing

    @property
    def _missing(self) -> str:
        """What is still to be filled in, as a sentence; empty when nothing is."""
        plan = self._plan
        if plan is None:
            return "There is no plan yet."
        if plan.reason_needed and not self._typed("reason"):
            return f"Type a reason first, because {plan.reason_needed}."
        if self._needs_tail and not self._typed("tail"):
            return f"Type the last four of {plan.confirm} first."
        return ""

    def _deliberate(self) -> None:
        """Take a yes, unless it came in a bunch with other keys: no hand is that quick."""
        if not self._arming.is_alone:
            self.app.say("That came too fast for a hand; nothing was confirmed.", "bar-caution")
            return
        heard = self._arming.heard
        self._arming.deafen()
        self.set_timer(ALONE_S, lambda: self._confirm(heard))

    def _confirm(self, heard: int) -> None:
        if self._phase is not Phase.SHOWN:
            return
        self._arming.seen(self._clock - ARM_S)
        self._show_keys()
        if heard != self._arming.heard:
            self.app.say("That came too fast for a hand; nothing was confirmed.", "bar-caution")
            return
        if missing := self._missing:
            self.app.say(missing, "bar-caution")
            self.set_focus(self._stops[0][0])
            return
        plan = self._plan
        assert plan is not None  # noqa: S101 - the phase says so
        given = Confirmation(self._typed("tail") or None, self._typed("reason"))
        self._turns, self._due = {}, {}
        self._turn_to(Phase.APPLYING)
        self._show_progress()
        # The app's own worker: this dialog may be closed, the change goes on.
        self.app.run_worker(self._applied(plan, given), group="change")

    async def _applied(self, plan: Plan, given: Confirmation) -> None:
        app = self.app
        try:
            desk = await app.desk()
            result = await desk.engine.run(desk.changes.apply(plan, given, progress=self._progress))
        except SmstuiError as error:
            if self.is_attached:
                self._refuse(error)
            else:
                app.say(str(error), "bar-fault")
        else:
            app.change_ended(result)
            if self.is_attached:
                self._end(result)
            else:
                app.say(*verdict_lines.one_line(result))

    def _progress(self, turn: StepResult) -> None:
        self.post_message(self.Turned(turn))

    @on(Turned)
    def _turned(self, message: Turned) -> None:
        turn = message.turn
        if self._phase is not Phase.APPLYING:
            return
        self._turns[turn.n] = turn
        if turn.outcome is None and (turn.acknowledged or (turn.sent and turn.message)):
            settled = self.app.now() + timedelta(seconds=self._settle_s)
            self._due.setdefault(turn.n, settled)
        self._show_progress()

    def _show_progress(self) -> None:
        assert self._plan is not None  # noqa: S101 - it is being applied
        self._reading.show(
            verdict_lines.progress_lines(self._plan, self._turns, self._due, self._width)
        )

    # The end

    def _end(self, result: "ChangeResult") -> None:
        self._result = result
        if result.outcome is Outcome.CHANGED:
            self._note = result.message
            self._ask()
            return
        self._turn_to(Phase.ENDED)
        self._reading.show(verdict_lines.verdict_lines(result, self._width))
        self._when_seen()

    def _refuse(self, error: SmstuiError) -> None:
        self._turn_to(Phase.REFUSED)
        lines: list[Line] = [[("■ refused", "fault")], ()]
        lines += [[(line, "strong")] for line in wrap(error.message, self._width)]
        lines += [[(line, "base")] for line in wrap(error.hint, self._width)] if error.hint else []
        if error.correlation_id:
            told = f"correlation id {error.correlation_id}"
            lines += [(), *([(line, "muted")] for line in wrap(told, self._width))]
        self._reading.show(lines)
        self._when_seen()

    # Keys

    def do_back(self) -> None:
        """Leave. A change under way goes on, and its end is said on the last line."""
        if self._phase is Phase.APPLYING:
            self.app.say("The change goes on; its end will be said here.", "bar-caution")
        self.app.curtain.one_frame()
        self.leave(None)

    def do_plan_again(self) -> None:
        """Another plan for the same wish. Nothing is sent before that is confirmed."""
        if self._phase is Phase.REFUSED or (
            self._phase is Phase.ENDED and self._result and not self._can_undo
        ):
            self._ask()

    def do_undo(self) -> None:
        if self._phase is Phase.ENDED and self._result is not None and self._can_undo:
            self._wish = undo_wish(self._result.change_id)
            self._ask()

    @property
    def _can_undo(self) -> bool:
        result = self._result
        return (
            result is not None
            and not result.left_open
            and result.outcome in (Outcome.VERIFIED, Outcome.PARTIAL)
            and result.plan.inverse is not None
            and result.plan.operation is not Operation.UNDO
        )

    def do_pane_next(self) -> None:
        self._step(1)

    def do_pane_previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._phase is not Phase.SHOWN:
            return
        stops = self._stops
        now = (self.focused, self._choice.goes_on if self.focused is self._choice else False)
        at = stops.index(now) if now in stops else 0
        widget, goes_on = stops[(at + by) % len(stops)]
        self._choice.choose(goes_on)
        self.set_focus(widget)
        self._show_keys()

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

    def do_list_down(self) -> None:
        self._reading.do_list_down()

    def do_list_up(self) -> None:
        self._reading.do_list_up()

    def do_list_page_down(self) -> None:
        self._reading.do_list_page_down()

    def do_list_page_up(self) -> None:
        self._reading.do_list_page_up()

    # Inside

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
                pieces = [(key("undo"), "plans to take it back")]
            case Phase.ENDED | Phase.REFUSED:
                result = self._result
                if self._phase is Phase.REFUSED or (
                    result is not None and result.outcome is not Outcome.VERIFIED
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
