"""The beginning of a case: who, the verdict, the changes with their outcomes, what is open."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from smstui.domain.case.record import Case, Change, Event, Judgement, Planned, Question
from smstui.domain.changes.verdict import Outcome, in_words_of
from smstui.domain.marking import called
from smstui.domain.record import titled
from smstui.domain.text import capital
from smstui.domain.triage.finding import Result, Subject

MOST_CHANGES: Final = 2
"""The latest changes that the summary names."""
_SETTLED: Final = (Outcome.VERIFIED, Outcome.ACCEPTED)

Escape = Callable[[str], str]


@dataclass(slots=True)
class Told:
    """An event, and later ones that say the same."""

    event: Event
    again: list[Event] = field(default_factory=list)


def folded(events: Sequence[Event]) -> list[Told]:
    """Return the events, those that repeat an earlier one together with it.

    Nothing is folded over a change: what is read after it is news.
    """
    told: list[Told] = []
    since_change: dict[object, Told] = {}
    for event in events:
        if isinstance(event, Change):
            since_change = {}
            told.append(Told(event))
            continue
        key = _key_of(event)
        if key in since_change:
            since_change[key].again.append(event)
        else:
            since_change[key] = Told(event)
            told.append(since_change[key])
    return told


def summary(case: Case, escaped: Escape, at: Callable[[datetime], str]) -> Iterator[str]:
    """Yield at most six lines of Markdown."""
    asked, judged = case.question, case.judgement
    changes = [event for event in case.events if isinstance(event, Change)]
    if asked:
        yield f"- **Who:** {_who(asked, escaped)}"
    if judged:
        verdict = escaped(capital(judged.diagnosis.verdict))
        about = judged.diagnosis.subject
        is_other = asked is not None and about != asked.found.record
        of = f" of {_named(about, escaped)}" if is_other else ""
        yield f"- **Verdict{of}:** {verdict} (at {at(judged.at)})."
    elif asked:
        who = capital(_named(asked.found.record, escaped))
        yield f"- **Verdict:** {who} was not diagnosed."
    if changes:
        yield from _changes(changes, escaped)
    elif asked or judged:
        yield "- **Changes:** none."
    if points := _open_points(judged, changes):
        yield f"- **Open:** {escaped('; '.join(points))}."


def _who(asked: Question, escaped: Escape) -> str:
    found = asked.found
    record = _named(found.record, escaped)
    status = f" ({escaped(found.status)})" if found.status else ""
    is_account = found.record.kind == "account" or not found.account
    return f"{record}{'' if is_account else f' of account {escaped(found.account)}'}{status}."


def _named(record: Subject, escaped: Escape) -> str:
    return titled(record.kind, called(record.kind, escaped(record.id)))


def _changes(changes: Sequence[Change], escaped: Escape) -> Iterator[str]:
    latest = changes[-MOST_CHANGES:]
    earlier = len(changes) - len(latest)
    for number, change in enumerate(latest):
        is_last = number == len(latest) - 1
        more = (
            f"; {earlier} earlier {'one' if earlier == 1 else 'ones'} below"
            if earlier and is_last
            else ""
        )
        outcome = escaped(in_words_of(change.outcome)) if change.outcome else "no outcome yet"
        yield f"- **Changed:** {escaped(change.plan.title)}: {outcome}{more}."


def _open_points(judged: Judgement | None, changes: Sequence[Change]) -> list[str]:
    points = []
    if still_open := sum(change.open for change in changes):
        points.append(f"{still_open} {'change has' if still_open == 1 else 'changes have'} no "
                      "outcome yet")  # fmt: skip
    unsettled = [one for one in changes if not one.open and one.outcome not in _SETTLED]
    if unsettled:
        points.append(f"{len(unsettled)} not verified")
    if judged:
        findings = judged.diagnosis.findings
        if unchecked := sum(one.result is Result.NOT_CHECKED for one in findings):
            points.append(f"{unchecked} not checked")
        wrong = [one for one in findings if one.result is Result.FAULT and one.next]
        points += [f"next: {one.next.text.rstrip('.')}" for one in wrong[:1] if one.next]
    return points


def _key_of(event: Question | Judgement | Planned) -> object:
    match event:
        case Question():
            return ("asked", event.text, event.kind, event.found, event.source, event.offline)
        case Judgement():
            told = event.diagnosis
            findings = tuple((one.check, one.subject, one.result, one.title)
                             for one in told.findings)  # fmt: skip
            return ("judged", told.subject, told.verdict, event.reported, findings)
        case Planned():
            steps = tuple(step.title for step in event.plan.steps) if event.plan else ()
            return ("planned", event.title, event.operation, event.refusal, steps)
