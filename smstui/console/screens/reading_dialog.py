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
    """`lines` are given for a width, once there is one.

    Ends with "undo" where the change that is read is to be undone.
    """

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(
        self,
        title: str,
        lines: Callable[[int], Sequence[Line]],
        *,
        of_change: bool = False,
        can_undo: bool = False,
    ) -> None:
        """`of_change` has the key that undoes mean the change that is read; `can_undo` names it."""
        super().__init__()
        if of_change:
            self.do_undo = lambda: self.leave("undo")
        self._can_undo = can_undo
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
        self._show_keys()

    def on_reading_resized(self) -> None:
        self._show_keys()

    def _show_keys(self) -> None:
        """Name the keys; those that move only where not all is in view."""
        key, is_cut = self.app.key, bool(self._reading.foot())
        undo = [(key("undo"), "undo")] if self._can_undo else []
        self._sheet.keys([*(moving(key) if is_cut else []), *undo, (key("back"), "close")])

    def do_open(self) -> None:
        self.do_back()

    def do_back(self) -> None:
        self.leave("")
