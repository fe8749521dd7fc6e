"""Show the progress of long work: one line on standard error of a terminal, erased afterwards."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from smstui.commands.folding import columns_of, fitted
from smstui.presentation.harmless import harmless

STEP_S: Final = 0.2
"""Seconds between two repaints at least: over a slow line more would be in the way."""
_ERASE: Final = "\r\x1b[K"


class Progress:
    """A line that is repainted in its place; `clear` before anything else is printed."""

    def __init__(self, wanted: bool = True) -> None:
        self._shown = wanted and sys.stderr.isatty()
        self._at = 0.0
        self._drawn = False

    def show(self, words: str) -> None:
        """Say how far it is, if that was not said a moment ago."""
        now = time.monotonic()
        if self._shown and now - self._at >= STEP_S:
            self._at = now
            self._drawn = True
            print(f"{_ERASE}{on_one_line(words)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._drawn = False
            print(_ERASE, end="", file=sys.stderr, flush=True)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While something is printed on standard output, perhaps the same terminal."""
        if sys.stdout.isatty():
            self.clear()
        yield


def on_one_line(words: str) -> str:
    """Return `words` cut to a line of the terminal: only one line can be erased."""
    columns = columns_of(sys.stderr)
    return fitted(harmless(words), columns - 1) if columns else harmless(words)


def rate(done: int, began: float) -> float:
    """Return the rate per second since the monotonic moment `began`."""
    return done / max(0.001, time.monotonic() - began)
