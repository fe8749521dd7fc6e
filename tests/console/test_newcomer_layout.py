"""What newcomers could not see, or had to look for: each is read on the screen at 80x24."""

from smstui.console.views.header import POINTER
from tests.support.bench import Bench, apply_plan, plan_pair
from tests.support.robot import Robot


def row_with(robot: Robot, text: str, beginning: int = 16) -> str:
    """The line with `text`, from the line `beginning` on; empty where none has it."""
    return next((line for line in robot.lines[beginning:] if text in line), "")


async def test_the_card_of_the_box_that_was_looked_up_is_in_view(bench: Bench) -> None:
    """Also where the cards were shown before, from another one on; and the box of a card."""
    async with bench.console() as robot:
        for box, card in (("3421", "000145098240"), ("3425", "000145098244")) * 2:
            await robot.look_up(box)
            assert row_with(robot, f"{POINTER} {card}"), robot.text
        await robot.look_up("9002")
        await robot.press("G")
        await robot.look_up("000145098240")
        assert f"{POINTER} box" in row_with(robot, "E833815A9290", 8), robot.text


async def test_the_journal_names_what_undid_a_change_by_its_time(bench: Bench) -> None:
    """At 80 columns the ids of changes have no room; `u` is named where it does something."""
    async with bench.console() as robot:
        await plan_pair(robot, "E833815A9301", "000145098241")
        await apply_plan(robot)
        await robot.press("escape", "escape", "tab", "5")
        assert " u undo… " in robot.last_line
        await robot.press("u")
        await apply_plan(robot)
        await robot.press("escape", "g")
        undo, first = [line for line in robot.lines if "● verified" in line]
        assert POINTER in undo
        assert " u undo… " in robot.last_line
        await robot.press("j")
        assert " u undo… " not in robot.last_line
        (undone, paired) = await bench.journal()
        assert undone.id not in robot.text
        assert paired.id not in robot.text
        at = undo.split()[2]
        assert f"(undone at {at})" in robot.prose, robot.text
        assert f"(change of {first.split()[1]})" in robot.prose
        await robot.press("enter")
        assert f"It was undone by change {undone.id}, at {at}." in robot.prose
