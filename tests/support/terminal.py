"""A real terminal for tests and benchmarks: a PTY, a child, and what a person would see.

Every byte the child writes is kept, with the moment it came; pyte turns them into a screen.
"""

import codecs
import os
import re
import select
import signal
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyte
from ptyprocess import PtyProcess
from wcwidth import wcwidth

from tests.support.prepared import OnTerminal, is_served

AN_SSH_LOGIN = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
"""An SSH login passes TERM and no COLORTERM."""

_FRAME: Final = str.maketrans("│╭╮╰╯─", "      ")

ESC_S: Final = 0.18
"""Longer than a lone Esc waits for what may follow it, and a frame."""

HAND_S: Final = 0.6
"""Twice `join_ms`: a key that was read late is still not taken for a part of what follows."""

FRAME_S: Final = 0.03
"""No two writes of one frame are further apart, on a busy machine too."""

_UNKNOWN_TO_PYTE: Final = re.compile(r"\x1b\[[<>][0-9;]*u|\x1b\[\?[0-9]+\$p")
"""Keyboard protocol and mode questions, whose last letter pyte would print."""
_UNFINISHED: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*)?$")


@dataclass(frozen=True)
class Chunk:
    """Bytes the child wrote, and when they were read (monotonic seconds)."""

    at: float
    data: bytes


def _of_a_fresh_terminal() -> list[Any]:
    """How the line discipline of a terminal stands that nobody has taken yet."""
    ends = os.openpty()
    try:
        return termios.tcgetattr(ends[0])
    finally:
        for end in ends:
            os.close(end)


class Terminal:
    """Runs `argv` on a PTY of `columns` by `rows`. Use as a context manager.

    A start that `prepared` serves is forked with its imports, unless it is to be a `true_start`.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        true_start: bool = False,
    ) -> None:
        self.chunks: list[Chunk] = []
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._drawn = 0
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._tail = ""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "TMPDIR", "SMSTUI_STATE", "SMSTUI_CONFIG")
        }
        environment = kept | AN_SSH_LOGIN | dict(env or {})
        starts = OnTerminal if not true_start and is_served(argv, environment) else PtyProcess.spawn
        self.started = time.monotonic()
        self._child: OnTerminal | PtyProcess = starts(
            list(argv), env=environment, dimensions=(rows, columns)
        )
        self._hung_up = False
        self.calm = _of_a_fresh_terminal()
        """How the line discipline stood before the child took the terminal."""

    # What a person does

    def send(self, keys: str | bytes) -> float:
        """Type `keys` in one burst; returns the moment they were written."""
        at = time.monotonic()
        os.write(self._child.fd, keys.encode() if isinstance(keys, str) else keys)
        return at

    def press(self, keys: str | bytes, quiet_s: float = 0.15) -> str:
        """Type `keys` and let the screen come to rest; the screen.

        After a lone Esc that takes at least ESC_S: until then it may begin a sequence.
        """
        self.send(keys)
        alone = keys in ("\x1b", b"\x1b")
        self.wait_until_quiet(max(quiet_s, ESC_S) if alone else quiet_s)
        return self.text

    def pause(self) -> None:
        """Do nothing for longer than `join_ms`, as a hand does that takes up the scanner: what is
        typed next does not belong to the keys before it."""
        self.wait_until_quiet(HAND_S)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as a window manager does."""
        self.screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def signal(self, number: int) -> None:
        self._child.kill(number)

    def hang_up(self) -> None:
        """Close the terminal under the child: its session is hung up by the kernel."""
        self._hung_up = True
        self._child.fileobj.close()

    # What a person sees

    @property
    def screen(self) -> pyte.Screen:
        """Every cell. Drawn when it is looked at: drawing takes longer than reading, and would
        be in every time that is measured."""
        while self._drawn < len(self.chunks):
            self._draw(self.chunks[self._drawn].data)
            self._drawn += 1
        return self._screen

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def prose(self) -> str:
        """The screen as one line of words: sentences are read whole wherever they wrap."""
        return " ".join(self.text.translate(_FRAME).split())

    @property
    def output(self) -> bytes:
        """Everything written so far."""
        return b"".join(chunk.data for chunk in self.chunks)

    @property
    def settings(self) -> list[Any]:
        """How the line discipline stands: what `stty -a` would say."""
        return termios.tcgetattr(self._child.fd)

    def mode(self, number: int) -> bool:
        """Whether a private mode was last switched on: 1049 alternate screen, 25 cursor, …"""
        return self.output.rfind(b"\x1b[?%dh" % number) > self.output.rfind(b"\x1b[?%dl" % number)

    def wait_for(self, seen: str | Callable[[str], bool], seconds: float = 20) -> float:
        """Read until `seen` is on the screen; returns when. Fails with the screen as it is.

        The rest of the frame it came with is read too: a write may end in the middle of one.
        """
        there = seen if callable(seen) else lambda text: seen in text
        deadline = time.monotonic() + seconds
        while not there(self.text):
            if not self._read(deadline):
                raise AssertionError(f"never saw {seen!r}; the screen was:\n{self.text}")
        came = self.chunks[-1].at if self.chunks else time.monotonic()
        whole = time.monotonic() + 10 * FRAME_S
        while time.monotonic() < whole and self._read(time.monotonic() + FRAME_S):
            pass
        return came

    def wait_for_bytes(self, seen: bytes, seconds: float = 20) -> float:
        """Read, and draw nothing, until `seen` has come; returns when."""
        deadline = time.monotonic() + seconds
        while seen not in self.output:
            if not self._read(deadline):
                raise AssertionError(f"never read {seen!r}; the screen was:\n{self.text}")
        return self.chunks[-1].at

    def wait_until_quiet(self, quiet_s: float = 0.3, seconds: float = 20) -> None:
        """Read until nothing has come for `quiet_s`."""
        deadline = time.monotonic() + seconds
        while self._read(min(deadline, time.monotonic() + quiet_s)):
            if time.monotonic() > deadline:
                raise AssertionError(f"never quiet; the screen was:\n{self.text}")

    def read_once(self, seconds: float) -> bool:
        """Read what comes within `seconds`, once; whether something came."""
        return self._read(time.monotonic() + seconds)

    def wait_for_end(self, seconds: float = 20) -> int:
        """Read to the end; the exit status (negative: the signal that ended it)."""
        deadline = time.monotonic() + seconds
        while self._child.isalive():
            if time.monotonic() > deadline:
                raise AssertionError(f"still running; the screen was:\n{self.text}")
            self._read(time.monotonic() + 0.05)
        while self._read(time.monotonic()):
            pass
        status = self._child.exitstatus
        return status if status is not None else -int(self._child.signalstatus or 0)

    @property
    def is_running(self) -> bool:
        return bool(self._child.isalive())

    @property
    def pid(self) -> int:
        return int(self._child.pid)

    def processes(self) -> set[int]:
        """Every living process of this terminal's session."""
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.pid and fields[0] != "Z":
                found.add(int(stat.parent.name))
        return found

    def drain(self) -> None:
        """Read what is there already."""
        while self._read(time.monotonic()):
            pass

    def _read(self, deadline: float) -> bool:
        left = deadline - time.monotonic()
        if self._hung_up:
            time.sleep(max(0.0, left))
            return False
        ready, _, _ = select.select([self._child.fd], [], [], max(0.0, left))
        if not ready:
            return False
        try:
            data = os.read(self._child.fd, 65_536)
        except OSError:
            data = b""
        if not data:
            return False
        self.chunks.append(Chunk(time.monotonic(), data))
        return True

    def _draw(self, data: bytes) -> None:
        text = self._tail + self._decode(data)
        unfinished = _UNFINISHED.search(text)
        at = unfinished.start() if unfinished else len(text)
        self._tail = text[at:]
        known = _UNKNOWN_TO_PYTE.sub("", text[:at])
        self._stream.feed(known if known.isascii() else "".join(filter(_drawn_by_pyte, known)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child: first politely, so that a failed test leaves no files behind."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + 5
            if self._child.isalive():
                self._child.kill(number)
            while self._child.isalive() and time.monotonic() < deadline:
                self._read(time.monotonic() + 0.05)
        self._child.close(force=True)


def _drawn_by_pyte(letter: str) -> bool:
    """At a mark of no width that is no accent pyte drops the rest of the text."""
    return letter.isascii() or wcwidth(letter) != 0 or bool(unicodedata.combining(letter))
