"""The one way to a change: the plan, the deliberate yes, how far it is, and how it ended.

Every operation comes through here. What confirms depends on the tier: a reversible plan takes
one key that no id and no scan contains; a disruptive one has Back in hand, so that Enter alone
leaves; an irreversible one, and every one on a deployment tinted as production, asks for the
last four characters of the id. Closing it closes nothing but the view.

What it shows and what it has the door do are a file each, one standing on the other; here is
what a hand does.
"""

from typing import Final

from textual import events, on

from smstui.console.arming import ALONE_S, ARM_S
from smstui.console.screens.plan_driving import PlanDriving
from smstui.console.screens.plan_showing import Phase
from smstui.console.widgets.choice import Choice
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.wish import undo_wish
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan, Tier

TAIL: Final = 4


class PlanDialog(PlanDriving, inherit_bindings=False):
    """One wish, from its plan to its end."""

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self._ask()

    # What the keyboard asks

    def hears(self, event: events.Key) -> bool:
        """Only what was pressed after the screen said what it would do. Leaving always counts."""
        if not super().hears(event):
            return False
        action = self.app.action_of(event.key)
        leaves = action is not None and action.id in ("back", "quit")
        return self._arming.is_armed(event.time) or leaves

    def notice(self, event: events.Key) -> None:
        self._arming.notice(event.time)

    def scanned_over(self) -> None:
        """A scan ends here: Back is in hand again, and nothing counts that lags behind it."""
        if self._phase is Phase.SHOWN:
            self._choice.choose(False)
            self.set_focus(self._stops[0][0])
            self._arming.deafen()
            self._show_keys()
            self._when_seen()

    @property
    def is_settling(self) -> bool:
        armed = self._says_armed and self._is_armed and self._arming.is_quiet(self._clock)
        return self._phase is not Phase.APPLYING and not armed

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
            return self._tail_missing(plan)
        return ""

    def _tail_missing(self, plan: Plan) -> str:
        return f"Type the last four of {plan.confirm} first."

    def _deliberate(self) -> None:
        """Take a yes, unless it came in a bunch with other keys: no hand is that quick."""
        if not self._arming.is_alone:
            self.app.say("That came too fast for a hand; nothing was confirmed.", "bar-caution")
            return
        noticed = self._arming.noticed
        self._arming.deafen()
        self.set_timer(ALONE_S, lambda: self._confirm(noticed))

    def _confirm(self, noticed: int) -> None:
        if self._phase is not Phase.SHOWN:
            return
        self._arming.seen(self._clock - ARM_S)
        self._show_keys()
        if noticed != self._arming.noticed:
            self.app.say("That came too fast for a hand; nothing was confirmed.", "bar-caution")
            return
        if missing := self._missing:
            self.app.say(missing, "bar-caution")
            self.set_focus(self._stops[0][0])
            return
        plan = self._plan
        assert plan is not None  # noqa: S101 - the phase says so
        self._apply(plan, Confirmation(self._typed("tail") or None, self._typed("reason")))

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
            self._wish = self.app.noted(undo_wish(self._result.change_id))
            self._ask()

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

    def do_list_down(self) -> None:
        self._reading.do_list_down()

    def do_list_up(self) -> None:
        self._reading.do_list_up()

    def do_list_page_down(self) -> None:
        self._reading.do_list_page_down()

    def do_list_page_up(self) -> None:
        self._reading.do_list_page_up()
