"""The `[ui]` table: how the console uses its terminal (design §7).

It is separate from the models, because the first frame is drawn before those are imported.
"""

from dataclasses import dataclass
from typing import Final

ESC_DELAY_LIMITS: Final = (5, 1000)
"""The least and the most of `esc_delay_ms`."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """`esc_delay_ms`: milliseconds that a lone Esc waits for the rest of a key sequence."""

    esc_delay_ms: int = 25


def ui_settings_of(table: object) -> UiSettings:
    """Return the valid values of an unvalidated table, else the defaults."""
    value = table.get("esc_delay_ms") if isinstance(table, dict) else None
    least, most = ESC_DELAY_LIMITS
    if type(value) is int and least <= value <= most:
        return UiSettings(esc_delay_ms=value)
    return UiSettings()
