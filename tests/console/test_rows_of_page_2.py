"""The rows of page 2: a verdict stays until it is checked again, and a row says the way on."""

import re

import pytest
from test_pairing_banner import banner
from test_refused_scans import another_accounts
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
    """Bring the cursor to the row with that status, as a person does."""
    robot.app.page.set_focus(pairs_of(robot))
    await robot.press("g")
    key = next(row.key for row in pairs_of(robot).layout_of_rows.rows if status in row.cells[1][0])
    while pairs_of(robot).key != key:
        before = pairs_of(robot).key
        await robot.press("j")
        assert pairs_of(robot).key != before


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
        notes = {row[1].split(" ", 1)[1]: plain(row[-1]) for row in before[:-1]}
        for status in ("not verified", "not applied"):
            assert notes[status].startswith("The change was not visible yet at "), notes
        assert sum("set aside" in row[1] for row in before[:-1]) == 2, "ctrl+n begins anew"
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


async def test_a_box_that_has_a_card_is_swapped_from_its_row(bench: Bench) -> None:
    first, second = delivered(bench.sandbox.world, 2).pairs
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *first)
        await calmly(robot, "enter")
        await apply_plan(robot)
        await calmly(robot, "escape")
        await scan(robot, first[0], second[1])
        (note,) = [row[-1] for row in told(robot)[:-1] if "set aside" in row[1]]
        assert re.fullmatch(
            rf"Box \S+ has card {first[1]} already\. Press w on its row "
            rf"\(arrow down leads there\) to put {second[1]} in its place\.",
            note,
        )
        assert robot.app.focused is robot.app.page.query_one("#scanned")
        await calmly(robot, "down")
        assert "w swap card…" in robot.last_line, "the key of the row it leads to"
        assert "⏎ open…" in robot.last_line
        await calmly(robot, "w")
        assert "Swap the card of box" in robot.prose
        await calmly(robot, "escape")
        await on_row(robot, "done")
        assert "swap card" not in robot.last_line
        await calmly(robot, "w")
        assert "No pair is under the cursor whose box has another card." in robot.last_line
        await on_row(robot, "set aside")
        assert "w swap card…" in robot.last_line
        await calmly(robot, "w")
        assert "Swap the card of box" in robot.prose
        await calmly(robot, "escape")
        assert note in [row[-1] for row in told(robot)[:-1]]
        await calmly(robot, "w")
        await apply_plan(robot)
        await calmly(robot, "escape")
        assert [row[1] for row in told(robot)[:-1]] == ["● done", "● done"]
        (box,) = bench.sandbox.world.devices.find("casn", first[0])
        assert box.smartcard_id == second[1]
        await robot.press("u")
        await apply_plan(robot)
        (box,) = bench.sandbox.world.devices.find("casn", first[0])
        assert box.smartcard_id == first[1], "u undoes the swap"
        await calmly(robot, "escape")
        assert [row[1] for row in told(robot)[:-1]] == ["○ undone", "● done"]


@pytest.mark.parametrize("role", ["supervisor", "support", "installer"])
async def test_a_card_in_another_box_is_set_aside_with_its_box_its_account_and_a_key(
    bench: Bench, role: str
) -> None:
    """The account of another customer is not named to an installer."""
    delivery, world = delivered(bench.sandbox.world, 3), bench.sandbox.world
    (box, _), (_, taken), (other_box, _) = delivery.pairs
    holder = delivery.boxes[1]
    world.change(holder, smartcard_id=taken)
    world.change(delivery.cards[1], stb_uid=holder.uid, status="UNAVAILABLE")
    theirs = another_accounts(bench, delivery)
    (other,) = (one.uid for one in world.devices.find("smartcard_id", theirs))
    async with bench.console(role=role) as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, box, taken)
        await calmly(robot, "ctrl+n")
        await scan(robot, other_box, theirs)
        here, elsewhere = (row[-1] for row in told(robot)[-2::-1])
    assert here == (
        f"Card {taken} is in box {holder.uid} of account tst.70001: the box goes dark. "
        "Enter on its row shows its plan."
    )
    named = f"Card {theirs} is in box {other} of account tst.70417"
    moved = "A supervisor may move it, with a reason."
    assert elsewhere.startswith(
        {
            "supervisor": f"{named}: the box goes dark. A reason is required. Enter on its row "
            "shows its plan.",
            "support": f"{named}. {moved}",
            "installer": f"Card {theirs} is in a box of another account. {moved}",
        }[role]
    )
    assert role != "supervisor" or elsewhere.endswith("plan."), "it was not seen elsewhere before"
    assert role != "installer" or "70417" not in elsewhere.replace(theirs, "")


MOVES = ("j", "k", "g", "G", "down", "up", "ctrl+d", "ctrl+u", "pagedown", "pageup")


async def test_a_key_that_moves_leads_into_the_list_of_pairs(sdp2: Bench) -> None:
    """From the field and from both panes. Where there is no pair, it does nothing."""
    delivery, tried = delivered(sdp2.sandbox.world, 3), 0
    sdp2.sandbox.fault("drop-before")
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        for with_pairs in (False, True):
            if with_pairs:
                for pair in delivery.pairs:
                    await scan(robot, *pair)
            for name in ("scanned", "pane-box", "pane-card"):
                for key in MOVES:
                    here = robot.app.page.query_one(f"#{name}")
                    if name == "scanned" and (len(key) == 1 or "ctrl" in key):
                        continue  # it types or edits there
                    robot.app.page.set_focus(here)
                    robot.app.page.say("")
                    await robot.press(key)
                    tried += 1
                    assert "not on this screen" not in robot.prose, (name, key)
                    assert robot.app.page.focused is (pairs_of(robot) if with_pairs else here)
        await robot.press("g")
        first = pairs_of(robot).key
        robot.app.page.set_focus(robot.app.page.query_one("#pane-box"))
        await robot.press("G")
        assert pairs_of(robot).key != first
    print(f"{tried} keys that move were pressed")
    assert sdp2.written == []
