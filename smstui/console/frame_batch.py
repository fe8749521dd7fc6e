"""Drawing what belongs together at once.

Textual draws a layout, then what the new sizes made dirty, then the whole screen: up to four
frames where one is meant, and each goes over the wire. A batch holds them back until the
messages that one change sets off have been handled.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final

from textual.app import App

_TURNS: Final = 8
"""Turns of the app's queue until resizes and redraws have come back from the widgets. Too few
would cost a second frame, nothing else."""


class FrameBatch:
    """Draws nothing while it is down. To lower it twice is to lower it once."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._held: ExitStack | None = None
        self._owed: dict[Callable[[], None], None] = {}
        """What the next frame needs, each once."""

    def lower(self) -> None:
        """Hold back every frame until `lift`."""
        if self._held is None:
            self._held = ExitStack()
            self._held.enter_context(self._app.batch_update())

    @property
    def is_down(self) -> bool:
        return self._held is not None

    def lift(self) -> None:
        """Draw what has come together, now."""
        if self._held is not None:
            try:
                while self._owed:
                    self._owed.popitem()[0]()
            finally:
                self._held.close()
                self._held = None
            if self._app.screen_stack:
                self._app.screen.check_idle()  # it may have come up while nothing was drawn

    def one_frame(self) -> None:
        """Draw everything that this turn changes in one frame."""
        if self._held is None:
            self.lower()
            self.lift_soon()

    def before_frame(self, work: Callable[[], None]) -> None:
        """Do `work` right before the frame that is held back, however often it is asked for; do it
        now where none is. Many changes come before one frame, and most of them change the keys."""
        if self._held is None:
            work()
        else:
            self._owed[work] = None

    def lift_soon(self, turns: int = _TURNS) -> None:
        if turns:
            self._app.call_later(self.lift_soon, turns - 1)
        else:
            self.lift()
