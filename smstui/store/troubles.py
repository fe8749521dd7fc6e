"""What an error of SQLite means for us."""

import sqlite3
from enum import Enum, auto


class Trouble(Enum):
    """BUSY: someone else writes; UNWRITABLE: the place, not the file; BROKEN: the file itself."""

    BUSY = auto()
    UNWRITABLE = auto()
    BROKEN = auto()


_TROUBLES = {
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
    """What `error` says. A statement that suddenly makes no sense means a broken schema."""
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return _TROUBLES.get(primary, Trouble.BROKEN)


def damaged_text(raw: bytes) -> str:
    """Return text that may be damaged; the checksum of its row tells whether it is."""
    return raw.decode("utf-8", "replace")
