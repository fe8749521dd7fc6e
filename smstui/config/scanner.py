"""The `[scanner]` table: how to tell keys that a scanner types from a person's (design §7).

It is separate from the models, because the first frame is drawn before those are imported.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from smstui.config.files import state_folder

Suffix = Literal["enter", "tab", "none"]

LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "quiet_ms": (1000, 5000),
    "pace_ms": (10, 200),
    "join_ms": (100, 990),
}
"""The least and the most of each, in milliseconds."""
LONGEST_PREFIX: Final = 16
_LARGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """Milliseconds, and the characters that the scanner types around a code."""

    quiet_ms: int = 1000
    pace_ms: int = 50
    join_ms: int = 300
    prefix: str = ""
    suffix: Suffix = "enter"
    bell: bool = True


MEASURED_FILE: Final = "scanner.json"
"""The file in the state folder with the values that `:scanner` measured on this machine."""


def measured() -> dict[str, Any]:
    """Return the valid values that `:scanner` measured; empty if it never did."""
    try:
        text = (state_folder() / MEASURED_FILE).read_text("utf-8")
        values = json.loads(text[:_LARGEST])
    except (OSError, ValueError, RecursionError):
        return {}
    return _sound(values) if isinstance(values, dict) else {}


def scanner_settings_of(table: object) -> ScannerSettings:
    """Return values of an unvalidated table, else the measured ones, else the defaults."""
    configured = _sound(table) if isinstance(table, dict) else {}
    return ScannerSettings(**{**measured(), **configured})


def _sound(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a `[scanner]` table may have."""
    found: dict[str, Any] = {
        name: value
        for name, (least, most) in LIMITS.items()
        if type(value := table.get(name)) is int and least <= value <= most
    }
    prefix = table.get("prefix")
    if isinstance(prefix, str) and len(prefix) <= LONGEST_PREFIX:
        found["prefix"] = prefix
    if table.get("suffix") in get_args(Suffix):
        found["suffix"] = table["suffix"]
    if isinstance(table.get("bell"), bool):
        found["bell"] = table["bell"]
    return found
