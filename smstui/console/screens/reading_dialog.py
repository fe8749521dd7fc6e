"""A dialog that is read and closed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from smstui.actions import Action, Place
from smstui.console.dispatcher import handler_of
from smstui.console.screens.base import BaseScreen, too_small
from smstui.console.views.choosing import moving
from smstui.console.widgets.reading import Reading
from smstui.console.widgets.sheet import Sheet
from smstui.presentation.lines import Line


class ReadingDialog(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """`lines` are given for a width, once there is one.

    Ends with the id of the action that its opener is to do with what was read, else empty.
    """

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(
        self,
        title: str,
        lines: Callable[[int], Sequence[Line]],
        *,
        also: Action | None = None,
        names_it: bool = False,
    ) -> None:
        """The key of `also` means what is read; with `names_it` it is among the keys below."""
        super().__init__()
        if also is not None:
            setattr(self, handler_of(also), lambda: self.leave(also.id))
        self._named = also if names_it else None
        self._reading = Reading("text", title)
        self._sheet = Sheet("reading", title, self._reading)
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield self._sheet
        yield too_small()

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
        """Name the keys; those that move only where not all is in view."""
        key, is_cut = self.app.key, bool(self._reading.foot())
        named = [(key(self._named.id), self._named.id)] if self._named else []
        self._sheet.keys([*(moving(key) if is_cut else []), *named, (key("back"), "close")])

    def do_open(self) -> None:
        self.do_back()

    def do_back(self) -> None:
        self.leave("")
