"""What newcomers could not see, or had to look for: each is read on the screen at 80x24."""

import re
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from smstui.console.startup import Listed
from smstui.console.views.header import POINTER
from smstui.console.views.sharing import shared
from tests.support.bench import Bench, apply_plan, plan_pair
from tests.support.products import short
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
        if bench.family == "opf":  # Tab passes a pane without rows: it must be read whole
            assert row_with(robot, "Sessions cannot be listed here."), robot.text
            assert row_with(robot, "End them by device or by account."), robot.text
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
        assert "account nmp.00001" in robot.text, "below a title that leaves it no room"
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
        assert f"(undoes change of {first.split()[1]})" in robot.prose
        await robot.press("enter")
        assert f"It was undone by change {undone.id}, at {at}." in robot.prose


class TwoLabels:
    """Deployments with labels as long as a site may give them."""

    def listed(self) -> Sequence[Listed]:
        host = "sms.operator-with-a-long-name.example.com"
        return [
            Listed("north", LABELS[0], "warning", "opf", False, "support", host),
            Listed("production-west-2", LABELS[1], "error", "sdp2", True, "supervisor", host),
        ]


LABELS = ("NORTH ACCEPTANCE", "PRODUCTION SOUTH")


async def test_the_labels_of_deployments_are_read_whole(sdp2: Bench) -> None:
    """What has no room is said below the list, the label included."""
    for width in (80, 64, 48):
        async with sdp2.console(size=(width, 24)) as robot:
            switch: Any = robot.app.deployment_switch
            switch.deployments = TwoLabels
            await robot.press("tab", "colon")
            await robot.type("deployment\n")
            await robot.press("j")
            assert f"production-west-2: {LABELS[1]}, sdp2, RO, supervisor" in robot.prose
            if width == 80:
                assert all(row_with(robot, f"  {label}  ") for label in LABELS), robot.text
                assert " sdp2 " in row_with(robot, LABELS[1], 10), robot.text
                titles = next(line for line in robot.lines if " label " in line)
                assert titles.index("label") == row_with(robot, LABELS[1], 10).index(LABELS[1])


async def test_the_menu_takes_the_room_and_says_how_many_rows_are_below(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.look_up("3425")
        await robot.press("question_mark")
        title = row_with(robot, "All actions here", 0)
        assert robot.lines.index(title) <= 3, robot.text
        seen, whole, below = map(int, re.findall(r"1-(\d+) of (\d+), (\d+) more below", title)[0])
        assert seen >= 18
        assert whole == seen + below
        shown = robot.lines[robot.lines.index(title) + 1 :]
        assert sum(not line.strip() for line in shown) <= 1, robot.text
        await robot.press("G")
        assert "more below" not in robot.text
        assert "No later record has been opened." in robot.text
        await robot.press("pageup", "pageup", "pageup", "pageup")
        assert "No later" not in robot.text


async def test_tall_terminals_share_their_rows_by_need(bench: Bench) -> None:
    """No list scrolls while another one has blank lines."""
    async with bench.console(size=(120, 40)) as robot:
        await robot.look_up("3425")
        lists = robot.text.partition("╭ Devices")[2].partition("/ lookup")[0]
        assert " of " not in lists.replace("of itself", ""), robot.text
        assert len(re.findall("(?m)^│ . (?:box|player)  ? ?", lists)) == 10, robot.text


def test_lines_are_shared_by_need(capsys: pytest.CaptureFixture[str]) -> None:
    tried = 0
    for rows in short(product((0, 1, 2, 3, 9, 40), repeat=5), pairs=True):
        for room in (25, 31, 41, 60):
            needs = shared(rows, 500)[1:]
            given = shared(rows, room)
            assert sum(given) == room
            assert all(has >= 3 for has in given), (rows, room, given)
            assert all(has <= need for has, need in zip(given[1:], needs, strict=True))
            tried += 1
    with capsys.disabled():
        print(f" {tried:,} accounts", end="")
