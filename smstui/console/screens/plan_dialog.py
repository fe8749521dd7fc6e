"""The one way to a change: the plan, its confirmation, how far it is, and how it ended.

Every operation comes through here. What is planned and applied is a subject: one change, or a
batch of pairs. Its confirm row takes the keys. Closing the dialog closes nothing but the view.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.console.screens.base import BaseScreen, too_small
from smstui.console.screens.confirm_row import ConfirmRow
from smstui.console.screens.plan_protocols import Phase, PlanSubject
from smstui.console.views import verdict_lines
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.hand_edit import HandEdit
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.list_keys import TypingKeys
from smstui.console.widgets.reading import Reading
from smstui.console.widgets.sheet import Sheet
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan
from smstui.domain.errors import SmstuiError
from smstui.domain.text import capital
from smstui.presentation import results
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult
    from smstui.store.journal import Entry


class PlanDialog(ModalScreen[None], BaseScreen[None], inherit_bindings=False):
    """One subject, from its plan to its end."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)
    RETURNS = True
    """It gives no answer, and a change may be under way in it."""

    def __init__(self, subject: PlanSubject) -> None:
        super().__init__()
        self.subject = subject
        self.plan: Plan | None = None
        self.result: ChangeResult | None = None
        self.is_applying = False
        self.listener = self.confirm = ConfirmRow(self)
        self.reason_line = Box(Bar("reason-prompt", "base"), HandEdit("reason"), id="reason-line")
        self.reason_line.display = False
        title = capital(subject.title)
        self.sheet = Sheet("plan", title, Reading("plan", title), self.reason_line)

    def compose(self) -> ComposeResult:
        yield self.sheet
        yield too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.ask()

    def fit(self, size: Size) -> None:
        """At another size nothing counts before the plan was seen at that size."""
        super().fit(size)
        self.sheet.fit_content()
        self.confirm.disarm()
        self.confirm.when_seen()

    def on_reading_resized(self) -> None:
        """Break the lines for the width there is now; what was seen at this width stays seen
        when the foot takes a line more or less."""
        if self.is_attached and self.reading.break_again() and self.confirm.phase is Phase.SHOWN:
            self.confirm.disarm()
        if not self.confirm.is_seen:
            self.confirm.when_seen()

    def on_reading_moved(self) -> None:
        """More of the plan came into view."""
        if self.confirm.phase is Phase.SHOWN and not self.confirm.is_seen:
            self.confirm.when_seen()

    @property
    def is_laid_out(self) -> bool:
        """Whether there is anything to show an answer in: not once it was left."""
        return bool(self.query("#pane-plan"))

    @property
    def is_there(self) -> bool:
        """Whether it is open: one that was left may live on for a moment."""
        return self in self.app.screen_stack

    @property
    def reading(self) -> Reading:
        return self.query_one("#pane-plan", Reading)

    # What the subject has shown

    def ask(self) -> None:
        """Have the subject make a plan, with what the platform says now."""
        self._turn_to(Phase.ASKING)
        self.reading.show_broken(lambda _width: [[("reading what is so now…", "muted")]])
        self.run_worker(self.subject.ask(self), group="plan", exclusive=True)

    def show_plan(self, plan: Plan) -> None:
        """Show a plan, and what it asks for."""
        if not self.is_laid_out:
            return
        self.plan, self.result = plan, None
        self._turn_to(Phase.SHOWN)
        self.reading.head(capital(plan.title), "", self.subject.head_of(plan))
        self.reason_line.display = bool(plan.reason_needed)
        self.query_one("#reason-prompt", Bar).show([("  reason ", "key")])
        self.query_one("#reason", HandEdit).value = ""
        self.confirm.ask_for(plan)
        self.reading.show_broken(lambda width: self.subject.plan_lines(plan, width))
        self.set_focus(self.query_one("#reason") if plan.reason_needed else self.reading)
        self.confirm.show()
        self.confirm.when_seen()

    def apply(self, plan: Plan, given: Confirmation) -> None:
        """Have the subject apply a plan that was confirmed."""
        self.subject.begin()
        self._turn_to(Phase.APPLYING)
        self.show_progress()
        # The app's own worker: this dialog may be closed, the change goes on.
        self.app.run_worker(self.subject.apply(self, plan, given), group="change")

    def show_progress(self) -> None:
        """Show how far it is."""
        plan = self.plan
        assert plan is not None  # noqa: S101 - it is being applied
        self.reading.show_broken(lambda width: self.subject.progress_lines(plan, width))

    def show_end(
        self,
        phase: Phase,
        lines: Callable[[int], Sequence[Line]],
        head: tuple[str, Sequence[Span]] | None = None,
    ) -> None:
        """Show how it ended, in lines of a width. `head` is another title, with its notes."""
        self._turn_to(phase)
        if head is not None:
            self.reading.head(head[0], "", head[1])
        self.reading.show_broken(lines)
        self.confirm.when_seen()

    def came_late(self, entry: "Entry") -> None:
        """Show the end of the change as it is now, if it ended here."""
        if self.is_laid_out and self.confirm.phase is Phase.ENDED:
            self.subject.came_late(self, entry)

    def refuse(self, error: SmstuiError) -> None:
        """Show why there is no plan, or why it was not applied."""
        if not self.is_laid_out:
            return
        self.show_end(Phase.REFUSED, partial(verdict_lines.refusal_lines, error))

    def _turn_to(self, phase: Phase) -> None:
        self.app.frame_batch.one_frame()
        if phase is not Phase.SHOWN:
            self.reason_line.display = False
            self.set_focus(self.reading)
        self.is_applying = phase is Phase.APPLYING
        self.confirm.turn_to(phase)

    # What the keyboard asks

    @property
    def handlers(self) -> "tuple[object, ...]":
        return (self, self.confirm, TypingKeys(self.reading.list_keys))

    def hears(self, event: events.Key) -> bool:
        return super().hears(event) and self.confirm.hears(event)

    def take_paste(self, text: str) -> bool:
        return self.confirm.take_paste(text)

    @property
    def is_settling(self) -> bool:
        return self.confirm.is_settling

    def memento(self) -> "Callable[[], None]":
        put_back, put_back_subject = super().memento(), self.subject.memento()
        plan, result, phase = self.plan, self.result, self.confirm.phase

        def restore() -> None:
            now = self.confirm.phase
            if phase is not now and Phase.APPLYING not in (phase, now):
                self.workers.cancel_group(self, "plan")
                put_back_subject()
                self.plan, self.result = plan, result
                self._turn_to(phase)
            put_back()
            self.confirm.disarm()
            self.confirm.when_seen()

        return restore

    @on(LineEdit.Entered, "#reason")
    def _reason_entered(self) -> None:
        """Enter leaves the field; it never does more."""
        self.set_focus(self.reading)
        self.confirm.show()

    # Keys

    def do_back(self) -> None:
        """Leave. A change under way goes on, and its end is said on the last line.

        A reason that was typed is discarded at the second key only.
        """
        if self.confirm.warn_of_loss():
            return
        if self.is_applying:
            self.app.say("The change continues; its result will be shown here.", "bar-caution")
        self.app.frame_batch.one_frame()
        self.leave(None)

    def help_line(self) -> str:
        """Return what can be done here, and what has been sent."""
        return self.confirm.help_line()

    def do_plan_again(self) -> None:
        """Plan it again. Nothing is sent before that plan is confirmed."""
        if self.confirm.phase in (Phase.REFUSED, Phase.ENDED):
            self.subject.ask_again(self, self.confirm.phase)

    def do_undo(self) -> None:
        """Plan the undo of what ended here, or say why there is none."""
        if self.confirm.phase is not Phase.ENDED or self.result is None:
            return
        if self.result.can_undo:
            self.subject.undo(self, self.result)
        else:
            self.app.say(results.no_undo(self.result), "bar-caution")
