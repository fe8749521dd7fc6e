"""The console of a user and the yardsticks beside it, each on a terminal of 120 by 40."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.sandbox.access import Access, OpfAccess, Sdp2Access
from tests.support.terminal import Terminal

COLUMNS, ROWS = 120, 40
HELLO = [sys.executable, "-m", "tests.benchmarks.apps.hello"]
TABLE = [sys.executable, "-m", "tests.benchmarks.apps.table"]
SMSTUI = [sys.executable, "-m", "smstui"]
FIRST_FRAME = "all keys"
"""The end of the console's last line, and so of its first frame."""


@contextmanager
def started(argv: list[str], seen: str, env: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """A program on a terminal, at rest once `seen` is there."""
    with Terminal(argv, columns=COLUMNS, rows=ROWS, env=env, true_start=True) as terminal:
        terminal.wait_for(seen)
        terminal.wait_until_quiet(0.5)
        yield terminal


@contextmanager
def console(
    said: Mapping[str, Any],
    family: str,
    behind: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
) -> Iterator[Terminal]:
    """The console on a platform in another process, with a home that is new; `behind` is a program
    that it is run by, such as a slow link, and `more` of its environment."""
    reached = said["access"]
    access = Access(Sdp2Access(**reached["sdp2"]), OpfAccess(**reached["opf"]))
    with TemporaryDirectory(prefix="smstui-benchmark-") as name:
        folder = Path(name)
        write_secrets(access, folder)
        file = folder / "smstui.toml"
        file.write_text(configuration(access, folder), "utf-8")
        env = {"HOME": name, "SMSTUI_CONFIG": str(file), "SMSTUI_STATE": str(folder / "state")}
        env |= more or {}
        run = [*behind, *SMSTUI, "--deployment", f"sandbox-{family}"]
        with started(run, "ready", env) as terminal:
            yield terminal
