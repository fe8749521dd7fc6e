"""The `[ui]` table: how the console uses its terminal (design §7).

It is separate from the models, because the first frame is drawn before those are imported.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Frames = Literal["line", "ascii"]

ESC_DELAY_LIMITS: Final = (5, 1000)
"""The least and the most of `esc_delay_ms`."""
LOCK_LIMITS: Final = (0, 1440)
"""The least and the most of `lock_after_min`."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """Settings for the console's use of its terminal.

    - `esc_delay_ms`: milliseconds that a lone Esc waits for the rest of a key sequence.
    - `painter`: whether only changed cells are sent to the terminal.
    - `frames`: whether frames and signs are drawn as such, or with ASCII characters.
    - `lock_after_min`: minutes without a key after which the screen is locked; 0 never locks it.
    """

    esc_delay_ms: int = 25
    painter: bool = True
    frames: Frames = "line"
    lock_after_min: int = 0


def ui_settings_of(table: object) -> UiSettings:
    """Return the valid values of an unvalidated table, else the defaults."""
    given = table if isinstance(table, dict) else {}
    found: dict[str, Any] = {}
    delay = given.get("esc_delay_ms")
    least, most = ESC_DELAY_LIMITS
    if type(delay) is int and least <= delay <= most:
        found["esc_delay_ms"] = delay
    if isinstance(given.get("painter"), bool):
        found["painter"] = given["painter"]
    if given.get("frames") in get_args(Frames):
        found["frames"] = given["frames"]
    minutes = given.get("lock_after_min")
    if type(minutes) is int and LOCK_LIMITS[0] <= minutes <= LOCK_LIMITS[1]:
        found["lock_after_min"] = minutes
    return UiSettings(**found)
