"""Work-arounds for Textual: what is turned off, and how the app ends with a bug.

Each has a test in `tests/console/test_textual_canaries.py` that fails when Textual no longer needs
it. Then the work-around can go.
"""

from typing import Any

from rich.text import Text
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.worker import WorkerFailed

from smstui.console import crash


def turn_off(app: App[Any]) -> None:
    """Turn off toasts and tooltips. Sentences are shown on the last line; toasts would be two more
    widgets."""
    app._disable_notifications = True
    app._disable_tooltips = True


def redraw(app: App[Any]) -> None:
    """Redraw every widget of every screen."""
    for screen in app.screen_stack:
        for widget in (screen, *screen.query("*")):
            widget.notify_style_update()
            widget.refresh()


def is_missed_while_leaving(app: App[Any], error: Exception) -> bool:
    """Return whether the error is only that a widget is missing while the console ends."""
    inner = error.error if isinstance(error, WorkerFailed) else error
    is_missed = app._exit and isinstance(inner, NoMatches | ScreenStackError)
    if is_missed:
        crash.LOG.info("missed while leaving: %s", crash.sentence_of(inner))
    return is_missed


def stop(app: App[Any], error: BaseException | None) -> None:
    """End the app as with a bug, and print type and place of the error.

    Textual would print every local variable.
    """
    app._return_code = 1
    sentence = crash.sentence_of(error) if error else "smstui stopped: this is a bug."
    crash.LOG.error(sentence)
    if not app._exit_renderables:  # for further ones Textual advises its own tools
        app._exit_renderables.append(Text(sentence))
    app._close_messages_no_wait()
