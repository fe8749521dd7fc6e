"""Codes that a television shows, in the lookup box and in the findings, over real sockets.

The platform is asked for a text that may be an id, whatever else the text may be.
"""

import pytest

from smstui.console.widgets.record_list import POINTER
from smstui.sandbox.fixtures import add_account
from tests.support.bench import Bench
from tests.support.robot import Robot

B1 = "E833815A9290"


def requests(bench: Bench) -> int:
    """The requests that the platform has received."""
    return len(bench.sandbox.requests)


def in_hand(robot: Robot) -> str:
    """The line of the row under the cursor."""
    return next(line for line in robot.lines if line.startswith(f"│ {POINTER}"))


async def open_row(robot: Robot, words: str) -> None:
    """Enter on the row with these words."""
    await robot.press("g")
    for _ in range(20):
        if any(POINTER in line and words in line for line in robot.lines):
            await robot.press("enter")
            return
        await robot.press("j")
    raise AssertionError(robot.text)


@pytest.mark.parametrize(
    ("typed", "words", "remedy"),
    [
        ("e16-4", "right", "Irdeto, not NAGRA"),
        ("SSM 1007", "stream", "SSM (NAGRA)"),
        ("20007", "device limit", "Remove or disable a device"),
        ("This device has been disabled", "the device is disabled", "Enable the device."),
        ("Incorrect username or password. Please try again.", "wrong user", "Reset the password"),
    ],
)
async def test_not_found_leads_to_the_meaning_of_a_code(
    bench: Bench, typed: str, words: str, remedy: str
) -> None:
    async with bench.console(size=(100, 40)) as robot:
        await robot.look_up(typed)
        assert requests(bench) > 0
        assert "Not found" in robot.text
        assert "It may be a code on the screen of a television:" in robot.text
        row = next(line for line in robot.lines if words in line)
        await open_row(robot, row.strip(f"│ {POINTER}").split()[-1])
        assert remedy in robot.prose
        assert "D on an open record" in robot.prose
        await robot.press("escape")
        assert "It may be a code" in robot.text
    assert bench.written == []


async def test_a_whole_code_comes_before_a_guess(opf: Bench) -> None:
    """Enter on a code opens nobody's account."""
    async with opf.console() as robot:
        await robot.look_up(B1)
        await robot.look_up("1007")
        assert "Did you mean" in robot.text
        assert "a 1007" in " ".join(in_hand(robot).split())
        await robot.press("enter")
        assert "Code 1007" in robot.text
        assert "To do:" in robot.prose


async def test_a_text_that_is_no_code_is_not_taken_for_one(bench: Bench) -> None:
    async with bench.console(size=(100, 40)) as robot:
        await robot.look_up("E833815A9999")
        assert "Not found" in robot.text
        assert "television" not in robot.text


async def test_a_code_is_explained_while_the_platform_is_unreachable(bench: Bench) -> None:
    async with bench.console(size=(100, 40)) as robot:
        bench.sandbox.fault("drop-before")
        await robot.look_up("20007")
        assert "device limit" in robot.prose
        await open_row(robot, "20007")
        assert "Remove or disable a device" in robot.prose


async def test_an_id_that_is_also_a_code_opens_and_says_so(bench: Bench) -> None:
    world = bench.sandbox.world
    world.change(add_account(world, "1007", boxes=1), uid="tst-1007")
    async with bench.console(size=(140, 40)) as robot:
        await robot.look_up("1007")
        assert "1007 is also a code on the screen (SSM). D: diagnose with it." in robot.text
        assert robot.app.base.opened is not None


async def test_d_diagnoses_and_capital_d_asks_for_the_code(bench: Bench) -> None:
    async with bench.console(size=(100, 60)) as robot:
        await robot.look_up(B1)
        await robot.press("d")
        assert "D: enter the code that the television shows" in robot.text
        await robot.press("D")
        assert "The code or the words that the television shows" in robot.text
        assert "for example 1007, SSM 1007, 20002 or E16-4, then ⏎" in robot.text
        await robot.type("e16\n")
        assert "Code E16-4 of card (Irdeto, not NAGRA)" in robot.prose
        assert "D: enter the code" not in robot.text
    assert bench.written == []


async def test_capital_d_asks_for_nothing_where_nothing_is_open(sdp2: Bench) -> None:
    async with sdp2.console(size=(100, 40)) as robot:
        await robot.press("tab", "D")
        assert "Nothing is open" in robot.text


@pytest.mark.alike
async def test_the_finding_on_the_code_that_was_asked_for_is_the_first_one(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up("E833815A9340")
        await robot.press("D")
        await robot.type("1007\n")
        assert "Code 1007" in in_hand(robot)
        assert robot.text.count("Code 1007 of") == 1
        assert robot.text.count("too many streams") == 1, "its meaning is told once"
        await robot.press("r")
        assert "Code 1007" in in_hand(robot)
