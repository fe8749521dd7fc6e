"""Words in columns, as wide as a terminal draws them."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from smstui.commands.output import styled, told
from smstui.presentation.looks import bare
from smstui.presentation.tables import Column, Row

_NO_CELL: Final = ("Mn", "Mc", "Me", "Cf")
_FILLERS: Final = "\N{HANGUL FILLER}" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
"""Letters that draw nothing, and the modifiers of the skin of an emoji."""


def width(text: str) -> int:
    """Terminal cells `text` takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def padded(text: str, cells: int) -> str:
    """`text` followed by blanks up to `cells`; never cut."""
    return text + " " * (cells - width(text))


def fitted(text: str, cells: int) -> str:
    """`text` in at most `cells`, an ellipsis in place of its end."""
    if width(text) <= cells:
        return text
    kept, left = "", cells - 1
    for character in text:
        left -= _cells(character)
        if left < 0:
            break
        kept += character
    return f"{kept}…"


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
) -> Iterator[str]:
    """Yield `rows` under the titles of their columns, each cell in the style of its role."""
    cells = [[column.title for column in columns]]
    cells += [[bare(span) for span in row.cells[: len(columns)]] for row in rows]
    shown = _shown(cells)
    for at, line in enumerate(table(cells, widest=widest, cut=cut)):
        roles = [rows[at - 1].cells[column][1] if at else "heading" for column in shown]
        drawn = (styled(cell, role, colours) for cell, role in zip(line, roles, strict=True))
        yield "".join(drawn).rstrip()


def _shown(rows: Sequence[Sequence[str]]) -> Sequence[int]:
    """Return the columns that are not blank in every row but the first, the headings."""
    return [at for at in range(len(rows[0])) if len(rows) == 1 or any(row[at] for row in rows[1:])]


def _cells(character: str) -> int:
    """Return the cells of a character, as Rich counts them for the console."""
    if unicodedata.category(character) in _NO_CELL or character in _FILLERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
