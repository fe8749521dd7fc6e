"""The tables of the drafts, as migrations. A migration once released is never edited.

`drafts` has one row a wanted change, `scans` the codes that wait for their other half. Times
are microseconds since 1970, UTC.
"""

from typing import TYPE_CHECKING, Final

from smstui.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMNS: Final = (
    "id", "deployment", "family", "operation", "target", "second", "as_kind", "wanted", "made_at",
    "expires_at", "plan", "image_at", "standing", "said", "checked_at", "change", "person", "role",
)  # fmt: skip
"""Of `drafts`, in the order the checksum takes them."""


def drafts_scans(database: "Database") -> None:
    numbers = {"made_at", "expires_at", "image_at", "checked_at"}
    drafts = database.table("drafts")
    drafts.create(
        {name: int if name in numbers else str for name in COLUMNS} | {"checksum": bytes},
        pk="id",
        not_null={*COLUMNS, "checksum"},
    )
    drafts.create_index(["deployment", "made_at"])
    database.table("scans").create(
        {"n": int, "deployment": str, "text": str, "scanned_at": int},
        pk="n",
        not_null={"deployment", "text", "scanned_at"},
    )


DRAFTS: Final = Schema("smstui-drafts", (drafts_scans,))
