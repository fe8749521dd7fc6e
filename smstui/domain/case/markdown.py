"""A case as Markdown, for a ticket or a colleague. Redacted, and masked if privacy is on.

Foreign text is escaped: in a ticket system it would become a link, an image or a table.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from smstui.domain import zone
from smstui.domain.case.document import Masker
from smstui.domain.case.record import Case, Change, Event, Found, Judgement, Planned, Question
from smstui.domain.case.summary import folded, summary
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import Outcome, StepResult, in_words_of
from smstui.domain.identifiers import WORDS, IdKind
from smstui.domain.marking import called, personal, plain
from smstui.domain.privacy import asked_by, value_of, wanted_value_of
from smstui.domain.record import titled
from smstui.domain.redaction import redacted_text
from smstui.domain.text import capital, one_line
from smstui.domain.triage.cross_test import ENDS, CrossTest, Tried, conclude
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Finding, Result, Subject

_MARKUP: Final = re.compile(r"([\\`*\[\]<>|~])")
_WORDS: Final = {
    Result.FAULT: "FAULT", Result.CAUTION: "CAUTION", Result.NOT_CHECKED: "NOT CHECKED",
    Result.FINE: "FINE",
}  # fmt: skip
_ONLY_PLANNED: Final = (
    "This was only planned. If it was applied, that is listed below as a change of its own."
)
MEANT: Final = {
    Outcome.VERIFIED: "the records were read again and show the change",
    Outcome.ACCEPTED: "the platform acknowledged it, and offers no way to read it back",
    Outcome.NOT_VERIFIED: "the platform acknowledged it, but the last look did not show it",
    Outcome.NOT_APPLIED: "no answer came, and the last look did not show it",
    Outcome.UNKNOWN: "it was sent, and its result is not known",
    Outcome.PARTIAL: "some of it was done and some was not",
    Outcome.CHANGED: "something had changed since the plan was shown, so nothing was sent",
    Outcome.NOT_SENT: "nothing was sent",
    Outcome.REFUSED_HERE: "refused before anything was sent",
    Outcome.REFUSED_BY_PLATFORM: "the platform refused it",
}
"""The meaning of each outcome, so that an acknowledgement does not look like a proof."""


def markdown(case: Case, made_at: datetime, masker: Masker | None = None) -> str:
    """Return `case` as Markdown, with a line end at the end."""
    lines = "\n".join(_lines(case, made_at, private=masker is not None)).split("\n")
    return "\n".join(redacted_text(one_line(line)) for line in map(masker or plain, lines)) + "\n"


def escaped(text: str) -> str:
    """Return `text` escaped, so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)


def _lines(case: Case, made_at: datetime, private: bool) -> Iterator[str]:
    whose = f"account {escaped(case.account)}" if case.account else "no account"
    yield f"# Case: {whose} on {escaped(case.deployment)} ({case.family})"
    yield ""
    masked = "; names, addresses and login ids are masked" if private else ""
    times = capital(zone.note())
    yield f"From {_moment(case.began)} to {_moment(made_at)}{masked}. {times}."
    yield from summary(case, escaped, _moment)
    for gap in case.gaps:
        yield ""
        yield f"**{escaped(gap)}**"
    if not case.events and not case.gaps:
        yield ""
        yield "Nothing was asked or done."
    for told in folded(case.events):
        yield ""
        yield from _event(told.event)
        if told.again:
            yield f"- The same again: {'; '.join(map(_repeat, told.again))}."
    if case.cross_test is not None:
        yield ""
        yield from _cross_test(case.cross_test)


def _repeat(event: Event) -> str:
    told = event.diagnosis if isinstance(event, Judgement) else event
    number = f", correlation id {escaped(told.correlation_id)}" if told.correlation_id else ""
    return f"{_moment(event.at)}{number}"


def _event(event: Event) -> Iterator[str]:
    at = _moment(event.at)
    match event:
        case Question():
            yield f"## {at} Asked: {asked_by(escaped(event.text), event.kind)}"
            yield ""
            yield from _question(event)
        case Judgement():
            yield f"## {at} Diagnosed: {_subject(event.diagnosis.subject)}"
            yield ""
            yield from _diagnosis(event.diagnosis, event.reported)
        case Planned():
            yield f"## {at} Planned: {escaped(event.title)}"
            yield ""
            yield from _planned(event)
        case Change():
            yield f"## {at} Changed: {escaped(event.plan.title)}"
            yield ""
            yield from _change(event)


def _question(event: Question) -> Iterator[str]:
    found = event.found
    whose = f" of account {escaped(found.account)}" if found.account else ""
    own = found.record.kind == "account"
    status = f" ({escaped(found.status)})" if found.status else ""
    yield f"- Looked up as {WORDS[IdKind(event.kind)]}."
    yield f"- Found: {_subject(found.record)}{'' if own else whose}{status}."
    yield from _parts(found)
    if event.source == "cache":
        why = f" {escaped(event.offline)}" if event.offline else ""
        yield f"- **From the cache**, not from the platform.{why}"
    yield from _correlated(event.correlation_id)


def _subject(subject: Subject) -> str:
    return titled(subject.kind, called(subject.kind, escaped(subject.id)))


def _parts(found: Found) -> Iterator[str]:
    if found.counts:
        yield f"- Read: {', '.join(map(_counted, found.counts))}."
    for name, reason in found.gaps:
        yield f"- Not read: {name}. {escaped(reason)}"


def _counted(count: tuple[str, int]) -> str:
    """Return `2 users`, `1 session`. The names of parts are plural."""
    name, number = count
    return f"{number} {name.removesuffix('s') if number == 1 else name}"


def _diagnosis(told: Diagnosis, reported: str) -> Iterator[str]:
    yield f"**{escaped(capital(told.verdict))}.**"
    yield ""
    if reported:
        yield f"- The viewer reads: {escaped(reported)}"
    for finding in told.findings:
        if finding.result in (Result.FAULT, Result.CAUTION):
            yield from _finding(finding)
    for result in (Result.NOT_CHECKED, Result.FINE):
        titles = Counter(escaped(one.title) for one in told.findings if one.result is result)
        if titles:
            said = (title if n == 1 else f"{title} ({n} times)" for title, n in titles.items())
            yield f"- {_WORDS[result].capitalize()}: {'; '.join(said)}."
    for line in told.advice:
        yield f"- To try at the home: {escaped(line)}"
    yield from _correlated(told.correlation_id)


def _finding(finding: Finding) -> Iterator[str]:
    yield f"- **{_WORDS[finding.result]}** {escaped(finding.title)} ({finding.check})"
    for seen in finding.evidence:
        value = escaped(seen.value) if seen.value is not None else "not told"
        read = f", read {_moment(seen.read_at)}" if seen.read_at else ""
        yield f"  - {escaped(seen.what)}: {value}{read}"
    if finding.next is not None:
        yield f"  - Next: {escaped(finding.next.text)}"


def _planned(event: Planned) -> Iterator[str]:
    if event.refusal:
        yield f"- **Refused, nothing was sent.** {escaped(event.refusal)}"
    if event.plan is not None:
        yield from _plan(event.plan)
        yield f"- {_ONLY_PLANNED}"
    yield from _correlated(event.correlation_id)


def _plan(plan: Plan) -> Iterator[str]:
    for n, step in enumerate(plan.steps, start=1):
        yield f"- Step {n}: {escaped(step.title)}"
        for fact, after in step.after.items():
            if (before := step.before.get(fact)) != after:
                yield (
                    f"  - {escaped(fact.shown)}: {escaped(value_of(fact, before))} → "
                    f"{escaped(wanted_value_of(fact, after))}"
                )
    yield from (f"- Note: {escaped(note)}" for note in plan.notes)
    for warning in plan.warnings:
        yield f"- Warning: {escaped(warning)}"


def _change(event: Change) -> Iterator[str]:
    if event.open:
        yield "**Open: no outcome yet.**"
    elif event.outcome in set(Outcome):
        yield f"**{in_words_of(event.outcome)}**: {MEANT[Outcome(event.outcome)]}."
    else:
        yield f"**{escaped(event.outcome)}**"
    yield ""
    yield from _plan(event.plan)
    yield from (_result(each) for each in event.results)
    facts = (
        ("Change", f"{event.id} ({event.operation})"),
        ("Undoes change", event.undoes),
        ("Ended", _moment(event.ended) if event.ended else ""),
        ("By", f"{event.person} as {event.role}" if event.person else event.role),
        ("Reason", personal(event.reason)),
    )
    yield from (f"- {name}: {escaped(value)}" for name, value in facts if value)
    yield from _correlated(event.correlation_id)


def _result(result: StepResult) -> str:
    """Return the result of one step: sent, acknowledged, verified."""
    sent = f"sent {_moment(datetime.fromisoformat(result.sent_at))}" if result.sent_at else "sent"
    said = [sent if result.sent else "not sent"]
    if result.acknowledged is not None:
        said.append("acknowledged" if result.acknowledged else "not acknowledged")
    if result.sent:
        said.append("verified" if result.verified else "**not verified**")
    message = result.message
    if message and not plain(message).endswith((".", "!", "?")):
        message = f"Answer: {message}."
    told = f" {escaped(message)}" if message else ""
    return f"- Step {result.n}: {', '.join(said)}.{told}"


def _cross_test(test: CrossTest) -> Iterator[str]:
    """Return the four cells: a row for each box, a column for each card."""
    yield "## Cross-test: box and card swapped with a pair that works"
    yield ""
    yield f"|  | {' | '.join(escaped(test.card(end)) for end in ENDS)} |"
    yield "|---|---|---|"
    for box in ENDS:
        cells = [_cell(test.at(box, card)) for card in ENDS]
        yield f"| {escaped(test.box(box))} | {' | '.join(cells)} |"
    yield ""
    yield f"**{escaped(conclude(test).sentence)}**"


def _cell(tried: Tried) -> str:
    return f"**{tried}**" if tried is Tried.FAILS else str(tried)


def _correlated(number: str) -> Iterator[str]:
    if number:
        yield f"- Correlation id: {escaped(number)}"


def _moment(moment: datetime) -> str:
    """Return the moment in the deployment's time zone, to the second."""
    return zone.second(moment)
