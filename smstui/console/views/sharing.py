"""How many lines each of several lists has that stand below each other. Pure."""

from collections.abc import Sequence
from typing import Final

from smstui.console.widgets.record_list import LOW

_FRAME: Final = 2
_LEAST: Final = 5
"""Lines of a list, its frame included, that it keeps where there is too little for all."""
_NOTICE: Final = 2
"""Lines of the sentence in place of rows."""


def shared(rows: Sequence[int], room: int) -> Sequence[int]:
    """Return the lines of each list, frame included, for so many `rows` each in `room` lines.

    Each has what it needs. Where that is too much, the one that lacks the most is given a line in
    turn. What is left over is the first one's.
    """
    needs = [_needed(each) for each in rows]
    given = [min(need, _LEAST) for need in needs]
    for _ in range(room - sum(given)):
        lacking = [need - has for need, has in zip(needs, given, strict=True)]
        most = max(range(len(needs)), key=lambda at: lacking[at])
        given[most if lacking[most] > 0 else 0] += 1
    return given


def _needed(rows: int) -> int:
    """Return the lines that a list of so many rows needs: from `LOW` lines it has titles."""
    lines = rows or _NOTICE
    return _FRAME + lines + (lines >= LOW)
