"""How the pairing screen, a batch and drafts look, on a desk without disk and platform."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fake_drafts import BOXES, CARDS, LOST, FakeDrafts, FakePairingSession, some_drafts
from test_change_snapshots import CASN, ChangingClient, PlannedChanges
from textual.pilot import Pilot

from smstui.console.app import ConsoleApp
from smstui.domain.errors import SmstuiError
from smstui.services.waiting import Waiting
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, ada, opened
from tests.support.robot import QUICK, Robot

Steps = Callable[[Robot], Awaitable[None]]


class AwayChanges(PlannedChanges):
    """A change service behind which no platform answers."""

    async def plan(self, request: Any) -> Any:
        raise LOST


class PairingClient(ChangingClient):
    """Counts the pairs that wait where the page reads them, so that both say the same."""

    drafts: FakeDrafts

    async def waiting(self) -> Waiting:
        return Waiting(pairs=sum(draft.is_pair for draft in await self.drafts.open()))


def a_desk(lost: SmstuiError | None = None, *, some: bool = True) -> FakeClient:
    desk = PairingClient(
        {CASN: opened(CASN, ada()), **({BOXES[4]: lost, CARDS[4]: lost} if lost else {})},
        changes=AwayChanges() if lost else PlannedChanges(),
    )
    desk.drafts = FakeDrafts(some_drafts() if some else (), lost)
    desk.scans = FakePairingSession(desk.drafts)  # type: ignore[attr-defined]
    return desk


def _scans(*codes: str, then: tuple[str, ...] = ()) -> Steps:
    async def steps(robot: Robot) -> None:
        await robot.press("tab", "2")
        for code in codes:
            await robot.type(f"{code}\n")
        await robot.press(*then)

    return steps


async def _from_the_bundle(robot: Robot) -> None:
    await robot.type(f"{CASN}\n")
    await robot.press("shift+tab", "tab", "p")


async def _a_write_key(robot: Robot) -> None:
    await robot.type(f"{CASN}\n")
    await robot.press("shift+tab", "s", "enter")


async def _drafts_room(robot: Robot) -> None:
    await _a_write_key(robot)
    await robot.press("escape", "colon")
    await robot.type("drafts\n")


STAGES: dict[str, tuple[Callable[[], FakeClient], Steps]] = {
    "pair": (lambda: a_desk(some=False), _from_the_bundle),
    "pair-resting": (lambda: a_desk(some=False), _scans()),
    "pair-ready": (a_desk, _scans(CASN, CARDS[4])),
    "pair-offline": (lambda: a_desk(LOST), _scans(BOXES[4], CARDS[4])),
    "pair-wrong": (a_desk, _scans(CARDS[4], "00:1A:79:1E:7F:50")),
    "batch": (a_desk, _scans(then=("enter",))),
    "batch-ended": (a_desk, _scans(then=("enter", "!"))),
    "draft": (lambda: a_desk(LOST), _a_write_key),
    "drafts": (lambda: a_desk(LOST), _drafts_room),
}


WIDE = ("pair-ready", "batch-ended", "drafts")
LOOKS = [(stage, (80, 24)) for stage in STAGES] + [(stage, (120, 40)) for stage in WIDE]


@pytest.mark.parametrize(
    ("stage", "size"),
    LOOKS,
    ids=lambda told: told if isinstance(told, str) else f"{told[0]}x{told[1]}",
)
def test_pairing_looks_as_it_did(
    snap_compare: Any, monkeypatch: pytest.MonkeyPatch, stage: str, size: tuple[int, int]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    make, steps = STAGES[stage]
    app = ConsoleApp(FakeStartupSettings(theme="dark"), make, now=lambda: NOW, timing=QUICK)

    async def walk(pilot: Pilot[Any]) -> None:
        robot = Robot(app)
        await robot.until(lambda: app.session.is_decided)
        await robot.idle()
        await steps(robot)

    assert snap_compare(app, terminal_size=size, run_before=walk)
