"""S1, S9, S12, S13, S21, S22, S27 and S28 by keys, over real sockets.

From a finding one key leads to its plan; when the change has ended the diagnosis is made again by
itself and says what went away. The twin by command line is `test_diagnosis_by_command.py`.
"""

from datetime import timedelta

import pytest

from smstui.console.widgets.record_list import POINTER
from smstui.sandbox.fixtures import fill_sessions, split_link
from tests.support.ailments import AILMENTS
from tests.support.bench import Bench, apply_plan
from tests.support.robot import Robot

B1, B4, B5, P1 = "E833815A9290", "E833815A9411", "E833815A9340", "9001"
C1 = "000145098240"


async def diagnose(robot: Robot, text: str, code: str = "") -> None:
    """Two keys behind the id: Enter and d; or the code that the viewer reads."""
    await robot.look_up(text)
    if code:
        await robot.press("colon")
        await robot.type(f"diagnose {code}\n")
    else:
        await robot.press("d")


async def open_finding(robot: Robot, words: str) -> None:
    """Enter on the finding that begins with these words."""
    await robot.press("g")
    for _ in range(80):
        if any(POINTER in line and words in line for line in robot.lines):
            await robot.press("enter")
            return
        if any(POINTER in line and "not checked ▸" in line for line in robot.lines):
            await robot.press("enter")  # each check that could not be made, by itself
        await robot.press("j")
    raise AssertionError(f"{words}\n{robot.text}")


def findings(robot: Robot) -> list[str]:
    """The lines of the pane, from the verdict on."""
    at = next(at for at, line in enumerate(robot.lines) if "Why can't they watch?" in line)
    return [line.strip(f"│ {POINTER}") for line in robot.lines[at + 1 :]]


async def test_s1_s9_s28_and_nothing_is_written(bench: Bench) -> None:
    async with bench.console(size=(100, 60)) as robot:
        await diagnose(robot, B1)
        assert findings(robot)[0] == "✓ nothing wrong on our side"
        assert "Try at the home:" in robot.text

        await diagnose(robot, B4)
        assert "nothing that blocks viewing was found" in findings(robot)[0]
        assert "● account is RESTRICTED" in robot.text
        assert "billing" in robot.prose

        await diagnose(robot, B1, "e16")
        assert "Code E16-4 of card (Irdeto, not NAGRA)" in robot.prose
        assert "1 caution, " in robot.prose
        assert "in force" in robot.prose  # the live findings beside it
    assert bench.written == []


async def test_s12_from_a_ban_one_key_leads_to_its_plan_and_then_it_is_gone(sdp2: Bench) -> None:
    async with sdp2.console(size=(100, 60)) as robot:
        await diagnose(robot, B5)
        assert findings(robot)[0] == "■ Box 3425 is banned"
        await robot.press("enter")
        assert "Lift the ban of box 3425" in robot.text
        assert "1. box 3425 banned: yes → no" in robot.text
        assert "banned yes to no" not in robot.prose
        assert sdp2.written == []
        await apply_plan(robot)
        await robot.press("escape")
        assert findings(robot)[0] == "✓ nothing wrong on our side"
        assert "✓ gone since the change: Box 3425 is banned" in robot.text
        await robot.press("r")
        assert "gone since the change" in robot.text
        await diagnose(robot, B1)
        assert "gone since the change" not in robot.text
    assert len(sdp2.written) == 1


async def test_s13_from_too_many_streams_to_the_end_of_the_silent_one(sdp2: Bench) -> None:
    account = sdp2.account("nmp.00001")
    silent, *others = fill_sessions(sdp2.sandbox.world, account)
    async with sdp2.console(size=(100, 60)) as robot:
        await diagnose(robot, B1, "1007")
        assert findings(robot)[0].startswith("■ Too many streams: 3 of 3 live, 1 of them")
        await robot.press("enter")
        assert f"end session {silent.uid}" in robot.prose.casefold()
        await apply_plan(robot)
        await robot.press("escape")
        assert "gone since the change: Too many streams: 3 of 3 live" in robot.prose
    assert sdp2.written == ["tearDown"]
    left = {one.uid for one in sdp2.sandbox.world.sessions if not one.deallocated_date}
    assert {one.uid for one in others} <= left
    assert silent.uid not in left


async def test_s21_a_guided_repair_unpair_and_pair_and_both_ends_are_equal(sdp2: Bench) -> None:
    split_link(sdp2.sandbox.world, C1, "3422")
    async with sdp2.console(size=(100, 60)) as robot:
        await diagnose(robot, B1)
        assert "The links disagree: box 3421 says card" in findings(robot)[0]
        await robot.press("enter")
        assert "Unpair box 3421" in robot.prose
        await apply_plan(robot)
        await robot.press("escape")
        assert "gone since the change: The links disagree" in robot.prose
        await open_finding(robot, "Box 3421 has no card")
        assert f"{POINTER}2 Pair" in robot.lines[1]
        assert "box 3421" in robot.text
        await robot.type(f"{C1}\n")
        await robot.press("enter")
        await apply_plan(robot)
        await robot.press("escape", "escape")
        await robot.until(lambda: "nothing wrong on our side" in robot.text)
        assert "gone since the change: Box 3421 has no card" in robot.prose
    assert sdp2.written == ["Unpair", "Pair"]
    assert sdp2.box("3421").smartcard_id == C1
    assert sdp2.card(C1).stb_uid == "3421"


async def test_s22_a_disabled_player_names_what_counts_and_leads_to_its_plan(bench: Bench) -> None:
    async with bench.console(size=(100, 60)) as robot:
        await diagnose(robot, P1, "20007")
        assert findings(robot)[0].startswith("■ Player 9001 is disabled")
        assert "isable another first" in robot.prose
        assert "9002" in robot.text
        await robot.press("g", "enter")
        if bench.family == "sdp2":
            assert "This platform changes boxes only" in robot.prose
        else:
            assert "Enable player 9001" in robot.text
            assert "In use now: 9002, 9003, 9004" in robot.prose
        assert bench.written == []


async def test_from_a_full_device_limit_enter_leads_to_what_raises_it(sdp2: Bench) -> None:
    async with sdp2.console(size=(100, 60)) as robot:
        await diagnose(robot, P1)
        assert "limit set by: the account and profile GOLD" in robot.prose
        assert "the account given another profile that allows more (:profile)." in robot.prose
        await open_finding(robot, "The device limit is reached")
        assert "Change the limits" in robot.text
        assert sdp2.written == []


@pytest.mark.parametrize(
    ("ailment", "finding", "shown"),
    [
        ("sdp2 card cancelled", "is cancelled", "Swap the card or the box: box 3421"),
        (
            "opf rights ran out",
            "No right in force",
            "Give a right: account nmp.00001 product 7001 type SUBSCRIPTION",
        ),
        ("opf profile not in use", "profile is INACTIVE", "another profile"),
        ("opf player disabled", "devices count toward", "Disable a device: which?"),
    ],
)
async def test_one_key_leads_from_a_finding_to_what_must_be_said_for_its_plan(
    bench: Bench, ailment: str, finding: str, shown: str
) -> None:
    ill = next(one for one in AILMENTS if one.name == ailment)
    if ill.family != bench.family:
        pytest.skip("of the other family")
    bench.sandbox.run(ill.seed)
    async with bench.console(size=(100, 60)) as robot:
        await diagnose(robot, ill.ask)
        await open_finding(robot, finding)
        await robot.until(lambda: shown in robot.prose)
    assert bench.written == []


async def test_s27_long_unused_is_advice_where_nobody_can_recover_it(sdp2: Bench) -> None:
    async with sdp2.console(size=(100, 60)) as robot:
        await diagnose(robot, B1)
        await open_finding(robot, "the platform does not tell when the box was last used")
        assert "If for more than 255 days" in robot.prose
        assert "has named no call" in robot.prose
        await robot.press("escape", "colon")
        await robot.type("recover-date-code\n")
        assert "CAS Gateway" in robot.last_line
    assert sdp2.written == []


async def test_s27_where_there_is_a_cas_gateway_the_recovery_is_one_key_away(opf: Bench) -> None:
    async with opf.console(size=(100, 60)) as robot:
        await diagnose(robot, B1)
        assert "recover-date-code" in robot.prose
        await open_finding(robot, "the platform does not tell when the box was last used")
        assert "recover the date code of box 3421" in robot.prose
        assert opf.written == []
        await apply_plan(robot)
        await robot.until(lambda: "accepted" in robot.prose)
        assert "acknowledged" in robot.prose
    assert opf.written == ["cag.recover-date-code"]


async def test_a_locked_pin_tells_its_time_and_leads_to_setting_it_again(opf: Bench) -> None:
    world = opf.sandbox.world
    pin = opf.account("nmp.00001").pins[0]
    pin.status, pin.locked_until = "LOCKED", world.now() + timedelta(minutes=12)
    async with opf.console(size=(100, 60)) as robot:
        await diagnose(robot, B1)
        assert findings(robot)[0].startswith(f"■ PIN {pin.type} is locked until")
        await robot.press("enter")
        assert f"Set a PIN of account {opf.account('nmp.00001').account_number}" in robot.text
        await robot.press("enter")
        await robot.type("4711\n")
        await apply_plan(robot)
        await robot.press("escape")
        assert "gone since the change: PIN" in robot.prose
        assert "4711" not in robot.text


async def test_one_card_in_two_boxes_names_the_box_that_both_keys_unpair(bench: Bench) -> None:
    bench.sandbox.run(lambda world: world.change(bench.box("3422"), smartcard_id=C1))
    async with bench.console(size=(100, 60)) as robot:
        await diagnose(robot, B1)
        which = "3422" if bench.family == "sdp2" else "3422 or box 3421"
        assert f"⏎ take the card from box {which}…" in robot.lines[-1]
        for key in ("U", "enter"):
            await robot.press(key)
            if bench.family == "opf":  # no record of a card says which of the two is wrong
                told = robot.prose
                assert "CASN E833815A9290, Living room" in told
                assert told.index("CASN E833815A9301, Bedroom") < told.index("CASN E833815A9290")
                await robot.press("escape")
                continue
            assert "Unpair box 3422 from card" in robot.prose
            assert "Box 3421 (Living room) has card" in robot.prose
            assert "goes dark" in robot.prose
            await robot.press("escape")
            assert "U: take the card out of its box (box 3422)" in robot.prose
            assert "Unpair box 3422. Pair box 3421 with the card again" in robot.prose
    assert bench.written == []
