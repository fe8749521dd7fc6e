"""A state in three rows, to be read from a step away: big words, and a sentence for close by."""

from typing import TYPE_CHECKING, Final

from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import cut, strip_of, width_of, wrap
from smstui.console.views.big_letters import HEIGHT, big
from smstui.console.views.pair_words import Words, resting_words
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.console.host import Host

_LEAST: Final = 22
"""Cells beside the big words in which a sentence can be read."""


class Banner(Widget):
    """Big words with the sentence beside them; where that has no room, one line above it.

    Colour is on the glyph and the words alone; both say the state without it.
    """

    DEFAULT_CSS = f"Banner {{ height: {HEIGHT}; width: 1fr; }}"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._words = resting_words()

    def show(self, words: Words) -> None:
        """Show the words. Nothing is drawn when nothing changed."""
        if words != self._words:
            self._words = words
            self.refresh()

    @property
    def text(self) -> str:
        """The text, as a person reads it."""
        return f"{self._words.big}: {self._words.sentence}"

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        lines = lines_of(self._words, width)
        return strip_of(lines[y] if y < len(lines) else (), width, palette_of(self))


def _last_of(text: str, room: int) -> str:
    """Return the last sentences of a text that two lines have room for; all of it if none fits.

    The first one names box and card, which stand below the banner too. Of one long sentence its
    last parts are kept: they say what to do.
    """
    for mark in (". ", ": "):
        rest = text
        while rest and len(wrap(rest, room)) >= HEIGHT:
            _, _, rest = rest.partition(mark)
        if rest:
            return rest
    return text


def lines_of(words: Words, width: int) -> "Sequence[Line]":
    """Return the three lines of the banner."""
    glyph, letters = big(words.glyph), big(words.big)
    heads: list[Line] = [
        [(f"  {glyph[y]}  {letters[y]}", words.role), ("   ", "base")] for y in range(HEIGHT)
    ]
    room = width - width_of(heads[0]) - 1
    beside = wrap(words.sentence, room) if room >= _LEAST else []
    if 0 < len(beside) <= HEIGHT:
        said = [*beside, *[""] * (HEIGHT - len(beside))]
        return [[*head, (line, "base")] for head, line in zip(heads, said, strict=True)]
    room = max(8, width - 4)
    named: Line = [("  ", "base"), (cut(f"{words.glyph} {words.big}", room), words.role)]
    first, *rest = wrap(_last_of(words.sentence, room), room)
    return [named, *([(f"  {cut(line, room)}", "base")] for line in (first, " ".join(rest)))]
