"""Whether the process that began something is still there: a lock that dies with it.

A pid says nothing: it is given out again, and means another process in another container that
shares the folder. The kernel lets go of a lock however its holder ends, kill -9 included.
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
    """This process, as others see it. Hold one for as long as anything is begun in its name."""

    def __init__(self, state: Path) -> None:
        self.token = uuid.uuid4().hex
        self._path = private_file(private_folder(state / FOLDER) / self.token)
        self._handle = os.open(self._path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def leave(self) -> None:
        """Be gone. What was begun and not ended is left over from here on."""
        with suppress(OSError):
            self._path.unlink()
        with suppress(OSError):
            os.close(self._handle)


def is_present(state: Path, token: str) -> bool:
    """Whether the process called `token` is still there. Removes what a dead one left."""
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
