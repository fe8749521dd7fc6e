"""Render the journal of changes as rows, and the facts of one change."""

from collections.abc import Iterator, Sequence
from typing import Final

from smstui.domain.marking import personal, plain
from smstui.presentation.lines import Span
from smstui.presentation.looks import AT_WORK, LEFT_OVER, OUTCOMES
from smstui.presentation.tables import LINES, Column, Row, When, id_column
from smstui.presentation.times import whole
from smstui.store.journal import Entry

COLUMNS: Final = (
    Column("when", most=16, firm=True),
    Column("outcome", most=22, firm=True),
    id_column("account", most=20),
    Column("what", most=80, grows=True, least=24, wraps=LINES),
    Column("change", rank=1, most=12),
    Column("by", rank=2, most=16),
    Column("reason", rank=3, most=40),
)


def rows_of(entries: Sequence[Entry], at_work: frozenset[str], when: When) -> list[Row]:
    """Return open changes, the oldest first, then the newest."""
    still_open = sorted((one for one in entries if one.open), key=lambda one: one.began)
    ended = [one for one in entries if not one.open]
    return [row_of(entry, entry.id in at_work, when) for entry in (*still_open, *ended)]


def row_of(entry: Entry, at_work: bool, when: When) -> Row:
    """Return a change as a row."""
    return Row(
        entry.id,
        (
            (when(entry.began), "base"),
            standing(entry, at_work),
            (entry.account, "base"),
            (title_of(entry), "unknown" if entry.unreadable else "strong"),
            (entry.id, "muted"),
            (entry.person, "muted"),
            (personal(entry.reason), "muted"),
        ),
        words=_words(entry),
    )


def standing(entry: Entry, at_work: bool) -> Span:
    """Return the status of a change: open, or its outcome."""
    if entry.open:
        return AT_WORK.span if at_work else LEFT_OVER.span
    if entry.outcome in OUTCOMES:
        return OUTCOMES[entry.outcome].span
    return f"? {entry.outcome}", "unknown"


def title_of(entry: Entry) -> str:
    """Return the title of a change; of one that this version cannot read, why."""
    return f"cannot be read: {entry.unreadable}" if entry.unreadable else entry.title


def facts_of(entry: Entry) -> Iterator[str]:
    """Yield name and value of every fact about a change that is known."""
    person = f"{entry.person} as {entry.role}" if entry.person else entry.role
    facts = {
        "change": entry.id,
        "undoes change": entry.undoes,
        "on watch until": whole(entry.watch_until) if entry.watch_until else "",
        "superseded by change": entry.superseded_by,
        "account": entry.account,
        "began": whole(entry.began),
        "ended": whole(entry.ended) if entry.ended else "",
        "by": person,
        "reason": personal(entry.reason),
        "correlation id": entry.correlation_id,
    }
    yield from (f"{name} {value}" for name, value in facts.items() if value)


def _words(entry: Entry) -> str:
    """Return what a filter searches besides what is shown."""
    parts = (entry.outcome, entry.title, entry.operation, entry.correlation_id)
    return plain(" ".join(parts))
