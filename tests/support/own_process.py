"""Say what a process sees of itself, as JSON in FILE: `python -m tests.support.own_process FILE`.

With a word after FILE it ends in that way.
"""

import gc
import json
import locale
import os
import random
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

ENDINGS = {
    "reads": lambda: print([*sys.stdin]),
    "code": lambda: sys.exit(7),
    "sentence": lambda: sys.exit("what went wrong"),
    "error": lambda: 1 // 0,
    "interrupt": lambda: os.kill(os.getpid(), signal.SIGINT),
    "terminated": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "thread": lambda: threading.Timer(0.05, print, ["from a thread"]).start(),
    "reader": lambda: print("x" * 100_000),
}
"""Ways to end."""


def seen() -> dict[str, Any]:
    """What this process sees of itself."""
    streams = [sys.stdin, sys.stdout, sys.stderr]
    return {
        "argv": sys.argv[1:],
        "program": Path(sys.argv[0]).name,
        "orig_argv": sys.orig_argv[1:],
        "path": sys.path,
        "flags": str(sys.flags),
        "name": [__name__, __spec__.name if __spec__ else None, sys.modules["__main__"].__name__],
        "main": sys.modules["__main__"].__dict__ is globals(),
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "umask": os.umask(0o022),
        "signals": {number.name: str(signal.getsignal(number)) for number in signal.Signals},
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "wakeup": signal.set_wakeup_fd(-1),
        "descriptors": [number for number in range(200) if _is_open(number)],
        "streams": [
            [one.name, one.mode, one.encoding, one.errors, one.line_buffering, one.write_through,
             one.isatty(), one.newlines, one.buffer.name, one.closed, type(one.buffer).__name__,
             os.get_inheritable(one.fileno()), one is getattr(sys, f"__{one.name.strip('<>')}__")]
            for one in streams
        ],
        "leads_its_session": os.getsid(0) == os.getpid(),
        "leads_its_group": os.getpgrp() == os.getpid(),
        "has_a_terminal": _has_a_terminal(),
        "size": list(os.get_terminal_size(0)) if os.isatty(0) else None,
        "threads": [thread.name for thread in threading.enumerate()],
        "zone": time.tzname,
        "locale": locale.setlocale(locale.LC_ALL),
        "limits": [resource.getrlimit(which) for which in range(10)],
        "gc": [gc.isenabled(), gc.get_threshold()],
        "hooks": [sys.excepthook is sys.__excepthook__, sys.gettrace(), sys.getprofile()],
        "own": [name for name in sys.modules if name.startswith("tests.")],
    }  # fmt: skip


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _has_a_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps([seen(), os.getpid(), random.random()]))
    for ending in sys.argv[2:]:
        ENDINGS[ending]()
