"""Putting the console back as it stood before keys acted that turned out to be a scan.

A screen says what is its own (`memento`); dialogs that were opened are closed, and screens that
were left come back whole, because they are kept alive for as long as they may be wanted. What
has been asked meanwhile is dropped; nothing is ever sent by a letter.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from smstui.console.screens.base import BaseScreen

if TYPE_CHECKING:
    from smstui.console.host import ScreenHost


class LeftScreens:
    """Screens that stay alive when they are left, because they may be shown again."""

    def __init__(self, app: "ScreenHost") -> None:
        self._app = app
        self._kept: list[Screen[Any]] = []

    def keep(self, screen: Screen[Any]) -> None:
        """Have a screen outlive its being left, until `drop`."""
        if not self._app.is_screen_installed(screen):
            self._app.install_screen(screen, f"kept-{id(screen)}")
            self._kept.append(screen)

    def drop(self) -> None:
        """Remove the screens that were left."""
        stack = self._app.screen_stack
        left = [screen for screen in self._kept if screen not in stack]
        self._kept = [screen for screen in self._kept if screen in stack]
        for screen in left:
            self._app.uninstall_screen(screen)
            screen.remove()

    def may_return(self, screen: Screen[Any]) -> bool:
        """Return whether a screen that was left can be shown again."""
        returns = isinstance(screen, BaseScreen) and screen.returns
        return returns and self._app.is_screen_installed(screen)


class PutBack:
    """Take a snapshot of the console. Call `let_go` when it is no longer needed."""

    def __init__(self, app: "ScreenHost", left: LeftScreens) -> None:
        self._app = app
        self._left = left
        self._stack = list(app.screen_stack)
        self._mementos: list[Callable[[], None]] = [
            screen.memento() for screen in self._stack if isinstance(screen, BaseScreen)
        ]
        for screen in self._stack[1:]:
            left.keep(screen)

    def restore(self) -> None:
        """Close what was opened, bring back what was left, and put every screen as it was."""
        app = self._app
        app.frame_batch.one_frame()
        common = self._common
        while len(app.screen_stack) > common:  # a dialog ends without an answer
            app.pop_screen()
        for screen in self._stack[common:]:
            if self._left.may_return(screen):
                app.push_screen(screen)
        for memento in self._mementos:
            memento()
        app.hush()

    def let_go(self) -> None:
        """The screens that were left need not be kept any longer."""
        self._left.drop()

    @property
    def _common(self) -> int:
        """How many screens of the stack are still where they were."""
        now: list[Screen[object]] = list(self._app.screen_stack)
        pairs = zip(self._stack, now, strict=False)
        return next(
            (at for at, (before, after) in enumerate(pairs) if before is not after),
            min(len(self._stack), len(now)),
        )
