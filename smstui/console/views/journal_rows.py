"""The journal as rows, and one change of it in full. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from smstui.console.styled_text import wrap
from smstui.console.views import plan_lines
from smstui.console.views.verdict_lines import MEANINGS
from smstui.console.widgets.rows import Column, Row
from smstui.domain.changes.verdict import Outcome
from smstui.domain.marking import personal, plain
from smstui.presentation.lines import Line, Span
from smstui.presentation.looks import AT_WORK, LEFT_OVER, NOT_STARTED, OUTCOMES
from smstui.presentation.times import day_and_time, whole
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text, results_from_text

COLUMNS: Final = (
    Column("when", most=16, firm=True),
    Column("outcome", most=22, firm=True),
    Column("account", most=20),
    Column("what", most=80, grows=True),
    Column("change", rank=1, most=12),
    Column("by", rank=2, most=16),
)


def rows_of(
    entries: Sequence[Entry], at_work: frozenset[str], typed: str, now: datetime
) -> list[Row]:
    """Open changes on top, oldest first; then the newest. Only those that hold every word."""
    wanted = typed.casefold().split()
    still_open = sorted((one for one in entries if one.open), key=lambda one: one.began)
    ended = [one for one in entries if not one.open]
    return [
        _row(entry, entry.id in at_work, now)
        for entry in (*still_open, *ended)
        if all(word in _text(entry) for word in wanted)
    ]


def transcript(entry: Entry, at_work: bool, now: datetime, width: int) -> list[Line]:
    """Everything that is known of one change, in the order it happened."""
    lines: list[Line] = [[standing(entry, at_work)]]
    if entry.unreadable:
        lines += [(), *_said(f"This change cannot be read here: {entry.unreadable}.", width), ()]
        return lines + list(_fact_lines(entry, now, width))
    plan = plan_from_text(entry.plan)
    told = {each.n: each for each in results_from_text(entry.results)}
    if not entry.open and entry.outcome in set(Outcome):
        lines += _said(MEANINGS[Outcome(entry.outcome)], width)
    lines.append(())
    for n, step in enumerate(plan.steps, start=1):
        turn = told.get(n)
        look = OUTCOMES[turn.outcome].mark if turn and turn.outcome else NOT_STARTED.mark
        word = str(turn.outcome) if turn and turn.outcome else "not come to"
        said = f"{word}{f': {turn.message}' if turn and turn.message else ''}"
        lines += plan_lines.step_line(step, n, look, said, width)
        lines += plan_lines.changes_of(step.before, step.after, width)
    lines.append(())
    return lines + list(_fact_lines(entry, now, width))


def standing(entry: Entry, at_work: bool) -> Span:
    """How a change stands, as glyph and word."""
    if entry.open:
        return AT_WORK.span if at_work else LEFT_OVER.span
    if entry.outcome in OUTCOMES:
        return OUTCOMES[entry.outcome].span
    return f"? {entry.outcome}", "unknown"


def _row(entry: Entry, at_work: bool, now: datetime) -> Row:
    return Row(
        entry.id,
        (
            (day_and_time(entry.began, now), "base"),
            standing(entry, at_work),
            (entry.account, "base"),
            _title(entry),
            (entry.id, "muted"),
            (entry.person, "muted"),
        ),
    )


def _text(entry: Entry) -> str:
    parts = (entry.id, entry.outcome, "open" if entry.open else "", entry.account, entry.title,
             entry.operation, entry.person, entry.reason, entry.correlation_id)  # fmt: skip
    return plain(" ".join(parts)).casefold()


def _title(entry: Entry) -> Span:
    if entry.unreadable:
        return f"cannot be read: {entry.unreadable}", "unknown"
    return entry.title, "strong"


def _fact_lines(entry: Entry, now: datetime, width: int) -> Iterator[Line]:
    for name, value in _facts(entry, now):
        if value:
            yield from ([(line, "base")] for line in wrap(f"{name} {value}", width))


def _facts(entry: Entry, now: datetime) -> Iterator[tuple[str, str]]:
    yield "change", entry.id
    yield "undoes change", entry.undoes
    yield "on watch until", whole(entry.watch_until) if entry.watch_until else ""
    yield "superseded by change", entry.superseded_by
    yield "account", entry.account
    yield "began", whole(entry.began)
    yield "ended", whole(entry.ended) if entry.ended else ""
    yield "by", f"{entry.person} as {entry.role}" if entry.person else entry.role
    yield "reason", personal(entry.reason)
    yield "correlation id", entry.correlation_id


def _said(text: str, width: int) -> list[Line]:
    return [[(line, "strong")] for line in wrap(text, width)]
