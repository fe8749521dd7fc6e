"""Open a SQLite file: pragmas, migrations, transactions, and the meaning of its errors.

`Database` (the cache and the queue) goes on in memory where its file fails; `StrictDatabase` (the
journal and the drafts) raises. Both open, migrate and guard their file with what is here.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smstui.store.files import private_file
from smstui.store.quarantine import COMPANIONS

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables
    from sqlite_utils import Migrations

BUSY_TIMEOUT_S: Final = 10.0
"""Seconds a statement waits for another process; p99 of eight writers was 20 ms."""

_PRAGMAS: Final = ("journal_mode = WAL", "secure_delete = ON", "trusted_schema = OFF")


class Trouble(Enum):
    """The kind of an error.

    BUSY: another process writes. UNWRITABLE: the place cannot be written. BROKEN: the file itself
    is damaged.
    """

    BUSY = auto()
    UNWRITABLE = auto()
    BROKEN = auto()


_TROUBLES: Final = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_PERM: Trouble.UNWRITABLE,
    sqlite3.SQLITE_READONLY: Trouble.UNWRITABLE,
    sqlite3.SQLITE_IOERR: Trouble.UNWRITABLE,
    sqlite3.SQLITE_FULL: Trouble.UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNWRITABLE,
    sqlite3.SQLITE_NOMEM: Trouble.UNWRITABLE,
    sqlite3.SQLITE_PROTOCOL: Trouble.UNWRITABLE,
    sqlite3.SQLITE_NOLFS: Trouble.UNWRITABLE,
}


def trouble_of(error: sqlite3.Error) -> Trouble:
    """Return the kind of `error`. A statement that suddenly fails means a broken schema."""
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return _TROUBLES.get(primary, Trouble.BROKEN)


@dataclass(frozen=True, slots=True)
class Schema:
    """The migrations that lead to the tables of today.

    The name of a step is the name of its function. It is stored in the file and never changes.
    """

    name: str
    steps: tuple[Callable[["Tables"], None], ...]

    def applied(self, tables: "Tables") -> frozenset[str]:
        """Return the names of the applied steps, including those of a newer smstui."""
        return frozenset(step.name for step in self._migrations().applied(tables))

    @property
    def step_names(self) -> frozenset[str]:
        return frozenset(step.__name__ for step in self.steps)

    def apply(self, tables: "Tables") -> None:
        """Apply the missing steps. Call it inside a transaction."""
        self._migrations().apply(tables)

    def _migrations(self) -> "Migrations":
        from sqlite_utils import Migrations

        migrations = Migrations(self.name)
        for step in self.steps:
            migrations(name=step.__name__)(step)
        return migrations


@contextmanager
def immediate(tables: "Tables") -> Iterator["Tables"]:
    """Hold the write lock for one transaction, so that what it reads stays true."""
    tables.conn.execute("BEGIN IMMEDIATE")
    try:
        yield tables
        tables.conn.execute("COMMIT")
    except BaseException:
        tables.rollback()
        raise


def insert_sql(table: str, columns: Sequence[str], replace: bool = False) -> str:
    """Return the INSERT of a row with `columns`; with `replace` in place of an older row.

    The `insert` of sqlite-utils takes 40 times as long (0.6 ms) and creates a missing table: here a
    missing table is damage and must raise.
    """
    places = ", ".join("?" * len(columns))
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    return f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({places})"


def open_sqlite(path: Path, prepare: Callable[["Tables"], None], *pragmas: str) -> "Tables":
    """Open the private file `path` in WAL mode, with `pragmas` besides the usual ones.

    `prepare` migrates it; the connection is closed if that raises. Raises sqlite3.Error, OSError
    and StoreFailed (a link, a file of another user).
    """
    for companion in COMPANIONS:
        beside = path.with_name(path.name + companion)
        if not companion or beside.exists() or beside.is_symlink():
            private_file(beside)
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
    try:
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        tables = tables_of(connection)
        prepare(tables)
    except BaseException:
        connection.close()
        raise
    return tables


def tables_of(connection: sqlite3.Connection) -> "Tables":
    """Wrap `connection`. Damaged text is decoded too; the checksum of its row finds it."""
    from sqlite_utils import Database as Tables

    connection.text_factory = _damaged_text
    return Tables(connection, execute_plugins=False)


def _damaged_text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def check_thread(path: Path, owner: threading.Thread) -> None:
    """Raise RuntimeError unless the current thread is `owner`, the one that opened `path`."""
    here = threading.current_thread()
    if here is not owner:
        raise RuntimeError(
            f"{path.name} was opened in thread {owner.name!r} and is used in {here.name!r}: "
            "hand the work over to its thread"
        )
