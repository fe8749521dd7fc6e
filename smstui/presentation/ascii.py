"""Draw with ASCII characters alone: `[ui] frames = "ascii"`.

Each of our signs has one ASCII character in its place, so that nothing moves. A state is told by
its word; its sign is another for each state all the same. Letters of other alphabets are foreign
text and stay.

What one character would not tell takes more of them: an arrow is `->`, a cut text ends with `..`,
and a fold is `[+]` or `[-]`. The cells for it are taken from the next gap of the line, of which two
blanks stay, so that columns and frames stay where they are. A text that is cut at a narrower gap
loses its last character; any other sign is one character there. What was left out within a word is
`~`. Words of ours that fill their line are longer from the start (`keynames.spelled`).
"""

import re
from collections.abc import Sequence
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
    "→": ">", "←": "<", "↑": "^", "↓": "v", "▸": "+", "▾": "-",
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


_LONG: Final = {"→": "->", "←": "<-", "…": "..", "▸": "[+]", "▾": "[-]"}
"""Signs that take more cells than one where the line has room for them."""
_IS_LONG: Final = re.compile("[→←…▸▾]")
_GAP: Final = re.compile(r" {2,}|─{2,}| $")
"""Where a line can spare cells: between columns, in a frame, and at its end."""
_RIM: Final = frozenset("│║┃")


def in_ascii(texts: Sequence[str]) -> list[str]:
    """Return the pieces of one line with ASCII characters in place of our signs.

    The whole line is as wide as before.
    """
    if any(map(_IS_LONG.search, texts)):
        texts = _lengthened(texts)
    return [text if text.isascii() else text.translate(_DRAWN) for text in texts]


def _lengthened(texts: Sequence[str]) -> list[str]:
    """Return the pieces with every sign in its longer form that the line has room for."""
    line = [(character, n) for n, text in enumerate(texts) for character in text]
    at = 0
    while at < len(line):
        sign, piece = line[at]
        form = _LONG.get(sign, sign)
        spare = _spare("".join(character for character, _ in line), at, len(form) - 1)
        if spare:
            for place in reversed(spare):
                del line[place]
            at -= sum(place < at for place in spare)
            line[at : at + 1] = [(character, piece) for character in form]
            at += len(spare)
        at += 1
    told = [""] * len(texts)
    for character, n in line:
        told[n] += character
    return told


def _spare(line: str, at: int, cells: int) -> list[int]:
    """Return the places of so many cells that `line` can spare for the sign at `at`, or none."""
    sign, before, after = line[at], line[:at], line[at + 1 :]
    is_cut = sign == "…" and bool(before) and not before[-1].isspace()
    if not cells or (is_cut and after[:1].isalnum()):
        return []
    found: list[int] = []
    for gap in _GAP.finditer(line, at + 1):
        is_next = gap.start() == at + 1
        if len(found) >= cells or (is_cut and not is_next):
            break  # what a cell has lost is not taken from another one
        if not _RIM.isdisjoint(line[at : gap.start()]):
            break
        found += range(gap.start(), gap.end() - _kept(line, gap))[: cells - len(found)]
    if len(found) == cells:
        return found
    if sign in "→←" and after.startswith(" "):
        return [at + 1]
    return [at - 1] if is_cut and before[-1] not in _RIM else []


def _kept(line: str, gap: re.Match[str]) -> int:
    """Return how many cells of a gap must stay."""
    if gap.end() == len(line):
        return 0
    return 1 if gap[0].startswith("─") or line[gap.end()] in _RIM else 2
