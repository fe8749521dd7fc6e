"""The table `recents`: the recent lookups, one row for each record."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import KINDS_OF_FAMILY, IdKind, Reading
from smstui.domain.naming import kind_of
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.record import Record
from smstui.domain.shown_state import state_of
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import clean
from smstui.domain.words import SmartcardStatus
from smstui.store.cache_results import Recent
from smstui.store.columns import checksum, from_micros, to_micros
from smstui.store.sqlite import insert_sql

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

_COLUMNS: Final = "platform, kind, id, asked, as_kind, account, name, status, seen_at"
_ACCOUNT, _NAME, _STATUS = 5, 6, 7
"""The places of what changes with the record among the columns."""


def recent_of(bundle: Bundle, reading: Reading, asked: str) -> Recent:
    """Return the row for a lookup of `bundle`. `name` is the customer's, else the record's."""
    record, owner = focused(bundle), bundle.owner
    name = getattr(owner, "name", None) or getattr(record, "name", None) or ""
    return Recent(
        kind=bundle.focus.kind,
        id=bundle.focus.id,
        asked=asked,
        as_kind=reading.kind,
        account=(owner.id or "") if owner else "",
        name=clean(name),
        status=state_of(record, bundle.platform_time(bundle.read_at)).word,
        seen_at=bundle.read_at,
    )


def focused(bundle: Bundle) -> Record | None:
    """Return the record that was looked up, if its part could be read."""
    records = [record for _, part in bundle.parts() for record in part]
    alike = [record for record in records if kind_of(record) == bundle.focus.kind]
    named = [record for record in alike if record.id == bundle.focus.id]
    keyed = [record for record in alike if getattr(record, "uid", None) == bundle.focus.id]
    return next(iter([*named, *keyed]), None)


def put(tables: "Tables", platform: str, recent: Recent) -> None:
    """Write the row in place of an earlier one for the same record. A later one stays."""
    columns = (
        platform,
        recent.kind,
        recent.id,
        recent.asked,
        recent.as_kind.value,
        recent.account,
        recent.name,
        recent.status,
        to_micros(recent.seen_at),
    )
    _put(tables, columns)


def _put(tables: "Tables", columns: tuple[str | int, ...]) -> None:
    tables.conn.execute(
        insert_sql("recents", (*_COLUMNS.split(", "), "checksum", "place"))
        + " ON CONFLICT (platform, kind, id) DO UPDATE SET asked = excluded.asked,"
        " as_kind = excluded.as_kind, account = excluded.account, name = excluded.name,"
        " status = excluded.status, seen_at = excluded.seen_at, checksum = excluded.checksum,"
        " place = excluded.place WHERE excluded.place >= recents.place",
        (*columns, checksum("recents", *columns), columns[-1]),
    )


def restate(
    tables: "Tables", platform: str, records: Iterable[Record], read_at: datetime, there: datetime
) -> None:
    """Give the recent lookups of `records` the state that these were read in.

    A card that is free belongs to no account any more. They keep their places, and a lookup after
    `read_at` its state. What only a box tells of its card says nothing of the card's state. `there`
    is the moment on the platform's clock.
    """
    now: dict[tuple[str, str], tuple[str, bool]] = {}
    for record in records:
        if not getattr(record, "told_by_box", False):
            state = state_of(record, there).word
            ids = {each for each in (record.id, getattr(record, "uid", None)) if each}
            now |= {(kind_of(record), each): (state, _is_free(record)) for each in ids}
    found = tables.conn.execute(
        f"SELECT rowid, {_COLUMNS}, checksum FROM recents"  # noqa: S608
        " WHERE platform = ? AND seen_at <= ?",
        (platform, to_micros(read_at)),
    ).fetchall()
    for at, *columns, mark in found:
        before = list(columns)
        columns[_STATUS], is_free = now.get((columns[1], columns[2]), (columns[_STATUS], False))
        if is_free:
            columns[_ACCOUNT] = columns[_NAME] = ""
        if columns != before and mark == checksum("recents", *before):
            tables.conn.execute(
                "UPDATE recents SET account = ?, name = ?, status = ?, checksum = ?"
                " WHERE rowid = ?",
                (*columns[_ACCOUNT : _STATUS + 1], checksum("recents", *columns), at),
            )


def _is_free(record: Record) -> bool:
    return (
        isinstance(record, SmartCard)
        and record.status is SmartcardStatus.AVAILABLE
        and not record.box_uid
        and not record.account_uid
    )


def newest(
    tables: "Tables", platform: str, since: int, most: int
) -> tuple[list[Recent], list[int]]:
    """Return the rows of a platform, newest first, and the row ids of damaged ones."""
    found = tables.conn.execute(
        f"SELECT rowid, {_COLUMNS}, checksum FROM recents"  # noqa: S608
        " WHERE platform = ? AND seen_at >= ? ORDER BY place DESC LIMIT ?",
        (platform, since, most),
    ).fetchall()
    sound: list[Recent] = []
    damaged: list[int] = []
    for at, *columns, mark in found:
        if mark != checksum("recents", *columns):
            damaged.append(at)
            continue
        _, kind, key, asked, as_kind, account, name, status, seen_at = columns
        with suppress(ValueError, OverflowError):  # a newer version wrote it in another form
            sound.append(
                Recent(
                    kind, key, asked, IdKind(as_kind), account, clean(name), status,
                    from_micros(seen_at),
                )
            )  # fmt: skip
    return sound, damaged


def waiting(tables: "Tables", identity: PlatformIdentity) -> bool:
    """Return whether there are rows of older versions under the nickname of `identity`."""
    return bool(_of_before(tables, identity))


def take_over(tables: "Tables", identity: PlatformIdentity) -> None:
    """Give rows of older versions to the platform of `identity`. Delete damaged ones."""
    for at, *columns, mark in _of_before(tables, identity):
        tables.conn.execute("DELETE FROM recents WHERE rowid = ?", (at,))
        if mark == checksum("recents", *columns):
            _put(tables, (identity.key, *columns[1:]))


def _of_before(tables: "Tables", identity: PlatformIdentity) -> list[tuple[Any, ...]]:
    """Return rows under the nickname with a kind that the family has."""
    kinds = [kind.value for kind in KINDS_OF_FAMILY[identity.family]]
    return tables.conn.execute(
        f"SELECT rowid, {_COLUMNS}, checksum FROM recents WHERE platform = ?"  # noqa: S608
        f" AND as_kind IN ({', '.join('?' * len(kinds))})",
        (identity.nickname, *kinds),
    ).fetchall()


def drop_expired(tables: "Tables", since: int, most: int) -> None:
    """Delete rows from before `since`, and the oldest beyond `most`."""
    tables.conn.execute("DELETE FROM recents WHERE seen_at < ?", (since,))
    tables.conn.execute(
        "DELETE FROM recents WHERE rowid IN"
        " (SELECT rowid FROM recents ORDER BY place DESC LIMIT -1 OFFSET ?)",
        (most,),
    )


def drop(tables: "Tables", rowids: list[int]) -> None:
    tables.conn.executemany("DELETE FROM recents WHERE rowid = ?", ((at,) for at in rowids))
