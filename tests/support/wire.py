"""What a terminal is told, judged by a strict grammar: anything not listed here is a stranger.

The list is what Textual and the painter say when nobody interferes. Text may hold what prints and
nothing else: no C0 but line ends and tabs, no C1 raw or encoded, no direction changes, nothing
of no width, and no OSC at all except a copy that was asked for.
"""

import re
import unicodedata
from typing import Final

_SEQUENCES: Final = (
    r"\x1b\[[0-9;]*m",  # colours
    r"\x1b\[(?:\d+(?:;\d+)?)?H",  # cursor to row and column
    r"\x1b\[\d*[ABCDG]",  # cursor along a line, a column, to a column
    r"\x1b\[\d*[JKX]",  # erase
    r"\x1b\[\d+b",  # repeat the latest character
    r"\x1b\[6n",  # asking where the cursor is
    r"\x1b\[\?(?:25|7|1004|1049|2004|2026|2048)[hl]",  # modes, none of the mouse's
    r"\x1b\[\?(?:2026|2048)\$p",  # asking for a mode
    r"\x1b\[(?:>\d+|<)u",  # keyboard protocol, on and off
)
_OURS: Final = re.compile("|".join(_SEQUENCES))
_COPY: Final = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07")


def strangers(output: bytes, *, copies: int = 0) -> list[str]:
    """What in `output` is neither printable text nor a sequence of the list, with its place.

    `copies` is how many OSC 52 sequences the person asked for. Bytes that are no UTF-8 are
    strangers too: a raw C1 byte is one.
    """
    text = output.decode("utf-8", "surrogateescape")
    rest = _OURS.sub("", text)
    found = [f"a copy nobody asked for: {one!r}" for one in _COPY.findall(rest)[copies:]]
    rest = _COPY.sub("", rest)
    for place, letter in enumerate(rest):
        if not _prints(letter):
            found.append(f"{letter!r} in {rest[max(0, place - 20) : place + 20]!r}")
    return found


def strange_lines(output: str) -> list[str]:
    """The same for text that was piped: nothing but what prints, and line ends."""
    return [repr(line) for line in output.split("\n") if not all(map(_prints, line))]


def _prints(letter: str) -> bool:
    """Whether a character draws itself and does nothing else.

    Combining marks draw on the character before them, which is what they are for.
    """
    if letter in "\r\n\t":
        return True
    return letter.isprintable() and unicodedata.category(letter) not in ("Cf", "Cc", "Cs", "Co")
