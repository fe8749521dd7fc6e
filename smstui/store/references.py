"""The table `referred`: records that others name by uid alone, each read once.

A row without content says that the platform has no such record, or with an empty uid that the site
has no such service. It is asked again after a day.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from smstui.domain.record import Record, secrets_of
from smstui.domain.references import RECORD_OF, Reference, Referred
from smstui.store.cache_results import Limits
from smstui.store.columns import checksum, to_micros
from smstui.store.database import Database
from smstui.store.sqlite import insert_sql

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

ASKED_AGAIN: Final = timedelta(days=1)
"""How long it is remembered that the platform has no such record or service."""
_COLUMNS: Final = ("platform", "kind", "uid", "read_at", "content", "checksum")


class ReferenceStore:
    """The answers of one platform for uids that its records name."""

    def __init__(
        self, database: Database, platform: str, limits: Limits, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._platform = platform
        self._limits = limits
        self._now = now

    def known(self, references: Iterable[Reference]) -> Mapping[Reference, Record | None]:
        """Return what was answered for `references`: a record, or None where there is none.

        A reference that was not asked about is missing.
        """
        wanted = list(references)

        def read() -> dict[Reference, Record | None]:
            found: dict[Reference, Record | None] = {}
            for reference in wanted:
                for uid in (reference.uid, ""):
                    if (row := self._row(reference.kind, uid)) is not None:
                        found[reference] = row[0]
                        break
            return found

        return self._database.safely(read, {})

    def names(self, kind: Referred) -> Mapping[str, str]:
        """Return the uid and the name of every record of `kind` that is kept."""

        def read() -> dict[str, str]:
            rows = self._database.tables.conn.execute(
                "SELECT uid FROM referred WHERE platform = ? AND kind = ? AND uid <> ''",
                (self._platform, kind.value),
            ).fetchall()
            kept = {str(uid): self._row(kind, uid) for (uid,) in rows}
            return {
                uid: getattr(row[0], "name", None) or ""
                for uid, row in kept.items()
                if row is not None and row[0] is not None
            }

        return self._database.safely(read, {})

    def keep(self, reference: Reference, record: Record | None) -> None:
        """Save what the platform answered for `reference`; None for no such record."""
        self._put(reference.kind, reference.uid, record)

    def keep_absent(self, kind: Referred) -> None:
        """Save that the site has no service for records of `kind`."""
        self._put(kind, "", None)

    def _row(self, kind: Referred, uid: str) -> tuple[Record | None] | None:
        """Return the answer of one row in a tuple; None without a row that still holds."""
        row = self._database.tables.conn.execute(
            "SELECT read_at, content, checksum FROM referred"
            " WHERE platform = ? AND kind = ? AND uid = ?",
            (self._platform, kind.value, uid),
        ).fetchone()
        if row is None:
            return None
        read_at, content, mark = row
        age = self._limits.age if content else min(ASKED_AGAIN, self._limits.age)
        is_sound = mark == checksum("referred", self._platform, kind.value, uid, read_at, content)
        if not is_sound or read_at <= to_micros(self._now() - age):
            return None
        if not content:
            return (None,)
        try:
            return (RECORD_OF[kind].model_validate_json(content),)
        except ValueError:
            return None

    def _put(self, kind: Referred, uid: str, record: Record | None) -> None:
        content = b"" if record is None else _to_bytes(record)
        read_at = to_micros(self._now())
        key = (self._platform, kind.value, uid)
        mark = checksum("referred", *key, read_at, content)

        def write() -> None:
            if self._database.read_only or not self._limits.days:
                return
            oldest = to_micros(self._now() - self._limits.age)
            with self._database.writing() as tables:
                run = tables.conn.execute
                run("DELETE FROM referred WHERE platform = ? AND kind = ? AND uid = ?", key)
                run("DELETE FROM referred WHERE read_at <= ?", (oldest,))
                run(insert_sql("referred", _COLUMNS), (*key, read_at, content, mark))

        self._database.safely(write, None)


def forget(tables: "Tables", platform: str) -> None:
    """Delete every row of `platform`."""
    tables.conn.execute("DELETE FROM referred WHERE platform = ?", (platform,))


def _to_bytes(record: Record) -> bytes:
    form = record.model_dump(mode="json", exclude=set(secrets_of(type(record))), exclude_none=True)
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
