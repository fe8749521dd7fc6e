"""Watch the facts of a change that had no effect so far (design §3, "Watch"). Pure.

The effect of a refused, unanswered or acknowledged request may come after the last read. For a day
every read of the record is compared with the plan.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle, Part
from smstui.domain.changes.facts import Fact, StateSnapshot, observed, products_of
from smstui.domain.changes.identity import identities, passed_on
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.verdict import (
    DONE,
    SO_FAR,
    Outcome,
    Seen,
    StepResult,
    in_words_of,
    is_gone,
    moving_facts,
    of_change,
    seen,
)
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.surface import in_words
from smstui.domain.zone import minute, time_and_zone

WATCHED: Final = timedelta(hours=24)
"""The time to wait for an effect (design §3)."""
OF_ACCOUNT: Final = frozenset({"session", "right", "product", "PIN"})
"""Kinds of facts that have a meaning within one account only."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A change that ended without its whole effect, and whose effect may still come.

    `facts` are those that are watched until `until`.
    """

    change: str
    title: str
    account: str
    began: datetime
    outcome: str
    until: datetime
    facts: frozenset[Fact]

    def is_about(self, account: str, records: Collection[tuple[str, str]]) -> bool:
        """Return whether a fact of one of `records` is watched: kind and id, as facts name them.

        What has a meaning within one account only counts for that account.
        """
        return any(
            (fact.kind, fact.id) in records
            and (fact.kind not in OF_ACCOUNT or account == self.account)
            for fact in self.facts
        )

    @property
    def said(self) -> str:
        """The change and its outcome: `Change 4f2a (ban box 3421) of … was not verified`."""
        outcome = in_words_of(self.outcome)
        return f"Change {self.change} ({self.title}) of {minute(self.began)} was {outcome}"

    @property
    def warning(self) -> str:
        """All of it in sentences, with where to read on."""
        return f"{self.said}. {watched_until(self.until)} {where_it_is_told(self.change)}"


def watched_until(until: datetime) -> str:
    """Return the sentence on a change whose effect may still come."""
    return f"It is watched until {minute(until)}, because its effect may still come."


def where_it_is_told(change: str) -> str:
    """Return the sentence on where the journal tells all of a change."""
    return in_words(
        f"Page 5 tells more of change {change}.", f"smstui journal lists change {change}."
    )


def watch_until(
    plan: Plan, results: Sequence[StepResult], outcome: Outcome, now: datetime | None = None
) -> datetime | None:
    """Return until when a change that ended is watched, or None."""
    if outcome not in SO_FAR or not any(True for _ in pending(plan, results)):
        return None
    return (now or utc_now()) + WATCHED


def pending(plan: Plan, results: Iterable[StepResult]) -> Iterator[tuple[Step, StepResult]]:
    """Yield the steps whose effect may still come, each with its result."""
    for result in results:
        step = plan.steps[result.n - 1]
        if result.sent and step.provable and result.outcome not in DONE:
            yield step, result


def is_expected(results: Iterable[StepResult]) -> bool:
    """Return whether a person should expect an effect of a watched change.

    A refusal in the platform's own error form, of which no effect was read, is final: the change is
    watched all the same, and nobody has to wait for it.
    """
    return any(
        result.sent
        and result.outcome not in DONE
        and not (result.own_refusal and result.outcome is Outcome.REFUSED_BY_PLATFORM)
        for result in results
    )


def watched_facts(plan: Plan, results: Iterable[StepResult]) -> frozenset[Fact]:
    """Return the watched facts."""
    return frozenset(fact for step, _ in pending(plan, results) for fact in moving_facts(step))


def concerned(account: str, plan: Plan, results: Iterable[StepResult]) -> frozenset[str]:
    """Return the ids by which a person finds the watched records of a change on `account`."""
    steps = [step for step, _ in pending(plan, results)]
    found = {
        account,
        *(subject.ask.value for step in steps for subject in step.subjects),
        *(fact.id for step in steps for fact in moving_facts(step)),
    }
    if plan.request is not None:
        found |= {plan.request.target, plan.request.second}
    return frozenset(found - {""})


def late(
    plan: Plan, results: Sequence[StepResult], now: StateSnapshot, at: datetime
) -> tuple[Outcome, tuple[StepResult, ...]] | None:
    """Return the outcome and the results of a change whose effect `now` shows, or None.

    A step counts only if every fact it changes was read.
    """
    come = {
        result.n
        for step, result in pending(plan, results)
        if all(fact in now for fact in moving_facts(step)) and seen(step, now) is Seen.APPLIED
    }
    if not come:
        return None
    said = f"Visible at {time_and_zone(at)}: it came late, or somebody else made the same change."
    amended = tuple(
        replace(
            each,
            verified=True,
            outcome=Outcome.VERIFIED,
            message=f"{each.message} {said}".strip(),
            looked_at=at.isoformat(),
        )
        if each.n in come
        else each
        for each in results
    )
    return of_change(amended, len(plan.steps)), amended


def shown_in(bundle: Bundle, facts: Iterable[Fact], plan: Plan) -> dict[Fact, str | None]:
    """Return those of `facts`, of the change `plan`, that a bundle from the platform shows.

    A fact that is missing from a list that was read whole is None. A card that is only known from
    its box shows nothing of itself, and neither does another record with its number now.
    """
    told = dict(_told(bundle))
    others = {(fact.kind, fact.id) for fact in passed_on(identities(plan), told)}
    told = {fact: value for fact, value in told.items() if (fact.kind, fact.id) not in others}
    owner = bundle.owner
    same = owner is not None and owner.id == plan.account
    same = same and ("account", plan.account) not in others
    wholly = {
        "session": bundle.sessions.is_whole,
        "right": bundle.rights.is_whole,
        "product": bundle.rights.is_whole,
    }
    return {
        fact: told.get(fact)
        for fact in facts
        if (same or fact.kind not in OF_ACCOUNT) and (fact in told or wholly.get(fact.kind, False))
    }


def shown_of(facts: Iterable[Fact], now: StateSnapshot) -> dict[Fact, str | None]:
    """Return those of `facts` that `now` shows, all of whose records were read.

    A missing one is None, but of a record that was not found only that it is gone.
    """
    return {fact: now.get(fact) for fact in facts if fact.name == "state" or not is_gone(fact, now)}


def touches(plan: Plan, results: Iterable[StepResult], other: Plan, step: Step) -> bool:
    """Return whether `step` of the plan `other` changes a watched fact."""
    same = plan.account == other.account
    return any(
        same or fact.kind not in OF_ACCOUNT
        for fact in watched_facts(plan, results) & set(moving_facts(step))
    )


def _told(bundle: Bundle) -> Iterator[tuple[Fact, str | None]]:
    for _, part in bundle.parts():
        for record in _own(part):
            yield from observed(record).items()
    yield from products_of(bundle.rights).items()


def _own(part: Part[Record]) -> Iterator[Record]:
    for record in part:
        if not (isinstance(record, SmartCard) and record.told_by_box):
            yield record
