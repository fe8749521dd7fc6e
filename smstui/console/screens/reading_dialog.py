"""A dialog that is read and closed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.console.screens.base import BaseScreen
from smstui.console.views.choosing import moving
from smstui.console.widgets.reading import READABLE, Reading
from smstui.console.widgets.sheet import Sheet
from smstui.presentation.lines import Line


class ReadingDialog(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """`lines` are given for a width, once there is one."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(self, title: str, lines: Callable[[int], Sequence[Line]]) -> None:
        super().__init__()
        self._reading = Reading("text", title)
        self._sheet = Sheet("reading", title, self._reading)
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield self._sheet
        yield self.too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.set_focus(self._reading)

    def fit(self, size: Size) -> None:
        """Break the lines for the width there is now."""
        super().fit(size)
        self._reading.show(self._lines(min(READABLE, self._sheet.text_width)))
        key = self.app.key
        self._sheet.keys([*moving(key), (key("back"), "close")])

    def do_open(self) -> None:
        self.do_back()

    def do_back(self) -> None:
        self.leave("")
