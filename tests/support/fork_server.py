"""A fork server: a process that has imported the program, and forks a child for each start of it.

`python -m tests.support.fork_server FD` reads starts from the stream socket FD. `prepared.py` is
the other end. A child is a process of its own in every respect, with the imports done. What a fresh
interpreter would have anew, it gets anew: arguments, environment, folder, umask, standard streams,
terminal, signals, time zone. Then it runs what `python -m` would run, and ends as that does.
"""

import fcntl
import gc
import importlib
import io
import json
import os
import pkgutil
import resource
import runpy
import select
import signal
import socket
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

HEAD: Final = 4
"""Bytes that tell the length of a start; its descriptors come with them."""

STREAMS: Final = ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w"))

IMPORTED_LATE: Final = ("anyio._backends._asyncio", "certifi", "httpcore", "sqlite_utils")
"""What the program and its libraries import only when they are at work."""

MOST_DESCRIPTORS: Final = 65_536


class Start(NamedTuple):
    """A start that was asked for: `told` as `prepared.py` writes it."""

    told: dict[str, Any]
    report: int
    """Where the pid and the end are written."""
    streams: tuple[int, int, int]


def main() -> None:
    """Import the program, and serve until the other end is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c on the tests is theirs to answer
    names = import_all()
    gc.collect()
    gc.freeze()  # a child that collected garbage would copy every page of what was imported
    hello = {"cpu_s": used_s(), "read": {name: os.environ.get(name) for name in sorted(names)}}
    control.sendall(json.dumps(hello).encode() + b"\n")
    start = serve(control)
    if start is not None:
        become(start)
        run(start.told["words"])


def import_all() -> set[str]:
    """Import every module of the program; the environment variables that were read meanwhile."""
    import smstui

    with noted_environment() as names:
        for module in pkgutil.walk_packages(smstui.__path__, "smstui."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        for late in IMPORTED_LATE:
            importlib.import_module(late)
    return names


@contextmanager
def noted_environment() -> Iterator[set[str]]:
    """Note the names of the environment variables that are read."""
    names: set[str] = set()
    kind = type(os.environ)
    by_name = kind.__getitem__

    def noted(self: Any, name: str) -> str:
        names.add(name)
        return by_name(self, name)

    kind.__getitem__ = noted  # type: ignore[method-assign]
    try:
        yield names
    finally:
        kind.__getitem__ = by_name  # type: ignore[method-assign]


def used_s() -> float:
    """Return the seconds of the processor that this process has used, without its children."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def serve(control: socket.socket) -> Start | None:
    """Fork a child for each start. Return its start in the child, and nothing at the end."""
    waker, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    reports: dict[int, int] = {}
    told_s = used_s()
    while True:
        ready = select.select([control, waker], [], [])[0]
        if waker in ready:
            os.read(waker, 4096)
            before_s, told_s = told_s, used_s()
            report_ended(reports, told_s - before_s)
        if control not in ready:
            continue
        start = receive(control)
        if start is None:
            return None
        if threading.active_count() != 1:
            raise RuntimeError(f"An import started a thread: {threading.enumerate()}.")
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            control.detach()  # its number may soon be that of another file
            return start
        reports[pid] = start.report
        for stream in start.streams:
            os.close(stream)


def receive(control: socket.socket) -> Start | None:
    """Receive one start; nothing if the other end was closed."""
    head, descriptors, _, _ = socket.recv_fds(control, HEAD, 4, socket.MSG_WAITALL)
    if not head:
        return None
    rest = bytearray()
    while missing := int.from_bytes(head) - len(rest):
        piece = control.recv(missing)
        if not piece:
            return None
        rest += piece
    report, *streams = descriptors
    first, second, third = streams
    return Start(json.loads(rest), report, (first, second, third))


def report_ended(reports: dict[int, int], own_s: float) -> None:
    """Report every child that has ended, with the seconds of the processor it used.

    `own_s` are those of this process since its last report, for what it forked.
    """
    while reports:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if not pid:
            return
        report = reports.pop(pid)
        write(report, {"status": status, "cpu_s": own_s + usage.ru_utime + usage.ru_stime})
        own_s = 0.0
        os.close(report)


def write(report: int, line: dict[str, Any]) -> None:
    """Write to whoever asked for the start, if it still listens."""
    with suppress(BrokenPipeError):
        os.write(report, json.dumps(line).encode() + b"\n")


def become(start: Start) -> None:
    """Make this child what a fresh process would be."""
    told = start.told
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if told["terminal"]:
        os.setsid()
        fcntl.ioctl(start.streams[0], termios.TIOCSCTTY, 0)
    for (number, _, _), descriptor in zip(STREAMS, start.streams, strict=True):
        os.dup2(descriptor, number)
    write(start.report, {"pid": os.getpid()})  # told now, so that no signal comes too early
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, MOST_DESCRIPTORS if most == resource.RLIM_INFINITY else most)
    os.chdir(told["folder"])
    os.umask(told["umask"])
    os.environ.clear()
    os.environ.update(told["environment"])
    time.tzset()
    for number, name, mode in STREAMS:
        stream = opened(number, name, mode)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def opened(number: int, name: str, mode: str) -> io.TextIOWrapper:
    """Open a standard stream as the interpreter does."""
    before = getattr(sys, name)
    buffer = open(number, f"{mode}b", closefd=False)  # noqa: SIM115
    buffer.raw.name = f"<{name}>"
    stream = io.TextIOWrapper(
        buffer,
        encoding=before.encoding,
        errors=before.errors,
        newline="\n",
        line_buffering=name == "stderr" or os.isatty(number),
    )
    stream.mode = mode  # type: ignore[misc]
    return stream


def run(words: list[str]) -> None:
    """Run what `python WORDS` runs, in a `__main__` of its own."""
    if "PYTHONPATH" in os.environ:
        sys.path[1:] = dict.fromkeys([os.environ["PYTHONPATH"], *sys.path[1:]])
    sys.orig_argv = [sys.executable, *words]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]  # the packages of this file
    if words[0] == "-m":
        sys.argv = words[1:]
        sys.path[0] = str(Path.cwd())
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        sys.path[0] = ""
        sys.modules["__main__"] = main = ModuleType("__main__")
        exec(compile(words[1], "<string>", "exec"), main.__dict__)  # noqa: S102
    else:
        sys.argv = words
        sys.path[0] = str(Path(words[0]).resolve().parent)
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()
