"""A SQLite file that is written, or nothing is: no stand-in in memory, `synchronous = FULL`.

For what must survive kill -9 the moment it is acknowledged: the journal and the drafts. Every
method raises StoreFailed, with a sentence, for whatever keeps it from the file. What cannot be
written (a file of a newer smstui, a read-only or a full disk) is still read.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smstui.domain.errors import StoreFailed
from smstui.store.cache_schema import Schema, immediate
from smstui.store.files import folder_lock, private_file, private_folder
from smstui.store.memory_copy import copy_of
from smstui.store.quarantine import COMPANIONS
from smstui.store.troubles import Trouble, damaged_text, trouble_of

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

BUSY_TIMEOUT_S: Final = 10.0

_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
)

_UNWRITABLE: Final = frozenset(
    {errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO}
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a file is spoken of: `name` ("The journal"), and what follows when it cannot be used."""

    name: str
    without: str
    too_new: str


class StrictDatabase:
    """One file, for the thread that first uses it; opened when needed.

    `take_over` runs each time the file is opened, while no other process opens it. `problem` says
    why it is only read; it is empty where it can be written. `is_newer` is set for a file of a
    newer smstui, whose checksums may cover columns that this version does not know.
    """

    def __init__(
        self,
        path: Path,
        schema: Schema,
        wording: Wording,
        take_over: "Callable[[Tables], None] | None" = None,
    ) -> None:
        self.path = path
        self._schema = schema
        self._wording = wording
        self._take_over = take_over
        self.tables: Tables | None = None
        """The open file; None until it is needed."""
        self._thread: threading.Thread | None = None
        self.problem = ""
        self.is_newer = False
        self._opens_again = False

    @contextmanager
    def reading(self) -> Iterator["Tables"]:
        try:
            yield self._opened()
        except (sqlite3.Error, OSError) as error:
            raise self.failed(error) from error

    @contextmanager
    def writing(self) -> Iterator["Tables"]:
        """A transaction that has the write lock from its start, on disk when it is left."""
        with self.reading() as tables:
            if self.problem:
                raise StoreFailed(self.problem, hint=self._wording.without)
            with immediate(tables):
                yield tables

    def failed(self, error: Exception) -> StoreFailed:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return StoreFailed(
            f"{self._wording.name} {self.path} cannot be used: {why}.",
            hint=f"{self._wording.without} Check the disk and its permissions, or set "
            "SMSTUI_STATE to another folder.",
        )

    def close(self) -> None:
        """Leave. Closing twice does nothing."""
        if self.tables is not None:
            with suppress(sqlite3.Error):
                self.tables.close()
            self.tables = None

    def _opened(self) -> "Tables":
        here = threading.current_thread()
        if self._opens_again and here is self._thread:
            self.close()  # the disk may be writable by now, and somebody may have written
        if self.tables is None:
            self._thread = here
            self.problem, self.is_newer, self._opens_again = "", False, False
            try:
                private_folder(self.path.parent)
                with folder_lock(self.path.parent):
                    self.tables = self._connect()
                if not self.problem and not _may_be_written(self.path):
                    self.problem = self._only_read(os.strerror(errno.EACCES))
                    self._opens_again = True
            except (sqlite3.Error, OSError, StoreFailed) as error:
                if not _is_unwritable(error):
                    raise
                self.tables = self._connect_to_copy(error)
        if here is not self._thread:
            raise RuntimeError(f"{self.path.name} belongs to thread {self._thread}")
        return self.tables

    def _connect(self) -> "Tables":
        from sqlite_utils import Database as Tables

        for companion in COMPANIONS:
            beside = self.path.with_name(self.path.name + companion)
            if not companion or beside.exists() or beside.is_symlink():
                private_file(beside)
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)
        try:
            connection.text_factory = damaged_text
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            tables = Tables(connection, execute_plugins=False)
            self._migrate(tables)
            if self._take_over and not self.problem:
                self._take_over(tables)
        except BaseException:
            connection.close()
            raise
        return tables

    def _connect_to_copy(self, error: Exception) -> "Tables":
        """Open a copy of what can be read; nothing is written to the file or to the copy."""
        from sqlite_utils import Database as Tables

        try:
            there = self.path.exists()
            connection = copy_of(self.path) if there else sqlite3.connect(":memory:")
        except (sqlite3.Error, OSError):
            raise error from None
        connection.text_factory = damaged_text
        tables = Tables(connection, execute_plugins=False)
        self._migrate(tables)
        why = getattr(error.__cause__ or error, "strerror", None) or str(error)
        self.problem = self.problem or self._only_read(why)
        tables.conn.execute("PRAGMA query_only = ON")
        self._opens_again = True
        return tables

    def _only_read(self, why: str) -> str:
        return f"{self._wording.name} {self.path} cannot be written: {why}. It is only read."

    def _migrate(self, tables: "Tables") -> None:
        """Take the steps that are missing. A file of a newer smstui is only read."""
        applied, known = self._schema.applied(tables), self._schema.step_names
        if applied - known:
            self.is_newer = True
            made = "was made by a newer smstui"
            if known - applied:
                made = "does not say which version made it"
            self.problem = (
                f"{self._wording.name} {self.path} {made}: it is read, and nothing is written to "
                f"it. Update smstui. {self._wording.too_new}"
            )
            tables.conn.execute("PRAGMA query_only = ON")
        elif known - applied:
            try:
                with immediate(tables):
                    self._schema.apply(tables)
            except sqlite3.OperationalError as error:
                if trouble_of(error) is not Trouble.BROKEN:
                    raise
                self.problem = (
                    f"{self._wording.name} {self.path} cannot be brought to this version: {error}. "
                    "It is only read."
                )
                tables.conn.execute("PRAGMA query_only = ON")


def _may_be_written(path: Path) -> bool:
    return all(os.access(each, os.W_OK) for each in (path, path.parent))


def _is_unwritable(error: Exception) -> bool:
    """Whether the place cannot be written, so that what is there may still be read."""
    if isinstance(error, StoreFailed):
        error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    if isinstance(error, sqlite3.Error):
        return trouble_of(error) is Trouble.UNWRITABLE
    return isinstance(error, OSError) and error.errno in _UNWRITABLE
