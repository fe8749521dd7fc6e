"""A dialog that is read and closed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.console.screens.base import BaseScreen
from smstui.console.views.choosing import moving
from smstui.console.widgets.reading import Reading
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
        self._reading.show_broken(self._lines)
        self._show_keys()

    @on(Reading.Resized)
    def _fit_lines(self) -> None:
        """Break the lines for the width there is now, and show the keys that do something."""
        self._reading.break_again()
        self._sheet.moved()
        self._show_keys()

    def _show_keys(self) -> None:
        key = self.app.key
        moves = moving(key) if self._reading.foot() else []
        self._sheet.keys([*moves, (key("back"), "close")])

    def do_open(self) -> None:
        self.do_back()

    def do_back(self) -> None:
        self.leave("")
