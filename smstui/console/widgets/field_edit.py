"""A line of a form. What is typed stays; Enter moves on.

Unlike a line that ends with Enter, this one takes its keys in the app's own turn: the focus has
moved on before the next key is looked at, so that two scans in one burst fill two fields.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from textual import events
from textual.actions import SkipAction, parse

from smstui.console.widgets.line_edit import LineEdit, is_odd


class FieldEdit(LineEdit):
    """`entered` is called at Enter, in the same turn. Masked, it shows no character of it.

    Down and up put in the texts of `offered`, one after another; without any they leave the line.
    """

    def __init__(
        self,
        name: str,
        hint: str,
        entered: Callable[[], None],
        masked: bool = False,
        offered: Sequence[str] = (),
    ) -> None:
        super().__init__(name, hint)
        self._entered = entered
        self._masked = masked
        self._offered = offered
        if offered:
            self.do_list_down = partial(self._offer, 1)
            self.do_list_up = partial(self._offer, -1)

    def take(self, event: events.Key, *, as_text: bool = False) -> None:
        action = self.EDITING.get(event.key)
        if event.is_printable or is_odd(event) or as_text:
            self.replace(event.character or "", *self.selection)
        elif action == "submit":
            self._enter()
        elif action is not None:
            _, name, arguments = parse(action)
            if self._masked and name in ("copy", "cut"):
                return
            with suppress(SkipAction):  # nothing is chosen, so there is nothing to copy or cut
                getattr(self, f"action_{name}")(*arguments)

    def take_text(self, text: str) -> None:
        """A paste: each line but the last is entered, the next one goes where the focus is."""
        *whole, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", 1)
        if not whole:
            self.replace(rest, *self.selection)
            return
        self.replace(whole[0], *self.selection)
        self._enter()
        focused = self.screen.focused
        if rest and isinstance(focused, FieldEdit):
            focused.take_text(rest)

    def _enter(self) -> None:
        self._entered()

    @property
    def drawn_value(self) -> str:
        return "•" * len(self.value) if self._masked else self.value

    def _offer(self, step: int) -> None:
        at = self._offered.index(self.value) if self.value in self._offered else None
        to = (at + step) % len(self._offered) if at is not None else 0 if step > 0 else -1
        self.value = self._offered[to]
        self.cursor_position = len(self.value)
