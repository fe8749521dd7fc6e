"""Render the journal of changes as rows, and the facts of one change."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from smstui.domain.changes.undo import USED_UP, WITH_EFFECT
from smstui.domain.changes.verdict import Outcome
from smstui.domain.changes.watch import is_expected
from smstui.domain.marking import personal, plain
from smstui.domain.zone import brief
from smstui.presentation.lines import Span
from smstui.presentation.looks import AT_WORK, LEFT_OVER, OUTCOMES
from smstui.presentation.tables import LINES, Column, Row, When, id_column
from smstui.presentation.times import whole
from smstui.store.journal import Entry
from smstui.store.plan_text import results_from_text

COLUMNS: Final = (
    Column("when", most=16, firm=True),
    Column("outcome", most=22, firm=True),
    id_column("account", most=20),
    Column("change", most=80, grows=True, least=24, wraps=LINES),
    Column("change id", rank=1, most=12),
    Column("by", rank=2, most=16),
    Column("reason", rank=3, most=40),
)


def rows_of(
    entries: Sequence[Entry],
    at_work: frozenset[str],
    when: When,
    now: datetime,
    *,
    by_time: bool = False,
) -> list[Row]:
    """Return open changes, the oldest first, then the newest. Each says what came of it since.

    `by_time` names another change by when it began: its id may not be shown.
    """
    notes = notes_of(entries, now, when if by_time else None)
    times = {entry.id: when(entry.began) for entry in entries} if by_time else {}
    still_open = sorted((one for one in entries if one.open), key=lambda one: one.began)
    ended = [one for one in entries if not one.open]
    return [
        _row_of(entry, entry.id in at_work, when, notes.get(entry.id, ""), times)
        for entry in (*still_open, *ended)
    ]


def notes_of(
    entries: Sequence[Entry], now: datetime, when: When | None = None
) -> Mapping[str, str]:
    """Return what came of changes since they ended, by id: undone, late, or still watched.

    What undid one is named by its id, or by `when` it began.
    """
    notes = {entry.id: said for entry in entries if (said := _since(entry, now))}
    for undo in sorted(entries, key=lambda one: one.began):
        if undo.undoes and not undo.open and undo.outcome in WITH_EFFECT:
            part = "" if undo.outcome in USED_UP else " in part"
            by = f"by change {undo.id}" if when is None else f"at {when(undo.began)}"
            notes[undo.undoes] = f"undone{part} {by}"
    return notes


def is_watched(entry: Entry, now: datetime) -> bool:
    """Return whether the effect of a change that ended may still come, and is waited for."""
    running = not entry.open and entry.watch_until is not None and entry.watch_until > now
    return running and _is_expected(entry)


def _is_expected(entry: Entry) -> bool:
    """Return whether an effect is expected of a change; of one that cannot be read, it may be."""
    return bool(entry.unreadable) or is_expected(results_from_text(entry.results))


def came_late(entry: Entry) -> bool:
    """Return whether the effect of a change was seen after it had ended without it."""
    if entry.ended is None or entry.outcome != Outcome.VERIFIED or entry.unreadable:
        return False
    looks = (each.looked_at for each in results_from_text(entry.results) if each.looked_at)
    return any(datetime.fromisoformat(look) > entry.ended for look in looks)


def _since(entry: Entry, now: datetime) -> str:
    if is_watched(entry, now) and entry.watch_until is not None:
        return f"watched until {brief(entry.watch_until, now)}"
    return "came late" if came_late(entry) else ""


def _row_of(entry: Entry, at_work: bool, when: When, note: str, times: Mapping[str, str]) -> Row:
    """Return a change as a row, with what came of it since. `times` name the one it undoes."""
    title = title_of(entry)
    if entry.undoes in times:
        title = title.replace(f"change {entry.undoes}", f"change of {times[entry.undoes]}")
    return Row(
        entry.id,
        (
            (when(entry.began), "base"),
            standing(entry, at_work),
            (entry.account, "base"),
            (f"{title} ({note})" if note else title, "unknown" if entry.unreadable else "strong"),
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


def facts_of(entry: Entry, now: datetime, undone: str = "") -> Iterator[str]:
    """Yield name and value of every fact about a change that is known.

    `undone` is the sentence part on its undo, as `notes_of` has it.
    """
    watch = "watched until" if is_watched(entry, now) else "was watched until"
    person = f"{entry.person} as {entry.role}" if entry.person else entry.role
    facts = {
        "change": entry.id,
        "undoes change": entry.undoes,
        "undone": undone.removeprefix("undone "),
        watch: whole(entry.watch_until) if entry.watch_until and _is_expected(entry) else "",
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
