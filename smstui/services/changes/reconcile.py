"""Left-over changes: decided by reading, never by sending."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import Outcome, StepResult, of_change, of_unanswered, said_of
from smstui.platforms.port import Errand
from smstui.services.changes.images import Images
from smstui.services.changes.settling import Settling
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import plan_from_text, results_from_text, results_to_text


class Reconciler:
    """Brings changes of processes that are gone to their end."""

    def __init__(
        self,
        images: Images,
        journal: Journal,
        settling: Settling,
        settle_s: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._images = images
        self._journal = journal
        self._settling = settling
        self._settle_s = settle_s
        self._now = now

    def seconds_left(self, entry: Entry) -> float:
        """How long until a re-read may decide `entry`; 0 when it may now."""
        sent = [
            datetime.fromisoformat(each.sent_at)
            for each in results_from_text(entry.results)
            if each.sent_at
        ]
        if not sent:
            return 0
        return max(0.0, self._settle_s - (self._now() - max(sent)).total_seconds())

    async def decide(self, entry: Entry, errand: Errand) -> Entry | None:
        """Decide a left-over change; None if another process is at it.

        Waits out what is left of the settle time. Raises PlatformError when it cannot be read:
        then it stays open.
        """
        adopted = self._journal.adopt(entry.id)
        if adopted is None:
            return None
        plan = plan_from_text(adopted.plan)
        results = list(results_from_text(adopted.results))
        pending = results[-1] if results else None
        if pending is None or not pending.sent_at:
            return self._end(adopted, plan, results, never_sent=True)
        if pending.outcome in (None, Outcome.UNKNOWN):
            results[-1] = await self._by_reading(plan, pending, adopted, errand)
        return self._end(adopted, plan, results, never_sent=False)

    async def _by_reading(
        self, plan: Plan, pending: StepResult, entry: Entry, errand: Errand
    ) -> StepResult:
        step = plan.steps[pending.n - 1]
        if not step.provable:
            return replace(
                pending,
                outcome=Outcome.UNKNOWN,
                message="Nothing that can be read tells whether it was done.",
            )
        waited = self._settle_s - self.seconds_left(entry)
        sight, now = await self._settling.unanswered(
            step, lambda: self._images.read(step.subjects, errand), waited
        )
        outcome = of_unanswered(sight)
        return replace(
            pending,
            verified=outcome is Outcome.VERIFIED,
            outcome=outcome,
            message=f"Decided by reading: {said_of(now, list(step.after))}.",
        )

    def _end(
        self, entry: Entry, plan: Plan, results: list[StepResult], *, never_sent: bool
    ) -> Entry:
        if never_sent:
            message = "smstui ended before it was sent."
            if results:
                results[-1] = replace(
                    results[-1], sent=False, outcome=Outcome.NOT_SENT, message=message
                )
            else:
                results = [StepResult(1, outcome=Outcome.NOT_SENT, message=message)]
        outcome = of_change(results, len(plan.steps))
        done = [each for each in results if each.outcome is Outcome.VERIFIED]
        if done and len(done) < len(plan.steps):
            outcome = Outcome.PARTIAL
        return self._journal.end(entry.id, outcome, results_to_text(results))
