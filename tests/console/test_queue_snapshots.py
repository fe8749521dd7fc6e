"""How the triage queue looks: empty, waiting, half-way, done, narrowed, with a refused password."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from smstui.console.app import ConsoleApp
from smstui.domain.errors import SignInRefused
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.services.queue.rows import waiting_row
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings
from tests.support.robot import QUICK, Robot

ENDS: Sequence[dict[str, Any]] = (
    {"standing": Standing.FINE, "kind": "box", "id": "3421", "account": "tst.40001",
     "title": "nothing wrong on our side"},
    {"standing": Standing.FAULT, "kind": "box", "id": "3425", "account": "tst.40001",
     "check": "banned", "title": "Box 3425 is banned"},
    {"standing": Standing.FAULT, "kind": "account", "id": "7003", "account": "tst.40003",
     "check": "account-status", "title": "Account tst.40003 is SUSPENDED; and 2 more"},
    {"standing": Standing.CAUTION, "kind": "box", "id": "3430", "account": "tst.40002",
     "check": "renting", "title": "Renting is not allowed: account tst.40002 is RESTRICTED",
     "source": "cache"},
    {"standing": Standing.FAILED, "error": "timed-out",
     "title": "lab.example gave no answer in 10 s. Ask again."},
    {"standing": Standing.SEVERAL, "title": "leads to 2 records; open it to pick one"},
    {"standing": Standing.NOT_FOUND,
     "title": "No record found. Searched as smartcard number and NUID."},
    {"standing": Standing.NOT_CHECKED, "kind": "smartcard", "id": "000145098240",
     "check": "pairing-link", "title": "The box of the card could not be read"},
)  # fmt: skip


def ended(place: int) -> QueueRow:
    """One row of each sort, and from then on more that are well."""
    end = {"source": "platform", "read_at": NOW - timedelta(minutes=3), "final": True} | (
        ENDS[place] if place < len(ENDS) else ENDS[0]
    )
    if not end.get("kind"):
        end |= {"source": "", "read_at": None}
    return QueueRow(place, f"E833815A{9290 + place}", **end).searchable()


@dataclass
class FakeQueue:
    """A queue that answers the first `answered` rows and then waits, or ends with `error`."""

    kept: Sequence[QueueRow] = ()
    answered: int = 0
    error: SignInRefused | None = None
    stuck: asyncio.Event = field(default_factory=asyncio.Event)

    async def load(self) -> Sequence[QueueRow]:
        return self.kept

    async def ask(self, rows: Sequence[QueueRow], landed: Callable[[QueueRow], None]) -> None:
        for row in rows[: self.answered]:
            landed(replace(ended(row.place), asked=row.asked))
        if self.error is not None:
            told = f"{self.error.message} {self.error.hint}"
            landed(replace(rows[0], standing=Standing.FAILED, title=told))
            raise self.error
        await self.stuck.wait()


WAITING = [waiting_row(place, f"E833815A{9290 + place}") for place in range(40)]
DONE = [ended(place) for place in range(40)]
REFUSED = SignInRefused(
    "lab.example did not accept our sign-in for the box of a CASN E833815A9290 (HTTP 401).",
    hint="Check username and password in the configuration.", correlation_id="c0ffee-7",
)  # fmt: skip


async def _at(robot: Robot, *keys: str) -> None:
    await robot.press("tab", "4", *keys)


async def _half_way(robot: Robot) -> None:
    """The clock of the rate stands still at what came in one second."""
    await _at(robot)
    robot.post("r")
    await robot.until(lambda: "17 of 40" in robot.text)
    await robot.until(lambda: not robot.app.frame_batch.is_down)


async def _narrowed(robot: Robot) -> None:
    await _at(robot, "f")
    await robot.type("fault")
    await robot.press("enter")


@dataclass
class Stage:
    queue: Callable[[], FakeQueue]
    steps: Callable[[Robot], Awaitable[None]] = _at


STAGES = {
    "empty": Stage(FakeQueue),
    "waiting": Stage(lambda: FakeQueue(WAITING)),
    "half-way": Stage(lambda: FakeQueue(WAITING, answered=17), _half_way),
    "stopped": Stage(lambda: FakeQueue([*DONE[:17], *WAITING[17:]])),
    "done": Stage(lambda: FakeQueue(DONE)),
    "narrowed": Stage(lambda: FakeQueue(DONE), _narrowed),
    "export": Stage(lambda: FakeQueue(DONE), lambda robot: _at(robot, "e")),
    "refused": Stage(lambda: FakeQueue(WAITING, error=REFUSED), lambda robot: _at(robot, "r")),
}


class QueueClient(FakeClient):
    queue: FakeQueue


def queue_desk(stage: str) -> QueueClient:
    desk = QueueClient()
    desk.queue = STAGES[stage].queue()
    return desk


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("stage", STAGES)
def test_the_queue_looks_as_it_did(
    snap_compare: Any, monkeypatch: pytest.MonkeyPatch, stage: str, size: tuple[int, int]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("smstui.console.queue_run.QueueRun.rate", 17.0)
    app = ConsoleApp(
        FakeStartupSettings(), lambda: queue_desk(stage), now=lambda: NOW, timing=QUICK
    )

    async def walk(pilot: Pilot[Any]) -> None:
        robot = Robot(app)
        await robot.until(lambda: app.session.is_decided)
        await robot.idle()
        await STAGES[stage].steps(robot)

    assert snap_compare(app, terminal_size=size, run_before=walk)
