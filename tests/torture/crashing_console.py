"""`smstui` with a bug in its console: SIGUSR1 brings it out. For `endings` alone."""

import signal
import sys
from typing import Any

from smstui.__main__ import main
from smstui.console.app import ConsoleApp


def _bug() -> None:
    raise KeyError("a bug of the console")


def _run_with_a_bug(app: ConsoleApp, *arguments: Any, **named: Any) -> Any:
    signal.signal(signal.SIGUSR1, lambda *_: app.call_later(_bug))
    return _run(app, *arguments, **named)


if __name__ == "__main__":
    _run = ConsoleApp.run
    ConsoleApp.run = _run_with_a_bug  # type: ignore[method-assign]
    sys.exit(main())
