"""A line on standard error while the platform takes its time. Terminals only, gone afterwards."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from smstui.commands.global_options import GlobalOptions
from smstui.commands.output import told
from smstui.commands.progress import on_one_line

PATIENCE_S: Final = 0.7
"""Seconds before anything is said: most answers are there by then."""
_ERASE: Final = "\r\x1b[K"


@contextmanager
def waiting(words: str, wanted: GlobalOptions) -> Iterator[None]:
    """Say `words` if what is done within takes longer than PATIENCE_S."""
    if wanted.json or wanted.plain or not sys.stderr.isatty():
        yield
        return
    shown = on_one_line(told(words))
    said = threading.Event()
    lock = threading.Lock()

    def say() -> None:
        with lock:
            if not timer.finished.is_set():
                said.set()
                print(shown, end="", file=sys.stderr, flush=True)

    timer = threading.Timer(PATIENCE_S, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            timer.cancel()
        if said.is_set():
            print(_ERASE, end="", file=sys.stderr, flush=True)
