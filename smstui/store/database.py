"""A SQLite file that stays usable when it fails: for the cache and the queue.

WAL, `BEGIN IMMEDIATE` and a busy timeout keep eight processes from losing a write. A damaged file
is renamed and a new one started; where nothing can be written, the work goes on in memory.
`problem` says so in a sentence.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from smstui.domain.errors import StoreFailed
from smstui.store.files import folder_lock, private_folder
from smstui.store.memory_copy import copy_of
from smstui.store.quarantine import quarantine
from smstui.store.sqlite import (
    BUSY_TIMEOUT_S,
    Schema,
    Trouble,
    check_thread,
    immediate,
    open_sqlite,
    tables_of,
    trouble_of,
)

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

T = TypeVar("T")

WAL_KEPT_BYTES: Final = 4 << 20


class Database:
    """One SQLite file, used by the thread that opened it, or memory where the file fails.

    `read_only` is set for a file of a newer smstui. Opening does not raise for a bad file: see
    `problem`. `take_over` runs each time the file is opened, while no other process opens it.
    """

    def __init__(
        self, path: Path, schema: Schema, take_over: "Callable[[Tables], None] | None" = None
    ) -> None:
        self.path = path
        self._take_over = take_over
        self._lasting = ""
        self._passing = ""
        self.read_only = False
        self.in_memory = False
        self._schema = schema
        self._thread = threading.current_thread()
        self._inode: int | None = None
        self._open: Tables | None = None
        self._open_file(lambda: None)

    @property
    def problem(self) -> str:
        """A sentence on what is wrong, or empty. One about another process is removed later."""
        return self._lasting or self._passing

    @property
    def tables(self) -> "Tables":
        """The open database. Raises RuntimeError in another thread, and once closed."""
        check_thread(self.path, self._thread)
        if self._open is None:
            raise RuntimeError(f"{self.path.name} is closed")
        return self._open

    @contextmanager
    def writing(self) -> Iterator["Tables"]:
        """Hold the write lock for one transaction."""
        with immediate(self.tables) as tables:
            yield tables
        self._passing = ""

    def recover(self, error: sqlite3.Error) -> bool:
        """Become usable again after `error`. Return whether to try the same again."""
        trouble = trouble_of(error)
        if trouble is Trouble.BUSY:
            self._passing = (
                f"Another smstui locked {self.path} for {BUSY_TIMEOUT_S:.0f} s. "
                "The last entry was not saved."
            )
            return False
        if trouble is Trouble.UNWRITABLE or self.in_memory:
            self._to_memory(f"{self.path} cannot be written: {error}.")
            return True
        if self.read_only:
            return False
        broken = self._inode
        self._close()
        self._open_file(lambda: self._quarantine(broken))
        return True

    def safely(self, work: Callable[[], T], otherwise: T) -> T:
        """Return the result of `work`, tried again after a recovery, else `otherwise`.

        Raises ProgrammingError: that is a bug, not damage.
        """
        for _ in range(2):
            try:
                return work()
            except sqlite3.ProgrammingError:
                raise
            except sqlite3.Error as error:
                if not self.recover(error):
                    break
        return otherwise

    def checkpoint(self) -> bool:
        """Move the log (`-wal`) into the file. Return whether that was done.

        Another process that reads can prevent it.
        """
        if self.in_memory or self.read_only:
            return False
        busy, _, _ = self.tables.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Empty the log unless another process uses it, and close. May be called twice."""
        if self._open is not None:
            with suppress(sqlite3.Error):
                self.checkpoint()
            self._close()

    # Opening

    def _open_file(self, first: Callable[[], None]) -> None:
        try:
            private_folder(self.path.parent)
            with folder_lock(self.path.parent):
                first()
                self._open = self._connect_or_begin_anew()
                self._inode = self.path.stat().st_ino
        except StoreFailed as error:
            self._to_memory(str(error))
        except (sqlite3.Error, OSError) as error:
            self._to_memory(f"{self.path} cannot be opened: {error}.")

    def _connect_or_begin_anew(self) -> "Tables":
        try:
            return self._connect()
        except sqlite3.Error as error:
            if trouble_of(error) is not Trouble.BROKEN:
                raise
        self._quarantine(self.path.stat().st_ino)
        return self._connect()

    def _quarantine(self, inode: int | None) -> None:
        """Rename the damaged file, unless another process has already replaced it."""
        if inode is None or self.path.stat().st_ino != inode:
            return
        renamed = quarantine(self.path)
        self._lasting = (
            f"{self.path} was damaged. It was renamed to {renamed.name} and a new file was started."
        )

    def _connect(self) -> "Tables":
        return open_sqlite(
            self.path,
            self._migrate,
            "synchronous = NORMAL",
            f"journal_size_limit = {WAL_KEPT_BYTES}",
        )

    def _migrate(self, tables: "Tables") -> None:
        known, applied = self._schema.step_names, self._schema.applied(tables)
        if applied - known:
            tables.conn.execute("PRAGMA query_only = ON")
            self.read_only = True
            self._lasting = (
                f"{self.path} was made by a newer smstui. It is read, and nothing is added. "
                "Update smstui, or remove the file."
            )
        elif known - applied:
            with immediate(tables):
                self._schema.apply(tables)
        if self._take_over and not self.read_only:
            self._take_over(tables)

    def _to_memory(self, why: str) -> None:
        """Go on in memory, with what can still be read from the file."""
        memory = sqlite3.connect(":memory:")
        if self._open is not None:
            try:
                self._open.conn.backup(memory)
            except sqlite3.Error:
                memory = sqlite3.connect(":memory:")
            self._close()
        else:
            with suppress(sqlite3.Error, OSError):
                memory = copy_of(self.path)
        tables = tables_of(memory)
        self.read_only = False
        self._migrate(tables)
        self._open = tables
        self.in_memory = True
        self._lasting = f"{why} Until smstui ends, lookups are kept in memory only."

    def _close(self) -> None:
        if self._open is not None:
            with suppress(sqlite3.Error):
                self._open.close()
        self._open = None
        self._inode = None
