"""Private folders and files, and creating them.

Modes are given with each call instead of by umask, which belongs to the whole process and would
race with its other threads. A folder has mode 0700 and a file 0600. Both belong to the user of
this process and neither is a symbolic link, because SQLite would follow one.
"""

import fcntl
import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from smstui.domain.errors import StoreFailed

OUR_NAME: Final = "smstui"
JOURNAL_FILE: Final = "journal.db"
DRAFTS_FILE: Final = "drafts.db"
QUEUE_FILE: Final = "queue.db"
LOCK_WAIT_S: Final = 10.0
"""Seconds to wait for another process that is opening or repairing a file of the folder."""

TRIES: Final = 20
"""Names that are tried for a new file. That even one is taken is very unlikely."""

_NO_LINK: Final = os.O_NOFOLLOW | os.O_CLOEXEC
_IS_LINK: Final = "is a symbolic link"


def private_folder(path: Path) -> Path:
    """Return the folder `path`, created if it is missing, with mode 0700.

    The mode of an existing folder is changed only if it is empty or is called smstui. Raises
    StoreFailed for a symbolic link, a folder of another user or one that others can write.
    """
    try:
        make_folder(path)
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise _refused(path, "is not a folder" if not path.is_symlink() else _IS_LINK)
        _check_owner(path, status)
        _check_mode(path, stat.S_IMODE(status.st_mode))
    except OSError as error:
        raise _failed(path, error) from error
    return path


def private_file(path: Path) -> Path:
    """Return the file `path`, created empty if it is missing, with mode 0600.

    Raises StoreFailed for a symbolic link, a second hard link, anything but a plain file, or a
    file of another user.
    """
    try:
        try:
            handle = _create(path)
        except FileExistsError:
            if path.is_symlink():
                raise _refused(path, _IS_LINK) from None
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK)
        try:
            _check_file(path, handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise _failed(path, error) from error
    return path


def write_private(path: Path, text: str, *, other: str = "Choose another name.") -> Path:
    """Write `text` to the new file `path`, mode 0600. Never overwrite.

    Raises StoreFailed if `path` exists, even as a link, or cannot be written. `other` says how
    another one is named.
    """
    try:
        return _write(path, [text])
    except FileExistsError:
        raise StoreFailed(f"Nothing was written: {path} already exists.", hint=other) from None


def write_new(folder: Path, stem: str, ending: str, parts: Iterable[str]) -> Path:
    """Write `parts` to a new file in `folder`, mode 0600. Return its path.

    Its name is `stem`, six random characters and `ending`, so that two processes with the same
    stem write two files. Raises StoreFailed.
    """
    for _ in range(TRIES):
        try:
            return _write(folder / f"{stem}-{token_hex(3)}.{ending}", parts)
        except FileExistsError:
            continue
    raise StoreFailed(f"Nothing was written: no free name was found in {folder}.")


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Lock `folder` against other processes that open or repair its files.

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


def make_folder(path: Path) -> None:
    """Create `path` and its missing parents with mode 0700, whatever the umask.

    As root, nothing is created in a folder of another user (sudo with that user's home), because
    they could not use it. Raises StoreFailed for that, and OSError.
    """
    for folder in (*reversed(path.parents), path):
        if folder.exists() or folder.is_symlink():
            continue
        owner = folder.parent.stat().st_uid
        if os.geteuid() == 0 and owner != 0:
            raise StoreFailed(
                f"{folder.parent} belongs to another user (uid {owner}). Nothing was created.",
                hint="Run smstui without sudo, or set SMSTUI_STATE to a folder of your own.",
            )
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            folder.chmod(0o700)


def _create(path: Path) -> int:
    """Create the file `path` with mode 0600 and return its descriptor.

    Raises FileExistsError if anything is there, even a broken link, and OSError.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
    os.fchmod(handle, 0o600)  # the umask may have removed more
    return handle


def _write(path: Path, parts: Iterable[str]) -> Path:
    """Create `path` and write `parts`. Raises StoreFailed, and FileExistsError before writing."""
    try:
        with os.fdopen(_create(path), "w", encoding="utf-8", newline="") as out:
            out.writelines(parts)
    except FileExistsError:
        raise
    except OSError as error:
        raise StoreFailed(f"Nothing was written to {path}: {error.strerror}.") from error
    return path


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _check_mode(path: Path, mode: int) -> None:
    if not mode & 0o077:
        return
    if path.name == OUR_NAME or not any(path.iterdir()):
        path.chmod(0o700)
    elif mode & 0o022:
        raise _refused(path, "can be written by others")


def _check_file(path: Path, handle: int) -> None:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise _refused(path, "is not a plain file")
    if status.st_nlink > 1:
        raise _refused(path, "has a second hard link")
    _check_owner(path, status)
    if stat.S_IMODE(status.st_mode) & 0o077:
        os.fchmod(handle, 0o600)


def _check_owner(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise _refused(path, f"belongs to another user (uid {status.st_uid})")


def _refused(path: Path, why: str) -> StoreFailed:
    return StoreFailed(
        f"{path} {why}. Nothing is stored there.",
        hint="Remove it, or set SMSTUI_STATE to a folder of your own.",
    )


def _failed(path: Path, error: OSError) -> StoreFailed:
    return StoreFailed(
        f"{path} cannot be used: {error.strerror or type(error).__name__}.",
        hint="Check its permissions and the disk, or set SMSTUI_STATE to another folder.",
    )
