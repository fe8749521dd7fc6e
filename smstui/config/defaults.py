"""Names and defaults that are needed before anything heavy is imported.

The models (`settings`) and the quick look before the first frame (`startup`) both take them from
here, so they cannot disagree. Where a default is a matter of safety it is the safe one.
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
"""`dark` where the terminal has 256 colours, else `ansi`."""
CLIPBOARD: Final[Clipboard] = "auto"
LOG_LEVEL: Final[LogLevel] = "warning"
PRIVACY: Final = False
TIME_ZONE: Final = "UTC"
"""Never the zone of this machine: two people would read two days for one moment."""

TIMEOUT_S: Final = 10.0
"""Seconds one question may take in all, retries of a read included."""
CONNECTIONS: Final = 80
"""Connections to one platform at most. A triage queue needs ten to thirteen calls an id, in two
rounds: so many at once make 500 ids ten times faster than one after another. A single look-up
has about seven under way."""
SETTLE_S: Final = 60.0
"""Seconds to wait after an unanswered write before a re-read decides."""

CACHE_ROWS: Final = 2_000
CACHE_DAYS: Final = 30
DRAFT_DAYS: Final = 7.0
"""Days a draft waits for its platform before it expires."""

LABEL_CAP: Final = 16
"""Characters of a deployment's label: it stands on every screen, 80 columns wide."""


def label_of(name: str) -> str:
    """The label of a deployment that names none."""
    return name.upper()[:LABEL_CAP]
