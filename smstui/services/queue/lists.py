"""Read a list of ids from a file or from standard input, up to a limit."""

from errno import EINVAL
from pathlib import Path
from typing import Final, Protocol

from smstui.domain.errors import BadConfiguration
from smstui.domain.lists import decoded
from smstui.domain.surface import in_words

LARGEST: Final = 4_000_000
"""Bytes of a list. Ten thousand ids of 256 characters have fewer."""


def text_of_file(path: Path, *, may_wait: bool = False) -> str:
    """Return the lines of a file. Raises BadConfiguration if it is unreadable or too large.

    A pipe is read to its end if the caller may wait for it; otherwise it is refused.
    """
    try:
        if not may_wait and path.expanduser().exists() and not path.expanduser().is_file():
            raise OSError(EINVAL, "not a file")
        with path.expanduser().open("rb") as file:
            return text_of(file, str(path))
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # a NUL in the name, an unknown home directory
        told = error.strerror if isinstance(error, OSError) else str(error)
        raise BadConfiguration(
            f"{path} cannot be read: {told}.", hint="Name a file with one id on each line."
        ) from None


class Source(Protocol):
    """Return the bytes of an open file."""

    def read(self, size: int, /) -> bytes: ...


def text_of(source: Source, name: str) -> str:
    """Return the lines of an open file. Bytes that are not UTF-8 are replaced and looked up so."""
    raw = source.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise BadConfiguration(
            f"{name} has more than {LARGEST // 1_000_000} MB.",
            hint=in_words("Split it.", "Split it, or use smstui diagnose --from."),
        )
    return decoded(raw)
