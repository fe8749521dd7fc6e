"""Two words of which one is chosen: the thing itself, or Back. Back is chosen first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import strip_of
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Span

if TYPE_CHECKING:
    from smstui.console.host import Host


class Choice(Widget, can_focus=True):
    """Enter takes the word that is chosen. `live` says whether the second can be taken now."""

    DEFAULT_CSS = "Choice { height: 1; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    @dataclass
    class Taken(Message):
        """Enter was pressed on a word; `goes_on` if it was the second."""

        goes_on: bool

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._words = ("Back", "")
        self._goes_on = False
        self._live = False

    def offer(self, word: str, live: bool) -> None:
        """Offer `word` beside Back; empty offers Back alone."""
        told = (("Back", word), live)
        if told != (self._words, self._live):
            self._words, self._live = told
            self.refresh()

    def choose(self, goes_on: bool) -> None:
        if goes_on != self._goes_on:
            self._goes_on = goes_on
            self.refresh()

    @property
    def goes_on(self) -> bool:
        """Whether the second word is chosen."""
        return self._goes_on

    def do_open(self) -> None:
        self.post_message(self.Taken(self._goes_on))

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The chosen word shows the focus; no style sheet needs asking."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        line: list[Span] = [("  ", "base")]
        for at, word in reversed(tuple(enumerate(self._words))):
            if not word:
                continue
            chosen = self.has_focus and bool(at) == self._goes_on
            role = "cursor" if chosen else "base" if self._live or not at else "faint"
            line += [(f"{'›' if chosen else ' '} {word} ", role), ("   ", "base")]  # noqa: RUF001
        return strip_of(line, self.size.width, palette_of(self))
