"""The tables of the journal, as migrations. A migration once released is never edited.

`changes` has one row a change, `holds` what an open one keeps others from, `previews` what a
person was shown last. Times are microseconds since 1970, UTC.
"""

from typing import TYPE_CHECKING, Final

from smstui.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMNS: Final = (
    "id", "deployment", "family", "account", "operation", "title", "began_at", "ended_at",
    "open", "outcome", "reason", "role", "person", "correlation_id", "undoes", "owner", "plan",
    "results",
)  # fmt: skip
"""Of `changes`, in the order the checksum takes them."""


def changes_holds_previews(database: "Database") -> None:
    numbers = {"began_at", "ended_at", "open"}
    changes = database.table("changes")
    changes.create(
        {name: int if name in numbers else str for name in COLUMNS} | {"checksum": bytes},
        pk="id",
        not_null={*COLUMNS, "checksum"},
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


JOURNAL: Final = Schema("smstui-journal", (changes_holds_previews,))
