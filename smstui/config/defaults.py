"""Names and defaults that are needed before any large import.

The models (`settings`) and the settings of the first frame (`startup`) both use them, so they
cannot differ. Where safety is concerned, the default is the safe one.
"""

from typing import Final, Literal

Family = Literal["sdp2", "opf"]
Role = Literal["viewer", "installer", "support", "supervisor"]
Tint = Literal["primary", "secondary", "accent", "success", "warning", "error"]
Clipboard = Literal["auto", "osc52", "tmux", "file", "off"]
LogLevel = Literal["debug", "info", "warning", "error"]

READ_ONLY: Final = True
ROLE: Final[Role] = "viewer"
TINT: Final[Tint] = "warning"
THEME: Final = "auto"
"""Return `dark` where the terminal has 256 colours, else `ansi`."""
CLIPBOARD: Final[Clipboard] = "auto"
LOG_LEVEL: Final[LogLevel] = "warning"
PRIVACY: Final = False
TIME_ZONE: Final = "UTC"
"""Never the zone of this machine: two people would read two days for the same moment."""

TIMEOUT_S: Final = 10.0
"""Seconds that one request may take, including the retries of a read."""
CONNECTIONS: Final = 80
"""The most connections to one platform.

A triage queue needs ten to thirteen calls for each id, in two rounds: this many make 500 ids ten
times faster than one after another. A single lookup has about seven calls at a time.
"""
SETTLE_S: Final = 60.0
"""Seconds to wait after an unanswered write before reading again decides."""

CACHE_ROWS: Final = 2_000
CACHE_DAYS: Final = 30
DRAFT_DAYS: Final = 7.0
"""Days until a draft expires."""

LABEL_CAP: Final = 16
"""Characters of a deployment's label. It is on every screen, which is 80 columns wide."""


def label_of(name: str) -> str:
    """Return the label of a deployment that has none."""
    return name.upper()[:LABEL_CAP]
