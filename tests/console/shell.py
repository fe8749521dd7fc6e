"""A console that was started from a shell, which gets the terminal back when it stops."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.terminal import Terminal

HERE = Path(__file__).parent


@contextmanager
def console_in_a_shell() -> Iterator[Terminal]:
    """The console on the fake desk, drawn, in a shell with job control."""
    paths = {"PYTHONPATH": str(HERE.parents[1]), "PS1": "$ ", "ENV": "", "HISTFILE": ""}
    with Terminal(["/bin/bash", "--norc", "-i"], env=paths) as terminal:
        terminal.wait_for("$")
        terminal.send(f"{sys.executable} {HERE / 'console_process.py'} dark\r")
        terminal.wait_for("box 3421")
        yield terminal
