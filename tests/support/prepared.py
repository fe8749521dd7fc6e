"""Starts of the program that share their imports, which are nine tenths of what a start costs.

A process that is started here is forked by a fork server (`fork_server.py`), one for each worker of
the tests. It is a process of its own: pid, session, streams, signals, exit code. What is about the
start itself, and what steers the interpreter, is started truly: with Popen, or with
`Terminal(…, true_start=True)`. There is no fallback: if the server ends, every start fails.
"""

import atexit
import fcntl
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from tests.support.fork_server import HEAD

ROOT: Final = Path(__file__).parents[2]

ENVIRONMENT: Final = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
"""That of the server, and the least of a start. Every `Site` and `Terminal` has this locale."""

OWN: Final = frozenset({"HOME"})
"""Read by an import, `sysconfig`, for the folder of a person's own packages, which nothing uses."""

PATIENCE_S: Final = 60
"""How long a busy machine may take to import the program, or to fork."""


class ServerEnded(RuntimeError):
    """The fork server of this worker has ended."""


class _Server:
    """The fork server of this process."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        self._lock = threading.Lock()
        self._control = here
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        self.cpu_s = 0.0
        """What all that it did and started took of the processor, as far as it is known."""
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.fork_server", str(there.fileno())],
                env=ENVIRONMENT,
                cwd=ROOT,
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=self._said,
            )
        atexit.register(self.close)
        hello = self.line(here.fileno(), PATIENCE_S)
        self.read: dict[str, str | None] = hello["read"]
        """The environment variables that imports read, and what they were."""
        self.cpu_s += hello["cpu_s"]

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        streams: tuple[int, int, int],
        *,
        terminal: bool,
        folder: Path | None,
    ) -> "tuple[int, int]":
        """Start `python WORDS`; its pid, and where its end will be told."""
        mask = os.umask(0o022)
        os.umask(mask)
        told = json.dumps({
            "words": list(words), "environment": dict(environment), "umask": mask,
            "folder": str(folder or Path.cwd()), "terminal": terminal,
        }).encode()  # fmt: skip
        report, write = os.pipe()
        try:
            with self._lock:
                head = len(told).to_bytes(HEAD)
                socket.send_fds(self._control, [head], [write, *streams])
                self._control.sendall(told)
        except OSError as error:
            os.close(report)
            raise self._ended() from error
        finally:
            os.close(write)
        return int(self.line(report, PATIENCE_S)["pid"]), report

    def line(self, descriptor: int, seconds: float) -> dict[str, Any]:
        """Return the next line that the server wrote."""
        line = bytearray()
        deadline = time.monotonic() + seconds
        while not line.endswith(b"\n"):
            left = max(0.0, deadline - time.monotonic())
            if not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError(f"The fork server (pid {self.pid}) was silent for {seconds} s.")
            byte = os.read(descriptor, 1)  # what follows is another line's
            if not byte:
                raise self._ended()
            line += byte
        found = json.loads(line)
        assert isinstance(found, dict)
        return found

    def close(self) -> None:
        """End the server. What it started lives on, as what Popen started would."""
        self._control.close()
        self._process.wait(PATIENCE_S)

    def _ended(self) -> ServerEnded:
        code = self._process.wait(PATIENCE_S)
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace")
        return ServerEnded(f"The fork server (pid {self.pid}) ended with {code}. It said: {said}")


_servers: list[_Server] = []
_starting = threading.Lock()


def server() -> _Server:
    """Return the fork server of this process, started when first asked for."""
    with _starting:
        if not _servers:
            _servers.append(_Server())
    return _servers[0]


def used_s() -> float:
    """Return the seconds of the processor that prepared starts took, as far as they have ended."""
    return sum(each.cpu_s for each in _servers)


def is_served(argv: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Return whether a prepared start of `argv` is the same as a true one.

    It is for modules, files and texts that this interpreter runs, where `environment` has nothing
    that steers the interpreter, and nothing else than the server had of what imports read.
    """
    runs = argv[0] == sys.executable and (argv[1] in ("-m", "-c") or argv[1].endswith(".py"))
    steers = {name for name in environment if name.startswith("PYTHON")}
    if environment.get("PYTHONPATH") == str(ROOT):
        steers.remove("PYTHONPATH")  # what was imported comes from there
    if not runs or steers:
        return False
    return all(
        environment.get(name) == value for name, value in server().read.items() if name not in OWN
    )


class Child:
    """A process that was forked for a start. What tests use of Popen, with the same names."""

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        streams: tuple[int, int, int],
        *,
        terminal: bool = False,
        folder: Path | None = None,
    ) -> None:
        if not is_served(argv, environment):
            raise ValueError(f"Only a true start can run {argv} in this environment.")
        self.args = list(argv)
        self.returncode: int | None = None
        """The exit code; negative: the signal that ended it."""
        self.stdin: IO[str] | None = None
        self.stdout: IO[str] | None = None
        self.stderr: IO[str] | None = None
        self.pid, self._report = server().start(
            argv[1:], environment, streams, terminal=terminal, folder=folder
        )

    def poll(self) -> int | None:
        """Return the exit code, or nothing while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; the exit code."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it ended in between
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, input: str = "", timeout: float = 60) -> tuple[str, str]:  # noqa: A002
        """Write `input`, read what is a pipe to its end, wait; what was read."""
        read = ["", ""]

        def keep(at: int, stream: IO[str]) -> None:
            read[at] = stream.read()

        readers = [
            threading.Thread(target=keep, args=(at, stream), daemon=True)
            for at, stream in enumerate((self.stdout, self.stderr))
            if stream is not None
        ]
        for reader in readers:
            reader.start()
        if self.stdin is not None:
            with suppress(BrokenPipeError):  # it need not read to the end
                self.stdin.write(input)
            with suppress(BrokenPipeError):
                self.stdin.close()
        deadline = time.monotonic() + timeout
        for reader in readers:
            reader.join(max(0.0, deadline - time.monotonic()))
            if reader.is_alive():
                raise subprocess.TimeoutExpired(self.args, timeout)
        self.wait(max(0.0, deadline - time.monotonic()))
        self._close()
        return read[0], read[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
        self.wait()

    def _close(self) -> None:
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._report], [], [], seconds)[0]:
            end = server().line(self._report, PATIENCE_S)
            os.close(self._report)
            self.returncode = os.waitstatus_to_exitcode(end["status"])
            server().cpu_s += end["cpu_s"]
        return self.returncode


def popen(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] = ENVIRONMENT,
    stdin: int | IO[Any] = subprocess.DEVNULL,
    stdout: int | IO[Any] = subprocess.PIPE,
    stderr: int | IO[Any] = subprocess.PIPE,
    cwd: Path | None = None,
) -> Child:
    """Start `argv` as `Popen(…, text=True)` does, but for the streams that it has by default."""
    ours: list[IO[str] | None] = []
    theirs: list[int] = []
    to_close: list[int] = []
    try:
        for wanted, mode in ((stdin, "w"), (stdout, "r"), (stderr, "r")):
            ours.append(None)
            if wanted == subprocess.PIPE:
                reads, writes = os.pipe()
                end, other = (reads, writes) if mode == "w" else (writes, reads)
                ours[-1] = open(other, mode, encoding="utf-8")  # noqa: SIM115, PTH123
                to_close.append(end)
            elif wanted == subprocess.DEVNULL:
                end = os.open(os.devnull, os.O_RDWR)
                to_close.append(end)
            else:
                end = wanted if isinstance(wanted, int) else wanted.fileno()
            theirs.append(end)
        child = Child(argv, env, (theirs[0], theirs[1], theirs[2]), folder=cwd)
    finally:
        for each in to_close:
            os.close(each)
    child.stdin, child.stdout, child.stderr = ours
    return child


def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] = ENVIRONMENT,
    text: str = "",
    cwd: Path | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Run `argv` to its end, with `text` as standard input."""
    child = popen(argv, env=env, stdin=subprocess.PIPE, cwd=cwd)
    out, err = child.communicate(text)
    return subprocess.CompletedProcess(child.args, child.wait(), out, err)


class OnTerminal:
    """A child on a PTY of its own: what `Terminal` uses of PtyProcess, with the same names."""

    def __init__(
        self, argv: Sequence[str], *, env: Mapping[str, str], dimensions: tuple[int, int]
    ) -> None:
        self.fd, slave = os.openpty()
        self.fileobj = open(self.fd, "r+b", buffering=0)  # noqa: SIM115, PTH123
        self.setwinsize(*dimensions)
        try:
            self._child = Child(argv, env, (slave, slave, slave), terminal=True)
        finally:
            os.close(slave)
        self.pid = self._child.pid

    @property
    def exitstatus(self) -> int | None:
        """The exit code, if it has ended by itself."""
        code = self._child.poll()
        return code if code is not None and code >= 0 else None

    @property
    def signalstatus(self) -> int | None:
        """The signal that ended it."""
        code = self._child.poll()
        return -code if code is not None and code < 0 else None

    def isalive(self) -> bool:
        return self._child.poll() is None

    def kill(self, number: int) -> None:
        self._child.send_signal(number)

    def setwinsize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def close(self, force: bool) -> None:
        """Close the terminal, and end the child if it still runs."""
        self.fileobj.close()
        if force:
            self._child.kill()
        self._child.wait(PATIENCE_S)
