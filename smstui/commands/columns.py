"""Words in columns, as wide as a terminal draws them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from smstui.commands.folding import fitted, longest_word, padded, width, wrapped
from smstui.commands.output import room, styled, told
from smstui.presentation.looks import bare
from smstui.presentation.tables import Column, Row

_GAP: Final = "  "
_BELOW: Final = "    "
"""Before the line that has what a row has no room for."""


def table(
    rows: Sequence[Sequence[str]], *, widest: int = 40, gap: str = "  ", cut: bool = False
) -> Iterator[list[str]]:
    """Each row's cells padded to their column, which is at most `widest`; the last is not padded.

    A longer cell is whole, and moves the rest of its row; with `cut` it ends in an ellipsis, for
    what can be read in full elsewhere. Columns that are blank in every row but the first, the
    headings, are left out.
    """
    fits = [[fitted(told(cell), widest) if cut else told(cell) for cell in row] for row in rows]
    columns = _shown(fits)
    widths = {
        at: max((wide for row in fits if (wide := width(row[at])) <= widest), default=0)
        for at in columns
    }
    for row in fits:
        cells = [padded(row[at], widths[at]) + gap for at in columns]
        if cells:
            cells[-1] = row[columns[-1]]
        yield cells


def painted(
    columns: Sequence[Column],
    rows: Sequence[Row],
    colours: bool = False,
    *,
    widest: int = 80,
    cut: bool = False,
    indent: int = 0,
) -> Iterator[str]:
    """Yield `rows` under the titles of their columns, each cell in the style of its role.

    On a terminal nothing is cut, and no line is longer than it has room for, with `indent` blanks
    before it: sentences go on below themselves, and the columns of the least worth on lines below
    their row.
    """
    cells = [[column.title for column in columns]]
    cells += [[bare(span) for span in row.cells[: len(columns)]] for row in rows]
    shown = _shown(cells)
    roles = [["heading"] * len(columns), *([role for _, role in row.cells] for row in rows)]
    if space := room():
        placed = _placed(columns, cells, shown, space - indent)
        for row, row_roles in zip(cells, roles, strict=True):
            yield from placed.lines([told(cell) for cell in row], row_roles, colours)
        return
    for line, row_roles in zip(table(cells, widest=widest, cut=cut), roles, strict=True):
        drawn = (styled(cell, row_roles[at], colours) for cell, at in zip(line, shown, strict=True))
        yield "".join(drawn).rstrip()


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the cells of a table stand in `room` cells: in columns of `widths`, or below.

    A cell with a word that is wider than its column stands below too.
    """

    columns: Sequence[Column]
    widths: dict[int, int]
    below: Sequence[int]
    room: int

    def lines(self, cells: Sequence[str], roles: Sequence[str], colours: bool) -> Iterator[str]:
        """Yield the lines of a row, or of the titles."""
        too_wide = [at for at, wide in self.widths.items() if longest_word(cells[at]) > wide]
        parts = [
            [""] if at in too_wide else wrapped(cells[at], wide) for at, wide in self.widths.items()
        ]
        for line in zip_longest(*parts, fillvalue=""):
            drawn = (
                styled(padded(cell, wide), roles[at], colours)
                for cell, (at, wide) in zip(line, self.widths.items(), strict=True)
            )
            yield _GAP.join(drawn).rstrip()
        if roles[0] != "heading":
            below = sorted([*self.below, *too_wide])
            yield from self._rest(below, cells, roles, colours)

    def _rest(
        self, below: Sequence[int], cells: Sequence[str], roles: Sequence[str], colours: bool
    ) -> Iterator[str]:
        """Yield what has no room in the row: each title with its text, a sentence alone."""
        line = ""
        for at in below:
            if not cells[at]:
                continue
            title = "" if self.columns[at].wraps else f"{self.columns[at].title} "
            told_it = styled(title, "heading", colours) + styled(cells[at], roles[at], colours)
            if line and width(line) + len(_GAP) + width(told_it) > self.room:
                yield line
                line = ""
            line = f"{line}{_GAP}{told_it}" if line else f"{_BELOW}{told_it}"
        if line:
            yield line


def _placed(
    columns: Sequence[Column],
    cells: Sequence[Sequence[str]],
    shown: Sequence[int],
    room: int,
) -> _Placed:
    """Return how a table is placed in `room` cells."""
    natural = {at: max(width(told(row[at])) for row in cells) for at in shown}
    least = {
        at: min(columns[at].least, natural[at]) if columns[at].wraps else natural[at]
        for at in shown
    }
    kept, below = list(shown), []
    while len(kept) > 1 and sum(least[at] for at in kept) + len(_GAP) * (len(kept) - 1) > room:
        firm = 1 if columns[kept[0]].title else 2
        drop = max(kept[firm:] or kept[1:], key=lambda at: _gives_way(columns[at], at))
        kept.remove(drop)
        below.append(drop)
    widths = {at: least[at] for at in kept}
    spare = room - sum(widths.values()) - len(_GAP) * (len(kept) - 1)
    for at in sorted(kept, key=lambda at: not columns[at].grows):
        more = max(0, min(spare, natural[at] - widths[at]))
        widths[at] += more
        spare -= more
    return _Placed(columns, widths, sorted(below), room)


def _gives_way(column: Column, at: int) -> tuple[int, int, int]:
    """Return what is greatest for the column that goes below first."""
    worth = column.worth if column.worth is not None else 3 if column.firm else bool(column.whole)
    return column.rank, -worth, at


def _shown(rows: Sequence[Sequence[str]]) -> Sequence[int]:
    """Return the columns that are not blank in every row but the first, the headings."""
    return [at for at in range(len(rows[0])) if len(rows) == 1 or any(row[at] for row in rows[1:])]
