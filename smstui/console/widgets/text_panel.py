"""A pane of a few lines that are read, not walked through."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message

from smstui.console.shortening import fitted
from smstui.console.widgets.panel import Panel
from smstui.presentation.lines import Line


class TextPanel(Panel):
    """Lines given whole. Enter opens what they are about."""

    @dataclass
    class Chosen(Message):
        """Enter was pressed on the pane `pane`."""

        pane: str

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self._lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        if lines != self._lines:
            self._lines = lines
            self.redraw()

    @property
    def row_count(self) -> int:
        return len(self._lines)

    def do_open(self) -> None:
        self.post_message(self.Chosen(self.pane))

    def content_line(self, y: int, width: int) -> tuple[Line, str]:
        return (fitted(self._lines[y], width) if y < len(self._lines) else ()), "base"
