"""The tables of the journal, as migrations. A released migration is never edited.

`changes` has one row a change, `holds` what an open one keeps others from, `previews` what a
person was shown last. Times are microseconds since 1970, UTC. `platform` is a key of
`PlatformIdentity`, `deployment` the nickname it had then.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from smstui.store.columns import checksum
from smstui.store.sqlite import Schema, insert_sql

if TYPE_CHECKING:
    from sqlite_utils import Database

FIRST_COLUMNS: Final = (
    "id", "deployment", "family", "account", "operation", "title", "began_at", "ended_at",
    "open", "outcome", "reason", "role", "person", "correlation_id", "undoes", "owner", "plan",
    "results",
)  # fmt: skip
"""Columns of the first migration."""

BEFORE_PLATFORMS: Final = (*FIRST_COLUMNS, "watch_until", "superseded_by")
"""Columns before rows had a platform, in the order of their checksum."""

COLUMNS: Final = (*BEFORE_PLATFORMS, "platform", "taken_over")
"""Columns of `changes`, in the order of the checksum."""


SELECT: Final = f"SELECT {', '.join(COLUMNS)}, checksum FROM changes"  # noqa: S608
INSERT: Final = insert_sql("changes", (*COLUMNS, "checksum"), replace=True)
OPEN: Final = f"{SELECT} WHERE platform = ? AND open = 1 ORDER BY began_at"
NUMBERS: Final = [
    name in ("began_at", "ended_at", "watch_until", "open", "taken_over") for name in COLUMNS
]
"""The columns of `COLUMNS` that are numbers."""


def mark_of(columns: Sequence[Any]) -> bytes:
    """Return the checksum of a row. A row without a platform has that of older versions."""
    values = dict(zip(COLUMNS, columns, strict=True))
    covered = COLUMNS if values["platform"] else BEFORE_PLATFORMS
    return checksum("changes", *(values[name] for name in covered))


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
    """Add the end of the watch on a change, and the change that ended it.

    The checksum of a row covers every column, so rows with a correct one get a new one.
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


def rows_of_a_platform(database: "Database") -> None:
    """Add the platform to every row. Older rows wait under their nickname to be taken over."""
    run = database.conn.execute
    run("ALTER TABLE changes ADD COLUMN platform TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE changes ADD COLUMN taken_over INTEGER NOT NULL DEFAULT 0")
    database.table("changes").create_index(["platform", "began_at"])

    # `Journal.begin` keeps a lock from being doubled. Rows of two nicknames of one platform,
    # taken over, may lock the same subject.
    run("ALTER TABLE holds RENAME TO holds_of_before")
    database.table("holds").create(
        {"platform": str, "subject": str, "change": str},
        pk=("platform", "subject", "change"),
    )
    run("INSERT INTO holds SELECT deployment, subject, change FROM holds_of_before")
    run("DROP TABLE holds_of_before")

    run("ALTER TABLE previews RENAME TO previews_of_before")
    database.table("previews").create(
        {"platform": str, "asked": str, "account": str, "shown_at": int, "plan": str},
        pk=("platform", "asked"),
        not_null={"account", "shown_at", "plan"},
    )
    run(
        "INSERT INTO previews SELECT deployment, asked, account, shown_at, plan"
        " FROM previews_of_before"
    )
    run("DROP TABLE previews_of_before")


JOURNAL: Final = Schema("smstui-journal", (changes_holds_previews, watches, rows_of_a_platform))
