"""A state to be read from a step away: big words on a ground of its colour, and a sentence."""

from typing import TYPE_CHECKING

from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import cut, strip_of, wrap
from smstui.console.views.big_letters import HEIGHT, big
from smstui.console.widgets.box import unscrolled

if TYPE_CHECKING:
    from smstui.console.host import Host


class Banner(Widget):
    """`role` fills it. Where the words are too wide for big letters they stand small."""

    DEFAULT_CSS = "Banner { height: 5; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._told = ("", "", "base")

    def show(self, words: str, sentence: str, role: str) -> None:
        """Say it. Nothing is drawn when nothing changed."""
        if (words, sentence, role) != self._told:
            self._told = (words, sentence, role)
            self.refresh()

    @property
    def text(self) -> str:
        """What it says, as a person reads it."""
        return f"{self._told[0]}: {self._told[1]}"

    def render_line(self, y: int) -> Strip:
        words, sentence, role = self._told
        width = self.size.width
        rows = big(words)
        if y < HEIGHT and len(rows[0]) + 4 <= width:
            line = [(f"  {rows[y]}", role)]
        elif y < HEIGHT:
            line = [(f"  {cut(words, width - 4)}" if y == 1 else "", role)]
        else:
            sentences = wrap(sentence, max(8, width - 4))
            at = y - HEIGHT
            line = [(f"  {sentences[at]}" if at < len(sentences) else "", role)]
        return strip_of(line, width, palette_of(self), role)
