"""Paint in place of Textual, frame by frame."""

import os
from typing import Any

from rich.color import ColorSystem
from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.screen import Screen

from smstui.console.painter.abilities import abilities_of
from smstui.console.painter.encoder import ASCII_PROBE, RESET
from smstui.console.painter.frames import UPDATES, FramePainter, Update
from smstui.console.textual_patches import LOG
from smstui.presentation.places import place_of


class Painting:
    """Stands between an app and its terminal."""

    def __init__(self, app: App[Any], *, in_ascii: bool = False) -> None:
        self._app = app
        self._stock = app._display
        self.painter = FramePainter(
            app.console._color_system or ColorSystem.TRUECOLOR,
            abilities_of(os.environ.get("TERM", "")),
        )
        if in_ascii:
            self.painter.probe = ASCII_PROBE

    def start(self) -> None:
        """Get every frame from now on."""
        self.painter.asks = True
        self._app._display = self.display  # type: ignore[method-assign]

    def stop(self) -> None:
        """Let Textual paint again."""
        self._app._display = self._stock  # type: ignore[method-assign]

    @property
    def is_on(self) -> bool:
        return self._app._display == self.display

    def forget(self) -> None:
        """Paint the whole screen with the next frame."""
        self.painter.forget()

    def answer(self, event: events.CursorPosition) -> None:
        """Take the terminal's answer to a question of the painter."""
        self.painter.answer(event.x, event.y)

    def display(self, screen: Screen[Any], renderable: Any) -> None:
        """Send a frame to the terminal, where Textual would."""
        app = self._app
        driver = app._driver
        if (
            app._batch_count
            or not app._running
            or app._closed
            or app.is_headless
            or driver is None
            or driver.is_inline
            or not isinstance(renderable, UPDATES)
        ):
            self._stock(screen, renderable)
            return
        cursor = app.screen.outer_size.clamp_offset(app.cursor_position)
        try:
            text = self._painted(screen, renderable, cursor)
        except Exception as error:
            place = place_of(error.__traceback__)
            LOG.error("Textual paints from now on: %s at %s", type(error).__name__, place)
            self.stop()
            driver.write(RESET)
            self._stock(screen, screen._compositor.render_full_update())
            return
        if text:
            driver.write(f"{SYNC_START}{text}{SYNC_END}" if app._sync_available else text)
            driver.flush()
        app._previous_cursor_position = cursor
        app.post_display_hook()

    def _painted(self, screen: Screen[Any], update: Update, cursor: tuple[int, int]) -> str:
        if self.painter.needs_all(update):
            update = screen._compositor.render_full_update()
        return self.painter.paint(update, cursor)
