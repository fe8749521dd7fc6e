"""A dialog that is read and closed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.console.screens.base import BaseScreen
from smstui.console.widgets.box import Box
from smstui.console.widgets.reading import Reading
from smstui.presentation.lines import Line


class ReadingDialog(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """`lines` are given for a width, once there is one."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(self, title: str, lines: Callable[[int], Sequence[Line]]) -> None:
        super().__init__()
        self._heading = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        with Box(id="dialog"):
            yield Reading("text", self._heading)
        yield self.too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        pane = self.query_one("#pane-text", Reading)
        pane.head(notes=[(f"{self.app.key('back')} close", "muted")])
        pane.show(self._lines(pane.inner_width or min(72, self.app.size.width - 8)))
        self.set_focus(pane)

    def do_open(self) -> None:
        self.do_back()

    def do_back(self) -> None:
        self.leave("")
