"""Each key acts in its turn, whatever the one before it waits for."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from smstui.actions import Action
from tests.support.bench import Bench
from tests.support.robot import QUICK, Robot

KEPT = QUICK._replace(pace_s=0.02)


@asynccontextmanager
async def on_a_list(bench: Bench) -> AsyncIterator[Robot]:
    """A console where keys act: a pane has the focus."""
    async with bench.console(timing=KEPT) as robot:
        await robot.look_up("nmp.00001")
        yield robot


@contextmanager
def slow_actions(robot: Robot) -> Iterator[tuple[list[str], asyncio.Event]]:
    """Which actions have begun, and what lets them go on."""
    dispatcher, begun, go_on = robot.app.dispatcher, list[str](), asyncio.Event()
    perform = dispatcher.perform

    async def slowly(action: Action, key: str = "") -> None:
        begun.append(action.id)
        await go_on.wait()
        await perform(action, key)

    dispatcher.perform = slowly  # type: ignore[method-assign]
    try:
        yield begun, go_on
    finally:
        go_on.set()


async def turns() -> None:
    """Enough of them for every task that could go on."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_key_waits_until_the_held_one_before_it_has_acted(sdp2: Bench) -> None:
    async with on_a_list(sdp2) as robot:
        with slow_actions(robot) as (begun, go_on):
            await robot.pause()
            robot.post("3")
            await robot.until(lambda: bool(begun))
            read = robot.app.dispatcher.keys_read
            robot.post("G", robot._posted_at + 2 * KEPT.join_s)
            await turns()
            assert robot.app.dispatcher.keys_read == read
            assert begun == ["screen.sessions"]
            go_on.set()
            await robot.idle()
            assert begun == ["screen.sessions", "list.bottom"]


async def test_keys_that_waited_for_a_screen_come_before_those_that_follow(sdp2: Bench) -> None:
    async with on_a_list(sdp2) as robot:
        with slow_actions(robot) as (begun, go_on):
            await robot.pause()
            robot.app._keyboard.hold()
            robot.post("G")
            await robot.handled()
            robot.app._keyboard.open()
            await robot.until(lambda: bool(begun))
            robot.post("g", robot._posted_at + 2 * KEPT.join_s)
            await turns()
            assert begun == ["list.bottom"]
            go_on.set()
            await robot.idle()
            assert begun == ["list.bottom", "list.top"]
