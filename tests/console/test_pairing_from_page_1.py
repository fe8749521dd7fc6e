"""The key that pairs the record in hand: nothing that waits is lost; some records take no card."""

import pytest
from test_pasting import paste
from test_scan_to_pair import banner, calmly, drafts

from smstui.console.screens.pair import PairPage
from smstui.domain.device import SetTopBox
from smstui.domain.marking import plain
from smstui.domain.smartcard import SmartCard
from tests.support.bench import Bench
from tests.support.deliveries import delivered
from tests.support.robot import Robot

pytestmark = pytest.mark.alike


def told(robot: Robot) -> str:
    return plain(banner(robot))


async def pair_from_page_1(robot: Robot, code: str) -> None:
    await calmly(robot, "alt+1")
    await robot.look_up(code)
    await calmly(robot, "p")
    assert isinstance(robot.app.screen.content, PairPage)


async def test_a_second_box_is_refused_and_the_first_still_waits(bench: Bench) -> None:
    """In this run and in the next one; then the card's own record completes it."""
    (first, card), (second, _) = delivered(bench.sandbox.world, 2).pairs
    async with bench.console() as robot:
        await pair_from_page_1(robot, first)
        assert f"Box {first} is saved and waits for its card." in told(robot)
        await pair_from_page_1(robot, first)
        assert f"Box {first} is saved and waits for its card." in told(robot), "the same again"
        await pair_from_page_1(robot, second)
        assert f"Box {second} was not taken: box {first} still waits for" in told(robot)
        assert "SCAN CARD" in told(robot)
        await robot.type("j\n")
        assert f"j was not taken: box {first} still waits for its card." in told(robot)
        assert told(robot).count(":") == 2, "one of them after the big words"
        lines = [f"{first},{card}", f"{second} {card}"]
        await calmly(robot, "alt+1")
        paste(robot, "\n".join(lines))
        await robot.press("enter")
        assert f"No pair was taken: box {first} still waits for its card." in told(robot)
        assert "or press ctrl+n to let go of the box, then paste the pairs again." in told(robot)
        assert await drafts(bench) == []
    async with bench.console() as robot:
        await robot.press("alt+2")
        assert "SCAN CARD" in told(robot), "it was saved, as it was said"
        await pair_from_page_1(robot, card)
        await robot.until(lambda: "BOX AGAIN" in told(robot))
        await pair_from_page_1(robot, second)
        assert "are not saved as a pair yet" in told(robot)
        await robot.type(f"{first}\n")
        (made,) = await drafts(bench)
        assert (made.target, made.second) == (first, card)
        await pair_from_page_1(robot, first)
        assert "is in a pair already" in told(robot)
        assert len(await drafts(bench)) == 1
    assert bench.written == []


async def test_a_record_that_takes_no_card_says_so_and_nothing_is_left(bench: Bench) -> None:
    refused: set[str] = set()
    async with bench.console(size=(120, 40)) as robot:
        await robot.look_up("3421")
        for _ in range(8):
            await robot.press("tab")
            record = robot.app.base.record_in_hand
            if record is None or isinstance(record, SetTopBox | SmartCard):
                continue
            await robot.press("p")
            assert robot.app.base.is_active, record.noun
            assert " takes no card. Choose a box or a smartcard first" in robot.prose
            assert record.noun in robot.last_line.lower()
            refused.add(record.noun)
        await robot.look_up("9001")
        await robot.press("p")
        assert "Player 9001 takes no card. Choose a box or a smartcard" in robot.last_line
        assert robot.app.base.is_active
        await robot.press("2")
        assert "BOX + CARD" in told(robot), "nothing waits"
    assert {"account", "right", "session", "user"} <= refused, refused
    assert bench.written == []
