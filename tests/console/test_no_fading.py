"""An account that is asked anew is not recoloured meanwhile: only what has changed is drawn."""

import asyncio
from typing import Any

import pytest

from smstui.console.screens import lookup_body
from smstui.console.widgets.panel import Panel
from tests.support.fake_client import FakeClient, ada, opened
from tests.support.robot import Robot, console

CASN, OTHER = "E833815A9290", "1005"


@pytest.fixture(autouse=True)
def fades_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would fade after a moment fades without one."""
    monkeypatch.setattr(lookup_body, "FADE_AFTER_S", 0.001)


def cells(robot: Robot) -> list[list[Any]]:
    """The screen line by line, with its colours."""
    screen = robot.app.screen
    update = screen._compositor.render_full_update()
    return [[(one.text, one.style) for strip in line for one in strip] for line in update.strips]


def is_faded(robot: Robot) -> bool:
    return any(panel.is_dimmed for panel in robot.app.base.query(Panel))


async def a_moment(robot: Robot) -> None:
    """Longer than what is shown waits before it fades."""
    await asyncio.sleep(0.05)
    await robot.handled()
    await robot.drawn()


async def test_a_cached_account_keeps_its_colours_until_the_platform_answers() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())})
    desk.early = {CASN: opened(CASN, ada(), source="cache")}
    desk.gates[CASN] = asyncio.Event()
    async with console(desk, size=(120, 40)) as robot:
        robot.burst(f"{CASN}\n")
        await robot.until(lambda: "cached" in robot.text)
        await a_moment(robot)
        before = cells(robot)
        assert "asking" in robot.lines[0]
        await a_moment(robot)
        assert not is_faded(robot)
        assert cells(robot) == before
        desk.gates[CASN].set()
        await robot.idle()
        changed = [at for at, line in enumerate(cells(robot)) if line != before[at]]
        heads = {at for at, line in enumerate(robot.lines) if "╭" in line}
        assert set(changed) <= {0, 39, *heads}, [robot.lines[at] for at in changed]


async def test_a_record_that_is_read_again_keeps_its_colours() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())})
    async with console(desk, size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        desk.gates[CASN] = asyncio.Event()
        before = cells(robot)
        await robot.pause()
        robot.post("r")
        await robot.until(lambda: "asking" in robot.lines[0])
        await a_moment(robot)
        assert not is_faded(robot)
        desk.gates[CASN].set()
        await robot.idle()
        assert cells(robot)[1:39] == before[1:39]


async def test_a_record_fades_while_another_one_is_asked_for() -> None:
    desk = FakeClient({CASN: opened(CASN, ada()), OTHER: opened(OTHER, ada())})
    async with console(desk, size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        desk.gates[OTHER] = asyncio.Event()
        await robot.pause()
        robot.burst(f"/{OTHER}\n")
        await robot.until(lambda: is_faded(robot))
        desk.early = {}
        desk.gates[OTHER].set()
        await robot.idle()
        assert not is_faded(robot)
