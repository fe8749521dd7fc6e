"""Telling a scan from keys. Pure: keys and times in, a verdict out.

A scanner types an id and Enter within milliseconds, or all at once when SSH bunches the bytes.
So a character that would run an action waits a moment: if more follow at that pace it was the
start of a scan, which belongs into the lookup box and must trigger nothing.
"""

from typing import Final

PACE_S: Final = 0.03
"""Seconds between two characters that no hand keeps up."""

SHORTEST: Final = 4
"""Characters a scan has at least; fewer in a bunch are keys that a slow link held back."""


def can_start(character: str | None) -> bool:
    """Whether an id can begin with this character: then it may be the first of a scan."""
    return character is not None and character.isascii() and character.isalnum()


def is_scan(characters: str) -> bool:
    """Whether characters that came at a scanner's pace are an id."""
    return len(characters) >= SHORTEST
