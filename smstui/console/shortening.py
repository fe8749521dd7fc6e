"""What gives way where a text has no room: the middle of a long id, the end of everything else.

Two ids that were made one after the other differ at their ends, so both ends of an id are kept. A
smartcard number, a CASN, a NUID and a MAC address are never shortened inside a line: they have at
most 17 characters, and only longer words count as long ids.
"""

import re
from typing import Final

from rich.cells import cell_len, set_cell_size

from smstui.console.guard import harmless
from smstui.console.styled_text import cut, width_of
from smstui.domain.marking import parts, remarked
from smstui.presentation.lines import BETWEEN, Line, Span
from smstui.presentation.tables import SHORT_ID

_LEAST_NAME: Final = 14
"""Cells that a name keeps on a line that is too long."""
_CUT: Final = ("base", "strong", "muted")
"""Roles of names and values. The others are those of a state."""
_MORE: Final = " …"
"""The end of a line without room to say how much is left out."""
_LONG_ID: Final = re.compile(r"(?<![\w-])(?=[\w-]*\d)[0-9A-Za-z][\w-]{17,}", re.ASCII)
"""A word of 18 or more letters and digits with a digit in it: a UUID, 24 hexadecimal digits."""


def shortened(text: str, width: int) -> str:
    """Return `text` in at most `width` cells; an ellipsis stands for its middle.

    Marked text stays marked.
    """
    text = harmless(text)
    over = _cells(text) - width
    if over <= 0:
        return text
    if width < 3:
        return cut(text, width)
    pieces = list(parts(text))
    lengths = [cell_len(inner) for _, inner in pieces]
    longest = max(range(len(pieces)), key=lambda at: lengths[at])
    kept = lengths[longest] - over
    if kept < 3:
        return cut(text, width)
    told = [
        remarked(kind, _middle(inner, kept) if at == longest else inner)
        for at, (kind, inner) in enumerate(pieces)
    ]
    return "".join(told)


def with_short_ids(text: str, width: int) -> str:
    """Return `text` with its long ids shortened, as far as it takes to fit into `width` cells."""
    over = _cells(text) - width
    if over <= 0:
        return text

    def short(found: "re.Match[str]") -> str:
        nonlocal over
        kept = max(SHORT_ID, len(found[0]) - max(0, over))
        over -= len(found[0]) - kept
        return _middle(found[0], kept)

    return _LONG_ID.sub(short, text)


def fitted(line: Line, width: int) -> list[Span]:
    """Return a line in `width` cells: first its long ids are shortened, then its longest texts cut
    at their ends. If that is not enough, its last pieces are left out, and its end says so. A state
    is never cut.

    It may still be too long.
    """
    told = _shorter(line, width)
    left_out = 0
    while width_of(told) > width:
        breaks = [at for at, (text, _) in enumerate(line) if at and text == BETWEEN]
        if not breaks:
            break
        line, left_out = line[: breaks[-1]], left_out + 1
        told = _ended(line, left_out, width)
    return told


def _ended(line: Line, left_out: int, width: int) -> list[Span]:
    """Return a line that says how many pieces are left out behind it, where there is room for it.

    Where there is none it is too long, but for its first piece.
    """
    kept = _shorter(line, width)
    for end in (f"{BETWEEN}{left_out} more", _MORE):
        if width_of(kept) + len(end) <= width:
            return [*kept, (end, "muted")]
    told = [*_shorter(line, width - len(_MORE)), (_MORE, "muted")]
    is_first = all(text != BETWEEN for text, _ in line[1:])
    return kept if is_first and width_of(told) > width else told


def _shorter(line: Line, width: int) -> list[Span]:
    over = width_of(line) - width
    told: list[Span] = []
    for text, role in line:
        short = with_short_ids(text, _cells(text) - over) if over > 0 else text
        over -= _cells(text) - _cells(short)
        told.append((short, role))
    while over > 0:
        lengths = [_cells(text) if role in _CUT else 0 for text, role in told]
        at = max(range(len(told)), key=lambda each: lengths[each], default=0)
        if not told or lengths[at] <= _LEAST_NAME:
            break
        others = sorted(lengths)[-2:-1] or [0]
        kept = max(_LEAST_NAME, lengths[at] - over, min(lengths[at] - 1, others[0]))
        told[at] = (cut(told[at][0], kept), told[at][1])
        over = width_of(told) - width
    return told


def _middle(text: str, width: int) -> str:
    """Return `text` in `width` cells with an ellipsis in its middle."""
    if cell_len(text) <= width:
        return text
    head = set_cell_size(text, width // 2).rstrip()
    tail = ""
    for character in reversed(text):
        if cell_len(character + tail) > width - cell_len(head) - 1:
            break
        tail = character + tail
    return f"{head}…{tail.lstrip()}"


def _cells(text: str) -> int:
    return len(text) if text.isascii() and text.isprintable() else cell_len(harmless(text))
