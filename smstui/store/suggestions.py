"""Suggest identifiers in the cache that are nearly the requested one."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import Identification, search_key
from smstui.domain.naming import kind_of, names_of
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import Clean, clean, clean_sentence
from smstui.store.bundle_rows import SHOWN
from smstui.store.cache_results import Suggestion
from smstui.store.similarity import fold_keys, nearest

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

_CANDIDATES = 24
"""Candidates to check; more than are shown, because one record has several names."""


class Neighbours:
    """The search keys of one platform, newest bundle first.

    Loaded when first needed, and again when the file has changed since.
    """

    def __init__(self) -> None:
        self._loaded: tuple[object, ...] = ()
        self._keys: list[str] = []
        self._folded: list[str] = []
        self._bundles: list[int] = []
        self._ends: list[int] = []

    def of(
        self, tables: "Tables", platform: str, since: int, asked: Identification
    ) -> list[tuple[str, int]]:
        """Return (search key, bundle id) of the keys nearest to `asked`, at the least distance."""
        self._load(tables, platform, since)
        texts = dict.fromkeys((asked.text, *_keys(asked)))
        found = sorted(hit for text in texts for hit in nearest(text, self._folded, _CANDIDATES))
        return [
            (self._keys[at], self._bundles[bisect_right(self._ends, at)])
            for edits, at in dict.fromkeys(found)
            if edits == found[0][0] and self._keys[at] not in texts
        ]

    def _load(self, tables: "Tables", platform: str, since: int) -> None:
        version = tables.conn.execute("PRAGMA data_version").fetchone()[0]
        now = (tables, version, tables.conn.total_changes, platform)
        if now == self._loaded:
            return
        newest = tables.conn.execute(
            "SELECT id FROM bundles WHERE platform = ? AND read_at >= ? ORDER BY read_at DESC",
            (platform, since),
        ).fetchall()
        grouped = tables.conn.execute(
            "SELECT bundle, count(*), group_concat(search, char(10)) FROM names"
            " WHERE kind != ? GROUP BY bundle",
            (SHOWN,),
        )
        names = {at: (count, keys) for at, count, keys in grouped}
        self._bundles = [at for (at,) in newest if at in names]
        self._ends = list(accumulate(names[at][0] for at in self._bundles))
        joined = "\n".join(names[at][1] for at in self._bundles)
        self._keys = joined.split("\n")
        self._folded = fold_keys(joined).split("\n")
        self._loaded = now


def suggestions_in(bundle: Bundle, key: str) -> Iterator[Suggestion]:
    """Yield the identifiers of `bundle` with the search key. The index alone is never shown."""
    owner = bundle.owner
    for _, part in bundle.parts():
        for record in part:
            for name in names_of(record, bundle.family):
                if search_key(name.kind, name.value) == key:
                    yield Suggestion(
                        text=name.value,
                        kind=name.kind,
                        title=_title(record, bundle),
                        account=(owner.id or "") if owner else "",
                        seen_at=bundle.read_at,
                    )


def _title(record: Record, bundle: Bundle) -> Clean:
    if isinstance(record, SmartCard):
        for box in bundle.boxes:
            if box.smartcard_id == record.number or (box.uid and box.uid == record.box_uid):
                return clean(f"card in {box.title}")
        return clean(kind_of(record))
    return clean_sentence(record.title)


def _keys(asked: Identification) -> Iterator[str]:
    return (search_key(reading.kind, reading.value) for reading in asked.readings)
