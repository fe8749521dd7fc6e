"""Render the triage queue as rows, and its progress as one line."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from smstui.domain.marking import balanced
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.presentation.lines import Line, Span
from smstui.presentation.looks import QUEUE
from smstui.presentation.tables import LINES, Cells, Column, Row, When, clock_times, id_column

COLUMNS: Final = (
    Column("status", most=13, firm=True),
    id_column("id", whole=17),
    Column("record", rank=2, most=34, middle=True),
    id_column("account", rank=1, most=20),
    Column("finding", most=36, grows=True, least=24, wraps=LINES),
    Column("last read", rank=3, most=16),
)

_BAR_CELLS: Final = 24
_NEAR: Final = "Did you mean"


class QueueTable:
    """Rows drawn once: of ten thousand, only those that changed are made anew."""

    def __init__(self) -> None:
        self._drawn: dict[int, tuple[QueueRow, Row]] = {}
        self._masked = False

    def rows_of(self, rows: Iterable[QueueRow], now: datetime, masked: bool) -> list[Row]:
        """`rows` as they are shown, worst first; `masked` masks what may be a person's."""
        if masked is not self._masked:
            self._masked = masked
            self._drawn.clear()
        return [self._row(row, now) for row in sorted(rows, key=lambda row: row.severity)]

    def _row(self, row: QueueRow, now: datetime) -> Row:
        held = self._drawn.get(row.place)
        if held is not None and held[0] is row:
            return held[1]
        drawn = row_of(row, now, self._masked)
        self._drawn[row.place] = (row, drawn)
        return drawn


def row_of(row: QueueRow, now: datetime, masked: bool) -> Row:
    """Return one row; its moment does not age while nobody touches a key.

    Of what was searched in vain it says no more than that: the lookup of the id tells it all.
    """
    told = row.masked() if masked else row
    if row.standing is Standing.NOT_FOUND:
        told = replace(told, title=_in_short(told.title))
    cells = cells_of(told, clock_times(now))
    return Row(str(row.place), cells, words=row.words)


def _in_short(title: str) -> str:
    """Return the first sentence of several, and what may be meant."""
    first, more, rest = title.partition(". ")
    _, near, meant = rest.partition(_NEAR)
    return balanced(f"{first}{more.strip()}{f' {near}{meant}' if near else ''}")


def cells_of(row: QueueRow, when: When) -> Cells:
    """Return an id with its status, its record and what was found."""
    cached = row.source == "cache"
    quiet = row.standing in (Standing.FINE, Standing.WAITING)
    read = when(row.read_at)
    return (
        QUEUE[row.standing].span,
        (row.asked, "base"),
        (f"{row.kind} {row.id}".strip(), "muted"),
        (row.account, "muted"),
        (row.title, "muted" if quiet else "base"),
        (f"{read}, cache" if cached else read, "stale" if cached else "muted"),
    )


DIAGNOSE_ALL: Final = "diagnose all"
"""The name of the key that reads the queue, wherever it is named."""


def progress_line(
    counts: Counter[Standing], left: int, rate: float | None, key: Callable[[str], str]
) -> Line:
    """Return the progress; empty where there is no queue.

    `rate` is None while nothing is read, `left` is how many ids are still to be read.

    Not Textual's ProgressBar: that one repaints every second, 15 times a second where the total
    is not known, and has no place for the rate, the counts and the next key.
    """
    total = sum(counts.values())
    if not total:
        return ()
    done = total - left
    filled = _BAR_CELLS * done // total
    bar: list[Span] = [
        (" " + "\N{BOX DRAWINGS HEAVY HORIZONTAL}" * filled, "good" if done == total else "accent"),
        ("\N{BOX DRAWINGS LIGHT HORIZONTAL}" * (_BAR_CELLS - filled), "faint"),
        (f" {done} of {total}", "strong"),
    ]
    if rate is not None:
        return [*bar, (f"  {rate:.0f} a second  ", "muted"), (key("back"), "key"),
                (" stop", "muted")]  # fmt: skip
    return [*bar, ("  ", "base"), (key("reload"), "key"), (f" {DIAGNOSE_ALL}", "muted")]


def short_summary(counts: Counter[Standing], offline: int = 0) -> str:
    """Return how many ids have which status in few cells: each status as its glyph alone."""
    told = [f"{QUEUE[each].glyph} {counts[each]}" for each in Standing if counts[each]]
    return "  ".join([f"{offline} offline", *told] if offline else told)


def empty_notice(key: Callable[[str], str]) -> Sequence[Line]:
    """Return how to fill an empty queue."""
    return (
        [("The queue is empty.", "strong")],
        (),
        [("Paste a list of ids here, one per line.", "base")],
        [(key("queue.add"), "key"), (" add one by hand", "base")],
        [(key("queue.load"), "key"), (" load a list from a file", "base")],
        (),
        [("Nothing is read before you press ", "muted"), (key("reload"), "key"), (".", "muted")],
    )  # fmt: skip
