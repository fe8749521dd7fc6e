"""A SQLite file that is written, or nothing is: no stand-in in memory, `synchronous = FULL`.

For what must survive kill -9 the moment it is acknowledged: the journal and the drafts. Every
method raises StoreFailed, with a sentence, for whatever keeps it from the file.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smstui.domain.errors import StoreFailed
from smstui.store.aside import COMPANIONS
from smstui.store.files import folder_lock, private_file, private_folder
from smstui.store.schema import Schema, immediate

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

BUSY_TIMEOUT_S: Final = 10.0

_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a file is spoken of: `name` ("The journal"), and what follows when it cannot be used."""

    name: str
    without: str
    too_new: str


class StrictDatabase:
    """One file, for the thread that first uses it; opened when needed.

    `take_over` runs each time the file is opened, while no other process opens it.
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

    @contextmanager
    def reading(self) -> Iterator["Tables"]:
        try:
            yield self._opened()
        except (sqlite3.Error, OSError) as error:
            raise self.failed(error) from error

    @contextmanager
    def writing(self) -> Iterator["Tables"]:
        """A transaction that has the write lock from its start, on disk when it is left."""
        with self.reading() as tables, immediate(tables):
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
        if self.tables is None:
            self._thread = here
            private_folder(self.path.parent)
            with folder_lock(self.path.parent):
                self.tables = self._connect()
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
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            tables = Tables(connection, execute_plugins=False)
            self._migrate(tables)
            if self._take_over:
                self._take_over(tables)
        except BaseException:
            connection.close()
            raise
        return tables

    def _migrate(self, tables: "Tables") -> None:
        applied = self._schema.applied(tables)
        if applied - self._schema.step_names:
            raise StoreFailed(
                f"{self._wording.name} {self.path} was made by a newer smstui.",
                hint=f"Update smstui. {self._wording.too_new}",
            )
        if self._schema.step_names - applied:
            with immediate(tables):
                self._schema.apply(tables)
