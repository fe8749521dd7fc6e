"""One of a few words, on a line of a form: up and down choose, Enter moves on."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import strip_of
from smstui.console.views.choosing import up_and_down
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host

_NONE: Final = "not set"


class FieldChoice(Widget, can_focus=True):
    """`value` is the word chosen; the empty one stands for leaving it out."""

    DEFAULT_CSS = "FieldChoice { height: 1; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, name: str, words: Sequence[str], entered: Callable[[], None]) -> None:
        super().__init__(id=name)
        self._words = words
        self._entered = entered
        self._at = 0

    @property
    def value(self) -> str:
        return self._words[self._at]

    @value.setter
    def value(self, word: str) -> None:
        if word in self._words:
            self._at = self._words.index(word)
            self.refresh()

    @property
    def is_touched(self) -> bool:
        """Whether another word than the first is chosen."""
        return self._at != 0

    def do_list_down(self) -> None:
        self._choose(1)

    def do_list_up(self) -> None:
        self._choose(-1)

    def do_open(self) -> None:
        self._entered()

    def _choose(self, step: int) -> None:
        self._at = (self._at + step) % len(self._words)
        self.refresh()

    def watch_has_focus(self, _has_focus: bool) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        shown = self.value or _NONE
        others = ", ".join(word or _NONE for word in self._words if word != self.value)
        line: Line = [(shown, "input" if self.value else "input-hint")]
        if self.has_focus:
            line = [(f" {shown} ", "cursor"), (f"  {up_and_down()} {others}", "input-hint")]
        elif not self.value:
            line = [(f"{shown}, or one of {others}", "input-hint")]
        return strip_of(line, self.size.width, palette_of(self))
