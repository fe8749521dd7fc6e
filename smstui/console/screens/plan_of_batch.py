"""The plan of a batch of pairs: checked anew, confirmed once, then an outcome each.

Only pairs that are reversible are in it. What moved since it was scanned, what a rule stands
against, and what would take a card out of another box stands aside with its reason.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from smstui.console.check import Check
from smstui.console.plan_request import undo_plan_request
from smstui.console.screens.plan_protocols import Phase, PlanView
from smstui.console.views import batch_lines
from smstui.console.views.batch_lines import Ended
from smstui.domain.changes.cards import joined
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import ChangedSince
from smstui.domain.changes.verdict import DONE, Outcome
from smstui.domain.errors import SmstuiError, StoreFailed
from smstui.presentation.lines import Line, Span
from smstui.presentation.results import LATE
from smstui.store.drafts import Standing

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult
    from smstui.services.drafts import Checked
    from smstui.store.journal import Entry


class BatchPlan:
    """All pairs that wait, from their plans to their ends."""

    title = "Pair what was scanned"

    def __init__(self) -> None:
        self._ready: Sequence[Checked] = ()
        self._aside: Sequence[Checked] = ()
        self._ends: dict[str, Ended] = {}
        self._changes: dict[str, Checked] = {}
        """The rows that were sent, by the ids of their changes."""

    def head_of(self, _plan: Plan) -> Sequence[Span]:
        return ()

    def plan_lines(self, _plan: Plan, width: int) -> Sequence[Line]:
        return batch_lines.plan_lines(self._ready, self._aside, width)

    def progress_lines(self, _plan: Plan, width: int) -> Sequence[Line]:
        return batch_lines.progress_lines(self._ready, self._ends, self._aside, width)

    def check_of(self, _plan: Plan, needed: bool) -> Check | None:
        """Ask for the number of pairs: one card's last four prove nothing of the others."""
        if not needed:
            return None
        rows = str(len(self._ready))
        return Check("number of pairs", lambda typed: typed == rows, required=True)

    def wrong_check(self, typed: str, _asked: str) -> str:
        if not typed:
            return "Type the number of pairs first."
        return f"{typed} is not the number of pairs. Nothing was sent."

    def memento(self) -> Callable[[], None]:
        return lambda: None

    # The plan

    async def ask(self, view: PlanView) -> None:
        try:
            client = await view.app.client()
            open_pairs = [
                each.id for each in await client.engine.run(client.drafts.open()) if each.is_pair
            ]
            looked = await client.engine.run(client.scans.check(open_pairs, keeps=True))
        except SmstuiError as error:
            view.refuse(error)
            return
        checked = [one for one in looked.checked if not one.draft.standing.is_over]
        lost = next(
            (one.draft_check.error for one in checked if not one.draft_check.was_reached), None
        )
        if lost is not None:
            view.refuse(lost)
            return
        self._ready = [one for one in checked if one.draft_check.standing is Standing.READY]
        self._aside = [one for one in checked if one.draft_check.standing is Standing.ASIDE]
        self._ends, self._changes = {}, {}
        plans = [one.draft_check.plan for one in self._ready if one.draft_check.plan]
        if plans:
            view.show_plan(joined(plans))
        elif view.is_laid_out:  # nothing is left that can be confirmed together
            view.show_end(Phase.REFUSED, partial(batch_lines.plan_lines, (), self._aside))

    def ask_again(self, view: PlanView, _phase: Phase) -> None:
        view.ask()

    def undo(self, view: PlanView, result: "ChangeResult") -> None:
        """Plan the undo of the last pair, in a dialog of its own."""
        plan_request = undo_plan_request(result.change_id)
        view.do_back()
        view.app.open_plan(plan_request)

    # Applying

    def begin(self) -> None:
        """Keep the ends: they belong to the rows."""

    async def apply(self, view: PlanView, plan: Plan, given: Confirmation) -> None:
        """Row by row. A row that fails leaves the others; without a platform the rest waits on."""
        app = view.app
        try:
            client = await app.client()
            client.changes.agree_to_rows(len(self._ready), given.last4)
        except SmstuiError as error:
            view.refuse(error)
            return
        yes, stopped = Confirmation(None, given.reason, in_batch=True), ""
        last: ChangeResult | None = None
        for one in self._ready:
            if stopped or one.draft_check.plan is None:
                self._row_ended(view, one, Ended(None, stopped))
                continue
            try:
                work = client.drafts.apply(one.draft.id, one.draft_check.plan, yes)
                result = await client.engine.run(work)
            except SmstuiError as error:
                changed = isinstance(error, ChangedSince)
                outcome = Outcome.CHANGED if changed else Outcome.REFUSED_HERE
                self._row_ended(view, one, Ended(outcome, str(error)))
                stopped = "not tried" if isinstance(error, StoreFailed) else ""
                continue
            last = result if result.outcome in DONE else last
            self._changes[result.change_id] = one
            self._row_ended(view, one, Ended(result.outcome, result.message))
            app.change_ended(result)
            if result.stops:
                stopped = f"not tried: {result.stops.rstrip('.')}"
        view.result = last
        if view.is_laid_out:
            view.show_end(Phase.ENDED, partial(self.progress_lines, plan))
        if not view.is_there:
            app.say(*batch_lines.one_line(list(self._ends.values())))

    def came_late(self, view: PlanView, entry: "Entry") -> None:
        one, plan = self._changes.get(entry.id), view.plan
        if one is not None and plan is not None:
            self._ends[one.draft.id] = Ended(Outcome(entry.outcome), LATE)
            view.show_end(Phase.ENDED, partial(self.progress_lines, plan))

    def _row_ended(self, view: PlanView, one: "Checked", end: Ended) -> None:
        self._ends[one.draft.id] = end
        if view.is_laid_out:
            view.show_progress()
