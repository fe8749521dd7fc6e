"""Decide open changes by reading, never by sending."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic

from smstui.domain.age import is_ahead, utc_now
from smstui.domain.changes.facts import Fact, StateSnapshot, picked
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.verdict import (
    DONE,
    Answer,
    Outcome,
    StepResult,
    moving_facts,
    of_change,
    said_of,
    seen,
    verdict,
)
from smstui.domain.changes.watch import watch_until
from smstui.domain.zone import time_and_zone
from smstui.services.changes.images import SnapshotReader
from smstui.services.changes.settling import Settling
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import plan_from_text, results_from_text, results_to_text


class Reconciler:
    """Brings open changes to their end: those of processes that are gone, and undecided ones."""

    def __init__(
        self,
        images: SnapshotReader,
        journal: Journal,
        settling: Settling,
        settle_s: float,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._images = images
        self._journal = journal
        self._settling = settling
        self._settle_s = settle_s
        self._now = now
        self._first_looks: dict[str, float] = {}

    def seconds_left(self, entry: Entry) -> float:
        """Return how long until `entry` may be decided; 0 when it may now.

        A refusal is decided at once, everything else when the settle time is over, and what this
        version cannot read never.
        """
        if entry.unreadable:
            return 0
        pending = [each for each in results_from_text(entry.results) if each.sent_at]
        if not pending:
            return 0
        plan = plan_from_text(entry.plan)
        last = pending[-1]
        if last.answer is Answer.REFUSAL and plan.steps[last.n - 1].provable:
            return 0
        sent_at = max(datetime.fromisoformat(each.sent_at) for each in pending)
        waited_s = self._waited_s(entry.id, sent_at)
        return min(self._settle_s, max(0.0, self._settle_s - waited_s))

    def _waited_s(self, change: str, sent_at: datetime) -> float:
        """Return how long ago a change was sent.

        Where the clock was set back since, that is not known: count from the first look, by a
        clock that nobody sets, so that no wait is longer than the settle time.
        """
        now = self._now()
        if not is_ahead(sent_at, now):
            return (now - sent_at).total_seconds()
        return monotonic() - self._first_looks.setdefault(change, monotonic())

    def closes_unread(self, entry: Entry) -> bool:
        """Return whether an open change waits in vain: it is due, and no reading decides it."""
        if entry.unreadable:
            return False
        results = results_from_text(entry.results)
        sent = [each for each in results if each.sent_at]
        if not sent or self.seconds_left(entry):
            return False
        plan = plan_from_text(entry.plan)
        return not any(plan.steps[each.n - 1].provable for each in sent)

    async def decide(self, entry: Entry) -> Entry | None:
        """Decide an open change; None if another process is at it, if no two looks agree, or if
        this version cannot read it.

        Waits out what is left of the settle time. Raises PlatformError when it cannot be read:
        then it stays open.
        """
        if entry.unreadable:
            return None
        adopted = self._journal.adopt(entry.id)
        if adopted is None:
            return None
        plan = plan_from_text(adopted.plan)
        results: Sequence[StepResult] | None = None
        try:
            results = await self._results(plan, results_from_text(adopted.results), adopted)
        finally:
            if results is None:
                self._journal.leave_open(adopted.id, adopted.outcome, adopted.results)
        if results is None:
            return None
        outcome = of_change(results, len(plan.steps))
        watch = watch_until(plan, results, outcome, self._now())
        return self._journal.end(entry.id, outcome, results_to_text(results), watch)

    async def _results(
        self, plan: Plan, results: Sequence[StepResult], entry: Entry
    ) -> Sequence[StepResult] | None:
        sent = [each for each in results if each.sent or each.sent_at or each.outcome in DONE]
        if not sent:
            return [*results[:-1], _unsent(results[-1] if results else StepResult(1))]
        steps = [plan.steps[each.n - 1] for each in sent]
        now: StateSnapshot = {}
        if any(step.provable for step in steps):
            await self._settling.wait(self._settle_s - self.seconds_left(entry))
            found = await self._two_looks(plan, steps)
            if found is None:
                return None
            now = found
        judged = {
            each.n: self._judged(step, each, now, later=steps[at + 1 :])
            for at, (step, each) in enumerate(zip(steps, sent, strict=True))
        }
        return [
            judged[each.n] if each.n in judged else each if each.outcome else _unsent(each)
            for each in results
        ]

    async def _two_looks(self, plan: Plan, steps: Sequence[Step]) -> StateSnapshot | None:
        subjects = dict.fromkeys(subject for step in steps for subject in step.subjects)
        facts = [fact for step in steps for fact in step.after]
        return await self._settling.two_looks(
            lambda: self._images.read(subjects, plan), facts, lambda _: False
        )

    def _judged(
        self, step: Step, result: StepResult, now: StateSnapshot, later: Sequence[Step]
    ) -> StepResult:
        """Judge one step by the facts that no later step has changed since."""
        if not step.provable:
            return result if result.outcome in DONE or result.own_refusal else _not_shown(result)
        left = _without(step, {fact for each in later for fact in moving_facts(each)})
        if not moving_facts(left):
            return result  # a later step was sent, so this one had been done
        ended = verdict(result.answer, seen(left, now))
        at = self._now()
        late = ended.outcome is Outcome.VERIFIED and result.outcome is Outcome.UNKNOWN
        return replace(
            result,
            verified=ended.outcome is Outcome.VERIFIED,
            outcome=ended.outcome,
            looked_at=at.isoformat(),
            message=f"{'It is so. ' if late else ''}Decided by reading at {time_and_zone(at)}: "
            f"{said_of(now, list(step.after))}.",
        )


def _without(step: Step, facts: set[Fact]) -> Step:
    kept = [fact for fact in step.after if fact not in facts]
    return replace(step, before=picked(step.before, kept), after=picked(step.after, kept))


def _unsent(result: StepResult) -> StepResult:
    return replace(
        result, sent=False, outcome=Outcome.NOT_SENT, message="smstui ended before it was sent."
    )


def _not_shown(result: StepResult) -> StepResult:
    if result.outcome is not None and result.outcome is not Outcome.UNKNOWN:
        return result
    return replace(
        result,
        outcome=Outcome.UNKNOWN,
        message="Nothing that can be read shows whether it was done. It may be sent again.",
    )
