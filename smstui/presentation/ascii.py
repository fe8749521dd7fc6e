"""Draw with ASCII characters alone: `[ui] frames = "ascii"`.

Each of our signs has one ASCII character in its place, so that nothing moves. A state is told by
its word; its sign is another for each state all the same. Letters of other alphabets are foreign
text and stay.
"""

from typing import Final

_BOX_DRAWINGS: Final = range(0x2500, 0x2580)
_BLOCKS: Final = range(0x2580, 0x25A0)

_SIGNS: Final = {
    # states (`looks`)
    "●": "*", "◐": "%", "■": "#", "○": "o", "·": ".", "✓": "+", "✗": "x", "▪": "*",
    "\N{MULTIPLICATION SIGN}": "x",
    # lines
    **dict.fromkeys("─╌┄┈╴╶", "-"), **dict.fromkeys("━═╍┅┉╸╺", "="),
    **dict.fromkeys("│┃║╎┆┊╵╷╏┇┋╹╻", "|"),
    # blocks: large letters, and what hides a personal field
    "▀": '"', "▄": "_", "▒": "x",
    # pointers, arrows, trees
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}": ">",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "<",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "▸": ">", "▾": "v",
    # text: what was cut off, bullets, dashes
    "…": "~", "•": "*", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-",
    "\N{REPLACEMENT CHARACTER}": "?",
}  # fmt: skip

_DRAWN: Final = str.maketrans(
    {
        **dict.fromkeys(map(chr, _BOX_DRAWINGS), "+"),
        **dict.fromkeys(map(chr, _BLOCKS), "#"),
        **_SIGNS,
    }
)


def in_ascii(text: str) -> str:
    """Return `text`, as wide as it is, with an ASCII character in place of each of our signs."""
    return text if text.isascii() else text.translate(_DRAWN)
