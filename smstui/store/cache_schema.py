"""The tables of the cache, as migrations. A migration once released is never edited.

`bundles.content` is the bundle without its secrets; `names` is its index and nothing that is
ever shown; `recents` has one row a record looked at. Times are microseconds since 1970, UTC.
`platform` is a key of `PlatformIdentity`, `deployment` the nickname it had then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


@dataclass(frozen=True, slots=True)
class Schema:
    """The steps that lead to today's tables. A step's name is its function's, for good."""

    name: str
    steps: tuple[Callable[["Database"], None], ...]

    def applied(self, database: "Database") -> frozenset[str]:
        """Names of the steps `database` has taken, unknown ones of a newer smstui included."""
        return frozenset(step.name for step in self._migrations().applied(database))

    @property
    def step_names(self) -> frozenset[str]:
        return frozenset(step.__name__ for step in self.steps)

    def apply(self, database: "Database") -> None:
        """Take the steps that are missing. Call it inside a transaction."""
        self._migrations().apply(database)

    def _migrations(self) -> "Migrations":
        from sqlite_utils import Migrations

        migrations = Migrations(self.name)
        for step in self.steps:
            migrations(name=step.__name__)(step)
        return migrations


@contextmanager
def immediate(database: "Database") -> Iterator["Database"]:
    """Hold the write lock for one transaction."""
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        yield database
        database.conn.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise


def bundles_names_recents(database: "Database") -> None:
    bundles = database.table("bundles")
    bundles.create(
        {
            "id": int,
            "deployment": str,
            "key": str,
            "read_at": int,
            "checksum": bytes,
            "content": bytes,
        },
        pk="id",
        not_null={"deployment", "key", "read_at", "checksum", "content"},
    )
    bundles.create_index(["deployment", "key"], unique=True)
    bundles.create_index(["read_at"])
    bundles.create_index(["deployment", "read_at"])

    names = database.table("names")
    names.create(
        {"bundle": int, "kind": str, "search": str},
        not_null={"bundle", "kind", "search"},
    )
    names.create_index(["search", "kind", "bundle"])
    names.create_index(["bundle", "kind", "search"], unique=True)

    recents = database.table("recents")
    recents.create(
        {
            "deployment": str,
            "kind": str,
            "id": str,
            "asked": str,
            "as_kind": str,
            "account": str,
            "name": str,
            "status": str,
            "seen_at": int,
            "checksum": bytes,
        },
        pk=("deployment", "kind", "id"),
        not_null={"asked", "as_kind", "account", "name", "status", "seen_at", "checksum"},
    )
    recents.create_index(["seen_at"])
    recents.create_index(["deployment", "seen_at"])


def rows_of_a_platform(database: "Database") -> None:
    """Give every row a platform. Rows of before wait, under their nickname, to be taken over."""
    run = database.conn.execute
    run("ALTER TABLE bundles ADD COLUMN platform TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE bundles ADD COLUMN taken_over INTEGER NOT NULL DEFAULT 0")
    run("DROP INDEX idx_bundles_deployment_key")
    run("DROP INDEX idx_bundles_deployment_read_at")
    bundles = database.table("bundles")
    bundles.create_index(["platform", "deployment"])
    bundles.create_index(["platform", "key"])
    bundles.create_index(["platform", "read_at"])

    run("ALTER TABLE recents RENAME TO recents_of_before")
    recents = database.table("recents")
    recents.create(
        {
            "platform": str,
            "kind": str,
            "id": str,
            "asked": str,
            "as_kind": str,
            "account": str,
            "name": str,
            "status": str,
            "seen_at": int,
            "checksum": bytes,
        },
        pk=("platform", "kind", "id"),
        not_null={"asked", "as_kind", "account", "name", "status", "seen_at", "checksum"},
    )
    run(
        "INSERT INTO recents SELECT deployment, kind, id, asked, as_kind, account, name, status,"
        " seen_at, checksum FROM recents_of_before"
    )
    run("DROP TABLE recents_of_before")
    recents.create_index(["seen_at"])
    recents.create_index(["platform", "seen_at"])


def names_by_kind(database: "Database") -> None:
    """Index every bundle anew: what equal identifiers have in common depends on their kind now."""
    from smstui.store.bundle_rows import Damaged, every, names_for

    conn = database.conn
    conn.execute("DELETE FROM names")
    for row in every(database):
        try:
            names = names_for(row.open())
        except (Damaged, ValueError):
            continue  # no bundle is shown that nothing leads to; it is dropped when it is old
        conn.executemany(
            "INSERT INTO names (bundle, kind, search) VALUES (?, ?, ?)",
            ((row.id, *name) for name in names),
        )


def order_of_readings(database: "Database") -> None:
    """Give every row its place in the order of readings: the moment it was read, unless the clock
    was set back since."""
    run = database.conn.execute
    for table, moment in (("bundles", "read_at"), ("recents", "seen_at")):
        run(f"ALTER TABLE {table} ADD COLUMN place INTEGER NOT NULL DEFAULT 0")
        run(f"UPDATE {table} SET place = {moment}")  # noqa: S608 - two names of ours
        database.table(table).create_index(["place"])


CACHE = Schema(
    "smstui-cache",
    (bundles_names_recents, rows_of_a_platform, names_by_kind, order_of_readings),
)
