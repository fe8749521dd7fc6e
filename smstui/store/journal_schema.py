"""The tables of the journal, as migrations. A migration once released is never edited.

`changes` has one row a change, `holds` what an open one keeps others from, `previews` what a
person was shown last. Times are microseconds since 1970, UTC.
"""

from typing import TYPE_CHECKING, Final

from smstui.store.checksum import checksum
from smstui.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMNS: Final = (
    "id", "deployment", "family", "account", "operation", "title", "began_at", "ended_at",
    "open", "outcome", "reason", "role", "person", "correlation_id", "undoes", "owner", "plan",
    "results", "watch_until", "superseded_by",
)  # fmt: skip
"""Of `changes`, in the order the checksum takes them."""
FIRST_COLUMNS: Final = COLUMNS[:-2]
"""Those of the first migration."""


def changes_holds_previews(database: "Database") -> None:
    numbers = {"began_at", "ended_at", "open"}
    changes = database.table("changes")
    changes.create(
        {name: int if name in numbers else str for name in FIRST_COLUMNS} | {"checksum": bytes},
        pk="id",
        not_null={*FIRST_COLUMNS, "checksum"},
    )
    changes.create_index(["deployment", "began_at"])
    changes.create_index(["open"])

    database.table("holds").create(
        {"deployment": str, "subject": str, "change": str},
        pk=("deployment", "subject"),
        not_null={"change"},
    )
    database.table("previews").create(
        {"deployment": str, "asked": str, "account": str, "shown_at": int, "plan": str},
        pk=("deployment", "asked"),
        not_null={"account", "shown_at", "plan"},
    )


def watches(database: "Database") -> None:
    """Add until when a change that ended is watched, and the change that ended the watch.

    A row's checksum covers every column, so rows of before get a new one if theirs was right.
    """
    conn = database.conn
    conn.execute("ALTER TABLE changes ADD COLUMN watch_until INTEGER NOT NULL DEFAULT 0")
    conn.execute("ALTER TABLE changes ADD COLUMN superseded_by TEXT NOT NULL DEFAULT ''")
    conn.execute("CREATE INDEX idx_changes_watch_until ON changes (watch_until)")
    known = ", ".join(FIRST_COLUMNS)
    for *columns, mark in conn.execute(f"SELECT {known}, checksum FROM changes").fetchall():  # noqa: S608
        if mark == checksum("changes", *columns):
            conn.execute(
                "UPDATE changes SET checksum = ? WHERE id = ?",
                (checksum("changes", *columns, 0, ""), columns[0]),
            )


JOURNAL: Final = Schema("smstui-journal", (changes_holds_previews, watches))
