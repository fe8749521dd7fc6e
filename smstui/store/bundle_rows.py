"""The tables `bundles` and `names`: writing a bundle, finding bundles, dropping them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import search_key
from smstui.domain.naming import names_in
from smstui.store.checksum import checksum
from smstui.store.content import from_bytes, to_bytes
from smstui.store.moments import to_micros

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables


class Damaged(Exception):
    """A row that is not what was written."""


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A row as it lies in the table: trusted only once it is opened."""

    id: int
    deployment: str
    key: str
    read_at: int
    checksum: bytes
    content: bytes

    def open(self) -> Bundle:
        """The bundle. Raises Damaged, or ValueError for one that today's models do not take."""
        columns = (self.deployment, self.key, self.read_at, self.content)
        if self.checksum != checksum("bundles", *columns):
            raise Damaged
        return from_bytes(self.content)


def key_of(bundle: Bundle) -> str:
    """What a bundle is kept under: its account, else the lone record it is about."""
    owner = bundle.owner
    if owner and owner.id:
        return f"account:{owner.id}"
    return f"{bundle.focus.kind}:{bundle.focus.id}"


def row_of(bundle: Bundle) -> BundleRow:
    """`bundle` as a row to `put`; its id is not known yet."""
    key, read_at, content = key_of(bundle), to_micros(bundle.read_at), to_bytes(bundle)
    mark = checksum("bundles", bundle.deployment, key, read_at, content)
    return BundleRow(0, bundle.deployment, key, read_at, mark, content)


def names_for(bundle: Bundle) -> frozenset[tuple[str, str]]:
    """(kind, search key) of every identifier in `bundle`."""
    return frozenset((name.kind.value, search_key(name.value)) for name in names_in(bundle))


def put(tables: "Tables", row: BundleRow, names: frozenset[tuple[str, str]]) -> None:
    """Write `row` in place of an older one of its key; a younger one stays as it is."""
    conn = tables.conn
    found = conn.execute(
        "SELECT id, read_at FROM bundles WHERE deployment = ? AND key = ?",
        (row.deployment, row.key),
    ).fetchone()
    if found and found[1] > row.read_at:
        return
    if found:
        at = found[0]
        conn.execute(
            "UPDATE bundles SET read_at = ?, checksum = ?, content = ? WHERE id = ?",
            (row.read_at, row.checksum, row.content, at),
        )
    else:
        at = conn.execute(
            "INSERT INTO bundles (deployment, key, read_at, checksum, content)"
            " VALUES (?, ?, ?, ?, ?)",
            (row.deployment, row.key, row.read_at, row.checksum, row.content),
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
    tables: "Tables", deployment: str, search: str, since: int, kind: str | None = None
) -> list[BundleRow]:
    """Rows that have an identifier with the search key, newest first.

    The plus signs keep SQLite from walking every row of the deployment instead of the few found.
    """
    found = tables.conn.execute(
        "SELECT id, deployment, key, read_at, checksum, content FROM bundles"
        " WHERE +deployment = ? AND +read_at >= ? AND id IN"
        " (SELECT bundle FROM names WHERE search = ? AND kind = coalesce(?, kind))"
        " ORDER BY +read_at DESC",
        (deployment, since, search, kind),
    )
    return [BundleRow(*row) for row in found]


def with_id(tables: "Tables", at: int) -> list[BundleRow]:
    """The row with this id, if it is still there."""
    found = tables.conn.execute(
        "SELECT id, deployment, key, read_at, checksum, content FROM bundles WHERE id = ?", (at,)
    )
    return [BundleRow(*row) for row in found]


def expired(tables: "Tables", since: int, most: int) -> list[int]:
    """Ids of rows read before `since`, and of the oldest beyond `most`."""
    found = tables.conn.execute(
        "SELECT id FROM bundles WHERE read_at < ? UNION SELECT id FROM"
        " (SELECT id FROM bundles ORDER BY read_at DESC LIMIT -1 OFFSET ?)",
        (since, most),
    )
    return [at for (at,) in found]


def drop(tables: "Tables", ids: Iterable[int]) -> None:
    """Remove rows and what they are found by."""
    for at in ids:
        tables.conn.execute("DELETE FROM names WHERE bundle = ?", (at,))
        tables.conn.execute("DELETE FROM bundles WHERE id = ?", (at,))
