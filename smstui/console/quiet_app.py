"""Textual's app with what does not suit us turned off, and its way out to the terminal guarded.

Each of these has a test that fails when Textual no longer behaves so, and the turn can go.
"""

import sys
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import App, ScreenStackError
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.filter import LineFilter
from textual.worker import WorkerFailed

from smstui.console import crash
from smstui.console.guard import MaskingFilter
from smstui.console.terminal_driver import TerminalDriver
from smstui.services.masker import Masker


class QuietApp(App[int], inherit_bindings=False):
    """No palette, no toasts, no tooltips, no bindings, no crash screen."""

    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    def __init__(self, draws_ansi: bool, masker: Masker) -> None:
        super().__init__(TerminalDriver, ansi_color=draws_ansi)
        # Our sentences stand on the last line; a rack for toasts is two widgets never used.
        self._disable_notifications = True
        self._disable_tooltips = True
        self.masker = masker
        self._guard = MaskingFilter(masker)

    def draw_veil(self) -> None:
        """Have everything filtered anew: what must be masked is another than before."""
        self._guard = MaskingFilter(self.masker)
        for screen in self.screen_stack:
            for widget in (screen, *screen.query("*")):
                widget.notify_style_update()
                widget.refresh()

    def to_terminal(self, sequence: str) -> None:
        """A control sequence of our own making, such as a copy."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def _handle_exception(self, error: Exception) -> None:
        """End as with a bug, but for a widget that is missed while the console is being left."""
        inner = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and isinstance(inner, NoMatches | ScreenStackError):
            crash.LOG.info("missed while leaving: %s", crash.sentence_of(inner))
            return
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """In place of a crash screen with every local variable: type and place."""
        self._stopped_by(sys.exc_info()[1])

    def panic(self, *renderables: RenderableType) -> None:
        """Errors that draw themselves are no exception: they too show what they hold."""
        self._stopped_by(sys.exc_info()[1])

    def input_failed(self, error: BaseException) -> None:
        """End as with any bug: the thread that reads the keys has ended with `error`."""
        self._stopped_by(error)

    def draw_afresh(self) -> None:
        """Draw the whole screen: something else was on the terminal meanwhile."""
        self.refresh_css(animate=False)
        self.refresh(layout=True)

    def _stopped_by(self, error: BaseException | None) -> None:
        self._return_code = 1
        sentence = crash.sentence_of(error) if error else "smstui stopped: this is a bug."
        crash.LOG.error(sentence)
        if not self._exit_renderables:  # Textual would count the others, and advise its own tools
            self._exit_renderables.append(Text(sentence))
        self._close_messages_no_wait()

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), self._guard]
