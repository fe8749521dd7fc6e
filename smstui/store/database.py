"""Opening the local SQLite, and staying useful when it cannot be opened.

WAL, `BEGIN IMMEDIATE` and a busy timeout keep eight processes from losing a write; a broken
file is set aside and begun anew; where nothing can be written the work goes on in memory.
None of that is silent: `problem` has the sentence.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from smstui.domain.errors import StoreFailed
from smstui.store.cache_schema import Schema, immediate
from smstui.store.files import folder_lock, private_file, private_folder
from smstui.store.memory_copy import copy_of
from smstui.store.quarantine import COMPANIONS, set_aside
from smstui.store.troubles import Trouble, damaged_text, trouble_of

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

T = TypeVar("T")

BUSY_TIMEOUT_S: Final = 10.0
"""Seconds a statement waits for another process; p99 of eight writers was 20 ms."""

WAL_KEPT_BYTES: Final = 4 << 20

_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "secure_delete = ON",
    "trusted_schema = OFF",
    f"journal_size_limit = {WAL_KEPT_BYTES}",
)


class Database:
    """One SQLite file, for the thread that opened it; memory stands in where there must be one.

    `read_only` is set for a file that a newer smstui made. Opening raises nothing that a person
    could meet: `problem` tells. `take_over` runs each time the file is opened, while no other
    process opens it.
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
        """Empty, or a sentence on what is wrong; one about another process ends with it."""
        return self._lasting or self._passing

    @property
    def tables(self) -> "Tables":
        """The open database. RuntimeError in another thread than its own, or once closed."""
        here = threading.current_thread()
        if here is not self._thread:
            raise RuntimeError(
                f"{self.path.name} was opened in thread {self._thread.name!r} "
                f"and is asked in {here.name!r}: hand the work over to its thread"
            )
        if self._open is None:
            raise RuntimeError(f"{self.path.name} is closed")
        return self._open

    @contextmanager
    def writing(self) -> Iterator["Tables"]:
        """A transaction that has the write lock from its start, so that what it reads holds."""
        with immediate(self.tables) as tables:
            yield tables
        self._passing = ""

    def recover(self, error: sqlite3.Error) -> bool:
        """Become usable again after `error`; whether trying the same again makes sense."""
        trouble = trouble_of(error)
        if trouble is Trouble.BUSY:
            self._passing = (
                f"Another smstui held {self.path} for {BUSY_TIMEOUT_S:.0f} s; "
                "what came last was not kept."
            )
            return False
        if trouble is Trouble.UNWRITABLE or self.in_memory:
            self._to_memory(f"{self.path} cannot be written: {error}.")
            return True
        if self.read_only:
            return False
        broken = self._inode
        self._close()
        self._open_file(lambda: self._set_aside(broken))
        return True

    def safely(self, work: Callable[[], T], otherwise: T) -> T:
        """`work`, once more after the database was recovered, else `otherwise`.

        A ProgrammingError is our own mistake, not damage, and goes up.
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
        """Move what was written into the file proper and empty the log; whether that was done.

        Another process that is reading can prevent it.
        """
        if self.in_memory or self.read_only:
            return False
        busy, _, _ = self.tables.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Leave no log behind, if nobody else is at it. Closing twice does nothing."""
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
        self._set_aside(self.path.stat().st_ino)
        return self._connect()

    def _set_aside(self, inode: int | None) -> None:
        """Set the broken file aside, unless another process has already replaced it."""
        if inode is None or self.path.stat().st_ino != inode:
            return
        aside = set_aside(self.path)
        self._lasting = f"{self.path} was damaged; it was set aside as {aside.name} and begun anew."

    def _connect(self) -> "Tables":
        from sqlite_utils import Database as Tables

        private_file(self.path)
        for companion in COMPANIONS:
            beside = self.path.with_name(self.path.name + companion)
            if beside.exists() or beside.is_symlink():
                private_file(beside)
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)
        try:
            connection.text_factory = damaged_text
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            tables = Tables(connection, execute_plugins=False)
            self._migrate(tables)
        except BaseException:
            connection.close()
            raise
        return tables

    def _migrate(self, tables: "Tables") -> None:
        known, applied = self._schema.step_names, self._schema.applied(tables)
        if applied - known:
            tables.conn.execute("PRAGMA query_only = ON")
            self.read_only = True
            self._lasting = (
                f"{self.path} was made by a newer smstui: it is read, and nothing is added to it. "
                "Update smstui, or remove the file."
            )
        elif known - applied:
            with immediate(tables):
                self._schema.apply(tables)
        if self._take_over and not self.read_only:
            self._take_over(tables)

    def _to_memory(self, why: str) -> None:
        """Go on in memory, with what can still be read from the file."""
        from sqlite_utils import Database as Tables

        memory = Tables(memory=True, execute_plugins=False)
        if self._open is not None:
            try:
                self._open.conn.backup(memory.conn)
            except sqlite3.Error:
                memory = Tables(memory=True, execute_plugins=False)
            self._close()
        else:
            with suppress(sqlite3.Error, OSError):
                memory = Tables(copy_of(self.path), execute_plugins=False)
        memory.conn.text_factory = damaged_text
        self.read_only = False
        self._migrate(memory)
        self._open = memory
        self.in_memory = True
        self._lasting = f"{why} Until smstui ends, look-ups are remembered in memory only."

    def _close(self) -> None:
        if self._open is not None:
            with suppress(sqlite3.Error):
                self._open.close()
        self._open = None
        self._inode = None
