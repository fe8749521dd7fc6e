"""A list of ids as it comes from a file or from standard input, read whole and bounded."""

from errno import EINVAL
from pathlib import Path
from typing import Final, Protocol

from smstui.domain.errors import BadConfiguration
from smstui.domain.lists import decoded

LARGEST: Final = 4_000_000
"""Bytes of a list: ten thousand ids of 256 characters have fewer."""


def text_of_file(path: Path, *, may_wait: bool = False) -> str:
    """The lines of a file. Raises BadConfiguration for one that cannot be read, or is too large.

    A pipe is read to its end where the caller may wait for it; else it is no list.
    """
    try:
        if not may_wait and path.expanduser().exists() and not path.expanduser().is_file():
            raise OSError(EINVAL, "it is no file")
        with path.expanduser().open("rb") as file:
            return text_of(file, str(path))
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a home nobody has
        told = error.strerror if isinstance(error, OSError) else str(error)
        raise BadConfiguration(
            f"{path} cannot be read: {told}.", hint="Name a file with one id a line."
        ) from None


class Source(Protocol):
    """Bytes that are open for reading."""

    def read(self, size: int, /) -> bytes: ...


def text_of(source: Source, name: str) -> str:
    """The same of what is open already. Bytes that are no UTF-8 are replaced, and asked as such."""
    raw = source.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise BadConfiguration(
            f"{name} has more than {LARGEST // 1_000_000} MB.",
            hint="Split it, or use smstui diagnose --from.",
        )
    return decoded(raw)
