"""Rows and columns of a list, and how wide each column is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from smstui.console.guard import harmless
from smstui.console.styled_text import fit
from smstui.presentation.lines import Span
from smstui.presentation.tables import Column, Row

__all__ = ["GAP", "Column", "Row", "Widths", "laid_out", "widths"]

GAP = 2
"""Blank cells between two columns; one where two would cost a word."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Cells of each column that is shown, by its index, and the blanks between two."""

    by_column: dict[int, int]
    gap: int = GAP


def widths(columns: Sequence[Column], rows: Sequence[Row], room: int) -> Widths:
    """Return each column's width in `room` cells. What does not fit is left out by rank; what is
    left and still too wide shrinks at its widest column."""
    lengths = {at: _lengths(rows, at) for at in range(len(columns))}
    wanted = {
        at: min(column.most, max(cell_len(column.title), *lengths[at], 1))
        for at, column in enumerate(columns)
        if column.rank == 0 or any(lengths[at])
    }
    while _sum(wanted, GAP) > room:
        last = max(wanted, key=lambda at: (columns[at].rank, at), default=None)
        if last is None or columns[last].rank == 0:
            break
        del wanted[last]
    gap = GAP if _sum(wanted, GAP) <= room else 1
    spare = room - _sum(wanted, gap)
    growing = [at for at in wanted if columns[at].grows]
    if growing:
        wanted[growing[-1]] = max(4, wanted[growing[-1]] + spare)
    while not growing and wanted and _sum(wanted, gap) > room:
        soft = [at for at in wanted if not columns[at].firm and wanted[at] > 4]
        if not soft:
            break
        widest = max(soft, key=lambda at: wanted[at])
        wanted[widest] -= 1
    return Widths(wanted, gap)


def laid_out(row: Row, column_widths: Widths) -> list[Span]:
    """The row's cells side by side."""
    line: list[Span] = []
    for at, width in column_widths.by_column.items():
        text, role = row.cells[at] if at < len(row.cells) else ("", "base")
        line.append((fit(text, width), role))
        line.append((" " * column_widths.gap, "base"))
    return line[:-1]


def _lengths(rows: Sequence[Row], at: int) -> list[int]:
    return [
        cell_len(text if (text := row.cells[at][0]).isprintable() else harmless(text))
        for row in rows
        if at < len(row.cells) and len(row.cells) > 1
    ]


def _sum(wanted: dict[int, int], gap: int) -> int:
    return sum(wanted.values()) + gap * max(0, len(wanted) - 1)
