"""Find the changed cells of a line, as runs that can be written in one style each."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress, count
from operator import ne, or_
from typing import Final

from smstui.console.painter.cells import Row
from smstui.console.painter.styles import Styles

_BRIDGE: Final = 4
"""Unchanged cells that are written again rather than stepped over: a move costs as many bytes."""


@dataclass(slots=True)
class Run:
    """Cells of one line to be written, up to column `end`, in one style.

    Spaces in it may have the style `blank` instead, which only differs where nothing is seen. A run
    of spaces alone has that style too.
    """

    y: int
    x: int
    end: int
    style: int
    blank: int


def changed(old: Row, new: Row) -> list[tuple[int, int]]:
    """Return the ranges of columns that differ. No character is cut in two."""
    texts = map(ne, old.texts, new.texts)
    styles = map(ne, old.styles, new.styles)
    ranges: list[tuple[int, int]] = []
    start = end = -1
    for x in compress(count(), map(or_, texts, styles)):
        if x != end:
            if end >= 0:
                ranges.append((start, end))
            start = x
        end = x + 1
    if end >= 0:
        ranges.append((start, end))
    return ranges


def runs(y: int, old: Row, new: Row, styles: Styles, erasable: Callable[[int], bool]) -> list[Run]:
    """Return what must be written so that the line `old` becomes `new`.

    `erasable` says whether a number of spaces of a style can be erased at once.
    """
    found: list[Run] = []
    texts, numbers, blanks = new.texts, new.styles, styles.blanks
    for start, end in _bridged(changed(old, new), new, blanks, erasable):
        run: Run | None = None
        has_ink = False
        for x in range(start, end):
            number = numbers[x]
            blank = blanks[number]
            is_ink = texts[x] != " " or blank != number
            if run is not None:
                if not is_ink:
                    if run.blank == number:
                        continue
                elif has_ink:
                    if run.style == number:
                        continue
                elif run.blank == blank:
                    run.style, has_ink = number, True
                    continue
                run.end = x
                found.append(run)
            run = Run(y, x, end, number, blank)
            has_ink = is_ink
        if run is not None:
            found.append(run)
    return found


def _bridged(
    ranges: list[tuple[int, int]], new: Row, blanks: list[int], erasable: Callable[[int], bool]
) -> list[tuple[int, int]]:
    """Join ranges where writing what is between them again is no longer than a move.

    Spaces that are erased cost the same however many they are.
    """
    if len(ranges) < 2:
        return ranges
    texts, numbers = new.texts, new.styles
    joined = [ranges[0]]
    for start, end in ranges[1:]:
        first, last = joined[-1]
        style = numbers[last - 1]
        if start - last <= _BRIDGE:
            is_same = all(
                texts[x].isascii() and texts[x] and numbers[x] in (style, blanks[style])
                for x in range(last, start)
            )
        else:
            is_same = blanks[style] == style and erasable(style)
            is_same = is_same and new.is_blank(last - 1, style, start + 1)
        if is_same:
            joined[-1] = (first, end)
        else:
            joined.append((start, end))
    return joined
