"""The tables `bundles` and `names`: writing a bundle, finding bundles, dropping them."""

import json
from collections.abc import Iterable, Set
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Final

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import search_key
from smstui.domain.naming import names_in, shown_of
from smstui.domain.platform_identity import PlatformIdentity
from smstui.store.bundle_bytes import from_bytes, to_bytes
from smstui.store.checksum import checksum
from smstui.store.moments import to_micros

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables


SHOWN = "shown"
"""The kind of an id in the index by which no record is looked up."""


class Damaged(Exception):
    """A row that is not what was written."""


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A row as it lies in the table: trusted only once it is opened.

    `taken_over` marks one from before rows belonged to a platform: nobody knows for certain
    which platform it came from.
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
        """The bundle. Raises Damaged, or ValueError for one that today's models do not take."""
        if self.checksum != self.mark:
            raise Damaged
        return from_bytes(self.content)

    @property
    def mark(self) -> bytes:
        """What the checksum has to be."""
        columns = (self.deployment, self.key, self.read_at, self.content)
        if not self.platform:
            return checksum("bundles", *columns)
        return checksum("bundles", self.platform, self.taken_over, *columns)


_COLUMNS: Final = "platform, taken_over, deployment, key, read_at, checksum, content"


def key_of(bundle: Bundle) -> str:
    """What a bundle is kept under: its account, else the lone record it is about."""
    owner = bundle.owner
    if owner and owner.id:
        return f"account:{owner.id}"
    return f"{bundle.focus.kind}:{bundle.focus.id}"


def row_of(bundle: Bundle, platform: str) -> BundleRow:
    """`bundle` as a row to `put`; its id is not known yet."""
    key, read_at, content = key_of(bundle), to_micros(bundle.read_at), to_bytes(bundle)
    row = BundleRow(0, platform, 0, bundle.deployment, key, read_at, b"", content)
    return replace(row, checksum=row.mark)


def names_for(bundle: Bundle) -> frozenset[tuple[str, str]]:
    """(kind, search key) of every identifier in `bundle`, and of every other id it shows."""
    names = {(name.kind.value, search_key(name.kind, name.value)) for name in names_in(bundle)}
    shown = {
        (SHOWN, value)
        for _, part in bundle.parts()
        for record in part
        for _, value in shown_of(record, bundle.family)
    }
    return frozenset(names | shown)


def put(tables: "Tables", row: BundleRow, names: frozenset[tuple[str, str]]) -> None:
    """Write `row` in place of an older one of its key; a younger one stays as it is."""
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
            f"INSERT INTO bundles ({_COLUMNS}, place)"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*astuple(row)[1:], row.read_at),
        ).lastrowid
    before = set(conn.execute("SELECT kind, search FROM names WHERE bundle = ?", (at,)))
    conn.executemany(
        "DELETE FROM names WHERE bundle = ? AND kind = ? AND search = ?",
        ((at, *name) for name in before - names),
    )
    conn.executemany(
        "INSERT INTO names (bundle, kind, search) VALUES (?, ?, ?)",
        ((at, *name) for name in names - before),
    )


def named(
    tables: "Tables", platform: str, searches: Set[str], since: int, kind: str | None = None
) -> list[BundleRow]:
    """Rows that have an identifier with one of the search keys, newest first.

    The plus signs keep SQLite from walking every row of the platform instead of the few found.
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
    """Every row, whosever it is."""
    found = tables.conn.execute(f"SELECT id, {_COLUMNS} FROM bundles")  # noqa: S608
    return [BundleRow(*row) for row in found]


def with_id(tables: "Tables", at: int) -> list[BundleRow]:
    """The row with this id, if it is still there."""
    found = tables.conn.execute(
        f"SELECT id, {_COLUMNS} FROM bundles WHERE id = ?",  # noqa: S608
        (at,),
    )
    return [BundleRow(*row) for row in found]


def waiting(tables: "Tables", identity: PlatformIdentity) -> bool:
    """Whether there are rows of before under the nickname of `identity`."""
    return bool(tables.conn.execute(_WAITING + " LIMIT 1", _whose(identity)).fetchone())


def take_over(tables: "Tables", identity: PlatformIdentity) -> None:
    """Give the rows of before to the platform of `identity`, marked. Damaged ones are dropped.

    Of two readings of an account the newer one stays.
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
    """The nickname, and the family as it is written in a bundle. A value has its quotes escaped,
    so only the field itself can match."""
    return identity.nickname, f'"family":"{identity.family}"'


def expired(tables: "Tables", since: int, most: int) -> list[int]:
    """Ids of rows read before `since`, and of the oldest beyond `most`."""
    found = tables.conn.execute(
        "SELECT id FROM bundles WHERE read_at < ? UNION SELECT id FROM"
        " (SELECT id FROM bundles ORDER BY place DESC LIMIT -1 OFFSET ?)",
        (since, most),
    )
    return [at for (at,) in found]


def drop(tables: "Tables", ids: Iterable[int]) -> None:
    """Remove rows and what they are found by."""
    for at in ids:
        tables.conn.execute("DELETE FROM names WHERE bundle = ?", (at,))
        tables.conn.execute("DELETE FROM bundles WHERE id = ?", (at,))
