"""The plan of a batch of pairs: checked anew, one deliberate yes, then an outcome each.

Only pairs that are reversible are in it. What moved since it was scanned, what a rule stands
against, and what would take a card out of another box stands aside with its reason.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smstui.console.check import Check
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.plan_showing import Phase
from smstui.console.views import batch_lines
from smstui.console.views.batch_lines import Ended
from smstui.console.wish import Wish, undo_wish
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.plan_of_many import joined
from smstui.domain.changes.refusal import ChangedSince
from smstui.domain.changes.verdict import Outcome
from smstui.domain.errors import SmstuiError, StoreFailed
from smstui.domain.text import capital
from smstui.presentation.lines import Line
from smstui.store.drafts import Standing

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult, Changes
    from smstui.services.drafts import Checked


class BatchDialog(PlanDialog, inherit_bindings=False):
    """All pairs that wait, from their plans to their ends."""

    def __init__(self) -> None:
        super().__init__(Wish("Pair what was scanned", _of_itself))
        self._ready: Sequence[Checked] = ()
        self._aside: Sequence[Checked] = ()
        self._ends: dict[str, Ended] = {}

    # The plan

    async def _planned(self) -> None:
        try:
            client = await self.app.client()
            self._settle_s = client.deployment.settle_s
            open_pairs = [each.id for each in await client.engine.run(client.drafts.open())
                          if each.operation == "pair"]  # fmt: skip
            checked = (await client.engine.run(client.scans.check(open_pairs))).checked
        except SmstuiError as error:
            self._refuse(error)
            return
        lost = next(
            (one.draft_check.error for one in checked if not one.draft_check.was_reached), None
        )
        if lost is not None:
            self._refuse(lost)
            return
        self._ready = [one for one in checked if one.draft.standing is Standing.READY]
        self._aside = [one for one in checked if one.draft.standing is Standing.ASIDE]
        self._ends = {}
        plans = [one.draft_check.plan for one in self._ready if one.draft_check.plan]
        if plans:
            self._show(joined(plans))
        else:
            self._refuse_all()

    def _show(self, plan: Plan) -> None:
        super()._show(plan)
        if self._is_laid_out:
            self._reading.head(capital(plan.title))

    def _plan_lines(self, plan: Plan) -> Sequence[Line]:
        return batch_lines.plan_lines(self._ready, self._aside, self._width)

    def _refuse_all(self) -> None:
        """Nothing is left that one yes could cover."""
        if not self._is_laid_out:
            return
        self._turn_to(Phase.REFUSED)
        self._reading.show(batch_lines.plan_lines((), self._aside, self._width))
        self._when_seen()

    def _check_of(self, plan: Plan) -> Check | None:
        """One card's last four prove nothing of the others: the number of pairs is asked for."""
        if not self._needs_check:
            return None
        rows = str(len(self._ready))
        return Check("number of pairs", lambda typed: typed == rows, required=True)

    def _says_check(self, typed: str, asked: str) -> str:
        if not typed:
            return "Type the number of pairs first."
        return f"{typed} is not the number of pairs. Nothing was sent."

    # Applying

    async def _applied(self, plan: Plan, given: Confirmation) -> None:
        """Row by row. A row that fails leaves the others; without a platform the rest waits on."""
        app = self.app
        try:
            client = await app.client()
            client.changes.agree_to_rows(len(self._ready), given.last4)
        except SmstuiError as error:
            self._refuse(error)
            return
        yes, stopped = Confirmation(None, given.reason, in_batch=True), ""
        last: ChangeResult | None = None
        for one in self._ready:
            if stopped or one.draft_check.plan is None:
                self._row_ended(one, Ended(None, stopped))
                continue
            try:
                work = client.drafts.apply(one.draft.id, one.draft_check.plan, yes)
                result = await client.engine.run(work)
            except SmstuiError as error:
                changed = isinstance(error, ChangedSince)
                outcome = Outcome.CHANGED if changed else Outcome.REFUSED_HERE
                self._row_ended(one, Ended(outcome, str(error)))
                stopped = "not tried" if isinstance(error, StoreFailed) else ""
                continue
            last = result if result.outcome is Outcome.VERIFIED else last
            self._row_ended(one, Ended(result.outcome, result.message))
            app.change_ended(result)
            if result.stops:
                stopped = f"not tried: {result.stops.rstrip('.')}"
        self._result = last
        if self._is_laid_out:
            self._turn_to(Phase.ENDED)
            self._reading.show(self._progress_lines)
            self._when_seen()
        if not self.is_there:
            app.say(*batch_lines.one_line(list(self._ends.values())))

    def _row_ended(self, one: "Checked", end: Ended) -> None:
        self._ends[one.draft.id] = end
        if self._is_laid_out:
            self._show_progress()

    def _show_progress(self) -> None:
        self._reading.show(self._progress_lines)

    @property
    def _progress_lines(self) -> Sequence[Line]:
        return batch_lines.progress_lines(self._ready, self._ends, self._aside, self._width)

    # Keys

    def do_undo(self) -> None:
        """Plan the way back of the last that was paired."""
        if self._phase is Phase.ENDED and self._result is not None and self._can_undo:
            wish = undo_wish(self._result.change_id)
            self.do_back()
            self.app.open_plan(wish)

    def do_plan_again(self) -> None:
        if self._phase in (Phase.REFUSED, Phase.ENDED):
            self._ask()


async def _of_itself(_changes: "Changes") -> Plan:
    raise RuntimeError("the plan of a batch is made of the plans of its drafts")
