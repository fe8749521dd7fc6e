"""The tables of the drafts, as migrations. A released migration is never edited.

`drafts` has one row a wanted change, `scans` the codes that wait for their other half. Times
are microseconds since 1970, UTC. `platform` is a key of `PlatformIdentity`, `deployment` the
nickname it had then.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from smstui.store.columns import checksum
from smstui.store.sqlite import Schema, insert_sql

if TYPE_CHECKING:
    from sqlite_utils import Database

FIRST_COLUMNS: Final = (
    "id", "deployment", "family", "operation", "target", "second", "as_kind", "wanted", "made_at",
    "expires_at", "plan", "image_at", "standing", "said", "checked_at", "change", "person", "role",
)  # fmt: skip
"""Columns of `drafts` before rows had a platform, in the order of their checksum."""

COLUMNS: Final = (*FIRST_COLUMNS, "platform", "taken_over", "scanned")
"""Columns of `drafts`, in the order of the checksum, which skips an empty `scanned`."""


SELECT: Final = f"SELECT {', '.join(COLUMNS)}, checksum FROM drafts"  # noqa: S608
UPSERT: Final = (
    insert_sql("drafts", (*COLUMNS, "checksum"))
    + " ON CONFLICT (id) DO UPDATE SET "  # keeps the rowid, and with it the order
    + ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS[1:], "checksum"))
)
NUMBERS: Final = [
    name in ("made_at", "expires_at", "image_at", "checked_at", "taken_over") for name in COLUMNS
]
"""The columns of `COLUMNS` that are numbers."""


def mark_of(columns: Sequence[Any]) -> bytes:
    """Return the checksum of a row. A row without a platform has that of older versions."""
    values = dict(zip(COLUMNS, columns, strict=True))
    covered: Sequence[str] = COLUMNS if values["platform"] else FIRST_COLUMNS
    if not values["scanned"]:
        covered = [name for name in covered if name != "scanned"]
    return checksum("drafts", *(values[name] for name in covered))


def drafts_scans(database: "Database") -> None:
    numbers = {"made_at", "expires_at", "image_at", "checked_at"}
    drafts = database.table("drafts")
    drafts.create(
        {name: int if name in numbers else str for name in FIRST_COLUMNS} | {"checksum": bytes},
        pk="id",
        not_null={*FIRST_COLUMNS, "checksum"},
    )
    drafts.create_index(["deployment", "made_at"])
    database.table("scans").create(
        {"n": int, "deployment": str, "text": str, "scanned_at": int},
        pk="n",
        not_null={"deployment", "text", "scanned_at"},
    )


def rows_of_a_platform(database: "Database") -> None:
    """Add the platform to every row. Older rows wait under their nickname to be taken over."""
    run = database.conn.execute
    run("ALTER TABLE drafts ADD COLUMN platform TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE drafts ADD COLUMN taken_over INTEGER NOT NULL DEFAULT 0")
    database.table("drafts").create_index(["platform", "made_at"])

    run("ALTER TABLE scans RENAME TO scans_of_before")
    database.table("scans").create(
        {"n": int, "platform": str, "text": str, "scanned_at": int},
        pk="n",
        not_null={"platform", "text", "scanned_at"},
    )
    run("INSERT INTO scans SELECT n, deployment, text, scanned_at FROM scans_of_before")
    run("DROP TABLE scans_of_before")


def how_scanned(database: "Database") -> None:
    """Add how certain it is that the two codes of a pair were scanned one after the other."""
    database.conn.execute("ALTER TABLE drafts ADD COLUMN scanned TEXT NOT NULL DEFAULT ''")


DRAFTS: Final = Schema("smstui-drafts", (drafts_scans, rows_of_a_platform, how_scanned))
