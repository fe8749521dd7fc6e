"""The `[scanner]` table: how keys that a scanner types are told from a hand's (design §7).

Kept apart from the models: the first frame is drawn before those are imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Suffix = Literal["enter", "tab", "none"]

LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "quiet_ms": (1000, 5000),
    "pace_ms": (10, 200),
    "join_ms": (100, 990),
}
"""Least and most of each, in milliseconds."""
LONGEST_PREFIX: Final = 16


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """Milliseconds, and what the scanner types around a code."""

    quiet_ms: int = 1000
    pace_ms: int = 50
    join_ms: int = 300
    prefix: str = ""
    suffix: Suffix = "enter"
    bell: bool = True


def glanced(table: object) -> ScannerSettings:
    """What can be taken from a table that nobody has validated yet; else the defaults."""
    if not isinstance(table, dict):
        return ScannerSettings()
    sound = {
        name: value
        for name, (least, most) in LIMITS.items()
        if type(value := table.get(name)) is int and least <= value <= most
    }
    prefix, suffix = table.get("prefix"), table.get("suffix")
    return ScannerSettings(
        **sound,
        prefix=prefix if isinstance(prefix, str) and len(prefix) <= LONGEST_PREFIX else "",
        suffix=next((word for word in get_args(Suffix) if word == suffix), "enter"),
        bell=table.get("bell") is not False,
    )
