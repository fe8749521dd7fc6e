"""The tables `bundles` and `names`: write, find and delete bundles."""

import json
from collections.abc import Iterable, Set
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Final

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import search_key
from smstui.domain.naming import names_in, shown_of
from smstui.domain.platform_identity import PlatformIdentity
from smstui.store import seen_words
from smstui.store.bundle_bytes import from_bytes, to_bytes
from smstui.store.columns import checksum, to_micros
from smstui.store.sqlite import insert_sql

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables


SHOWN = "shown"
"""The kind in the index of an id that no record is looked up by."""


class Damaged(Exception):
    """Raised for a row that is not as it was written."""


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A row of the table. It is trusted only once it is opened.

    `taken_over` marks a row from before rows had a platform: its platform is not certain.
    """

    id: int
    platform: str
    taken_over: int
    deployment: str
    key: str
    read_at: int
    checksum: bytes
    content: bytes

    def open(self) -> Bundle:
        """Return the bundle. Raises Damaged, or ValueError if today's models refuse it."""
        if self.checksum != self.mark:
            raise Damaged
        return from_bytes(self.content)

    @property
    def mark(self) -> bytes:
        """The checksum that the row must have."""
        columns = (self.deployment, self.key, self.read_at, self.content)
        if not self.platform:
            return checksum("bundles", *columns)
        return checksum("bundles", self.platform, self.taken_over, *columns)


_COLUMNS: Final = "platform, taken_over, deployment, key, read_at, checksum, content"


def key_of(bundle: Bundle) -> str:
    """Return the key of a bundle: its account, else its only record."""
    owner = bundle.owner
    if owner and owner.id:
        return f"account:{owner.id}"
    return f"{bundle.focus.kind}:{bundle.focus.id}"


def row_of(bundle: Bundle, platform: str) -> BundleRow:
    """Return `bundle` as a row to `put`. Its id is not known yet."""
    key, read_at, content = key_of(bundle), to_micros(bundle.read_at), to_bytes(bundle)
    row = BundleRow(0, platform, 0, bundle.deployment, key, read_at, b"", content)
    return replace(row, checksum=row.mark)


def names_for(bundle: Bundle) -> frozenset[tuple[str, str]]:
    """Return (kind, search key) of every identifier in `bundle` and of every other id it shows."""
    names = {(name.kind.value, search_key(name.kind, name.value)) for name in names_in(bundle)}
    shown = {
        (SHOWN, value)
        for _, part in bundle.parts()
        for record in part
        for _, value in shown_of(record, bundle.family)
    }
    return frozenset(names | shown)


def put(
    tables: "Tables", row: BundleRow, names: frozenset[tuple[str, str]], bundle: Bundle
) -> None:
    """Write `row`, which is `bundle`, in place of an older one with its key. A younger one
    stays."""
    conn = tables.conn
    found = conn.execute(
        "SELECT id, place FROM bundles WHERE platform = ? AND key = ?",
        (row.platform, row.key),
    ).fetchone()
    if found and isinstance(found[1], int) and found[1] > row.read_at:
        return
    if found:
        at = found[0]
        conn.execute(
            "UPDATE bundles SET taken_over = ?, deployment = ?, read_at = ?, checksum = ?,"
            " content = ?, place = ? WHERE id = ?",
            (
                *(row.taken_over, row.deployment, row.read_at, row.checksum, row.content),
                *(row.read_at, at),
            ),
        )
    else:
        at = conn.execute(
            insert_sql("bundles", (*_COLUMNS.split(", "), "place")),
            (*astuple(row)[1:], row.read_at),
        ).lastrowid
    seen_words.put(tables, at, bundle)
    before = set(conn.execute("SELECT kind, search FROM names WHERE bundle = ?", (at,)))
    conn.executemany(
        "DELETE FROM names WHERE bundle = ? AND kind = ? AND search = ?",
        ((at, *name) for name in before - names),
    )
    conn.executemany(
        insert_sql("names", ("bundle", "kind", "search")),
        ((at, *name) for name in names - before),
    )


def named(
    tables: "Tables", platform: str, searches: Set[str], since: int, kind: str | None = None
) -> list[BundleRow]:
    """Return rows that have an identifier with one of the search keys, newest first.

    The plus signs keep SQLite from reading every row of the platform instead of the few found.
    """
    found = tables.conn.execute(
        f"SELECT id, {_COLUMNS} FROM bundles"  # noqa: S608
        " WHERE +platform = ? AND +read_at >= ? AND id IN"
        " (SELECT bundle FROM names WHERE search IN (SELECT value FROM json_each(?))"
        " AND kind = coalesce(?, kind))"
        " ORDER BY +place DESC",
        (platform, since, json.dumps(sorted(searches)), kind),
    )
    return [BundleRow(*row) for row in found]


def every(tables: "Tables") -> list[BundleRow]:
    """Return every row of all platforms."""
    found = tables.conn.execute(f"SELECT id, {_COLUMNS} FROM bundles")  # noqa: S608
    return [BundleRow(*row) for row in found]


def with_id(tables: "Tables", at: int) -> list[BundleRow]:
    """Return the row with this id, if there is one."""
    found = tables.conn.execute(
        f"SELECT id, {_COLUMNS} FROM bundles WHERE id = ?",  # noqa: S608
        (at,),
    )
    return [BundleRow(*row) for row in found]


def waiting(tables: "Tables", identity: PlatformIdentity) -> bool:
    """Return whether there are rows of older versions under the nickname of `identity`."""
    return bool(tables.conn.execute(_WAITING + " LIMIT 1", _whose(identity)).fetchone())


def take_over(tables: "Tables", identity: PlatformIdentity) -> None:
    """Give rows of older versions to the platform of `identity`, marked.

    Damaged ones are deleted. Of two readings of an account the newer one stays.
    """
    for (at,) in tables.conn.execute(_WAITING, _whose(identity)).fetchall():
        (row,) = with_id(tables, at)
        taken = replace(row, platform=identity.key, taken_over=1)
        newer = tables.conn.execute(
            "SELECT 1 FROM bundles WHERE platform = ? AND key = ? AND read_at >= ?",
            (taken.platform, taken.key, taken.read_at),
        ).fetchone()
        if newer or row.checksum != row.mark:
            drop(tables, [at])
            continue
        older = tables.conn.execute(
            "SELECT id FROM bundles WHERE platform = ? AND key = ?", (taken.platform, taken.key)
        ).fetchall()
        drop(tables, [one for (one,) in older])
        tables.conn.execute(
            "UPDATE bundles SET platform = ?, taken_over = 1, checksum = ? WHERE id = ?",
            (taken.platform, taken.mark, at),
        )


_WAITING: Final = (
    "SELECT id FROM bundles WHERE platform = '' AND deployment = ?"
    " AND instr(content, CAST(? AS BLOB))"
)


def _whose(identity: PlatformIdentity) -> tuple[str, str]:
    """Return the nickname, and the family as it is written in a bundle.

    Quotes in a value are escaped, so only the field itself can match.
    """
    return identity.nickname, f'"family":"{identity.family}"'


def expired(tables: "Tables", since: int, most: int) -> list[int]:
    """Return the ids of rows read before `since`, and of the oldest beyond `most`."""
    found = tables.conn.execute(
        "SELECT id FROM bundles WHERE read_at < ? UNION SELECT id FROM"
        " (SELECT id FROM bundles ORDER BY place DESC LIMIT -1 OFFSET ?)",
        (since, most),
    )
    return [at for (at,) in found]


def drop(tables: "Tables", ids: Iterable[int]) -> None:
    """Delete rows and their index."""
    for at in ids:
        tables.conn.execute("DELETE FROM names WHERE bundle = ?", (at,))
        tables.conn.execute("DELETE FROM bundles WHERE id = ?", (at,))
        seen_words.drop(tables, at)
