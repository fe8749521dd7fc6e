"""The queue of a deployment: a list is read, diagnosed, and still there after a restart.

Lives in the engine. Each result is saved as it arrives, so that a console that is closed or killed
only loses the running requests.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from smstui.config.files import state_folder
from smstui.config.settings import Deployment
from smstui.domain import zone
from smstui.domain.errors import SignInRefused
from smstui.domain.spreadsheet import BYTE_ORDER_MARK, CSV_END
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.queue import QueueRow, ids_of
from smstui.services.diagnosis import Diagnosed
from smstui.services.engine import Engine
from smstui.services.outcomes import Opened
from smstui.services.queue.rows import row_of, waiting_row
from smstui.services.queue.running import Answered
from smstui.services.queue.table import csv_lines, json_lines
from smstui.store.files import private_folder, write_new
from smstui.store.queue import QueueStore

MOST: Final = 10_000
"""The most ids of one queue. For more, use `smstui diagnose - --resume`."""

EXPORTS: Final = {
    "csv": "a table for a spreadsheet, formulas escaped",
    "csv-bom": "the same for Excel, with a byte order mark",
    "jsonl": "one JSON document a row, for a program",
}
"""The formats of an export."""

AskMany = Callable[[AsyncIterator[str]], Awaitable[AsyncGenerator[Answered, None]]]
Landed = Callable[[QueueRow], None]
"""Called with each row that changes, in the engine's thread."""


class TriageQueue:
    """Diagnoses, saves and exports rows. The caller has the rows."""

    def __init__(self, deployment: str, family: str, store: QueueStore, ask: AskMany) -> None:
        self._deployment = deployment
        self._family = family
        self._store = store
        self._ask = ask

    @property
    def problem(self) -> str:
        """Why the queue may be lost after a restart; empty if it is saved."""
        return self._store.problem

    async def load(self) -> Sequence[QueueRow]:
        """Return the saved rows."""
        return self._store.load()

    async def add(self, text: str, have: Sequence[QueueRow]) -> tuple[Sequence[QueueRow], str]:
        """Return rows for the new ids in `text`, and a sentence on what was left out."""
        room = MOST - len(have)
        ids, said = ids_of(text, self._family, room, [row.asked for row in have])
        first = max((row.place for row in have), default=-1) + 1
        rows = [waiting_row(first + at, each) for at, each in enumerate(ids)]
        self._store.note(rows)
        return rows, said

    async def clear(self) -> None:
        """Erase the queue, also on the disk."""
        self._store.erase()

    async def ask(self, rows: Sequence[QueueRow], landed: Landed) -> None:
        """Diagnose `rows`, many at the same time. Save each result, then report it.

        Raises SignInRefused after the first id with a refused password.
        """
        answers = await self._ask(_texts(rows))
        try:
            async for answered in answers:
                row = row_of(answered, rows[answered.place].place)
                self._store.note([row])
                landed(row)
                if isinstance(answered.error, SignInRefused):
                    raise answered.error
        finally:
            await answers.aclose()

    async def judged(self, row: QueueRow, opened: Opened, diagnosis: Diagnosis) -> QueueRow:
        """Save a diagnosis of the id of `row` that was made by itself. Return its new row."""
        now = row_of(Answered(row.place, row.asked, Diagnosed(opened, diagnosis)), row.place)
        self._store.note([now])
        return now

    async def export(
        self, rows: Iterable[QueueRow], form: str, folder: Path | None, now: datetime
    ) -> Path:
        """Write `rows` in one of `EXPORTS` to a new private file. Return its path.

        Raises StoreFailed.
        """
        is_csv = form != "jsonl"
        lines = (
            csv_lines(rows, now)
            if is_csv
            else json_lines(rows, self._deployment, self._family, now)
        )
        place = private_folder(state_folder()) if folder is None else folder
        end = CSV_END if is_csv else "\n"
        first = [BYTE_ORDER_MARK] if form == "csv-bom" else []
        texts = chain(first, (f"{line}{end}" for line in lines))
        stem = f"triage-{self._deployment}-{zone.local(now):%Y%m%d-%H%M%S}"
        return write_new(place, stem, "csv" if is_csv else form, texts)


async def _texts(rows: Sequence[QueueRow]) -> AsyncIterator[str]:
    for row in rows:
        yield row.asked


def open_queue(
    engine: Engine, deployment: Deployment, ask: AskMany, state: Path | None, days: int
) -> TriageQueue:
    """Return the queue. Call it in the engine, whose thread owns the file."""
    store = QueueStore(deployment.identity, state, days)

    async def close_store() -> None:
        store.close()

    engine.at_close(close_store)
    return TriageQueue(deployment.name, deployment.family, store, ask)
