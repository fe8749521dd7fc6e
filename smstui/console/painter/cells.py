"""The screen as cells: which text and which style each cell has.

A double-width character has its text in the first of its two cells; the second is empty.
"""

from collections.abc import Iterator
from typing import Final

from rich.cells import split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from smstui.console.painter.styles import Styles

_MOST_PIECES: Final = 4096
"""Pieces of lines whose cells are remembered."""
_CONTROLS: Final = dict.fromkeys((*range(32), *range(127, 160)))


class Row:
    """One line of the screen. Rows that were painted are not changed any more."""

    __slots__ = ("strips", "styles", "texts")

    def __init__(self, texts: list[str], styles: list[int]) -> None:
        self.texts = texts
        self.styles = styles
        self.strips: dict[int, Strip] = {}
        """The strips that the cells come from, by column, where they are known."""

    def copy(self) -> "Row":
        row = Row(self.texts.copy(), self.styles.copy())
        row.strips = self.strips.copy()
        return row

    def know(self, start: int, end: int, strip: Strip) -> None:
        """Remember that the cells from `start` to `end` are those of a strip."""
        known = self.strips
        if start not in known or known[start].cell_length != end - start:
            for x, other in list(known.items()):
                if x < end and x + other.cell_length > start:
                    del known[x]
        if strip.cell_length == end - start:
            known[start] = strip
        else:
            known.pop(start, None)

    def same(self, other: "Row") -> bool:
        return self.styles == other.styles and self.texts == other.texts

    def cells(self) -> Iterator[tuple[str, int]]:
        return zip(self.texts, self.styles, strict=True)

    def is_blank(self, start: int, style: int, end: int | None = None) -> bool:
        """Return whether all cells from a column on, up to another, are spaces of a style."""
        numbers = self.styles[start:end]
        return numbers.count(style) == len(numbers) == self.texts[start:end].count(" ")

    @classmethod
    def blank(cls, width: int, style: int) -> "Row":
        return cls([" "] * width, [style] * width)


class Cells:
    """Turns strips into cells."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._known: dict[tuple[str, Style | None], tuple[list[str], list[int]]] = {}

    def place(self, row: Row, x: int, strip: Strip) -> None:
        """Put a strip into a row from column `x` on."""
        texts: list[str] = []
        styles: list[int] = []
        for segment in strip._segments:
            piece = self._known.get((segment.text, segment.style)) or self._piece(segment)
            if piece[1]:
                texts += piece[0]
                styles += piece[1]
        width = len(row.texts)
        end = min(x + len(texts), width)
        if end <= x:
            return
        row.know(x, end, strip)
        if end - x < len(texts):
            if texts[end - x] == "":  # half of a double-width character does not fit
                texts[end - x - 1] = " "
            del texts[end - x :], styles[end - x :]
        if row.texts[x] == "" and x:
            self._halve(row, x - 1)
        if end < width and row.texts[end] == "":
            self._halve(row, end)
        row.texts[x:end] = texts
        row.styles[x:end] = styles

    def _halve(self, row: Row, x: int) -> None:
        """Make a space of what is left of a double-width character."""
        blank = self._styles.blanks[row.styles[x]]
        row.texts[x] = " "
        row.styles[x] = row.styles[x] if blank < 0 else blank
        row.strips.clear()

    def _piece(self, segment: Segment) -> tuple[list[str], list[int]]:
        text = segment.text
        style = self._styles.number_of(segment.style)
        blank = self._styles.blanks[style]
        texts = list(text) if text.isascii() and text.isprintable() else _graphemes(text)
        if blank in (-1, style) or " " not in text:
            styles = [style] * len(texts)
        else:
            styles = [blank if one == " " else style for one in texts]
        if len(self._known) >= _MOST_PIECES:
            self._known.clear()
        piece = self._known[text, segment.style] = texts, styles
        return piece


def _graphemes(text: str) -> list[str]:
    """Return the text of each cell. Control characters have no cell, and are left out."""
    text = text.translate(_CONTROLS)
    texts: list[str] = []
    for start, end, cells in split_graphemes(text)[0]:
        if cells:
            texts.append(text[start:end])
            texts += [""] * (cells - 1)
    return texts
