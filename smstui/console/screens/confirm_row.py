"""The foot of a plan: what is asked for, what the next key does, and when a key counts.

One key applies (`plan.apply`), and nothing that a scanner can send does: design §3, "Tiers and the
key".
"""

from asyncio import get_running_loop
from collections.abc import Sequence
from typing import Final

from textual import events

from smstui.console.arming import Arming, Stroke
from smstui.console.check import Check
from smstui.console.screens.base import LEAVING, BaseScreen, KeyListener
from smstui.console.screens.plan_protocols import Phase, PlanView
from smstui.console.styled_text import width_of
from smstui.console.views import plan_lines
from smstui.console.widgets.hand_edit import HandEdit
from smstui.console.widgets.sheet import Sheet
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan, Tier
from smstui.domain.changes.verdict import DONE
from smstui.presentation import results
from smstui.presentation.lines import Line, Span

_FRAME_S: Final = 0.02
"""How often it is looked whether the frame that was held back stands by now."""
_SOON_S: Final = 0.001
"""The shortest timer there is."""


class ConfirmRow(KeyListener):
    """Takes the keys of a plan dialog. `phase` is how far its plan is."""

    def __init__(self, view: PlanView) -> None:
        self._view = view
        self.phase = Phase.ASKING
        self._arming = Arming(view.app.timing)
        self._check: Check | None = None
        self._again = False
        """Whether the next key that applies is the second one, which a disruptive plan takes."""
        self._unseen = 0
        self._says_wait = True
        """Whether the foot says that no key counts yet."""
        self._says_lost = False
        """Whether the foot says that the next key that leaves discards the reason."""
        self._applied_at = 0.0
        """When the latest key that applies was read."""

    # What is asked for

    def ask_for(self, plan: Plan) -> None:
        """Ask for what the plan needs before it can be applied."""
        self._check = self._view.subject.check_of(plan, self._needs_check)
        self._unseen = 0

    @property
    def _needs_check(self) -> bool:
        plan = self._view.plan
        if plan is None or not plan.confirm:
            return False
        return plan.tier is Tier.IRREVERSIBLE or bool(plan.last4_needed)

    @property
    def _takes_two(self) -> bool:
        """Whether one key is not enough, and no check stands in the place of the second."""
        plan = self._view.plan
        return plan is not None and plan.tier is not Tier.REVERSIBLE and not self._needs_check

    @property
    def is_in_reason(self) -> bool:
        return isinstance(self._view.focused, HandEdit)

    @property
    def _reason(self) -> str:
        edit: HandEdit = self._view.query_one("#reason", HandEdit)
        return edit.value.strip()

    # When keys count

    def turn_to(self, phase: Phase) -> None:
        """Take keys as they are meant in `phase`, once its text was seen."""
        self.phase = phase
        self.disarm()
        if phase is not Phase.SHOWN:
            self._check = None
        self.show()

    def disarm(self) -> None:
        """Let no key count before the text was seen anew."""
        self._arming.disarm()
        self._again = False

    def when_seen(self) -> None:
        """Start to listen once what is asked stands on the screen, whole."""
        phase, view = self.phase, self._view

        def look() -> None:
            if self.phase is not phase or not view.is_attached:
                return
            if view.app.frame_batch.is_down:
                view.set_timer(_FRAME_S, look)
                return
            self._unseen = view.reading.look()
            if not view.is_too_small and (phase is not Phase.SHOWN or not self._unseen):
                self._arming.seen(self._clock)
            self.show()

        view.call_after_refresh(look)

    @property
    def is_seen(self) -> bool:
        """Whether the whole text was in view since the last change of it."""
        return self._arming.is_seen

    @property
    def is_settling(self) -> bool:
        if self.phase is Phase.APPLYING or self._view.is_too_small or self._unseen:
            return False
        arming = self._arming
        return arming.is_pending(self._clock) or not arming.is_seen or self._says_wait

    @property
    def _check_is_right(self) -> bool:
        return self._check is not None and self._check.is_right

    @property
    def _waits_s(self) -> float:
        """Seconds until a key that applies, or one that goes on, would count; 0 if it would now."""
        arming = self._arming
        applies = self.phase is Phase.SHOWN
        right = self._check_is_right
        ready_at = arming.ready_at(check_is_right=right) if applies else arming.armed_at
        return 0 if ready_at is None else max(0.0, ready_at - self._clock)

    @property
    def _clock(self) -> float:
        return get_running_loop().time()

    # What the keyboard asks

    def hears(self, event: events.Key) -> bool:
        """Only what was pressed after the screen said what it would do. Leaving always counts."""
        action = self._view.app.dispatcher.action_of(event.key)
        if action is not None and action.id in LEAVING:
            return True
        if self._view.is_too_small:
            return False
        if self.phase is Phase.SHOWN:
            return self._arming.is_seen or bool(self._unseen)
        armed_at = self._arming.armed_at
        return armed_at is not None and event.time >= armed_at

    def notice(self, event: events.Key) -> None:
        """A key was read: what it means to the plan, whatever else becomes of it."""
        kind, action = self._kind_of(event), self._view.app.dispatcher.action_of(event.key)
        self._says_lost = self._says_lost and action is not None and action.id == "back"
        self._arming.stroke(kind, event.time, check_is_right=self._check_is_right)
        if kind is Stroke.APPLY:
            self._applied_at = event.time
        else:
            self._again = False
        self.show()

    def _kind_of(self, event: events.Key) -> Stroke:
        if self.is_in_reason or self.phase is not Phase.SHOWN:
            return Stroke.OTHER
        action = self._view.app.dispatcher.action_of(event.key)
        if action is not None and action.id == "plan.apply":
            return Stroke.APPLY
        check, deletes = self._check, event.key == "backspace"
        if check is None or (check.is_full and not deletes):
            return Stroke.OTHER  # a fifth is none of those asked for, however right the four are
        return Stroke.CHECK if self.asks_for(event) else Stroke.OTHER

    def asks_for(self, event: events.Key) -> bool:
        """Return whether the key is one of the characters that the plan asks for."""
        check = self._check
        if self.phase is not Phase.SHOWN or self.is_in_reason or check is None:
            return False
        deletes = event.key == "backspace" and bool(check.typed)
        return deletes or check.takes((event.character or "") if event.is_printable else "")

    def take_asked(self, event: events.Key) -> str:
        """Take such a key. Returns the code that it turns out to be the last character of."""
        check, code, app = self._check, "", self._view.app
        if check is None or not self._arming.is_seen:
            return ""
        if event.key == "backspace":
            check.take_back()
        else:
            was_full, character = check.is_full, event.character or ""
            code = check.take(character, event.time, app.timing.join_s)
            if was_full and not code:
                app.say(f"{character} was not taken: the field is full.", "bar-caution")
        self.show()
        return code

    def take_paste(self, text: str) -> bool:
        """A paste of what is asked for is typed; any other goes where scans go."""
        typed, check = text.strip(), self._check
        if self.is_in_reason:
            return False
        if check is None or self.phase is not Phase.SHOWN or len(typed) > 4:
            return False
        if not typed or not all(check.takes(character) for character in typed):
            return False
        check.typed = typed
        self._arming.stroke(Stroke.OTHER, self._clock)
        self._again = False
        self.show()
        return True

    def scanned_over(self) -> None:
        """A scan ends here: nothing of it counts, and nothing that lags behind it."""
        if self.phase is Phase.SHOWN:
            if self._check is not None:
                self._check.clear()
            self._arming.stroke(Stroke.OTHER, self._clock)
            self._again = False
            self.show()

    def uncovered(self) -> None:
        """Ask anew for whatever was typed, once the plan was seen again."""
        if self._check is not None:
            self._check.clear()
        self.disarm()
        self.show()
        self.when_seen()

    def warn_of_loss(self) -> bool:
        """Say that leaving discards the reason, unless that was just said. True if it was."""
        if self._says_lost or self.phase is not Phase.SHOWN or not self._reason:
            return False
        self._says_lost = True
        self.show()
        return True

    # Confirming

    def do_plan_apply(self) -> None:
        """The key that applies. It counts only after a pause in which no other key comes."""
        view = self._view
        if self.phase is not Phase.SHOWN or view.plan is None:
            return
        app, read_at = view.app, self._applied_at
        if missing := self._missing:
            self._arming.settled(read_at)
            app.say(missing, "bar-caution")
        elif self._arming.counts(read_at):
            wait_s = max(_SOON_S, read_at + app.timing.join_s - self._clock)
            # By way of the app: what was read meanwhile is looked at before.
            view.set_timer(wait_s, lambda: app.call_later(self._confirm, read_at))
        else:
            app.say("Too soon after another key. Wait, then press it again.", "bar-caution")

    @property
    def _missing(self) -> str:
        """The reason why the plan cannot be applied, as a sentence; empty if there is none."""
        plan = self._view.plan
        if plan is None:
            return "There is no plan yet."
        if self._unseen:
            have = "has" if self._unseen == 1 else "have"
            return f"{_lines(self._unseen)} of the plan {have} not been seen: read on first."
        if plan.reason_needed and not self._reason:
            return f"Type a reason first, because {plan.reason_needed}."
        check = self._check
        if check is not None and check.stops:
            return self._view.subject.wrong_check(check.typed, plan.confirm)
        return ""

    def _confirm(self, read_at: float) -> None:
        """The pause after the key is over."""
        view = self._view
        plan, counts = view.plan, self._arming.counts(read_at)
        self._arming.settled(read_at)
        if not counts or plan is None or self.phase is not Phase.SHOWN or self._missing:
            return
        if not view.is_attached or not view.is_active:
            return
        if self._takes_two and not self._again:
            view.app.frame_batch.one_frame()
            self._arming.disarm()
            self._again = True
            self.show()
            self.when_seen()
            return
        typed = self._check.typed if self._check is not None else ""
        view.apply(plan, Confirmation(typed or None, self._reason))

    def do_open(self) -> None:
        """Enter applies nothing, whatever it ends."""
        if self.phase is Phase.SHOWN:
            app = self._view.app
            app.say(f"Only {app.key('plan.apply')} applies a plan.", "bar-caution")

    def do_pane_next(self) -> None:
        """Between the text and the reason, where one is asked for."""
        view, plan = self._view, self._view.plan
        if self.phase is Phase.SHOWN and plan is not None and plan.reason_needed:
            reason = view.query_one("#reason", HandEdit)
            view.set_focus(view.reading if self.is_in_reason else reason)
            self.show()
        else:
            self.do_open()

    do_pane_previous = do_pane_next

    def help_line(self) -> str:
        """Return what the keys do in this phase, and what has been sent."""
        key = self._view.app.key
        match self.phase:
            case Phase.SHOWN:
                applies, back = key("plan.apply"), key("back")
                twice = " twice, with a pause," if self._takes_two else ""
                return (
                    f"{applies}{twice} applies this plan, {back} closes it. "
                    "Nothing has been sent yet."
                )
            case Phase.APPLYING:
                return f"It is being sent. {key('back')} closes this; the change continues."
            case Phase.ENDED:
                return f"It has ended. {key('back')} closes this; the journal keeps it."
            case _:
                return f"Nothing was sent. {key('back')} closes this."

    # The lines at the foot

    def show(self) -> None:
        """Show what the next key does, as of now; looked at again when that changes."""
        view = self._view
        if not view.is_attached or not view.query("#plan-sheet"):
            return
        lines: list[Line] = []
        if self._check is not None:
            lines += plan_lines.check_lines(self._check, view.reading.text_width)
        if self._again and view.plan is not None:
            width = view.reading.text_width
            lines += plan_lines.again_lines(view.app.key("plan.apply"), view.plan, width)
        asked: list[Line] = [[("  ", "base"), *line] for line in lines]
        view.query_one("#plan-sheet", Sheet).hint([*asked, *self._key_lines()])
        if self._arming.is_seen and self._says_wait:
            view.set_timer(self._waits_s + _FRAME_S, self.show)

    def _key_lines(self) -> Sequence[Line]:
        key = self._view.app.key
        waits = self.phase is not Phase.APPLYING and (
            not self._arming.is_seen or bool(self._waits_s)
        )
        self._says_wait = waits
        if self._says_lost:
            lost: Line = [(key("back"), "key"), (" again: discard what was typed", "caution")]
            return [[("  ", "base"), *lost]]
        pieces: list[tuple[str, str]] = []
        match self.phase:
            case Phase.SHOWN if self._unseen:
                pieces = [(key("list.page-down"), f"read on: {_lines(self._unseen)} left")]
                waits = False
            case Phase.SHOWN if self.is_in_reason:
                pieces = [(key("open"), "when the reason is typed")]
                waits = False
            case Phase.SHOWN if waits:
                pieces = [("wait", "")]
            case Phase.SHOWN:
                pieces = [(key("plan.apply"), self._says_apply)]
            case Phase.ENDED | Phase.REFUSED:
                result = self._view.result
                if self.phase is Phase.REFUSED or (
                    result is not None and result.outcome not in DONE
                ):
                    again = "same plan again" if self._way_back else "plan again"
                    if self.phase is Phase.ENDED and result and results.awaited(result):
                        again = "read again, then plan"  # as its text advises
                    pieces = [(key("plan.again"), again)]
                if self.phase is Phase.ENDED and result is not None and result.can_undo:
                    pieces.append((key("undo"), "undo"))
        role = "faint" if waits else "muted"
        spans = [
            [(name, "faint" if waits else "key"), (f" {said}" if said else "", role), ("   ", role)]
            for name, said in [*pieces, (key("back"), self._way_back or "close")]
        ]
        return _in_lines(spans, self._view.reading.text_width)

    @property
    def _way_back(self) -> str:
        """What the plan was made from and can be changed there, unless something was done."""
        stack: list[object] = list(self._view.app.screen_stack)
        at = stack.index(self._view) if self._view in stack else 0
        below = stack[at - 1] if at else None  # nothing, while it comes or goes
        if isinstance(below, BaseScreen) and self.phase is not Phase.APPLYING:
            return below.way_back
        return ""

    @property
    def _says_apply(self) -> str:
        if self._check is not None and self._check.stops:
            return (
                "once the last four are right"
                if self._check.typed
                else "once the last four are typed"
            )
        if self._again:
            return "apply"
        key = self._view.app.key("plan.apply")
        return f"then {key} again to apply" if self._takes_two else "apply"


def _in_lines(pieces: Sequence[Sequence[Span]], width: int) -> Sequence[Line]:
    """Pieces side by side, and below one another where the width is too little for all."""
    lines: list[list[Span]] = [[("  ", "base")]]
    for piece in pieces:
        if len(lines[-1]) > 1 and width_of([*lines[-1], *piece]) > width + 3:
            lines.append([("  ", "base")])
        lines[-1] += piece
    return lines


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
