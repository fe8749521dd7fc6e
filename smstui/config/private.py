"""Read files that hold a secret, only if no other user can read them."""

import os
import stat
from pathlib import Path

from smstui.domain.errors import BadConfiguration


def read_private(path: Path, key: str, most: int) -> bytes:
    """Return at most `most` + 1 bytes of `path`, so that a longer file is noticed.

    Raises BadConfiguration with `key` if the file cannot be read, is not a plain file, belongs to
    another user or can be read by others.
    """
    try:
        # Non-blocking: a FIFO would wait for its writer.
        handle = os.open(path.expanduser(), os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise _unread(path, key, error) from None
    except ValueError:
        raise BadConfiguration(f"{key}: not a path.", hint="Check the path.") from None
    try:
        _check(os.fstat(handle), path, key)
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most + 1)
    except OSError as error:  # opened, and not read: a network disk that went away
        raise _unread(path, key, error) from None
    finally:
        os.close(handle)


def _unread(path: Path, key: str, error: OSError) -> BadConfiguration:
    return BadConfiguration(
        f"{key}: {path} cannot be read: {error.strerror}.", hint="Check the path."
    )


def _check(found: os.stat_result, path: Path, key: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise BadConfiguration(
            f"{key}: {path} is not a plain file.", hint="Name a file that holds the secret."
        )
    if found.st_uid != os.geteuid():
        raise BadConfiguration(
            f"{key}: {path} belongs to another user (uid {found.st_uid}).",
            hint="Use a file of your own.",
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise BadConfiguration(
            f"{key}: {path} can be read by others (mode {stat.S_IMODE(found.st_mode):04o}).",
            hint=f"Run: chmod 600 {path}",
        )
