"""The tables of the cache, as migrations. A released migration is never edited.

`bundles.content` is the bundle without its secrets. `names` is its index and is never shown.
`recents` has one row for each record that was looked up, `referred` one for each record that
others name by uid alone, `seen` the words of each bundle, for a search. Times are microseconds
since 1970, UTC.
`platform` is a key of `PlatformIdentity`, `deployment` the nickname at that time.
"""

from typing import TYPE_CHECKING

from smstui.store import seen_words
from smstui.store.bundle_rows import Damaged, every, names_for
from smstui.store.sqlite import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database


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
    """Add the platform to every row. Older rows wait under their nickname to be taken over."""
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
    """Build the index again: how identifiers are compared depends on their kind now."""
    conn = database.conn
    conn.execute("DELETE FROM names")
    for row in every(database):
        try:
            names = names_for(row.open())
        except (Damaged, ValueError):
            continue  # a bundle without names is never shown, and dropped when it is old
        conn.executemany(
            "INSERT INTO names (bundle, kind, search) VALUES (?, ?, ?)",
            ((row.id, *name) for name in names),
        )


def order_of_readings(database: "Database") -> None:
    """Add the place in the order of readings: the time of the reading, unless the clock was set
    back since."""
    run = database.conn.execute
    for table, moment in (("bundles", "read_at"), ("recents", "seen_at")):
        run(f"ALTER TABLE {table} ADD COLUMN place INTEGER NOT NULL DEFAULT 0")
        run(f"UPDATE {table} SET place = {moment}")  # noqa: S608 - two constant names
        database.table(table).create_index(["place"])


def referred_records(database: "Database") -> None:
    """Add the records that others name by uid alone (`store.references`)."""
    referred = database.table("referred")
    referred.create(
        {
            "platform": str,
            "kind": str,
            "uid": str,
            "read_at": int,
            "content": bytes,
            "checksum": bytes,
        },
        pk=("platform", "kind", "uid"),
        not_null={"read_at", "content", "checksum"},
    )
    referred.create_index(["read_at"])


def words_of_bundles(database: "Database") -> None:
    """Add what a search of the seen looks at (`store.seen_words`)."""
    seen = database.table("seen")
    seen.create({"bundle": int, "words": str}, pk="bundle", not_null={"words"})
    for row in every(database):
        try:
            bundle = row.open()
        except (Damaged, ValueError):
            continue  # found by nothing, and dropped when it is old
        seen_words.put(database, row.id, bundle)


CACHE = Schema(
    "smstui-cache",
    (
        bundles_names_recents,
        rows_of_a_platform,
        names_by_kind,
        order_of_readings,
        referred_records,
        words_of_bundles,
    ),
)
