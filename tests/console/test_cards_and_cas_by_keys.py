"""PINs at the CAS, suspended cards, approvals: by `:` and `?`, over real sockets."""

import pytest

from smstui.platforms.port import Confirmation, Survey
from smstui.services.changes.lacking import remember_missing
from tests.support.bench import Bench, apply_plan
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

B1, C1 = "3421", "000145098240"
CASN1 = "E833815A9290"
PIN = "860391"


async def _command(robot: Robot, word: str) -> None:
    await robot.press("colon")
    await robot.type(f"{word}\n")


async def test_a_pin_at_the_cas_is_masked_and_nowhere_to_be_seen(bench: Bench) -> None:
    """On `sdp2` no public call does it: the reason is said, and nothing asked."""
    async with bench.console() as robot:
        await robot.type(f"{CASN1}\n")
        await _command(robot, "cas-pin")
        if bench.family == "sdp2":
            assert "no public call to set a PIN at the CAS" in robot.last_line
            assert bench.written == []
            return
        await robot.type(PIN)
        assert PIN not in robot.text
        await robot.press("enter")
        assert f"set the PIN of box {B1} at the CAS" in robot.prose
        assert PIN not in robot.text
        await robot.press("!")
        assert "accepted" in robot.text
        await robot.press("escape", "5", "enter")
        assert PIN not in robot.text
    assert bench.written == ["cag.set-pin"]
    assert bench.box(B1).cas_pins == {"1": PIN}
    for file in bench.folder.rglob("*"):
        assert not file.is_file() or PIN.encode() not in file.read_bytes()


async def test_a_card_is_suspended_from_its_own_row(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{C1}\n")
        await _command(robot, "suspend-card")
        if bench.family == "opf":
            assert "Disable the device instead" in robot.last_line
            assert bench.written == []
            return
        assert f"Box {B1}" in robot.prose
        assert "goes dark" in robot.prose
        await robot.press("enter")
        assert bench.written == []
        await _command(robot, "suspend-card")
        await apply_plan(robot)
        assert "accepted" in robot.text
    assert bench.written == ["SuspendSmartCard"]


async def test_an_approval_stands_greyed_with_its_reason(bench: Bench) -> None:
    on_opf = bench.family == "opf"
    said = "no public call to approve a device" if on_opf else "Only opf approves devices"
    async with bench.console(size=(160, 40)) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("question_mark")
        await robot.filter("approve")
        assert said in robot.prose
        await robot.press("enter")
        assert said in robot.last_line
        await _command(robot, "approve")
        assert said in robot.last_line
    assert bench.written == []


async def test_what_doctor_found_missing_stands_greyed_with_its_reason(bench: Bench) -> None:
    entry = "unpair" if bench.family == "sdp2" else "change-device"
    line = Survey(entry, "documented", Confirmation.MISSING, "the service has no such operation")
    assert remember_missing(bench._deployment({}), [line], bench.state) == ""
    said = "smstui doctor found no such call on this platform"
    async with bench.console(size=(160, 40)) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("question_mark")
        await robot.filter("unpair")
        assert said in robot.prose
        await robot.press("enter")
        await _command(robot, "unpair")
        assert said in robot.last_line
    assert bench.written == []
