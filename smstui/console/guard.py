"""The last check of what goes to the terminal.

Text is cleaned where it enters the domain. Should a control, C1, bidi or zero-width character
come this far all the same, it is replaced here: 18 of 20 of Textual's widgets let it through.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, set_cell_size
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
        return [Segment(in_ascii(one.text), one.style) for one in segments]


def drawing_filters(*, in_ascii: bool) -> Sequence[LineFilter]:
    """Return what draws our signs, and have keys named so from now on, in this process."""
    use_plain_names(in_ascii)
    return (AsciiFilter(),) if in_ascii else ()


def shown(texts: Sequence[str], ids: Collection[str]) -> list[str]:
    """Return the pieces of one line with all marked text masked to its own width, no mark left.

    Marked text may go on from one piece to the next.
    """
    line = "".join(_in_place(kind, inner, ids) for kind, inner in parts("".join(texts)))
    told: list[str] = []
    for text in texts:
        cells = cell_len(plain(text))
        head = set_cell_size(line, cells)
        told.append(head)
        line = line[len(head) :]
    return told


def _in_place(kind: Marked | None, inner: str, ids: Collection[str]) -> str:
    """Return what is drawn in place of a part of a line, as wide as it is."""
    if kind is None or (kind is Marked.TYPED and inner in ids):
        return harmless(inner)
    cells = cell_len(harmless(inner))
    if kind is Marked.FOREIGN_MORE:
        return " " * cells
    if kind is Marked.FOREIGN and cells >= _LEAST_WORDS:
        words = HIDDEN if cells >= len(HIDDEN) else f"{HIDDEN[: cells - 1]}…"
        return words.ljust(cells)
    return PRIVACY_MASK[0] * cells


_LEAST_WORDS: Final = 12
"""Cells in which it can be said that the platform's words are hidden."""
