"""The times for keys: they tell a scanner from a hand, and a confirmation from an accident.

Times are seconds. The defaults are those of `[scanner]` and `[ui]` (design §7); a site's settings
take their place, and tests give shorter ones.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from smstui.config.scanner import ScannerSettings
    from smstui.config.ui import UiSettings

IN_A_ROW: Final = 4
"""Keys no more than `row_s` apart that are a scan: no hand keeps that up."""


class Timing(NamedTuple):
    """`suffix` is what the scanner sends after a code; with "none" a pause of `join_s` ends it."""

    pace_s: float = 0.05
    """Two keys no further apart are a scan, and a key acts after no longer than this."""
    join_s: float = 0.3
    """A key that comes no later belongs to the same scan."""
    quiet_s: float = 1.0
    """No key but the one that applies may have come for so long before it."""
    arm_s: float = 0.4
    """A plan has stood on the screen unchanged for so long before it can be applied."""
    apart_s: float = 0.3
    """Two keys that apply are further apart: a held key never counts."""
    escape_s: float = 0.025
    """A lone Esc waits for so long for the rest of a key sequence."""
    prefix: str = ""
    suffix: str = "enter"
    bell: bool = True

    @property
    def row_s(self) -> float:
        return 2 * self.pace_s


def timing_of(scanner: "ScannerSettings", ui: "UiSettings") -> Timing:
    """Return the timing that a configuration sets."""
    return Timing(
        pace_s=scanner.pace_ms / 1000,
        join_s=scanner.join_ms / 1000,
        quiet_s=scanner.quiet_ms / 1000,
        escape_s=ui.esc_delay_ms / 1000,
        prefix=scanner.prefix,
        suffix=scanner.suffix,
        bell=scanner.bell,
    )
