"""Putting the console back as it stood before keys acted that turned out to be a scan.

A screen says what is its own (`memento`); dialogs that were opened are closed, and screens that
were left come back whole, because they are kept alive for as long as they may be wanted. What
has been asked meanwhile is dropped; nothing is ever sent by a letter.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.screen import Screen

from smstui.console.due import Due
from smstui.console.screens.base import BaseScreen

if TYPE_CHECKING:
    from smstui.console.host import ScreenHost

KEPT_S: Final = 10.0
"""Seconds for which the console can be put back; no run of keys is longer than a code at
`join_s` a character."""


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


class Rewind:
    """The keys of a run that acted, and how the console stood before the first of them.

    Runs are told apart by their number (see `scanner`). One is remembered at a time, for KEPT_S.
    """

    def __init__(self, app: "ScreenHost") -> None:
        self._app = app
        self._left = LeftScreens(app)
        self._put_back: PutBack | None = None
        self._due = Due(app)
        self._run = 0
        self.acted: list[events.Key] = []

    def remember(self, event: events.Key, run: int) -> None:
        """Take note of a key of a run that acts next, and of the console before the first one."""
        if self._run != run:
            self.keep(run)
            self.acted = []
        self.acted.append(event)

    def acted_in(self, run: int) -> list[events.Key]:
        """Return the keys of that run which acted, if it is the one that is remembered."""
        return self.acted if self._run == run else []

    def keep(self, run: int) -> None:
        """Take note of how the console stands, for as long as it may be wanted."""
        self.let_go()
        self._put_back, self._run = PutBack(self._app, self._left), run
        self._due.after(KEPT_S, self.let_go)

    def let_go(self) -> None:
        """Nothing is put back any more."""
        self._due.cancel()
        if self._put_back is not None:
            self._put_back.let_go()
            self._put_back = None

    def restore(self, run: int) -> None:
        """Undo what the keys of that run did: they are the beginning of a code."""
        if self._put_back is not None and self._run == run:
            self._put_back.restore()
        self.let_go()

    def forget(self) -> None:
        """Let go of everything, the screens that were left too."""
        self.let_go()
        self._left.drop()
        self.acted = []
