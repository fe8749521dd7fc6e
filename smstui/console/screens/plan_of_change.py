"""One change: planned with what the platform says now, kept as a draft without it, applied."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from smstui.console.check import Check
from smstui.console.plan_request import PlanRequest, undo_plan_request
from smstui.console.screens.plan_protocols import Phase, PlanView
from smstui.console.views import draft_lines, plan_lines, verdict_lines
from smstui.domain.changes.confirmation import Confirmation, ends_in
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.changes.verdict import DONE, Outcome, StepResult
from smstui.domain.errors import NoAnswer, NotSent, PlatformError, SmstuiError
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult
    from smstui.store.journal import Entry

_HEX: Final = frozenset("0123456789abcdef")


class ChangePlan:
    """One change, from its plan to its end."""

    def __init__(self, plan_request: PlanRequest) -> None:
        self._plan_request = plan_request
        self._note = plan_request.note
        """What is said above the plan, such as the reason why it was made again."""
        self._turns: dict[int, StepResult] = {}
        self._due: dict[int, datetime] = {}
        self._settle_s = 0.0

    @property
    def title(self) -> str:
        return self._plan_request.title

    def head_of(self, plan: Plan) -> Sequence[Span]:
        return [(f"account {plan.account}", "muted")] if plan.account else []

    def plan_lines(self, plan: Plan, width: int) -> Sequence[Line]:
        return plan_lines.lines_of(plan, width, self._note)

    def progress_lines(self, plan: Plan, width: int) -> Sequence[Line]:
        return verdict_lines.progress_lines(plan, self._turns, self._due, width)

    def check_of(self, plan: Plan, needed: bool) -> Check | None:
        """Ask for the last four of the id, where they are needed or worth comparing."""
        if not needed and not SPECS[plan.operation].compares_card:
            return None
        tail = plan.confirm[-4:].casefold()
        may_be_hex = set(plan.confirm.casefold()) <= _HEX and not plan.confirm.isdigit()
        return Check(
            plan_lines.check_prompt(plan, needed),
            lambda typed: ends_in(plan, typed),
            required=needed,
            letters=tail + ("abcdef" if may_be_hex else ""),
        )

    def wrong_check(self, typed: str, asked: str) -> str:
        if not typed:
            return f"Type the last four of {asked} first."
        return f"{typed} is not the last four of {asked}. Nothing was sent."

    def memento(self) -> Callable[[], None]:
        kept = (self._plan_request, self._note)

        def restore() -> None:
            self._plan_request, self._note = kept

        return restore

    # The plan

    async def ask(self, view: PlanView) -> None:
        try:
            client = await view.app.client()
            self._settle_s = client.deployment.settle_s
            plan = await client.engine.run(self._plan_request.plan(client.changes))
        except ChangedSince as error:
            if error.plan is None:
                view.refuse(error)
            else:
                self._note = error.message
                view.show_plan(error.plan)
        except (NotSent, NoAnswer) as error:
            await self._keep(view, error)
        except SmstuiError as error:
            view.refuse(error)
        else:
            view.show_plan(plan)

    async def _keep(self, view: PlanView, lost: PlatformError) -> None:
        """Keep the change as a draft, because the platform was not reached."""
        request = self._plan_request.request
        if request is None:
            view.refuse(lost)
            return
        try:
            client = await view.app.client()
            drafts = client.drafts
            known = self._plan_request.draft
            draft = await client.engine.run(drafts.get(known) if known else drafts.save(request))
        except SmstuiError as error:
            view.refuse(lost if isinstance(error, RefusedHere) else error)
            return
        if not view.is_laid_out:
            return
        self._plan_request = replace(self._plan_request, draft=draft.id)
        view.show_end(
            Phase.REFUSED,
            partial(draft_lines.lines_of, draft, lost, view.app.now()),
            (self.title, [("draft", "caution")]),
        )

    def ask_again(self, view: PlanView, phase: Phase) -> None:
        result = view.result
        if phase is Phase.REFUSED or (result is not None and result.outcome not in DONE):
            self._note = ""
            view.ask()

    def undo(self, view: PlanView, result: "ChangeResult") -> None:
        undo = undo_plan_request(result.change_id)
        self._plan_request = view.app.casebook.listening(undo, view.app.base.seen)
        self._note = ""
        view.ask()

    # Applying

    def begin(self) -> None:
        self._turns, self._due = {}, {}

    async def apply(self, view: PlanView, plan: Plan, given: Confirmation) -> None:
        app = view.app

        def progress(turn: StepResult) -> None:
            """Called in the engine's thread."""
            view.call_later(self._turned, view, turn)

        try:
            client = await app.client()
            draft = self._plan_request.draft
            result = await client.engine.run(
                client.drafts.apply(draft, plan, given, progress=progress)
                if draft
                else client.changes.apply(plan, given, progress=progress)
            )
        except SmstuiError as error:
            view.refuse(error)
            if not view.is_there:
                app.say(str(error), "bar-fault")
        else:
            app.change_ended(result)
            if view.is_laid_out:
                self._end(view, result)
            if not view.is_there:
                app.say(*verdict_lines.one_line(result))

    def came_late(self, view: PlanView, entry: "Entry") -> None:
        result = view.result
        if result is None or result.change_id != entry.id:
            return
        view.result = result = result.late(entry.outcome, entry.results, entry.watch_until)
        lines = partial(verdict_lines.verdict_lines, result, is_late=True)
        view.show_end(Phase.ENDED, lines)

    def _turned(self, view: PlanView, turn: StepResult) -> None:
        if not view.is_applying:
            return
        self._turns[turn.n] = turn
        if turn.outcome is None and (turn.acknowledged or (turn.sent and turn.message)):
            settled = view.app.now() + timedelta(seconds=self._settle_s)
            self._due.setdefault(turn.n, settled)
        view.show_progress()

    def _end(self, view: PlanView, result: "ChangeResult") -> None:
        view.result = result
        if result.outcome is Outcome.CHANGED:
            self._note = result.message
            view.ask()
        else:
            view.show_end(Phase.ENDED, partial(verdict_lines.verdict_lines, result))
