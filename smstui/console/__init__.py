"""The Textual app. `run` is all the rest of the program knows of it."""

import gc
import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from smstui.config.files import configuration_folder
from smstui.console import lost_cases
from smstui.console.signals import shutdown_on_signals

if TYPE_CHECKING:
    from pathlib import Path

    from smstui.config.watch import Watch
    from smstui.console.startup import Deployments, OpenClient, StartupSettings
    from smstui.services.masker import Masker


_SIZES: Final = ("COLUMNS", "LINES")
"""Exported by some shells, once: the kernel knows the size of the terminal at any time."""


def run(
    startup: "StartupSettings",
    open_client: "OpenClient",
    close: Callable[[], None] | None = None,
    ids: str = "",
    *,
    keeps_cases: bool = False,
    wait: "Callable[[Masker], None] | None" = None,
    crashed: "Callable[[Masker], None] | None" = None,
    watch: "Watch | None" = None,
    themes: "Path | None" = None,
    deployments: "Callable[[], Deployments] | None" = None,
) -> int:
    """Show the console until it is left; the exit code. With `ids` it starts on the triage queue.

    `open_client` is called in a thread after the first frame. `close` is called in a thread when a
    signal ends the process, and must put away all there is; nothing of the caller's runs after
    it. `wait` is called when the console was left by a person, and waits for open changes;
    `crashed` when it was ended by a bug. With `keeps_cases` the cases of a console that is cut off
    are written to a file first. `watch` says when the configuration changes, `themes` is the folder
    of the user's own themes. `deployments` gives those that the console can go to.
    Collecting garbage waits until that frame stands: it costs a twentieth of the start and finds
    nothing.
    """
    gc.disable()
    from smstui.console.app import ConsoleApp

    for name in _SIZES:
        os.environ.pop(name, None)
    own = themes or configuration_folder() / "themes"
    app = ConsoleApp(startup, open_client, themes=own, ids=ids)
    app.keeps_cases = keeps_cases
    app.configuration_watch = watch
    app.deployment_switch.deployments = deployments

    def cut_off() -> None:
        if keeps_cases:
            lost_cases.keep(app)
        (close or app.session.close)()

    put_back = shutdown_on_signals(cut_off)
    try:
        result = app.run(mouse=False)
        put_back(signal.SIGINT)
        if keeps_cases and app.return_code:
            lost_cases.keep(app)
        if (told := crashed if app.return_code else wait) is not None:
            told(app.masker)
    finally:
        put_back()
        gc.enable()
    return result if result is not None else (app.return_code or 0)
