"""ctrl+q quits from every state, and what was on its way then does no harm."""

import asyncio

import pytest

from tests.support.fake_client import FakeClient, ada, opened
from tests.support.robot import Robot, console
from tests.torture.random_keys import resize

CASN = "E833815A9290"


async def has_left(robot: Robot) -> None:
    await robot.until(lambda: not robot.app.is_running)


async def test_while_keys_wait_for_the_journal() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())})
    never = asyncio.Event()

    async def of_account(_account: str) -> list[object]:
        await never.wait()
        return []

    desk.changes.of_account = of_account  # type: ignore[method-assign, assignment]
    async with console(desk) as robot:
        await robot.look_up(CASN)
        await robot.press("tab")
        robot.post("c")
        await robot.pause()
        await robot.handled()
        robot.post("q")
        robot.post("ctrl+q")
        await has_left(robot)


@pytest.mark.parametrize("line", [f"lookup {CASN}", "theme", "sessions", "nonsense", "", "reload"])
@pytest.mark.parametrize("turns", [0, 1, 5, 20, 60])
async def test_while_a_command_is_on_its_way(line: str, turns: int) -> None:
    async with console(FakeClient({CASN: opened(CASN, ada())})) as robot:
        await robot.press("colon")
        robot.burst(f"{line}\n")
        for _ in range(turns):
            await asyncio.sleep(0)
        robot.post("ctrl+q")
        await has_left(robot)


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (20, 5), (40, 10)])
@pytest.mark.parametrize("keys", ["", "?", ":", "y", "d", "dj", "?/x", ":the"])
async def test_at_any_size(size: tuple[int, int], keys: str) -> None:
    async with console(FakeClient({CASN: opened(CASN, ada())})) as robot:
        await robot.look_up(CASN)
        await robot.press("tab")
        resize(robot, size)
        for key in keys:
            robot.post(key)
        robot.post("ctrl+q")
        await has_left(robot)
