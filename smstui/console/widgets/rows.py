"""Rows and columns of a list, and how wide each column is. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

from smstui.console.guard import harmless
from smstui.console.shortening import shortened, with_short_ids
from smstui.console.styled_text import fit, wrap
from smstui.domain.marking import balanced
from smstui.presentation.lines import Span
from smstui.presentation.tables import Column, Row

__all__ = [
    "GAP",
    "Column",
    "Row",
    "Widths",
    "broken",
    "is_sentence",
    "laid_out",
    "unfolded",
    "widths",
]

GAP = 2
"""Blank cells between two columns; one where two would cost a word."""
_WIDE, _SPARE = 60, 8
"""From so many cells, a list has two blanks between columns only if so many cells are left: then
its columns stay where they are when findings take a part of its room, and fewer cells are sent."""
_CRAMPED: Final = 6
"""Cells that a column keeps before it is left out."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Cells of each column that is shown, by its index, and the blanks between two.

    `middle` are the columns whose texts are shortened in their middle.
    """

    by_column: dict[int, int]
    gap: int = GAP
    middle: frozenset[int] = frozenset()

    def places(self) -> Iterator[tuple[int, int, int]]:
        """Yield each column that is shown with the cell where it begins, and its width."""
        x = 0
        for at, width in self.by_column.items():
            yield at, x, width
            x += width + self.gap


def widths(columns: Sequence[Column], rows: Sequence[Row], room: int) -> Widths:
    """Return each column's width in `room` cells.

    Where there is too little, these give way in turn: columns by their rank, the second blank
    between two columns, what is not firm down to its `least` and then further, columns by their
    worth, the rightmost first. A column that grows is left out only if it
    would have less than half of its `least`. Where room is left, a column gets wider than its
    `most` for a text that it would cut.
    """
    lengths = {at: _lengths(rows, at) for at in range(len(columns))}
    wanted = {
        at: min(column.most, max(cell_len(column.title), *lengths[at], 1))
        for at, column in enumerate(columns)
        if column.rank == 0 or any(lengths[at])
    }
    growing = next((at for at in reversed(wanted) if columns[at].grows), -1)
    found = _fitted(columns, lengths, wanted, room, growing)
    if growing >= 0 and found.by_column[growing] < columns[growing].least // 2:
        del wanted[growing]
        found = _fitted(columns, lengths, wanted, room, -1)
    return found


def _fitted(
    columns: Sequence[Column],
    lengths: Mapping[int, Sequence[int]],
    natural: Mapping[int, int],
    room: int,
    growing: int,
) -> Widths:
    """Return widths that fit; `natural` are those that there is no need to cut at."""
    wanted = dict(natural)
    soft = [at for at in wanted if not columns[at].firm]
    for at in sorted(soft, key=lambda at: (columns[at].rank, at), reverse=True):
        if _sum(wanted, GAP) > room and columns[at].rank and at != growing:
            del wanted[at]
    soft = [at for at in soft if at in wanted]
    spare = 0 if growing >= 0 or room < _WIDE else _SPARE
    gap = GAP if _sum(wanted, GAP) + spare <= room else 1
    floors = {at: _floor(columns[at], lengths[at]) for at in soft}
    _narrow(wanted, gap, room, floors)
    floors = {
        at: floor if columns[at].whole and not columns[at].wraps else _CRAMPED
        for at, floor in floors.items()
    }
    _narrow(wanted, gap, room, floors)
    kept = dict(wanted)
    for at in sorted(wanted, key=lambda at: _worth(columns[at], at)):
        if _sum(kept, gap) > room and len(kept) > 1 and at != growing:
            del kept[at]
    if len(kept) < len(wanted):  # the others need not be as narrow as they were beside it
        return _fitted(columns, lengths, {at: natural[at] for at in kept}, room, growing)
    if growing >= 0:
        wanted[growing] = max(1, wanted[growing] + room - _sum(wanted, gap))
    for at, width in wanted.items():  # no text is cut beside blank cells
        missing = max(lengths[at], default=0) - width
        wanted[at] += max(0, min(missing, room - _sum(wanted, gap)))
    return Widths(wanted, gap, frozenset(at for at in wanted if columns[at].middle))


def _worth(column: Column, at: int) -> tuple[int, int]:
    """Return how late a column is left out: the lowest goes first."""
    usual = 3 if column.firm else 2 if column.whole else 1
    return column.worth if column.worth is not None else usual, -at


def laid_out(row: Row, column_widths: Widths) -> list[Span]:
    """Return the row's cells side by side."""
    line: list[Span] = []
    for at, width in column_widths.by_column.items():
        text, role = row.cells[at] if at < len(row.cells) else ("", "base")
        text = shortened(text, width) if at in column_widths.middle else with_short_ids(text, width)
        line.append((fit(text, width), role))
        line.append((" " * column_widths.gap, "base"))
    return line[:-1]


def is_sentence(row: Row) -> bool:
    """Return whether a row is text over the whole width, which the cursor passes over."""
    return row.passive and len(row.cells) == 1 and not row.part_of


def broken(row: Row, width: int) -> Sequence[Row]:
    """Return a row, or the lines of a sentence that is longer than `width` cells."""
    if not is_sentence(row) or cell_len(row.cells[0][0]) <= width:
        return (row,)
    text, role = row.cells[0]
    first, *more = wrap(text, width)
    return [
        replace(row, cells=((first, role),)),
        *(
            Row(f"{row.key}:more:{n}", ((line, role),), passive=True, part_of=row.key)
            for n, line in enumerate(more)
        ),
    ]


def unfolded(
    rows: Sequence[Row],
    columns: Sequence[Column],
    column_widths: Widths,
    kept: dict[int, tuple[Row, Sequence[Row]]] | None = None,
) -> list[Row]:
    """Return the rows, each with further lines where a text of it goes on below itself.

    `kept` are lines that were made for the same widths, by the identity of their row; new ones are
    added.
    """
    by_column = column_widths.by_column.items()
    wrapping = {at: (columns[at], width) for at, width in by_column if columns[at].wraps}
    if not wrapping:
        return list(rows)
    kept = kept if kept is not None else {}
    found: list[Row] = []
    for row in rows:
        held = kept.get(id(row))
        if held is None:
            held = kept[id(row)] = row, _lines_of(row, wrapping)
        found += held[1]
    return found


def _lines_of(row: Row, wrapping: Mapping[int, tuple[Column, int]]) -> Sequence[Row]:
    long = {
        at: _folded(text, width, column.wraps, len(text) <= column.whole)
        for at, (column, width) in wrapping.items()
        if len(row.cells) > max(1, at) and len(text := row.cells[at][0]) * 2 > width
    }
    height = max(map(len, long.values()), default=1)
    if height == 1:
        return (row,)
    lines = [list(row.cells) if n == 0 else [("", role) for _, role in row.cells]
             for n in range(height)]  # fmt: skip
    for at, texts in long.items():
        for n, text in enumerate(texts):
            lines[n][at] = (text, row.cells[at][1])
    first, *more = map(tuple, lines)
    return [
        Row(row.key, first, row.passive, row.part_of),
        *(
            Row(f"{row.key}:more:{n}", cells, passive=True, part_of=row.part_of or row.key)
            for n, cells in enumerate(more)
        ),
    ]


@lru_cache(16_384)
def _folded(text: str, width: int, most: int, whole: bool) -> Sequence[str]:
    """Return a text on one line or on several, with its long ids shortened if that saves a line.

    A `whole` text keeps its ids. Of more than `most` lines the last one ends in an ellipsis.
    """
    short = text if whole else with_short_ids(text, width)
    if len(short) <= width and cell_len(harmless(short)) <= width:
        return (short,)
    lines = wrap(text, width)
    if short != text:
        lines = min(lines, wrap(short, width), key=len)
    return lines if len(lines) <= most else [*lines[: most - 1], _ended(lines[most - 1], width)]


def _ended(line: str, width: int) -> str:
    """Return a line that does not end its sentence, with an ellipsis behind its last whole word."""
    while cell_len(harmless(line)) > width - 2 and " " in line:
        line = line.rpartition(" ")[0]
    return f"{balanced(line)} …"


def _narrow(wanted: dict[int, int], gap: int, room: int, floors: Mapping[int, int]) -> None:
    """Make columns narrower, the widest first, none below its floor."""
    while _sum(wanted, gap) > room:
        wide = [at for at, floor in floors.items() if wanted[at] > floor]
        if not wide:
            return
        wanted[max(wide, key=lambda at: wanted[at])] -= 1


def _floor(column: Column, lengths: Sequence[int]) -> int:
    """Return the cells that a column needs for what it keeps."""
    whole = 0 if column.wraps else column.whole
    kept = (each if each <= whole else min(each, column.least) for each in lengths)
    return min(column.most, max(kept, default=1))


def _lengths(rows: Sequence[Row], at: int) -> list[int]:
    return [
        cell_len(text if (text := row.cells[at][0]).isprintable() else harmless(text))
        for row in rows
        if at < len(row.cells) and len(row.cells) > 1 and not row.passive
    ]


def _sum(wanted: dict[int, int], gap: int) -> int:
    return sum(wanted.values()) + gap * max(0, len(wanted) - 1)
