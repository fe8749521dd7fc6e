"""Measure what a scanner and its link do to a code: three scans of one label. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

from smstui.config.scanner import LIMITS, Suffix

SCANS: Final = 3
SILENCE_S: Final = 1.0
"""Longer than any pause that a scanner can be set to: then a scan is over."""
_MARGIN: Final = 1.5
"""The factor by which a pause inside a scan may exceed the longest that was measured."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One key of a scan: what it is called, what it types, and when it was read, in seconds."""

    key: str
    character: str
    at: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of three scans. `problem` says why they cannot be used."""

    code: str = ""
    suffix: Suffix = "none"
    longest_ms: int = 0
    usual_ms: int = 0
    pieces: int = 1
    """In how many bunches the most torn of them came."""
    pace_ms: int = 0
    join_ms: int = 0
    problem: str = ""


def measured(scans: Sequence[Sequence[Typed]]) -> Measured:
    """Return the `[scanner]` settings for these scans of one label."""
    codes = [_code(scan) for scan in scans]
    if len(set(codes)) != 1:
        told = ", ".join(dict.fromkeys(codes))
        return Measured(problem=f"These are not scans of one label: {told}.")
    if len(codes[0]) < 2:
        return Measured(problem="A label has more than one character.")
    suffixes = {_suffix(scan) for scan in scans}
    if len(suffixes) != 1:
        return Measured(problem="The scans did not all end alike.")
    gaps = sorted(
        round(1000 * (later.at - earlier.at), 3)
        for scan in scans
        for earlier, later in pairwise(scan)
    )
    longest, usual = gaps[-1], gaps[len(gaps) // 2]
    least, most = LIMITS["join_ms"]
    if longest * _MARGIN > most:
        return Measured(
            problem=f"A pause of {longest:.0f} ms is longer than can be told from a hand. Set the "
            "scanner to a shorter delay between characters."
        )
    pace_least, pace_most = LIMITS["pace_ms"]
    return Measured(
        code=codes[0],
        suffix=suffixes.pop(),
        longest_ms=ceil(longest),
        usual_ms=ceil(usual),
        pieces=max(1 + sum(1000 * (b.at - a.at) > 50 for a, b in pairwise(scan)) for scan in scans),
        pace_ms=min(pace_most, max(50, pace_least, ceil(usual * _MARGIN))),
        join_ms=min(most, max(300, least, ceil(longest * _MARGIN))),
    )


def _code(scan: Sequence[Typed]) -> str:
    return "".join(each.character for each in scan if each.character.isprintable())


def _suffix(scan: Sequence[Typed]) -> Suffix:
    last = scan[-1].key if scan else ""
    if last in ("enter", "ctrl+j"):
        return "enter"
    return "tab" if last == "tab" else "none"
