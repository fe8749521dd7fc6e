"""In which order runs are written: the fewer changes of style and moves, the fewer bytes."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from smstui.console.painter.diff import Run
from smstui.console.painter.styles import Styles

_MOVE: Final = 6
"""Bytes of a move, about."""
_FEW: Final = 40


def orders(runs: Sequence[Run], style: int, styles: Styles) -> Iterator[Sequence[Run]]:
    """Yield orders of runs for a terminal that writes in a style; one that is negative is unknown.

    Of many runs only the order that is nearly always the shortest: trying another takes as long as
    writing it.
    """
    if len(runs) < 2:
        yield runs
        return
    yield _nearest(runs, style, styles)
    if len(runs) <= _FEW:
        yield _by_style(runs, style, styles)
        yield runs


def _by_style(runs: Sequence[Run], style: int, styles: Styles) -> Sequence[Run]:
    """Return all runs of a style together, then those of the style that is most like it."""
    ordered = sorted(runs, key=lambda run: run.style)
    groups = {one: list(group) for one, group in groupby(ordered, key=lambda run: run.style)}
    found: list[Run] = []
    while groups:
        style = min(groups, key=lambda one: (_length(styles, style, one), one))
        found += groups.pop(style)
    return found


def _nearest(runs: Sequence[Run], style: int, styles: Styles) -> Sequence[Run]:
    """Return each time the run that is reached with the fewest bytes from the last."""
    waiting: dict[int, deque[int]] = {}
    starts: dict[tuple[int, int], int] = {}
    for number, run in enumerate(runs):
        waiting.setdefault(run.style, deque()).append(number)
        starts[run.y, run.x] = number
    found: list[Run] = []
    done = [False] * len(runs)
    place = (-1, -1)
    while len(found) < len(runs):
        best, cost = -1, 1_000_000
        following = starts.get(place)
        if following is not None and not done[following]:
            best, cost = following, _length(styles, style, runs[following].style)
        for one, numbers in list(waiting.items()):
            while numbers and done[numbers[0]]:
                numbers.popleft()
            if not numbers:
                del waiting[one]
                continue
            length = _length(styles, style, one) + _MOVE
            if length < cost or (length == cost and numbers[0] < best):
                best, cost = numbers[0], length
        run = runs[best]
        done[best] = True
        found.append(run)
        place, style = (run.y, run.end), run.style
    return found


def _length(styles: Styles, before: int, after: int) -> int:
    return len(styles.change(before, after)) if before >= 0 else 0
