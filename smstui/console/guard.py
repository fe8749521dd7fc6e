"""The last check of what goes to the terminal.

Text is cleaned where it enters the domain. Should a control, C1, bidi or zero-width character
come this far all the same, it is replaced here: 18 of 20 of Textual's widgets let it through.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from smstui.actions.keynames import use_plain_names
from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.marking import HIDDEN, PRIVACY_MASK, Marked, has_marks, parts, plain
from smstui.presentation.ascii import in_ascii
from smstui.presentation.harmless import harmless as without_controls
from smstui.services.masker import Masker


@lru_cache(4096)
def harmless(text: str) -> str:
    """Return a piece of a line with every character replaced that does not print, and passwords
    in addresses masked."""
    return without_controls(without_address_passwords(text, as_wide=True), drawn=True)


class MaskingFilter(LineFilter):
    """Applied to every line of every widget. Removes marks; with privacy on, masks marked text.

    What was filtered once is kept by Textual under the filter's identity, so privacy that is
    switched, or has learned, needs a new guard.
    """

    def __init__(self, masker: Masker | None = None) -> None:
        super().__init__()
        self._masker = masker or Masker()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(one.text.isprintable() and "@" not in one.text for one in segments):
            return segments
        texts = [segment.text for segment in segments]
        if any(map(has_marks, texts)):
            texts = (
                shown(texts, self._masker.ids) if self._masker.enabled else list(map(plain, texts))
            )
        return [
            Segment(harmless(text), segment.style)
            for text, segment in zip(texts, segments, strict=True)
        ]


class AsciiFilter(LineFilter):
    """Applied after all others on a terminal that draws ASCII characters alone."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(one.text.isascii() for one in segments):
            return segments
        texts = in_ascii([one.text for one in segments])
        return [Segment(text, one.style) for text, one in zip(texts, segments, strict=True)]


def drawing_filters(*, in_ascii: bool) -> Sequence[LineFilter]:
    """Return what draws our signs, and have keys named so from now on, in this process."""
    use_plain_names(in_ascii)
    return (AsciiFilter(),) if in_ascii else ()


def shown(texts: Sequence[str], ids: Collection[str]) -> list[str]:
    """Return the pieces of one line with all marked text masked, no mark left.

    A mask has the same length for every text. What follows it moves up to the next gap, where the
    cells are made good: the line is as wide as before, and its columns stay where they were.
    Marked text may go on from one piece to the next.
    """
    origins = [n for n, text in enumerate(texts) for _ in plain(text)]
    line: list[_Drawn] = []
    owed = at = 0
    for kind, inner in parts("".join(texts)):
        origin = origins[at : at + len(inner)]
        at += len(inner)
        if kind is None or (kind is Marked.TYPED and inner in ids):
            owed = _add(line, list(zip(inner, origin, strict=True)), owed)
            continue
        cells = cell_len(harmless(inner))
        mask = _mask(kind, cells)
        line += [(character, origin[0]) for character in mask]
        owed += cells - len(mask)
    _settle(line, owed)
    told = [""] * len(texts)
    for character, n in line:
        told[n] += character
    return told


_Drawn = tuple[str, int]
"""A character, and the piece of the line that it is drawn with."""

_GAP: Final = re.compile(r" {2,}|─{2,}")
"""What lies between two columns, or is left of a frame."""
_RIM: Final = re.compile(r" ?[│╮╯]?$")

_LEAST_WORDS: Final = 12
"""Cells in which it can be said that the platform's words are hidden."""


def _mask(kind: Marked, cells: int) -> str:
    """Return what is drawn in place of a marked text of `cells` cells."""
    if kind is Marked.MORE:
        return ""
    if kind is Marked.FOREIGN and cells >= _LEAST_WORDS:
        return HIDDEN if cells >= len(HIDDEN) else f"{HIDDEN[: cells - 1]}…"
    return PRIVACY_MASK


def _add(line: list[_Drawn], run: list[_Drawn], owed: int) -> int:
    """Add the text between two masks to `line`, its gaps made longer or shorter by `owed` cells.

    Return how many are still owed.
    """
    begin = 0
    for gap in _GAP.finditer("".join(character for character, _ in run)) if owed else ():
        kept = gap.end() - (taken := min(max(-owed, 0), len(gap[0]) - 1))
        line += run[begin:kept]
        begin = gap.end()
        line += [run[begin - 1]] * max(owed, 0)
        owed = min(owed, 0) + taken
        if not owed:
            break
    line += run[begin:]
    return owed


def _settle(line: list[_Drawn], owed: int) -> None:
    """Make the end of `line` longer or shorter by `owed` cells; at the worst, shorten a mask."""
    rim = _RIM.search("".join(character for character, _ in line))
    end = rim.start() if rim else len(line)
    if owed > 0:
        line[end:end] = [(" ", line[end - 1][1] if end else 0)] * owed
    for _ in range(-owed):
        if end < len(line) and line[end][0] == " ":
            del line[end]
        else:
            del line[max(n for n, each in enumerate(line) if each[0] == PRIVACY_MASK[0])]
