"""The triage queue behind screen 4. It goes on whatever screen is looked at.

Answers come in the engine's thread, perhaps fifty a second; the screen hears of them a few times
a second at most, less often the longer a repaint takes.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from textual.timer import Timer
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from smstui.actions import Place
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.console.startup import Client
    from smstui.console.waiting import Waiting
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.domain.triage.queue import QueueRow, Standing
    from smstui.services.masker import Masker
    from smstui.services.outcomes import Opened

STEP_S: Final = 0.5
"""Seconds between two repaints at least: each sends most of the pane, 6 kB at 120 columns by 40."""
SHARE: Final = 10
"""A repaint may take a tenth of the time; what takes longer is done less often."""


class QueueHost(Protocol):
    """The part of the app that the queue needs."""

    @property
    def masker(self) -> "Masker": ...
    @property
    def now(self) -> "Callable[[], datetime]": ...
    @property
    def waiting(self) -> "Waiting": ...
    async def client(self) -> "Client": ...
    def key(self, action_id: str) -> str: ...
    def say(self, text: str, role: str = "bar-strong") -> None: ...
    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer: ...
    def run_worker(
        self,
        work: Coroutine[None, None, None],
        name: str | None = "",
        group: str = "default",
        *,
        exclusive: bool = False,
    ) -> Worker[None]: ...


class QueueRun:
    """The rows, what narrows them, and where the cursor stands, while screens come and go.

    `changed` is called after every change, in the console's loop.
    """

    def __init__(self, app: QueueHost) -> None:
        self._app = app
        self._rows: dict[int, QueueRow] = {}
        self._landed: deque[QueueRow] = deque()
        self._wanted = False
        self._timer: Timer | None = None
        self._worker: Worker[None] | None = None
        self._loaded = False
        self._took_s = 0.0
        self._began = 0.0
        self._done = 0
        self._asked = 0
        self.typed = ""
        self.cursor = ""
        self.changed: Callable[[], None] = lambda: None

    # What a screen may ask

    @property
    def rows(self) -> "Sequence[QueueRow]":
        """Every row, in the order of the list."""
        return list(self._rows.values())

    @property
    def left(self) -> "list[QueueRow]":
        """The rows without an answer that stands."""
        return [row for row in self._rows.values() if not row.final]

    @property
    def ahead(self) -> int:
        """How many rows are still ahead: of this run while it asks, which may be again."""
        return max(0, self._asked - self._done) if self.is_running else len(self.left)

    @property
    def counts(self) -> "Counter[Standing]":
        from smstui.domain.triage.queue import counted

        return counted(self._rows.values())

    @property
    def is_running(self) -> bool:
        return self._worker is not None and self._worker.is_running

    @property
    def rate(self) -> float:
        """Answers a second since the run began."""
        return self._done / max(0.001, time.monotonic() - self._began)

    # What keys do

    async def load(self) -> None:
        """The queue as it was left, once. Raises SmstuiError."""
        if not self._loaded:
            client = await self._app.client()
            self._take(await client.engine.run(_load(client)))
            self._loaded = True

    async def add(self, text: str) -> str:
        """Take the ids of `text` into the queue; what came of it, in a sentence."""
        await self.load()
        client = await self._app.client()
        rows, said = await client.engine.run(_add(client, text, self.rows))
        self._take(rows)
        count = f"{len(rows):,} {'id' if len(rows) == 1 else 'ids'} added." if rows else ""
        them = "it" if len(rows) == 1 else "them"
        way_on = f"{self._app.key('reload')} diagnoses {them}." if rows else ""
        return " ".join(part for part in (count, said, way_on) if part) or "There is no id in it."

    async def add_file(self, path: Path) -> str:
        """Add the lines of a file. Raise SmstuiError for one that cannot be read."""
        from smstui.services.queue.lists import text_of_file

        return await self.add(await asyncio.to_thread(text_of_file, path))

    async def clear(self) -> None:
        """Stop, and erase the queue. Raises SmstuiError."""
        await self.drop()
        client = await self._app.client()
        await client.engine.run(_clear(client))

    async def drop(self) -> None:
        """Stop, and show nothing of it any more. What is on the disk is erased by others: when
        this returns nothing is on its way there."""
        worker = self._worker
        self.stop()
        if worker is not None:
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
        self._rows.clear()
        self._landed.clear()
        self.typed = self.cursor = ""
        self._take(())

    def forget(self) -> None:
        """Let nothing of the queue be shown any more: its deployment is left."""
        self.stop()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.changed = lambda: None

    def start(self) -> None:
        """Ask about what has no answer that stands; where everything has one, about all again."""
        rows = self.left or self.rows
        self._asked, self._done = len(rows), 0
        self._worker = self._app.run_worker(
            self._run(rows), group="triage", exclusive=True, name="triage"
        )
        self.changed()

    def stop(self) -> None:
        """Ask no more. What was answered stays."""
        if self._worker is not None:
            self._worker.cancel()

    async def export(self, form: str, hidden: Collection[str] = ()) -> Path:
        """Write the rows, worst first, to a new private file, masked where privacy is on.

        `hidden` are the keys of those that the filter hides; they are left out. Raises StoreFailed.
        """
        client = await self._app.client()
        shown = (row for row in self._rows.values() if str(row.place) not in hidden)
        rows = sorted(shown, key=lambda row: row.severity)
        masker = self._app.masker
        if masker.enabled:
            rows = [row.masked() for row in rows]
        rows = [
            replace(row, title=masker.text(row.title), way_on=masker.text(row.way_on))
            for row in rows
        ]
        now = self._app.now()
        return await client.engine.run(_export(client, rows, form, now))

    async def judged(self, text: str, opened: "Opened", diagnosis: "Diagnosis") -> None:
        """Take the diagnosis of the row of `text`, which was opened by itself."""
        row = next((row for row in self._rows.values() if row.asked == text), None)
        if row is not None:
            client = await self._app.client()
            self._take([await client.engine.run(_judged(client, row, opened, diagnosis))])

    # Inside

    async def _run(self, rows: "Sequence[QueueRow]") -> None:
        self._began = time.monotonic()
        loop = asyncio.get_running_loop()

        def landed(row: "QueueRow") -> None:
            self._landed.append(row)
            if not self._wanted:
                self._wanted = True
                loop.call_soon_threadsafe(self._hear_soon)

        problem = ""
        try:
            client = await self._app.client()
            await client.engine.run(_ask(client, rows, landed))
        except SmstuiError as error:
            problem = str(error)
        finally:
            self._worker = None
            self._hear()
        if problem:
            self._app.say(problem, "bar-fault")

    def _hear_soon(self) -> None:
        if self._timer is None:
            self._timer = self._app.set_timer(max(STEP_S, SHARE * self._took_s), self._hear)

    def _hear(self) -> None:
        """Take what has come together, and have it painted."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._wanted = False
        came = [self._landed.popleft() for _ in range(len(self._landed))]
        self._done += len(came)
        began = time.perf_counter()
        self._take(came)
        self._took_s = time.perf_counter() - began

    def _take(self, rows: "Iterable[QueueRow]") -> None:
        self._rows.update((row.place, row) for row in rows)
        self._app.waiting.tell(Place.TRIAGE, len(self.left))
        self.changed()


# In the engine, where the queue's file belongs


async def _load(client: "Client") -> "Sequence[QueueRow]":
    return await client.queue.load()


async def _add(
    client: "Client", text: str, have: "Sequence[QueueRow]"
) -> "tuple[Sequence[QueueRow], str]":
    return await client.queue.add(text, have)


async def _clear(client: "Client") -> None:
    await client.queue.clear()


async def _ask(
    client: "Client", rows: "Sequence[QueueRow]", landed: "Callable[[QueueRow], None]"
) -> None:
    await client.queue.ask(rows, landed)


async def _judged(
    client: "Client", row: "QueueRow", opened: "Opened", diagnosis: "Diagnosis"
) -> "QueueRow":
    return await client.queue.judged(row, opened, diagnosis)


async def _export(client: "Client", rows: "Sequence[QueueRow]", form: str, now: "datetime") -> Path:
    return await client.queue.export(rows, form, None, now)
