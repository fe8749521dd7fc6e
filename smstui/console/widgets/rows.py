"""Rows and columns of a list, and how wide each column is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from smstui.console.ink import Span, fit

GAP = 2
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Of those that do not fit, the highest `rank` is left out first.

    `most` is the widest it may grow, in cells; `grows` takes what room is left.
    """

    title: str
    rank: int = 0
    most: int = 40
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` is the identity by which it is found again after a refresh.

    `group` is a heading that starts here, drawn as a row of its own and skipped by the cursor.
    """

    key: str
    cells: tuple[Span, ...]
    heading: bool = False


def widths(columns: Sequence[Column], rows: Sequence[Row], room: int) -> dict[int, int]:
    """Cells of each column that is shown, by its index; at most `room` with the gaps."""
    wanted = {
        at: min(column.most, max(cell_len(column.title), *_lengths(rows, at), 1))
        for at, column in enumerate(columns)
    }
    wanted = {
        at: width
        for at, width in wanted.items()
        if any(_lengths(rows, at)) or columns[at].rank == 0
    }
    while len(wanted) > 1 and _sum(wanted) > room:
        last = max(wanted, key=lambda at: (columns[at].rank, at))
        if columns[last].rank == 0:
            break
        del wanted[last]
    spare = room - _sum(wanted)
    growing = [at for at in wanted if columns[at].grows]
    if growing:
        wanted[growing[-1]] = max(4, wanted[growing[-1]] + spare)
    elif spare < 0 and wanted:
        widest = max(wanted, key=lambda at: wanted[at])
        wanted[widest] = max(4, wanted[widest] + spare)
    return wanted


def laid_out(row: Row, column_widths: dict[int, int]) -> list[Span]:
    """The row's cells side by side."""
    line: list[Span] = []
    for at, width in column_widths.items():
        text, role = row.cells[at] if at < len(row.cells) else ("", "base")
        line.append((fit(text, width), role))
        line.append((" " * GAP, "base"))
    return line[:-1]


def _lengths(rows: Sequence[Row], at: int) -> list[int]:
    return [cell_len(row.cells[at][0]) for row in rows if at < len(row.cells) and not row.heading]


def _sum(column_widths: dict[int, int]) -> int:
    return sum(column_widths.values()) + GAP * max(0, len(column_widths) - 1)
