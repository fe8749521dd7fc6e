"""Standard input, read so that one that is closed or broken ends in a sentence."""

import os
import sys
from collections.abc import Callable
from typing import BinaryIO, Self

from smstui.domain.errors import BadConfiguration


class StandardInput:
    """The bytes of standard input. Reading raises BadConfiguration where it cannot be read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def read(self, size: int = -1, /) -> bytes:
        return self._reading(self._source.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        return self._reading(self._source.readline, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._source is not sys.stdin.buffer:
            self._source.close()

    def _reading(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise BadConfiguration(
                f"Standard input cannot be read: {why}.", hint="Give it a file or a pipe."
            ) from None


def standard_input(*, own: bool = False) -> StandardInput:
    """Return standard input.

    With `own` it has a reader of its own: the interpreter's, in which a thread waits, would abort
    the end of the process.
    """
    given = sys.stdin.buffer
    if own:
        try:
            return StandardInput(os.fdopen(os.dup(given.fileno()), "rb", buffering=65_536))
        except OSError:  # in memory, or a folder
            pass
    return StandardInput(given)
