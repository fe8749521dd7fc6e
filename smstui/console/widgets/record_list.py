"""A list of records: moves by two lines a key, and keeps its place when it is refreshed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from textual.message import Message

from smstui.console.styled_text import cut, fit, width_of, wrap
from smstui.console.widgets.column_layout import ColumnLayout
from smstui.console.widgets.list_filter import ListFilter
from smstui.console.widgets.list_keys import ListKeys
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.rows import Column, Row, laid_out
from smstui.presentation.lines import Line, Span

POINTER = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
LOW = 4
"""Lines below which a list has the titles of its columns in its frame, not on a line."""


class RecordList(Panel):
    """Rows under a cursor. What is chosen is told by its key, never by its place.

    A filter hides rows. A row that is hidden is under no cursor and in no hand.
    """

    @dataclass
    class Chosen(Message):
        """Enter was pressed on the row `key` of the pane `pane`."""

        pane: str
        key: str

    @dataclass
    class Pointed(Message):
        """The cursor came to stand on the row `key` of the pane `pane`."""

        pane: str
        key: str

    @dataclass
    class Outgrown(Message):
        """Sentences in the list were broken for another size than it has now."""

        pane: str

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[Column],
        headed: bool = False,
        moved: Callable[[str], None] | None = None,
    ) -> None:
        """`moved` takes the name of the pane in the turn of a key that moves the cursor, so that
        what it changes is in the same frame. Without it `Pointed` says so, a turn later. A
        `headed` list shows the titles of its columns."""
        super().__init__(name, title)
        self.list_keys = ListKeys(self.move_by, lambda: self._view, lambda: len(self._rows))
        self._moved = moved
        self.handlers = (self, self.list_keys)
        self.layout_of_rows = ColumnLayout(columns)
        self._headed = headed
        self._rows: Sequence[Row] = ()
        """The lines that the filter leaves: a row of which a text wraps has further ones."""
        self._pickable = 0
        """The number of rows that the cursor can be on. It is asked for at each key."""
        self._notice: Sequence[Line] = ()
        self.filter = ListFilter(lambda: self.app)
        self._head: tuple[str | None, str, Sequence[Span]] = (None, "", ())
        self._cursor = 0
        self._top_row = 0
        self._held = ""
        self._anchor = ""
        """Key of the row that a key moved the cursor to last, whatever the filter hides."""

    # What a screen gives

    def head(self, title: str | None = None, count: str = "", notes: Sequence[Span] = ()) -> None:
        """Say what the list shows. A filter says how many rows it leaves, and what it is."""
        self._head = title, count, notes
        super().head(title, *self.filter.head(count, notes))

    def show(
        self,
        rows: Sequence[Row],
        notice: Sequence[Line] = (),
        columns: Sequence[Column] | None = None,
        headed: bool | None = None,
    ) -> None:
        """Show `rows`, the cursor and the view staying with the records they were on.

        `notice` stands in place of rows that are not there, saying why and which key helps.
        """
        if columns is not None:
            self.layout_of_rows.columns = columns
        if headed is not None:
            self._headed = headed
        rows, notice = self.filter.take(rows, notice)
        if self.filter.is_set:
            self.head(*self._head)
        if (rows, notice) == (self.layout_of_rows.rows, self._notice):
            return
        widths_before = self.layout_of_rows.widths(self.inner_width)
        self.layout_of_rows.take(rows)
        self._notice = notice
        is_as_wide = self.layout_of_rows.widths(self.inner_width) == widths_before
        self._take(self.layout_of_rows.lines(self.inner_width), is_as_wide)

    def _take(self, rows: Sequence[Row], is_as_wide: bool) -> None:
        """Take other lines; `is_as_wide` is whether the columns have the widths they had."""
        before, top_before = self._rows, self._top_row
        held = self.key
        offset = self._cursor - self._top_row
        self._rows = rows
        self._pickable = sum(not row.passive for row in rows)
        self.wanted_height = self._title_lines + max(len(rows), len(self._notice))
        place = next((at for at, row in enumerate(rows) if row.key == held), None)
        if place is None and not {row.key for row in before} & {row.key for row in rows}:
            self._cursor = _landing(self._rows, 0, 1)
            self._top_row = _clamped(self._rows, self._view, self._cursor - self._view + 1)
            self._held = self.key
        else:
            self._cursor = _landing(self._rows, place if place is not None else self._cursor, 1)
            self._top_row = self._placed(self._cursor - offset)
        if is_as_wide and top_before == self._top_row and _same_shape(before, self._rows):
            first = self._title_lines - self._top_row
            self.redraw_content_lines(*(first + at for at in _changed(before, self._rows)))
        else:
            self.redraw()
        if self.key != held:
            self._tell()

    def narrow(self, typed: str) -> None:
        """Show the rows alone that hold for `typed`; all of them where it is empty.

        The row under the cursor is in hand then, if there is one. It is the one that a key moved
        the cursor to last, as soon as that is shown again.
        """
        if typed == self.filter.typed:
            return
        if not self.filter.is_set:
            self._anchor = self.key
        self.filter.typed = typed
        held = self.key
        self.show(*self.filter.given)
        self.head(*self._head)
        anchor = next((at for at, row in enumerate(self._rows) if row.key == self._anchor), None)
        if anchor is not None:
            self._move_to(anchor)
        self._held = self.key
        if not self.filter.given[0]:
            return
        if self._moved is None:
            self._tell()
        elif self.key != held:
            self._moved(self.pane)

    def point_at(self, key: str) -> None:
        """Move the cursor to the row `key`, if it is there."""
        place = next((at for at, row in enumerate(self._rows) if row.key == key), None)
        if place is not None and self._move_to(place):
            self._tell()

    def memento(self) -> Callable[[], None]:
        """Return a function that puts filter, cursor and view back."""
        rows, cursor, top, key, held, typed = (
            self._rows, self._cursor, self._top_row, self.key, self._held, self.filter.typed
        )  # fmt: skip

        def put_back() -> None:
            self.narrow(typed)
            if rows != self._rows:
                self.point_at(key)
                return
            if (cursor, top) != (self._cursor, self._top_row):
                self._cursor, self._top_row = cursor, top
                self.redraw()
            self._held = held

        return put_back

    # What a screen may ask

    @property
    def key(self) -> str:
        """Key of the row under the cursor; empty when there is none."""
        return self._rows[self._cursor].key if self._cursor < len(self._rows) else ""

    @property
    def key_in_hand(self) -> str:
        """Key of the row the cursor was brought to, by a person or for a question. If that row is
        gone after a refresh, or hidden, no row is in hand, wherever the cursor stands."""
        hides = self.filter.is_set and all(row.key != self._held for row in self._rows)
        return "" if hides else self._held

    @property
    def at_top(self) -> bool:
        """Whether the cursor stands on the first row there is."""
        return self._cursor == _landing(self._rows, 0, 1)

    @property
    def row_count(self) -> int:
        """Rows the cursor can stand on; a notice in their place can be opened too."""
        notice = 0 if self.filter.is_set else len(self._notice)
        return self._pickable or notice

    @property
    def sentences(self) -> str:
        """The text to be read here, without the rows to pick from."""
        return "\n".join(row.cells[0][0] for row in self._rows if row.passive)

    # What keys do

    def do_open(self) -> None:
        """Choose the row in hand. The Enter that ends a scan chooses nothing."""
        if (self.key or self.row_count) and not self.app.refuses_scan():
            self.post_message(self.Chosen(self.pane, self.key))

    # Drawing

    def content_line(self, y: int, width: int) -> tuple[Line, str]:
        at = None if self._title_lines and y == 0 else self._top_row + y - self._title_lines
        if not self._rows:
            notice = _broken(self._notice, width)
            return (notice[y] if y < len(notice) else (), "base")
        if at is None:
            titles, shown = self.layout_of_rows.titles(), self.layout_of_rows.widths(width)
            shown = replace(shown, middle=frozenset())
            return [("  ", "base"), *laid_out(titles, shown)], "base"
        if at >= len(self._rows):
            return (), "base"
        return self._row_line(at, width)

    def foot(self) -> str:
        if len(self._rows) <= self._view:
            return ""
        above = self._rows[: self._top_row + 1]
        seen = self._rows[: self._top_row + self._view]
        below = _count(self._rows) - _count(seen)
        more = f", {below} more below" if below and self.sheet is not None else ""
        return f"{_count(above)}-{_count(seen)} of {_count(self._rows)}{more}"

    def titles(self, width: int) -> Sequence[tuple[int, int, str]]:
        """Titles of columns, where the list is too low for a line of them."""
        in_frame = self._headed and not self._title_lines and self._rows
        return self.layout_of_rows.titles_in_frame(width) if in_frame else ()

    def sized(self) -> None:
        """Keep the cursor in view, at the top of what changed as little as can be."""
        if (lines := self.layout_of_rows.lines(self.inner_width)) != self._rows:
            self._take(lines, is_as_wide=False)
        top = min(max(self._top_row, self._cursor - self._view + 1), self._cursor)
        self._top_row = self._placed(top)
        if self.layout_of_rows.has_sentences or (self._notice and not self._rows):
            self.post_message(self.Outgrown(self.pane))

    def _row_line(self, at: int, width: int) -> tuple[Line, str]:
        row = self._rows[at]
        if row.passive and len(row.cells) == 1:
            text, role = row.cells[0]
            if row.part_of and row.part_of == self.key and self.in_hand:
                return [(cut(text, width), "cursor")], "cursor"
            return [(cut(text, width), role)], "base"
        line: list[Span] = (
            [(fit(row.cells[0][0], width - 2), row.cells[0][1])]
            if len(row.cells) == 1
            else laid_out(row, self.layout_of_rows.widths(width))
        )
        if row.part_of and row.part_of == self.key and self.in_hand:
            return [("  ", "cursor"), *((text, "cursor") for text, _ in line)], "cursor"
        if at != self._cursor:
            return [("  ", "base"), *line], "base"
        if not self.in_hand:
            return [(f"{POINTER} ", "cursor-away"), *line], "base"
        return [(f"{POINTER} ", "cursor"), *((text, "cursor") for text, _ in line)], "cursor"

    # Moving

    @property
    def _view(self) -> int:
        """Rows in view."""
        return max(1, self.inner_height - self._title_lines)

    @property
    def _title_lines(self) -> int:
        """Lines for the titles of the columns: one, or none where they are in the frame."""
        return int(self._headed and (self.sheet is not None or self.inner_height >= LOW))

    def move_by(self, lines: int) -> None:
        """Move the cursor for a key."""
        if self._move_to(self._cursor + lines):
            if self._moved is None:
                self._tell()
            else:
                self._moved(self.pane)

    def _move_to(self, wanted: int) -> bool:
        """Move the cursor; whether it stands on another row then."""
        step = 1 if wanted >= self._cursor else -1
        place = _landing(self._rows, wanted, step)
        self._held = self._anchor = self._rows[place].key if self._rows else ""
        if place == self._cursor:
            return False
        before, self._cursor = self._cursor, place
        if not 0 <= place - self._top_row < self._view:
            # A page but for one row at the edge: most keys then cost two lines, not a whole pane.
            kept = min(1, self._view - 1)
            edge = place - kept if step > 0 else place - self._view + 1 + kept
            is_step = abs(place - before) <= 1
            self._top_row = self._placed(edge if is_step else place - self._view // 2)
            self.redraw()
        else:
            offset = self._title_lines - self._top_row
            lines = {*_lines_of(self._rows, before), *_lines_of(self._rows, place)}
            self.redraw_content_lines(*(line + offset for line in sorted(lines)))
        return True

    def _placed(self, top: int) -> int:
        """Return the row nearest to `top` that the view may begin with: higher where that brings
        the heading of the first row into view."""
        top = _clamped(self._rows, self._view, top)
        while top > 0 and self._rows[top - 1].passive and self._cursor - top + 1 < self._view:
            top -= 1
        return top

    def _tell(self) -> None:
        self.post_message(self.Pointed(self.pane, self.key))


def _broken(notice: Sequence[Line], width: int) -> list[Line]:
    """Return sentences in lines of at most `width` cells."""
    lines: list[Line] = []
    for line in notice:
        if len(line) == 1 and width_of(line) > width > 0:
            ((text, role),) = line
            lines += [[(part, role)] for part in wrap(text, width)]
        else:
            lines.append(line)
    return lines


def _landing(rows: Sequence[Row], wanted: int, step: int) -> int:
    """Return the nearest row to `wanted` that the cursor may stand on, looked for along `step`."""
    last = len(rows) - 1
    if last < 0:
        return 0
    place = min(max(wanted, 0), last)
    for way in (step, -step):
        for at in range(place, last + 1 if way > 0 else -1, way):
            if not rows[at].passive:
                return at
    return place


def _clamped(rows: Sequence[Row], view: int, top: int) -> int:
    """Return the row nearest to `top` from which `view` rows can be shown."""
    return max(0, min(top, len(rows) - view))


def _same_shape(before: Sequence[Row], after: Sequence[Row]) -> bool:
    """Return whether only some lines changed: the same rows at the same places."""
    return bool(before) and [row.key for row in before] == [row.key for row in after]


def _count(rows: Sequence[Row]) -> int:
    """Return how many rows these lines are of."""
    return sum(not row.part_of for row in rows)


def _changed(before: Sequence[Row], after: Sequence[Row]) -> list[int]:
    """Return the places where the rows differ."""
    return [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]


def _lines_of(rows: Sequence[Row], at: int) -> Iterator[int]:
    """Yield the place of a row, and those of its further lines."""
    yield at
    for place in range(at + 1, len(rows)):
        if rows[place].part_of != rows[at].key:
            break
        yield place
