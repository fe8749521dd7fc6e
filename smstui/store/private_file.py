"""Create a new file that only its owner can read. Never overwrite."""

import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex
from typing import Final

from smstui.domain.errors import StoreFailed

TRIES: Final = 20
"""Names that are tried before giving up; that one of them is taken is all but impossible."""


def write_private(path: Path, text: str) -> Path:
    """Write `text` to the new file `path`, mode 0600.

    Raises StoreFailed when something is there already, be it a link, or it cannot be written.
    """
    try:
        return _write(path, [text])
    except FileExistsError:
        raise StoreFailed(
            f"Nothing was written: {path} is there already.", hint="Choose another name."
        ) from None


def write_new(folder: Path, stem: str, ending: str, parts: Iterable[str]) -> Path:
    """Write `parts` to a new file of `folder`, mode 0600; where it is.

    Its name is `stem`, a few random letters and `ending`. A stem may be made from the time: two
    processes that write at the same moment write two files. Raises StoreFailed.
    """
    for _ in range(TRIES):
        try:
            return _write(folder / f"{stem}-{token_hex(3)}.{ending}", parts)
        except FileExistsError:
            continue
    raise StoreFailed(f"Nothing was written: {folder} has every name that was tried.")


def _write(path: Path, parts: Iterable[str]) -> Path:
    """Create `path` and write to it. Raises StoreFailed, and FileExistsError before writing."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o600)
        os.fchmod(handle, 0o600)  # the umask may have taken more away
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.writelines(parts)
    except FileExistsError:
        raise
    except OSError as error:
        raise StoreFailed(f"Nothing was written ({error.strerror}): {path}.") from error
    return path
