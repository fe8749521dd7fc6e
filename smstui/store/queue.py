"""The triage queue of each platform, so that an interrupted one can go on.

Each platform has one queue: a new list replaces the old one. Rows that cannot be read are checked
again. If rows cannot be written, the queue cannot be resumed, and `problem` says so.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smstui.config.files import state_folder
from smstui.domain.age import utc_now
from smstui.domain.errors import StoreFailed
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.privacy import marked_words
from smstui.domain.text import clean_sentence
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.store.columns import checksum, from_micros, to_micros
from smstui.store.database import Database
from smstui.store.files import QUEUE_FILE
from smstui.store.sqlite import Schema, immediate, insert_sql

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

FILE_NAME: Final = QUEUE_FILE


def queue_rows(database: "Tables") -> None:
    database.table("queue").create(
        {"deployment": str, "place": int, "noted_at": int, "content": str, "checksum": bytes},
        pk=("deployment", "place"),
        not_null={"noted_at", "content", "checksum"},
    )


def rows_of_a_platform(database: "Tables") -> None:
    """Add the platform to every row. Older rows wait under their nickname to be taken over."""
    run = database.conn.execute
    run("ALTER TABLE queue RENAME TO queue_of_before")
    database.table("queue").create(
        {"platform": str, "place": int, "noted_at": int, "content": str, "checksum": bytes},
        pk=("platform", "place"),
        not_null={"noted_at", "content", "checksum"},
    )
    run(
        "INSERT INTO queue SELECT deployment, place, noted_at, content, checksum"
        " FROM queue_of_before"
    )
    run("DROP TABLE queue_of_before")


QUEUE: Final = Schema("smstui-queue", (queue_rows, rows_of_a_platform))


class QueueStore:
    """The queue of one platform. Used by the thread that made it.

    A queue that was not used for `days` is deleted.
    """

    def __init__(
        self,
        identity: PlatformIdentity,
        folder: Path | None = None,
        days: int = 30,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._identity = identity
        self._days = days
        self._now = now
        self._database = Database(state_folder(folder) / FILE_NAME, QUEUE, self._take_over)

    @property
    def problem(self) -> str:
        """A sentence on what is wrong with the file, or empty."""
        return self._database.problem

    def begin(self, rows: Sequence[QueueRow]) -> None:
        """Save `rows` in place of the earlier queue. Without rows the queue is deleted."""

        def write(tables: "Tables") -> None:
            tables.conn.execute("DELETE FROM queue WHERE platform = ?", (self._key,))
            self._put(tables, rows)

        self._write(write)

    def erase(self) -> None:
        """Delete the queue, so that the file does not contain it either.

        Raises StoreFailed if the file may still contain it.
        """
        self.begin(())
        if not (
            self._database.safely(self._database.checkpoint, False)
            or not self._database.path.exists()
        ):
            raise StoreFailed(
                f"{self._database.path} may still contain the queue. {self.problem}",
                hint="End every smstui and remove the file.",
            )

    def note(self, rows: Sequence[QueueRow]) -> None:
        """Save the results in `rows`."""
        self._write(lambda tables: self._put(tables, rows))

    def load(self) -> list[QueueRow]:
        """Return the queue in the order of its list, without damaged rows."""
        since = to_micros(self._now() - timedelta(days=self._days))

        def read() -> list[QueueRow]:
            found = self._database.tables.conn.execute(
                f"{_SELECT} ORDER BY place",
                (self._key,),
            ).fetchall()
            sound = [columns for *columns, mark in found if mark == checksum("queue", *columns)]
            if sound and max(noted_at for _, _, noted_at, _ in sound) < since:
                self.begin(())
                return []
            rows = (_row_in(content) for *_, content in sound)
            return [row for row in rows if row is not None]

        return self._database.safely(read, [])

    def close(self) -> None:
        """Close the file. Nothing that was deleted stays readable in the log."""
        self._database.close()

    @property
    def _key(self) -> str:
        return self._identity.key

    def _take_over(self, tables: "Tables") -> None:
        """Take over the rows of older versions, once, without their results.

        Another process may do the same. The results may be of another platform with this nickname,
        so each id is checked again.
        """
        mine = (self._identity.nickname,)
        if not tables.conn.execute(f"{_SELECT} LIMIT 1", mine).fetchone():
            return
        with immediate(tables):
            found = tables.conn.execute(f"{_SELECT} ORDER BY place", mine).fetchall()
            tables.conn.execute("DELETE FROM queue WHERE platform = ?", mine)
            if tables.conn.execute(f"{_SELECT} LIMIT 1", (self._key,)).fetchone():
                return
            for *columns, mark in found:
                row = _row_in(columns[3]) if mark == checksum("queue", *columns) else None
                if row is not None:
                    asked = QueueRow(row.place, row.asked, private=row.private)
                    taken = (self._key, row.place, columns[2], _content(asked))
                    tables.conn.execute(_INSERT, (*taken, checksum("queue", *taken)))

    def _put(self, tables: "Tables", rows: Sequence[QueueRow]) -> None:
        at = to_micros(self._now())
        kept = [(self._key, row.place, at, _content(row)) for row in rows]
        tables.conn.executemany(
            _INSERT,
            [(*columns, checksum("queue", *columns)) for columns in kept],
        )

    def _write(self, work: Callable[["Tables"], None]) -> None:
        def write() -> None:
            if not self._database.read_only:
                with self._database.writing() as tables:
                    work(tables)

        self._database.safely(write, None)


_COLUMNS: Final = ("platform", "place", "noted_at", "content", "checksum")
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM queue WHERE platform = ?"  # noqa: S608
_INSERT: Final = insert_sql("queue", _COLUMNS, replace=True)


def _content(row: QueueRow) -> str:
    form: dict[str, Any] = asdict(row)
    del form["words"]
    form["read_at"] = to_micros(row.read_at) if row.read_at else None
    return json.dumps({name: value for name, value in form.items() if value not in ("", None, ())})


def _row_in(content: str) -> QueueRow | None:
    """Return the row, or None if a newer smstui wrote it in another form."""
    try:
        form = json.loads(content)
        form["standing"] = Standing(form["standing"])
        if "read_at" in form:
            form["read_at"] = from_micros(form["read_at"])
        people = form.pop("people", ())  # the names in the sentences of older versions
        form = {
            name: clean_sentence(value) if type(value) is str else value
            for name, value in form.items()
        }
        for name in ("title", "way_on"):
            form[name] = marked_words(form.get(name, ""), people)
        return QueueRow(**form).searchable()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None
