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


ENDINGS: Final = ("enter", "ctrl+j", "tab")
"""Keys that a scanner sends after a code: CR, LF, Tab, or CR and LF, as it was set up."""

AIM: Final = "]"
"""A scanner may name the symbology first: `]C1`. No id begins with it, and a person who presses
it alone means its action."""


def can_start(character: str | None) -> bool:
    """Whether an id can begin with this character: then it may be the first of a scan.

    A character that is not ASCII counts as well. A keyboard layout may have made it of another;
    the code is refused with it, and never taken without it.
    """
    return character is not None and (character.isalnum() or character > "\x7f")


def may_be_scanned(character: str | None) -> bool:
    """Whether a scanner can send this character first."""
    return can_start(character) or character == AIM


def is_scan(characters: str) -> bool:
    """Whether characters that came at a scanner's pace are an id."""
    return len(characters) >= SHORTEST
