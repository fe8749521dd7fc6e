"""Rows under columns: what a list shows, before it is placed in the cells of a screen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smstui.domain import zone
from smstui.presentation.lines import Span
from smstui.presentation.times import ago_in_table, day_and_time

Cells = tuple[Span, ...]

FOLD: Final = "fold"
"""The key of a row that stands for several, which it folds and unfolds."""

EXAMPLE: Final = "example"
"""The beginning of the keys of ids to try: a list of them alone is not one of lookups."""

LINES: Final = 6
"""Lines of a sentence in a column that wraps."""
SHORT_ID: Final = 11
"""Cells that a long id keeps: five of either end and an ellipsis."""

When = Callable[[datetime | None], str]
"""Format a moment for a table; empty for None."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Of those that do not fit, the highest `rank` is left out first.

    `most` is its greatest width in cells, where no room is left over. A column that `grows` takes
    the room that is left. A `firm` one, such as a status or a smartcard number, is never cut for
    want of room: the others get narrower, then they are left out.

    Where there is no room, a text of at most `whole` cells stays as it is, and a longer one keeps
    `least` cells: its beginning, or with `middle` both ends, as befits an id. In a column that
    `wraps` a text goes on below itself, on at most so many lines. Where all that is not enough,
    the columns of the least `worth` are left out: 3 for firm ones, 2 for those with texts that
    stay whole, else 1, unless it is given.
    """

    title: str
    rank: int = 0
    most: int = 40
    grows: bool = False
    firm: bool = False
    middle: bool = False
    whole: int = 0
    least: int = 4
    wraps: int = 0
    worth: int | None = None


def id_column(title: str, rank: int = 0, most: int = 24, whole: int = 0) -> Column:
    """Return a column of ids: a long one is shortened in its middle, to five cells of each end."""
    return Column(title, rank, most, middle=True, whole=whole, least=SHORT_ID)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` finds it again after a refresh.

    The cursor skips a `passive` row: a heading, a sentence, the rest of a long value. A row with
    one cell takes the whole line. `part_of` is the key of the row that it is a further line of.
    `words` is what a filter searches besides the cells, where privacy masks nothing.
    """

    key: str
    cells: Cells
    passive: bool = False
    part_of: str = ""
    words: str = ""


def ages(now: datetime) -> When:
    """Return moments as ages, for a table that is read at once."""
    return lambda moment: ago_in_table(moment, now) if moment else ""


def clock_times(now: datetime) -> When:
    """Return moments as clock times, for a table that stays on the screen.

    A moment that was sent as a day has no time.
    """

    def told(moment: datetime | None) -> str:
        return zone.day(moment) if moment and zone.is_day(moment) else day_and_time(moment, now)

    return told
