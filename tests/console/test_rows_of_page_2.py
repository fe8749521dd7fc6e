"""The rows of page 2: a verdict stays until it is checked again, and a row says the way on."""

import pytest
from test_pairing_banner import banner
from test_scan_to_pair import calmly, scan

from smstui.console.screens.plan_of_batch import BatchPlan
from smstui.console.widgets.record_list import RecordList
from smstui.domain.marking import plain
from tests.support.bench import Bench, apply_plan
from tests.support.deliveries import delivered
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

FAILS = {
    "refused": "refuse",
    "not verified": "no-effect",
    "not applied": "drop-before",
}


def pairs_of(robot: Robot) -> RecordList:
    return robot.app.page.query_one("#pane-pairs", RecordList)


def told(robot: Robot) -> list[tuple[str, ...]]:
    """Every cell of the list as it is, whatever of it is in view, and the banner."""
    rows = [tuple(text for text, _ in row.cells) for row in pairs_of(robot).layout_of_rows.rows]
    return [*rows, (banner(robot).text,)]


async def on_row(robot: Robot, status: str) -> None:
    """Bring the cursor to the row with that status."""
    rows = pairs_of(robot).layout_of_rows.rows
    robot.app.page.set_focus(pairs_of(robot))
    pairs_of(robot).point_at(next(row.key for row in rows if status in row.cells[1][0]))
    await robot.idle()


async def test_opening_and_leaving_a_plan_changes_no_row(bench: Bench) -> None:
    first, held, *rest = delivered(bench.sandbox.world, 2 + len(FAILS)).pairs
    async with bench.console(size=(120, 40)) as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *first)
        await calmly(robot, "enter")
        await apply_plan(robot)
        await calmly(robot, "escape")
        for pair, fault in zip(rest, FAILS.values(), strict=True):
            await scan(robot, *pair)
            bench.sandbox.fault(f"{fault} operation={bench.pairing} count=1")
            await calmly(robot, "enter")
            await apply_plan(robot)
            bench.sandbox.faults.clear()
            await calmly(robot, "escape")
        await scan(robot, first[0], held[1])
        await calmly(robot, "ctrl+n")
        await scan(robot, held[0], first[1])
        before = told(robot)
        for status in ("done", "set aside", *FAILS):
            await on_row(robot, status)
            row = next(row for row in before if status in row[1])
            for _ in range(2):
                await calmly(robot, "enter")
                assert robot.app.has_dialog, status
                assert status not in FAILS or plain(row[-1]).split(".")[0] in robot.prose, row
                await calmly(robot, "escape")
                assert told(robot) == before, status
        assert len(bench.written) == 1 + len(FAILS)
        await calmly(robot, "ctrl+n", "tab", "r")
        checked = [row[1] for row in told(robot)[:-1]]
        assert sum("ready" in status for status in checked) == len(FAILS), "checked again"


async def test_a_plan_of_the_batch_that_is_left_changes_no_row_either(sdp2: Bench) -> None:
    refused, *ready = delivered(sdp2.sandbox.world, 3).pairs
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *refused)
        sdp2.sandbox.fault(f"refuse operation={sdp2.pairing} count=1")
        await calmly(robot, "enter")
        await apply_plan(robot)
        await calmly(robot, "escape")
        for pair in ready:
            await scan(robot, *pair)
        (note,) = [row[-1] for row in told(robot)[:-1] if "refused" in row[1]]
        assert plain(note).startswith("soap:Client: refused on demand."), note
        before = told(robot)
        await calmly(robot, "enter")
        assert isinstance(robot.app.screen.subject, BatchPlan)
        assert "3 ready" in robot.text, "it is tried again with the others"
        await calmly(robot, "escape")
        assert told(robot) == before
        await on_row(robot, "refused")
        await calmly(robot, "enter")
        assert "Last attempt: The platform refused it." in robot.prose
        assert "nothing had changed by then." in robot.prose, "the whole reason"
        assert len(sdp2.written) == 1
