"""Work-arounds for Textual: what is turned off, and how the app ends.

Each has a test in `tests/console/test_textual_canaries.py` that fails when Textual no longer needs
it. Then the work-around can go.
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


class PatchedApp(App[int], inherit_bindings=False):
    """Textual's app without palette, toasts, tooltips, bindings and crash screen.

    Every line that it draws goes through a masking filter.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    def __init__(self, draws_ansi: bool, masker: Masker) -> None:
        super().__init__(TerminalDriver, ansi_color=draws_ansi)
        # Sentences are shown on the last line. Toasts would be two more widgets.
        self._disable_notifications = True
        self._disable_tooltips = True
        self.masker = masker
        self._masking_filter = MaskingFilter(masker)

    def redraw_masked(self) -> None:
        """Redraw every widget: the set of masked words has changed."""
        self._masking_filter = MaskingFilter(self.masker)
        for screen in self.screen_stack:
            for widget in (screen, *screen.query("*")):
                widget.notify_style_update()
                widget.refresh()

    def to_terminal(self, sequence: str) -> None:
        """Write a control sequence to the terminal, such as a copy to its clipboard."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def _handle_exception(self, error: Exception) -> None:
        """End as with a bug, except for a widget that is missing while the console ends."""
        inner = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and isinstance(inner, NoMatches | ScreenStackError):
            crash.LOG.info("missed while leaving: %s", crash.sentence_of(inner))
            return
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Print type and place of the error. Textual would print every local variable."""
        self._stopped_by(sys.exc_info()[1])

    def panic(self, *renderables: RenderableType) -> None:
        """Treat errors that can draw themselves like all others: they would show their values."""
        self._stopped_by(sys.exc_info()[1])

    def input_failed(self, error: BaseException) -> None:
        """End as with a bug: the thread that reads the keys has ended with `error`."""
        self._stopped_by(error)

    def draw_afresh(self) -> None:
        """Draw the whole screen again: another program has used the terminal."""
        self.refresh_css(animate=False)
        self.refresh(layout=True)

    def _stopped_by(self, error: BaseException | None) -> None:
        self._return_code = 1
        sentence = crash.sentence_of(error) if error else "smstui stopped: this is a bug."
        crash.LOG.error(sentence)
        if not self._exit_renderables:  # for further ones Textual advises its own tools
            self._exit_renderables.append(Text(sentence))
        self._close_messages_no_wait()

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), self._masking_filter]
