"""Work-arounds for Textual: what is turned off, and how the app ends with a bug.

Each has a test in `tests/console/test_textual_canaries.py` that fails when Textual no longer needs
it. Then the work-around can go.
"""

import logging
import os
import signal
from typing import Any, Final

from rich.text import Text
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.worker import WorkerFailed

from smstui.presentation.places import place_of

LOG: Final = logging.getLogger("smstui.console")
LOG.addHandler(logging.NullHandler())  # without one, logging would write on the screen


def turn_off(app: App[Any]) -> None:
    """Turn off toasts, tooltips and the shape of the mouse pointer.

    Sentences are shown on the last line; toasts would be two more widgets. The mouse belongs to the
    terminal, and each new screen would send a shape for its pointer.
    """
    app._disable_notifications = True
    app._disable_tooltips = True
    app._set_pointer_shape = lambda shape: None  # type: ignore[method-assign]


def redraw(app: App[Any]) -> None:
    """Redraw every widget of every screen."""
    for screen in app.screen_stack:
        for widget in (screen, *screen.query("*")):
            widget.notify_style_update()
            widget.refresh()


def first_screen(app: App[Any]) -> Screen[Any]:
    """Return the screen beneath all others. Raises ScreenStackError once the app has ended."""
    if not app.screen_stack:
        raise ScreenStackError("the console has ended")
    return app.screen_stack[0]


async def replace_all_screens(app: App[Any], first: Screen[Any]) -> None:
    """Remove every screen, and show `first` beneath all that come.

    Textual counts on a result that the first screen returns, and gives it none.
    """
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    beneath = app.screen_stack[0]
    if not beneath._result_callbacks:
        beneath._push_result_callback(beneath, None)
    await app.switch_screen(first)


def is_missed_while_leaving(app: App[Any], error: Exception) -> bool:
    """Return whether the error is only that a widget is missing while the console ends."""
    inner = error.error if isinstance(error, WorkerFailed) else error
    is_missed = app._exit and isinstance(inner, NoMatches | ScreenStackError)
    if is_missed:
        LOG.info("missed while leaving: %s", sentence_of(inner))
    return is_missed


def stop(app: App[Any], error: BaseException | None) -> None:
    """End the app as with a bug, and print type and place of the error.

    Textual would print every local variable.
    """
    app._return_code = 1
    sentence = sentence_of(error) if error else "smstui stopped: this is a bug."
    LOG.error(sentence)
    if not app._exit_renderables:  # for further ones Textual advises its own tools
        app._exit_renderables.append(Text(sentence))
    app._close_messages_no_wait()


def sentence_of(error: BaseException) -> str:
    """Return one sentence with the error's type and where it arose; never its text or a local."""
    return (
        f"smstui stopped: {type(error).__name__} at {place_of(error.__traceback__)}. "
        "This is a bug; the log has the place, and nothing of what was on the screen."
    )


def suspend(app: App[Any]) -> None:
    """Stop until the shell continues the process, where the terminal can be given back.

    Textual's own action publishes a signal first that nothing here listens to.
    """
    if app._driver is not None and app._driver.can_suspend:
        os.kill(os.getpid(), signal.SIGTSTP)
