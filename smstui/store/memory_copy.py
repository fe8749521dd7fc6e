"""Copy a database to memory if its folder cannot be written: a read-only or full disk.

SQLite writes beside a file that it only reads (`-shm`), so such a file cannot always be opened in
place. The copy includes the log (`-wal`).
"""

import os
import shutil
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from smstui.store.quarantine import COMPANIONS


def copy_of(path: Path) -> sqlite3.Connection:
    """Return a copy of the database `path`, in memory.

    Raises OSError unless it is a plain file of this user, and sqlite3.Error if it cannot be read.
    """
    _check(path)
    logged = _size(path.with_name(path.name + "-wal"))
    where = path.absolute().as_uri()
    try:
        return _loaded(f"{where}?mode=ro")
    except sqlite3.OperationalError:
        if not logged:
            return _loaded(f"{where}?immutable=1")
    with suppress(sqlite3.Error):  # in exclusive mode SQLite keeps the index of the log in memory
        return _loaded(f"{where}?mode=rw", "PRAGMA locking_mode = EXCLUSIVE")
    with TemporaryDirectory(prefix="smstui-") as folder:
        for companion in COMPANIONS:
            beside = path.with_name(path.name + companion)
            if companion != "-shm" and beside.exists():
                shutil.copy(beside, Path(folder, beside.name))
        return _loaded(Path(folder, path.name).as_uri())


def _loaded(uri: str, first: str = "") -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:")
    try:
        with closing(sqlite3.connect(uri, uri=True)) as source:
            source.execute(first)
            source.backup(memory)
    except BaseException:
        memory.close()
        raise
    return memory


def _check(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        found = os.fstat(handle)
    finally:
        os.close(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{path} is not a plain file of this user")


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0
