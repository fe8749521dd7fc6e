"""The tables of the drafts, as migrations. A migration once released is never edited.

`drafts` has one row a wanted change, `scans` the codes that wait for their other half. Times
are microseconds since 1970, UTC. `platform` is a key of `PlatformIdentity`, `deployment` the
nickname it had then.
"""

from typing import TYPE_CHECKING, Final

from smstui.store.cache_schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database

FIRST_COLUMNS: Final = (
    "id", "deployment", "family", "operation", "target", "second", "as_kind", "wanted", "made_at",
    "expires_at", "plan", "image_at", "standing", "said", "checked_at", "change", "person", "role",
)  # fmt: skip
"""Of `drafts` before rows belonged to a platform, in the order their checksum takes them."""

COLUMNS: Final = (*FIRST_COLUMNS, "platform", "taken_over", "scanned")
"""Of `drafts`, in the order the checksum takes them. An empty `scanned` is not part of it."""


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
    """Give every row a platform. Rows of before wait, under their nickname, to be taken over."""
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
    """Say of a pair how surely its two codes were scanned one after the other."""
    database.conn.execute("ALTER TABLE drafts ADD COLUMN scanned TEXT NOT NULL DEFAULT ''")


DRAFTS: Final = Schema("smstui-drafts", (drafts_scans, rows_of_a_platform, how_scanned))
