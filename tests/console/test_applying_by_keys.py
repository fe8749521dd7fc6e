"""What applies a plan and what does not: too small a screen, unread lines, checks, other keys."""

import asyncio

import pytest
from textual import events
from textual.geometry import Size

from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.sure import SureScreen
from smstui.console.timing import Timing
from smstui.domain.errors import Broken
from tests.support.bench import Bench, apply_plan, plan_pair
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

CASN1, CASN2, C2 = "E833815A9290", "E833815A9301", "000145098241"
NARROW = (40, 10)


async def resize(robot: Robot, size: tuple[int, int]) -> None:
    robot.app._driver._size = size  # type: ignore[union-attr, attr-defined]
    robot.app.post_message(events.Resize(Size(*size), Size(*size)))
    await robot.idle()


async def suspending(robot: Robot) -> None:
    """The plan that suspends an account, on top of it."""
    await robot.look_up("nmp.00001")
    await robot.press("colon")
    await robot.type("status SUSPENDED\n")
    assert "ACTIVE → SUSPENDED" in robot.text


async def test_below_the_least_size_nothing_applies(bench: Bench) -> None:
    async with bench.console() as robot:
        await suspending(robot)
        for size in ((39, 24), (80, 9), (20, 5), (1, 1)):
            await resize(robot, size)
            await robot.press("!", "!", "tab", "enter", "!")
            assert bench.written == [], size
            await resize(robot, (80, 24))
            assert "ACTIVE → SUSPENDED" in robot.text, size
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert len(bench.written) == 1


async def test_a_shrink_disarms_and_the_target_is_to_be_read_whole(bench: Bench) -> None:
    async with bench.console() as robot:
        await suspending(robot)
        await robot.press("!")
        assert "! again: " in robot.text
        await resize(robot, NARROW)
        assert "! again: " not in robot.text
        await robot.press("!")
        assert "not been seen" in robot.prose
        assert bench.written == []
        seen = robot.prose
        for _ in range(12):
            await robot.press("pagedown")
            seen += robot.prose
        assert "SUSPENDED" in seen
        assert "SUSP…" not in seen
        await apply_plan(robot)
        assert len(bench.written) == 1


async def test_no_other_key_applies_and_enter_says_which_does(bench: Bench) -> None:
    async with bench.console() as robot:
        await suspending(robot)
        for keys in (("enter",), ("tab", "enter"), ("space",), ("j", "enter"), ("y",)):
            await robot.press(*keys)
            assert bench.written == [], keys
            assert "ACTIVE → SUSPENDED" in robot.text, keys
            if keys[-1] == "enter":
                assert "Only ! applies a plan." in robot.last_line, keys
                robot.app.hush()


async def test_a_scan_over_a_plan_puts_off_the_key_and_empties_the_check(bench: Bench) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        await robot.type("824")
        assert "824_" in robot.text
        await robot.type(f"{CASN1}\n")
        assert "____" in robot.text
        assert f"{CASN1} came like a scan and went to the page behind this." in robot.prose
        robot.app.masker.enabled = True
        await robot.pause()
        robot.burst("ada.byron7\n")
        await robot.idle()
        assert "came like a scan and went to the page behind this." in robot.prose
        assert "byron7 came" not in robot.prose
        assert bench.written == []
        await robot.press("escape")
        assert robot.app.screen is robot.app.page


async def test_characters_of_the_check_are_typed_wherever_they_come_from(bench: Bench) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        robot.app.post_message(events.Paste("8240"))
        await robot.idle()
        assert "8240" in robot.text
        await robot.press("!")
        assert "8240 is not the last four" in robot.last_line
        await robot.press("backspace")
        await robot.press("!")
        assert "824 is not the last four" in robot.last_line
        assert bench.written == []
        await robot.press("1")
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert len(bench.written) == 1


async def test_a_slow_code_that_begins_with_the_right_four_applies_nothing(bench: Bench) -> None:
    """Its further characters are none of those asked for, so the key has not stood alone."""
    timing = Timing(pace_s=0.01, join_s=0.04, quiet_s=0.2, arm_s=0.02, apart_s=0.02)
    async with bench.console(timing=timing) as robot:
        await robot.look_up("nmp.00002")
        for code in ("00020!981", "0002450!", "000212!!98240"):
            await robot.press("colon")
            await robot.type("status CANCELLED\n")
            assert "last four of nmp.00002:  ____" in robot.text, code
            robot._read_at = asyncio.get_running_loop().time()
            for character in code:
                await robot.press_after(1.5 * timing.join_s, character)
            await robot.press_after(1.5 * timing.join_s, "enter")
            await robot.idle()
            assert bench.written == [], code
            assert "last four of nmp.00002:  0002" in robot.text, code
            await robot.press("escape")


@pytest.mark.parametrize(
    "code", ["000982410824", "FFFF82418240", "00:1A:79:82:41:82", "82-40.zz.8240"]
)
async def test_a_scan_that_a_busy_machine_handles_in_two_pieces_fills_no_check(
    bench: Bench, code: str
) -> None:
    """The second piece was read in time, so it belongs to the code, wherever it was cut."""
    async with bench.console() as robot:
        await robot.look_up(CASN1)
        await robot.press("w", "enter")
        await robot.type(f"{C2}\n")
        assert "____" in robot.text
        for cut in range(1, len(code)):
            await robot.pause()
            began = asyncio.get_running_loop().time()
            read_at = [began + n * robot.app.timing.pace_s for n in range(len(code))]
            for n in range(cut):
                robot.post(code[n], read_at[n])
            await robot.handled()
            await robot.until(lambda: not robot.app._keyboard.is_waiting)
            for n in range(cut, len(code)):
                robot.post(code[n], read_at[n])
            await robot.idle()
            assert f"/ {code}" in robot.text, cut
            assert "____" in robot.text
    assert bench.written == []


async def test_what_was_said_of_a_check_goes_with_the_next_character(bench: Bench) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        for character in "8240!":
            await robot.press(character)
        assert "8240 is not the last four" in robot.last_line
        await robot.press("backspace", "1")
        assert "is not the last four" not in robot.last_line
        await robot.press("5")
        assert robot.last_line.strip() == "5 was not taken: the field is full."
        assert "8241" in robot.text


async def test_what_cannot_be_put_back_asks_first(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up(CASN1)
        await robot.press("colon")
        await robot.type("forget\n")
        assert "Are you sure?" in robot.text
        await robot.type(f"{CASN2}\n")
        assert "Are you sure?" not in robot.text
        assert "Nothing of" not in robot.last_line
        await robot.press("colon")
        await robot.type("forget\n")
        await robot.press("enter")
        assert "Are you sure?" in robot.text
        await robot.press("!")
        assert "is remembered on this machine any more" in robot.last_line


async def test_below_the_least_size_no_question_is_answered_and_no_key_acts(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up(CASN1)
        for size in ((39, 24), (80, 9), (1, 1)):
            await robot.press("colon")
            await robot.type("forget\n")
            assert "Are you sure?" in robot.text, size
            await resize(robot, size)
            await robot.press("!", "!", "y", "5", "tab", "!")
            await resize(robot, (80, 24))
            assert "Are you sure?" in robot.text, size
            await resize(robot, size)
            await robot.press("escape", "5", "colon", "s", "x")
            await resize(robot, (80, 24))
            assert robot.app.screen is robot.app.base, size
            assert CASN1 in robot.text, size


async def test_the_question_says_wait_until_its_key_counts(bench: Bench) -> None:
    timing = Timing(pace_s=0.01, join_s=0.04, quiet_s=1.0, arm_s=0.02, apart_s=0.02)
    async with bench.console(timing=timing) as robot:
        await robot.press("colon")
        await robot.type("forget\n")
        await robot.until(lambda: "! forget it" in robot.prose)
        dialog = robot.app.screen
        assert isinstance(dialog, SureScreen)
        dialog.notice(events.Key("y", "y"))
        assert "wait esc close" in robot.prose
        await robot.idle()
        await robot.until(lambda: "! forget it" in robot.prose)


async def test_what_a_plan_still_answers_once_its_dialog_is_gone_is_dropped(bench: Bench) -> None:
    async with bench.console() as robot:
        await suspending(robot)
        dialog = robot.app.screen
        assert isinstance(dialog, PlanDialog)
        assert dialog.plan is not None
        await robot.press("escape")
        await robot.until(lambda: not dialog.is_attached)
        dialog.show_plan(dialog.plan)
        dialog.refuse(Broken("The connection broke."))
        await robot.idle()
        assert robot.app.screen is robot.app.base
