"""Putting the console back as it stood before keys acted that turned out to be a scan.

A screen says what is its own (`memento`); dialogs that were opened are closed, and screens that
were left come back whole, because they are kept alive for as long as they may be wanted. What
has been asked meanwhile is dropped; nothing is ever sent by a letter.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from smstui.console.screens.base import BaseScreen

if TYPE_CHECKING:
    from smstui.console.acting_app import ActingApp


class PutBack:
    """How the console stands now. `let_go` when it is not wanted any more."""

    def __init__(self, app: "ActingApp") -> None:
        self._app = app
        self._stack = list(app.screen_stack)
        self._mementos: list[Callable[[], None]] = [
            screen.memento() for screen in self._stack if isinstance(screen, BaseScreen)
        ]
        for screen in self._stack[1:]:
            app.keep_alive(screen)

    def restore(self) -> None:
        """Close what was opened, bring back what was left, and put every screen as it was."""
        app = self._app
        app.frame_batch.one_frame()
        app.close_above(self._common)
        for screen in self._stack[self._common :]:
            if app.may_return(screen):
                app.push_screen(screen)
        for memento in self._mementos:
            memento()
        app.hush()

    def let_go(self) -> None:
        """The screens that were left need not be kept any longer."""
        self._app.drop_left()

    @property
    def _common(self) -> int:
        """How many screens of the stack are still where they were."""
        now: list[Screen[object]] = list(self._app.screen_stack)
        pairs = zip(self._stack, now, strict=False)
        return next(
            (at for at, (before, after) in enumerate(pairs) if before is not after),
            min(len(self._stack), len(now)),
        )
