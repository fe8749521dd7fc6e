"""A SQLite file that is written for certain or raises: for the journal and the drafts.

A row survives kill -9 once its method returns (`synchronous = FULL`); nothing is kept in memory
instead. Every method raises StoreFailed where the file cannot be used. A file that cannot be
written (of a newer smstui, on a read-only or full disk) is still read.
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
from smstui.store.files import folder_lock, private_folder
from smstui.store.memory_copy import copy_of
from smstui.store.sqlite import (
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

_UNWRITABLE: Final = frozenset(
    {errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO}
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words about a file in errors: its `name` ("The journal") and the consequences."""

    name: str
    without: str
    too_new: str


class StrictDatabase:
    """One file, opened when needed and used by the thread that first needs it.

    `take_over` runs each time the file is opened, while no other process opens it. `problem` says
    why the file is only read, and is empty where it can be written. `is_newer` is set for a file
    of a newer smstui: its checksums may cover columns that this version does not know.
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
        """Hold the write lock for one transaction. Its rows are on disk afterwards."""
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
        """Close the file. May be called twice."""
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
        check_thread(self.path, self._thread or here)
        return self.tables

    def _connect(self) -> "Tables":
        return open_sqlite(self.path, self._prepare, "synchronous = FULL")

    def _prepare(self, tables: "Tables") -> None:
        self._migrate(tables)
        if self._take_over and not self.problem:
            self._take_over(tables)

    def _connect_to_copy(self, error: Exception) -> "Tables":
        """Open a copy in memory of what can be read. Nothing is written to file or copy."""
        try:
            there = self.path.exists()
            connection = copy_of(self.path) if there else sqlite3.connect(":memory:")
        except (sqlite3.Error, OSError):
            raise error from None
        tables = tables_of(connection)
        self._migrate(tables)
        why = getattr(error.__cause__ or error, "strerror", None) or str(error)
        self.problem = self.problem or self._only_read(why)
        tables.conn.execute("PRAGMA query_only = ON")
        self._opens_again = True
        return tables

    def _only_read(self, why: str) -> str:
        return f"{self._wording.name} {self.path} cannot be written: {why}. It is only read."

    def _migrate(self, tables: "Tables") -> None:
        """Apply the missing steps. A file of a newer smstui is only read."""
        applied, known = self._schema.applied(tables), self._schema.step_names
        if applied - known:
            self.is_newer = True
            made = "was made by a newer smstui"
            if known - applied:
                made = "has no version"
            self.problem = (
                f"{self._wording.name} {self.path} {made}. It is read, and nothing is written. "
                f"Update smstui. {self._wording.too_new}"
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
                    f"{self._wording.name} {self.path} cannot be migrated to this version: "
                    f"{error}. It is only read."
                )
                tables.conn.execute("PRAGMA query_only = ON")


def _may_be_written(path: Path) -> bool:
    return all(os.access(each, os.W_OK) for each in (path, path.parent))


def _is_unwritable(error: Exception) -> bool:
    """Return whether the place cannot be written, so that the file may still be read."""
    if isinstance(error, StoreFailed):
        error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    if isinstance(error, sqlite3.Error):
        return trouble_of(error) is Trouble.UNWRITABLE
    return isinstance(error, OSError) and error.errno in _UNWRITABLE
