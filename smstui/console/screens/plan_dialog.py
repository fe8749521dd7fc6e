"""The one way to a change: the plan, the deliberate yes, how far it is, and how it ended.

Every operation comes through here. One key applies (`plan.apply`), and nothing that a scanner
can send does: design §3, "Tiers and the key". Closing the dialog closes nothing but the view.

What it shows and what it has the change service do are a file each; here is what a hand does.
"""

from typing import TYPE_CHECKING, Final

from textual import events, on

from smstui.console.arming import Stroke
from smstui.console.screens.base import LEAVING
from smstui.console.screens.plan_driving import PlanDriving
from smstui.console.screens.plan_showing import Phase
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.wish import undo_wish
from smstui.domain.changes.confirmation import Confirmation

if TYPE_CHECKING:
    from collections.abc import Callable

_SOON_S: Final = 0.001
"""The shortest timer there is."""


class PlanDialog(PlanDriving, inherit_bindings=False):
    """One wish, from its plan to its end."""

    _applied_at = 0.0
    """When the latest key that applies was read."""

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self._ask()

    # What the keyboard asks

    def hears(self, event: events.Key) -> bool:
        """Only what was pressed after the screen said what it would do. Leaving always counts."""
        if not super().hears(event):
            return False
        action = self.app.dispatcher.action_of(event.key)
        if action is not None and action.id in LEAVING:
            return True
        if not self._is_visible:
            return False
        if self._phase is Phase.SHOWN:
            return self._arming.is_seen or bool(self._unseen)
        armed_at = self._arming.armed_at
        return armed_at is not None and event.time >= armed_at

    def notice(self, event: events.Key) -> None:
        """A key was read: what it means to the plan, whatever else becomes of it."""
        kind = self._kind_of(event)
        self._arming.stroke(kind, event.time, check_is_right=self._check_is_right)
        if kind is Stroke.APPLY:
            self._applied_at = event.time
        else:
            self._again = False
        self._show_keys()

    def _kind_of(self, event: events.Key) -> Stroke:
        if self._is_in_reason or self._phase is not Phase.SHOWN:
            return Stroke.OTHER
        action = self.app.dispatcher.action_of(event.key)
        if action is not None and action.id == "plan.apply":
            return Stroke.APPLY
        check, deletes = self._check, event.key == "backspace"
        if check is None or (check.is_full and not deletes):
            return Stroke.OTHER  # a fifth is none of those asked for, however right the four are
        return Stroke.CHECK if self.asks_for(event) else Stroke.OTHER

    def asks_for(self, event: events.Key) -> bool:
        """Whether the key is one of the characters that the plan asks for."""
        check = self._check
        if self._phase is not Phase.SHOWN or self._is_in_reason or check is None:
            return False
        deletes = event.key == "backspace" and bool(check.typed)
        return deletes or check.takes((event.character or "") if event.is_printable else "")

    def take_asked(self, event: events.Key) -> str:
        """Take such a key. Returns the code that it turns out to be the last character of."""
        check, code = self._check, ""
        if check is None or not self._arming.is_seen:
            return ""
        if event.key == "backspace":
            check.take_back()
        else:
            was_full, character = check.is_full, event.character or ""
            code = check.take(character, event.time, self.app.timing.join_s)
            if was_full and not code:
                self.app.say(f"{character} was not taken: the field is full.", "bar-caution")
        self._show_keys()
        return code

    def take_paste(self, text: str) -> bool:
        """A paste of what is asked for is typed; any other goes where scans go."""
        typed, check = text.strip(), self._check
        if self._is_in_reason:
            return False
        if check is None or self._phase is not Phase.SHOWN or len(typed) > 4:
            return False
        if not typed or not all(check.takes(character) for character in typed):
            return False
        check.typed = typed
        self._arming.stroke(Stroke.OTHER, self._clock)
        self._again = False
        self._show_keys()
        return True

    def scanned_over(self) -> None:
        """A scan ends here: nothing of it counts, and nothing that lags behind it."""
        if self._phase is Phase.SHOWN:
            if self._check is not None:
                self._check.typed = ""
            self._arming.stroke(Stroke.OTHER, self._clock)
            self._again = False
            self._show_keys()

    @property
    def returns(self) -> bool:
        """Always: it gives no answer, and a change may be under way in it."""
        return True

    def memento(self) -> "Callable[[], None]":
        put_back = super().memento()
        kept = (self._wish, self._plan, self._result, self._note)
        phase = self._phase

        def restore() -> None:
            if phase is not self._phase and Phase.APPLYING not in (phase, self._phase):
                self.workers.cancel_group(self, "plan")
                self._wish, self._plan, self._result, self._note = kept
                self._turn_to(phase)
            put_back()
            self._disarm()
            self._when_seen()

        return restore

    @property
    def is_settling(self) -> bool:
        arming = self._arming
        if self._phase is Phase.APPLYING or not self._is_visible or self._unseen:
            return False
        return arming.is_pending(self._clock) or not arming.is_seen or self._says_wait

    # Confirming

    def do_plan_apply(self) -> None:
        """The key that applies. It counts only after a pause in which no other key comes."""
        if self._phase is not Phase.SHOWN or self._plan is None:
            return
        read_at = self._applied_at
        if missing := self._missing:
            self._arming.settled(read_at)
            self.app.say(missing, "bar-caution")
        elif self._arming.counts(read_at):
            wait_s = max(_SOON_S, read_at + self.app.timing.join_s - self._clock)
            # By way of the app: what was read meanwhile is looked at before.
            self.set_timer(wait_s, lambda: self.app.call_later(self._confirm, read_at))
        else:
            self.app.say("Too soon after another key. Wait, then press it again.", "bar-caution")

    @property
    def _missing(self) -> str:
        """What keeps the plan from being applied, as a sentence; empty when nothing does."""
        plan = self._plan
        if plan is None:
            return "There is no plan yet."
        if self._unseen:
            return f"{self._unseen} lines of the plan have not been seen: read on first."
        if plan.reason_needed and not self._reason:
            return f"Type a reason first, because {plan.reason_needed}."
        check = self._check
        if check is not None and check.stops:
            return self._says_check(check.typed, plan.confirm)
        return ""

    def _says_check(self, typed: str, asked: str) -> str:
        if not typed:
            return f"Type the last four of {asked} first."
        return f"{typed} is not the last four of {asked}. Nothing was sent."

    def _confirm(self, read_at: float) -> None:
        """The pause after the key is over."""
        plan, counts = self._plan, self._arming.counts(read_at)
        self._arming.settled(read_at)
        if not counts or plan is None or self._phase is not Phase.SHOWN or self._missing:
            return
        if not self.is_attached or self.app.screen is not self:
            return
        if self._takes_two and not self._again:
            self.app.frame_batch.one_frame()
            self._arming.disarm()
            self._again = True
            self._show_keys()
            self._when_seen()
            return
        typed = self._check.typed if self._check is not None else ""
        self._apply(plan, Confirmation(typed or None, self._reason))

    @on(LineEdit.Entered, "#reason")
    def _reason_entered(self) -> None:
        """Enter leaves the field; it never does more."""
        self.set_focus(self._reading)
        self._show_keys()

    def do_open(self) -> None:
        """Enter applies nothing, whatever it ends."""
        if self._phase is Phase.SHOWN:
            self.app.say(f"Only {self.app.key('plan.apply')} applies a plan.", "bar-caution")

    # Keys

    def do_back(self) -> None:
        """Leave. A change under way goes on, and its end is said on the last line."""
        if self._phase is Phase.APPLYING:
            self.app.say("The change goes on; its end will be said here.", "bar-caution")
        self.app.frame_batch.one_frame()
        self.leave(None)

    def do_plan_again(self) -> None:
        """Another plan for the same wish. Nothing is sent before that is confirmed."""
        if self._phase is Phase.REFUSED or (
            self._phase is Phase.ENDED and self._result and not self._can_undo
        ):
            self._note = ""
            self._ask()

    def do_undo(self) -> None:
        if self._phase is Phase.ENDED and self._result is not None and self._can_undo:
            self._wish = self.app.noted(undo_wish(self._result.change_id))
            self._note = ""
            self._ask()

    def do_pane_next(self) -> None:
        """Between the text and the reason, where one is asked for."""
        plan = self._plan
        if self._phase is Phase.SHOWN and plan is not None and plan.reason_needed:
            self.set_focus(self._reading if self._is_in_reason else self.query_one("#reason"))
            self._show_keys()
        else:
            self.do_open()

    do_pane_previous = do_pane_next

    def on_reading_moved(self) -> None:
        """More of the plan came into view."""
        if self._phase is Phase.SHOWN and not self._arming.is_seen:
            self._when_seen()

    def do_list_down(self) -> None:
        self._reading.do_list_down()

    def do_list_up(self) -> None:
        self._reading.do_list_up()

    def do_list_page_down(self) -> None:
        self._reading.do_list_page_down()

    def do_list_page_up(self) -> None:
        self._reading.do_list_page_up()
