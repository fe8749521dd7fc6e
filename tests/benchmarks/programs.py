"""The programs that smstui is held against, each with what it shows: those that are installed.

lazygit is the wheel `lazygit-py`; tig, nano and vim are packages of the system. One that is not
here is left out, and its rows say so.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.consoles import COLUMNS, ROWS
from tests.support.terminal import Terminal

FILES = 600
LINES = 1_000
LINK = [sys.executable, "-m", "tests.benchmarks.link", "150", "64"]
"""A link of 150 ms round trip and 64 kB/s."""

_LAZYGIT = """\
disableStartupPopups: true
update: {method: never}
git: {autoFetch: false, autoRefresh: false}
gui: {showRandomTip: false, animateExplosion: false}
"""


def installed(name: str) -> str | None:
    """Where a program is, on the path or beside this Python."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


@contextmanager
def running(
    argv: Sequence[str], folder: Path, seen: str, env: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """A program in `folder` at rest, on a terminal of the size that all have.

    Nothing is drawn: pyte stumbles over questions that some of them ask of a terminal.
    """
    run = ["/usr/bin/env", "-C", str(folder), *argv]
    with Terminal(
        run, columns=COLUMNS, rows=ROWS, env={"HOME": str(folder)} | dict(env or {})
    ) as it:
        it.wait_for_bytes(seen.encode())
        it.wait_until_quiet(0.5)
        yield it


@contextmanager
def repository() -> Iterator[Path]:
    """A folder with a repository of FILES changed files and as many commits."""
    with TemporaryDirectory(prefix="smstui-peers-") as name:
        folder = Path(name)
        settings = folder / ".config" / "lazygit"
        settings.mkdir(parents=True)
        (settings / "config.yml").write_text(_LAZYGIT, "utf-8")
        (folder / ".gitignore").write_text(".*\n", "utf-8")
        _git(folder, "init", "-q")
        for number in range(FILES):
            (folder / f"box-{number:03}.txt").write_text(_text(number), "utf-8")
            _git(folder, "add", f"box-{number:03}.txt")
            _git(folder, "commit", "-q", "-m", f"Describe box {number}")
        for number in range(FILES):
            (folder / f"box-{number:03}.txt").write_text(_text(number + 1), "utf-8")
        (folder / "list.txt").write_text("".join(_line(at) for at in range(LINES)), "utf-8")
        yield folder


def _line(number: int) -> str:
    return f"box {number:4}  E8{number:010X}  {number * 7919:012}  ACTIVE  living room, Madrid\n"


def _text(number: int) -> str:
    """Some lines, two of them others for each number: the difference that lazygit shows beside its
    list is about as long as the record of a device."""
    return "".join(_line(number * at if at in (4, 20) else at) for at in range(30))


def _git(folder: Path, *words: str) -> None:
    own = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run(["git", *own, *words], cwd=folder, check=True, env={"HOME": str(folder)})
