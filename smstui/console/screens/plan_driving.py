"""A wish on its way through the door: planned, applied, and how it ended."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from smstui.console.screens.plan_showing import Phase, PlanShowing
from smstui.console.styled_text import wrap
from smstui.console.views import draft_lines, verdict_lines
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import AlreadySo, ChangedSince, RefusedHere
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.errors import NoAnswer, NotSent, PlatformError, SmstuiError
from smstui.domain.text import capital
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult


class PlanDriving(PlanShowing, inherit_bindings=False):
    """Asks the door, hands it what was confirmed, shows what it says."""

    class Turned(Message):
        """A step got on. Posted from the engine's thread."""

        def __init__(self, turn: StepResult) -> None:
            super().__init__()
            self.turn = turn

    def _ask(self) -> None:
        """Ask the door for a plan, with what the platform says now."""
        self._turn_to(Phase.ASKING)
        self._reading.show([[("reading what is so now…", "muted")]])
        self.run_worker(self._planned(), group="plan", exclusive=True)

    async def _planned(self) -> None:
        try:
            client = await self.app.client()
            self._settle_s = client.deployment.settle_s
            plan = await client.engine.run(self._wish.plan(client.changes))
        except ChangedSince as error:
            if error.plan is None:
                self._refuse(error)
            else:
                self._note = error.message
                self._show(error.plan)
        except (NotSent, NoAnswer) as error:
            await self._wait(error)
        except SmstuiError as error:
            self._refuse(error)
        else:
            self._show(plan)

    async def _wait(self, lost: PlatformError) -> None:
        """Without a platform the change is kept as a draft, with what is known of its ground."""
        request = self._wish.request
        if request is None:
            self._refuse(lost)
            return
        try:
            client = await self.app.client()
            drafts = client.drafts
            known = self._wish.draft
            draft = await client.engine.run(drafts.get(known) if known else drafts.save(request))
        except SmstuiError as error:
            self._refuse(lost if isinstance(error, RefusedHere) else error)
            return
        if not self._is_laid_out:
            return
        self._wish = replace(self._wish, draft=draft.id)
        self._turn_to(Phase.REFUSED)
        lines = draft_lines.lines_of(draft, lost, self.app.now(), self._width)
        self._reading.head(self._wish.title, "", [("draft", "caution")])
        self._reading.show(lines)
        self._when_seen()

    def _show(self, plan: Plan) -> None:
        if not self._is_laid_out:
            return
        self._plan, self._result = plan, None
        self._turn_to(Phase.SHOWN)
        self._reading.head(capital(plan.title), "", self._whose(plan))
        self._ask_what_is_needed(plan)
        self._reading.show(self._plan_lines(plan))
        self._unseen = 0
        self.set_focus(self.query_one("#reason") if plan.reason_needed else self._reading)
        self._show_keys()
        self._when_seen()

    # Applying

    def _apply(self, plan: Plan, given: Confirmation) -> None:
        """Have the door apply a plan that was confirmed."""
        self._turns, self._due = {}, {}
        self._turn_to(Phase.APPLYING)
        self._show_progress()
        # The app's own worker: this dialog may be closed, the change goes on.
        self.app.run_worker(self._applied(plan, given), group="change")

    async def _applied(self, plan: Plan, given: Confirmation) -> None:
        app = self.app
        try:
            client = await app.client()
            draft = self._wish.draft
            result = await client.engine.run(
                client.drafts.apply(draft, plan, given, progress=self._progress)
                if draft
                else client.changes.apply(plan, given, progress=self._progress)
            )
        except SmstuiError as error:
            if self._is_laid_out:
                self._refuse(error)
            if not self.is_there:
                app.say(str(error), "bar-fault")
        else:
            app.change_ended(result)
            if self._is_laid_out:
                self._end(result)
            if not self.is_there:
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
        if not self._is_laid_out:
            return
        self._turn_to(Phase.REFUSED)
        is_so = isinstance(error, AlreadySo)
        lines: list[Line] = [[("● done already", "good") if is_so else ("■ refused", "fault")], ()]
        lines += [[(line, "strong")] for line in wrap(error.message, self._width)]
        lines += [[(line, "base")] for line in wrap(error.hint, self._width)] if error.hint else []
        if error.correlation_id:
            told = f"correlation id {error.correlation_id}"
            lines += [(), *([(line, "muted")] for line in wrap(told, self._width))]
        self._reading.show(lines)
        self._when_seen()
