"""The triage queue of each deployment, so that an interrupted one goes on where it stopped.

One queue a deployment: a new list takes the place of the old one. What cannot be read is asked
again; what cannot be written costs the way back to it, and `problem` says so.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smstui.domain.errors import StoreFailed
from smstui.domain.text import clean
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.store.checksum import checksum
from smstui.store.database import Database
from smstui.store.files import state_folder
from smstui.store.moments import from_micros, to_micros
from smstui.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

FILE_NAME: Final = "queue.db"


def queue_rows(database: "Tables") -> None:
    database.table("queue").create(
        {"deployment": str, "place": int, "noted_at": int, "content": str, "checksum": bytes},
        pk=("deployment", "place"),
        not_null={"noted_at", "content", "checksum"},
    )


QUEUE: Final = Schema("smstui-queue", (queue_rows,))


class QueueStore:
    """The rows of each deployment's queue. Lives in the thread that made it.

    A queue that nobody touched for `days` is not shown any more and erased.
    """

    def __init__(
        self,
        folder: Path | None = None,
        days: int = 30,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._days = days
        self._now = now
        self._database = Database(state_folder(folder) / FILE_NAME, QUEUE)

    @property
    def problem(self) -> str:
        """Empty, or what is wrong with the file, in a sentence."""
        return self._database.problem

    def begin(self, deployment: str, rows: Sequence[QueueRow]) -> None:
        """Keep `rows` in place of the deployment's earlier queue; none erases it."""

        def write(tables: "Tables") -> None:
            tables.conn.execute("DELETE FROM queue WHERE deployment = ?", (deployment,))
            self._put(tables, deployment, rows)

        self._write(write)

    def erase(self, deployment: str) -> None:
        """Forget the deployment's queue, so that the file does not have it either.

        Raises StoreFailed when the file may still have it.
        """
        self.begin(deployment, ())
        if not (
            self._database.safely(self._database.checkpoint, False)
            or not self._database.path.exists()
        ):
            raise StoreFailed(
                f"{self._database.path} may still hold the queue. {self.problem}",
                hint="End every smstui and remove the file.",
            )

    def note(self, deployment: str, rows: Sequence[QueueRow]) -> None:
        """Keep what became of `rows`."""
        self._write(lambda tables: self._put(tables, deployment, rows))

    def load(self, deployment: str) -> list[QueueRow]:
        """The deployment's queue in the order of its list; damaged rows are not in it."""
        since = to_micros(self._now() - timedelta(days=self._days))

        def read() -> list[QueueRow]:
            found = self._database.tables.conn.execute(
                "SELECT deployment, place, noted_at, content, checksum FROM queue"
                " WHERE deployment = ? ORDER BY place",
                (deployment,),
            ).fetchall()
            if found and max(noted_at for _, _, noted_at, _, _ in found) < since:
                self.begin(deployment, ())
                return []
            return [
                row
                for *columns, mark in found
                if mark == checksum("queue", *columns) and (row := _row_in(columns[3])) is not None
            ]

        return self._database.safely(read, [])

    def close(self) -> None:
        """End; nothing that was erased stays readable in the log."""
        self._database.close()

    def _put(self, tables: "Tables", deployment: str, rows: Sequence[QueueRow]) -> None:
        at = to_micros(self._now())
        kept = [(deployment, row.place, at, _content(row)) for row in rows]
        tables.conn.executemany(
            "INSERT OR REPLACE INTO queue (deployment, place, noted_at, content, checksum)"
            " VALUES (?, ?, ?, ?, ?)",
            [(*columns, checksum("queue", *columns)) for columns in kept],
        )

    def _write(self, work: Callable[["Tables"], None]) -> None:
        def write() -> None:
            if not self._database.read_only:
                with self._database.writing() as tables:
                    work(tables)

        self._database.safely(write, None)


def _content(row: QueueRow) -> str:
    form: dict[str, Any] = asdict(row)
    del form["words"]
    form["read_at"] = to_micros(row.read_at) if row.read_at else None
    return json.dumps({name: value for name, value in form.items() if value not in ("", None, ())})


def _row_in(content: str) -> QueueRow | None:
    """The row; None for one that a newer smstui wrote otherwise."""
    try:
        form = json.loads(content)
        form["standing"] = Standing(form["standing"])
        if "read_at" in form:
            form["read_at"] = from_micros(form["read_at"])
        form = {name: clean(value) if type(value) is str else value for name, value in form.items()}
        form["people"] = tuple(map(clean, form.get("people", ())))
        return QueueRow(**form).searchable()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
