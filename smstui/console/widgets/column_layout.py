"""The rows of a list, and the columns they stand under, laid out for the width there is."""

from collections.abc import Sequence

from rich.cells import cell_len

from smstui.console.widgets.rows import (
    Column,
    Row,
    Widths,
    broken,
    is_sentence,
    unfolded,
    widths,
)

UNKNOWN_WIDTH = 76
"""Cells of a list that has not been laid out yet."""
_MOST_KEPT = 3
"""Times as many lines as there are rows that are kept, of rows that may be gone."""


class ColumnLayout:
    """Holds the rows as a screen gave them, and remembers the widths of their columns."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.rows: Sequence[Row] = ()
        self.has_sentences = False
        """Whether a row is text over the whole width."""
        self._lines: dict[int, tuple[Row, Sequence[Row]]] = {}
        self._lines_of = Widths({})
        self._widths = Widths({})
        self._widths_of = -1

    def take(self, rows: Sequence[Row]) -> None:
        """Take other rows."""
        self.rows = rows
        self.has_sentences = any(is_sentence(row) for row in rows)
        self._widths_of = -1

    def has_row(self, key: str) -> bool:
        """Return whether one of the rows has this key."""
        return any(row.key == key for row in self.rows)

    def widths(self, width: int) -> Widths:
        """Return the widths of the columns in a list of `width` cells."""
        if self._widths_of != width:
            self._widths = widths(self.columns, self.rows, width - 2)
            self._widths_of = width
        return self._widths

    def is_cut(self, key: str, width: int) -> bool:
        """Return whether a list of `width` cells does not show all of the row with this key."""
        shown = self.widths(width).by_column
        cells = next((row.cells for row in self.rows if row.key == key), ())
        return any(cell_len(text) > shown.get(at, 0) for at, (text, _) in enumerate(cells))

    def lines(self, width: int) -> Sequence[Row]:
        """Return the rows with their further lines in a list of `width` cells."""
        rows, width = self.rows, width or UNKNOWN_WIDTH
        if self.has_sentences:
            rows = [line for row in rows for line in broken(row, width)]
        if not any(column.wraps for column in self.columns):
            return rows
        found = self.widths(width)
        if found != self._lines_of or len(self._lines) > _MOST_KEPT * len(rows):
            self._lines, self._lines_of = {}, found
        return unfolded(rows, self.columns, found, self._lines)

    def titles(self) -> Row:
        """Return the titles of the columns as a row that the cursor passes over."""
        return Row("", tuple((column.title, "passive") for column in self.columns), passive=True)

    def titles_in_frame(self, width: int) -> Sequence[tuple[int, int, str]]:
        """Return the titles for the frame of a list of `width` cells, each with the cells from and
        up to which it may stand. The first one gives way to the title of the list."""
        shown = self.widths(width - 4)
        named = [(self.columns[at].title, x + 4, cells) for at, x, cells in shown.places() if at]
        return [(x, x + cells + shown.gap - 1, title) for title, x, cells in named if title]
