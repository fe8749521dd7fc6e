"""Through every screen and dialog that opens over a bundle, and back."""

from typing import Final

from tests.support.terminal import Terminal

ROOMS: Final = {
    "d": "Why can't they watch?",
    "s": "may become",
    "t": "End every session",
    "p": "scan box and card",
    "3": "Sessions ›",  # noqa: RUF001
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
