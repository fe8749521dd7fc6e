"""The last look at what goes to the terminal.

Text is cleaned where it enters the domain. Should a control, C1, bidi or zero-width character
come this far all the same, it is replaced here: 18 of 20 of Textual's widgets let it through.
"""

from functools import lru_cache
from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from smstui.domain.address_passwords import without_address_passwords
from smstui.services.veil import Veil

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ZWNJ: Final = "\N{ZERO WIDTH NON-JOINER}"
_ZWJ: Final = "\N{ZERO WIDTH JOINER}"


@lru_cache(4096)
def harmless(text: str) -> str:
    """`text` with every character that does not print replaced.

    Of the joiners that belong to a spelling, the non-joiner stays: it takes no cell. The joiner
    is left out: Rich counts no cell for the letter after it, and most terminals do.
    """
    text = without_address_passwords(text, as_wide=True)
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _in_place_of(text, at)
                   for at, one in enumerate(text))  # fmt: skip


def _in_place_of(text: str, at: int) -> str:
    if text[at] not in (_ZWNJ, _ZWJ):
        return _REPLACEMENT
    from smstui.domain.text import is_spelling

    if not is_spelling(text, at):
        # A piece of a line may begin or end at a joiner that was cleaned with the whole.
        at_an_end = len(text) > 1 and at in (0, len(text) - 1)
        return "" if at_an_end else _REPLACEMENT
    return _ZWNJ if text[at] == _ZWNJ else ""


class OutputGuard(LineFilter):
    """Applied to every line of every widget. With privacy on, `veil` masks in place.

    What was filtered once is kept by Textual under the filter's identity, so privacy that is
    switched, or has learned, needs a new guard.
    """

    def __init__(self, veil: Veil | None = None) -> None:
        super().__init__()
        self._veil = veil

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if self._veil is not None and self._veil.drawn:
            words = _as_drawn(self._veil.words)
            return [
                Segment(masked(harmless(segment.text), words), segment.style)
                for segment in segments
            ]
        return [
            segment
            if segment.text.isprintable() and "@" not in segment.text
            else Segment(harmless(segment.text), segment.style)
            for segment in segments
        ]


@lru_cache(8)
def _as_drawn(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(harmless, words))


def masked(text: str, words: frozenset[str]) -> str:
    """A piece of a line with each of `words` masked to its own width."""
    if not words:
        return text
    from rich.cells import cell_len

    from smstui.domain.privacy import VEILED, pattern_of

    pattern = pattern_of(words)
    if pattern is None:
        return text
    return pattern.sub(lambda found: VEILED[0] * cell_len(found[0]), text)
