"""A dialog that is read and closed."""

from collections.abc import Callable, Sequence
from functools import partial
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
        also: Sequence[Action] = (),
        named: Sequence[Action] = (),
        place: Place | None = None,
    ) -> None:
        """The keys of `also` mean what is read; those `named` are among the keys below. `place` is
        where the actions of `also` live, other than in every dialog."""
        super().__init__()
        for action in also:
            setattr(self, handler_of(action), partial(self.leave, action.id))
        self._named = named
        self._place = place
        self._reading = Reading("text", title)
        self._sheet = Sheet("reading", title, self._reading)
        self._lines = lines

    @property
    def places(self) -> tuple[Place, ...]:
        return (*self.PLACES, self._place) if self._place is not None else self.PLACES

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
        named = [(key(action.id), action.id) for action in self._named]
        self._sheet.keys([*(moving(key) if is_cut else []), *named, (key("back"), "close")])

    def do_open(self) -> None:
        self.do_back()

    def do_back(self) -> None:
        self.leave("")
