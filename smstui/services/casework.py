"""Making a case from what a lookup, a diagnosis and the journal say. Nothing here asks anybody."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from smstui.domain.case.record import (
    Case,
    Change,
    Event,
    Judgement,
    Planned,
    Question,
    found_in,
)
from smstui.domain.triage.finding import Subject
from smstui.services.outcomes import Opened
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text, results_from_text

if TYPE_CHECKING:
    from smstui.services.diagnosis import Diagnosed


def question_of(opened: Opened, at: datetime) -> Question:
    """Return a lookup that opened something, as a case keeps it."""
    return Question(
        at,
        opened.asked.text,
        opened.kind.value,
        found_in(opened.bundle),
        opened.source,
        opened.offline,
        opened.correlation_id,
    )


def record_of(opened: Opened) -> Subject:
    """Return the record that a lookup opened."""
    return Subject(opened.bundle.focus.kind, opened.bundle.focus.id)


def change_of(entry: Entry) -> Change:
    """Return a change of the journal, as a case keeps it."""
    return Change(
        entry.began,
        entry.id,
        entry.operation,
        plan_from_text(entry.plan),
        results_from_text(entry.results),
        entry.outcome,
        entry.ended,
        entry.open,
        entry.reason,
        entry.role,
        entry.person,
        entry.correlation_id,
        entry.undoes,
    )


def case_of_account(
    diagnosed: "Diagnosed", entries: Iterable[Entry], now: datetime, reported: str = ""
) -> Case:
    """Return the case of what was just looked up, with every change of its account."""
    opened, diagnosis = diagnosed.outcome, diagnosed.diagnosis
    assert isinstance(opened, Opened)  # noqa: S101  the caller tells the others apart
    bundle = opened.bundle
    account = (bundle.owner.id or "") if bundle.owner else ""
    record = record_of(opened)
    case = Case(bundle.deployment, bundle.family, account, now, record=record)
    case = case.having(question_of(opened, now))
    case = case.having(Judgement(now, reported, diagnosis, record)) if diagnosis else case
    return with_changes(case, entries)


def with_changes(case: Case, entries: Iterable[Entry]) -> Case:
    """Return `case` with every change of its account that the journal has.

    The case begins with the earliest of them. A plan that was applied is told as the change it
    became. A change that this version cannot read is named in `gaps`.
    """
    told, gaps = [], list(case.gaps)
    for entry in entries:
        if entry.unreadable:
            gaps.append(gap_of(entry.id, entry.unreadable))
        else:
            told.append(change_of(entry))
    changes = sorted(told, key=lambda one: one.at)
    events = list(case.events)
    for change in changes:
        shown = [one for one in events if _became(one, change)]
        if shown:
            events.remove(shown[-1])
    began = min([case.began, *(change.at for change in changes)])
    gaps = list(dict.fromkeys(gaps))
    return replace(case, events=tuple(events), began=began, gaps=tuple(gaps)).having(*changes)


def gap_of(change: str, why: str) -> str:
    """Return the sentence on a change that a case cannot tell."""
    return f"Change {change} is missing here: {why}."


def linked(entry: Entry, entries: Iterable[Entry]) -> list[Entry]:
    """Return `entry` with the change it undoes and those that undo it, of `entries`."""
    return [entry, *(one for one in entries if entry.id == one.undoes or one.id == entry.undoes)]


def case_of_changes(
    deployment: str, family: str, entries: Iterable[Entry], now: datetime, account: str = ""
) -> Case:
    """Return a case of changes alone."""
    case = with_changes(Case(deployment, family, account, now), entries)
    named = (one.plan.account for one in case.changes if one.plan.account)
    return replace(case, account=account or next(named, ""))


def _became(event: Event, change: Change) -> bool:
    """Return whether `change` may have been made from the plan in `event`."""
    return isinstance(event, Planned) and event.plan == change.plan and event.at <= change.at
