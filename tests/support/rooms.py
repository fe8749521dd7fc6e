"""Through every screen and dialog that opens over a bundle, and back."""

import re
from typing import Final

from tests.support.terminal import Terminal

ROOMS: Final = {
    "d": "Why can't they watch?",
    "s": "Status of",
    "t": "End every session",
    "p": "scan box and card",
    "3": "›3 Sessions",  # noqa: RUF001
    "5": "Changes 0",
    "c": "The case of account",
}
"""By its key, words of each; a bundle with a box in hand must be open."""


def walk_rooms(terminal: Terminal, quiet_s: float) -> None:
    """Open each, go to its end, and come back to the bundle."""
    for key, words in ROOMS.items():
        terminal.send(key)
        terminal.wait_for(words)
        terminal.press("\x1b[B", quiet_s)
        terminal.press("\x1b")
        terminal.wait_for(lambda text, gone=words: gone not in text and "Devices" in text)


PANES: Final = 7
"""Six parts, and the record in hand where there is room beside them."""


def records_beside(terminal: Terminal, wanted: set[str], quiet_s: float) -> None:
    """Walk the first and the last row of every pane until a record of each wanted kind stood
    beside them: once round, and again where a record came later than `quiet_s`."""
    seen: set[str] = set()
    for step in range(5 * PANES):
        if step >= PANES and wanted <= seen:
            break
        for key in ("\t", "g", "G"):
            seen.update(re.findall(r"╭ (\S+)", terminal.press(key, quiet_s)))
    assert wanted <= seen
