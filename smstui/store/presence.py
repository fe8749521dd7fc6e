"""Tell whether the process that began a change still runs: by a lock that ends with it.

A pid is not enough: it is used again, and means another process in another container that shares
the folder. The kernel releases a lock however its holder ends, even by kill -9.
"""

import fcntl
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

from smstui.store.files import private_file, private_folder

FOLDER: Final = "running"


class Presence:
    """The presence of this process. Keep one while it owns open changes."""

    def __init__(self, state: Path) -> None:
        self.token = uuid.uuid4().hex
        self._path = private_file(private_folder(state / FOLDER) / self.token)
        self._handle = os.open(self._path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def leave(self) -> None:
        """End the presence. Unfinished changes of this process are left over from now on."""
        with suppress(OSError):
            self._path.unlink()
        with suppress(OSError):
            os.close(self._handle)


def is_present(state: Path, token: str) -> bool:
    """Return whether the process `token` still runs. Deletes the file of an ended one."""
    path = state / FOLDER / token
    if not token.isalnum():
        return False
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        with suppress(OSError):
            path.unlink()
        return False
    finally:
        os.close(handle)
