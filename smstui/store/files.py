"""Where private files live, and how they stay private.

Modes are given with each call instead of by umask, which belongs to the whole process and
would race with its other threads. A folder is 0700, a file 0600, both are ours, neither is a
symbolic link: SQLite would follow one.
"""

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from smstui.domain.errors import StoreFailed

OUR_NAME: Final = "smstui"
LOCK_WAIT_S: Final = 10.0
"""Seconds to wait for another process that is opening or repairing a file of the folder."""


JOURNAL_FILE: Final = "journal.db"


def private_folder(path: Path) -> Path:
    """`path` as a folder that only we can enter, made if it is missing.

    One that is there and open to others is closed to them if it is empty or bears our name;
    one with other things in it is not ours to close. Raises StoreFailed when it cannot be made,
    is a symbolic link, belongs to someone else or can be written by them.
    """
    try:
        make_folder(path)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise _refused(path, "is not a folder" if not path.is_symlink() else _LINK)
        _owned(path, found)
        _closed(path, stat.S_IMODE(found.st_mode))
    except OSError as error:
        raise _failed(path, error) from error
    return path


def private_file(path: Path) -> Path:
    """`path` as a file that only we can read, made empty if it is missing.

    Raises StoreFailed when it cannot be made, is a symbolic or a second hard link, no plain
    file, or belongs to someone else.
    """
    try:
        try:
            handle = os.open(path, _ALONE | os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            os.fchmod(handle, 0o600)
        except FileExistsError:
            if path.is_symlink():
                raise _refused(path, _LINK) from None
            handle = os.open(path, _ALONE | os.O_RDONLY | os.O_NONBLOCK)
        try:
            _check_file(path, handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise _failed(path, error) from error
    return path


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Alone among the processes that open or repair files of `folder`.

    Raises StoreFailed after LOCK_WAIT_S seconds.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        deadline = time.monotonic() + LOCK_WAIT_S
        while not _lock(handle):
            if time.monotonic() > deadline:
                raise StoreFailed(
                    f"Another smstui has been opening files in {folder} for {LOCK_WAIT_S:.0f} s.",
                    hint="End it, or set SMSTUI_STATE to another folder.",
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


_ALONE: Final = os.O_NOFOLLOW | os.O_CLOEXEC
_LINK: Final = "is a symbolic link, which could lead anywhere"


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def make_folder(path: Path) -> None:
    """Make `path` and what is missing above it, each 0700 whatever the umask takes away.

    As root nothing is made in a folder of somebody else: it would not be theirs to use (sudo with
    another user's home). Raises StoreFailed for that, and OSError.
    """
    for folder in (*reversed(path.parents), path):
        if folder.exists() or folder.is_symlink():
            continue
        owner = folder.parent.stat().st_uid
        if os.geteuid() == 0 and owner != 0:
            raise StoreFailed(
                f"{folder.parent} belongs to another user (uid {owner}), so nothing is made in it.",
                hint="Run smstui without sudo, or set SMSTUI_STATE to a folder of your own.",
            )
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            folder.chmod(0o700)


def _closed(path: Path, mode: int) -> None:
    if not mode & 0o077:
        return
    if path.name == OUR_NAME or not any(path.iterdir()):
        path.chmod(0o700)
    elif mode & 0o022:
        raise _refused(path, "can be written by others")


def _check_file(path: Path, handle: int) -> None:
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise _refused(path, "is not a plain file")
    if found.st_nlink > 1:
        raise _refused(path, "is linked to from elsewhere")
    _owned(path, found)
    if stat.S_IMODE(found.st_mode) & 0o077:
        os.fchmod(handle, 0o600)


def _owned(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise _refused(path, f"belongs to another user (uid {found.st_uid})")


def _refused(path: Path, why: str) -> StoreFailed:
    return StoreFailed(
        f"{path} {why}, so nothing is kept there.",
        hint="Remove it, or set SMSTUI_STATE to a folder of your own.",
    )


def _failed(path: Path, error: OSError) -> StoreFailed:
    return StoreFailed(
        f"{path} cannot be used: {error.strerror or type(error).__name__}.",
        hint="Check its permissions and the disk, or set SMSTUI_STATE to another folder.",
    )
