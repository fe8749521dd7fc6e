"""Settings of the terminal: scanners, and how the console draws."""

from typing import Final

from pydantic import Field

from smstui.config.scanner import LIMITS, LONGEST_PREFIX, ScannerSettings, Suffix
from smstui.config.table import Switch, Table, Whole
from smstui.config.ui import ESC_DELAY_LIMITS, LOCK_LIMITS, Frames, UiSettings

_SCANNER: Final = ScannerSettings()
_UI: Final = UiSettings()


class ScannerTable(Table):
    """Settings that tell keys of a scanner from those of a person."""

    quiet_ms: Whole = Field(
        _SCANNER.quiet_ms,
        ge=LIMITS["quiet_ms"][0],
        le=LIMITS["quiet_ms"][1],
        description="Milliseconds without a key before the key that applies a plan counts.",
    )
    pace_ms: Whole = Field(
        _SCANNER.pace_ms,
        ge=LIMITS["pace_ms"][0],
        le=LIMITS["pace_ms"][1],
        description="Milliseconds between two keys: less than a person needs. A key waits as long.",
    )
    join_ms: Whole = Field(
        _SCANNER.join_ms,
        ge=LIMITS["join_ms"][0],
        le=LIMITS["join_ms"][1],
        description="Longest pause inside a scan that the network splits, in milliseconds.",
    )
    prefix: str = Field(
        _SCANNER.prefix,
        max_length=LONGEST_PREFIX,
        description="Text that the scanner types before each code.",
    )
    suffix: Suffix = Field(
        _SCANNER.suffix,
        description="Key that it types after a code; none: a pause of join_ms ends a code.",
    )
    bell: Switch = Field(_SCANNER.bell, description="Ring when a scan is refused.")


class UiTable(Table):
    """Settings for how the console uses its terminal."""

    esc_delay_ms: Whole = Field(
        _UI.esc_delay_ms,
        ge=ESC_DELAY_LIMITS[0],
        le=ESC_DELAY_LIMITS[1],
        description="Milliseconds that a lone Esc waits for the rest of a key sequence. "
        "Use more if arrow keys act as Esc on a slow link.",
    )
    painter: Switch = Field(
        _UI.painter,
        description="Send only changed cells to the terminal. "
        "With false, Textual sends whole lines: use it if something is drawn wrongly.",
    )
    frames: Frames = Field(
        _UI.frames,
        description="How frames and signs are drawn. "
        "ascii: with ASCII characters alone, for a terminal or font without the others.",
    )
    lock_after_min: Whole = Field(
        _UI.lock_after_min,
        ge=LOCK_LIMITS[0],
        le=LOCK_LIMITS[1],
        description="Minutes without a key until the screen is blanked; 0: never. "
        "The next key shows it again and does nothing else.",
    )
