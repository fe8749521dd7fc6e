"""Names of referred records by keys: after the frame of the record, and beside what is in hand."""

import pytest

from tests.support.bench import Bench
from tests.support.robot import Robot

B1 = "E833815A9290"
SERVICES = (
    "accountprofileservice", "accesspointservice", "profileservice", "deviceclassifierservice",
    "ratingservice", "policygroupservice",
)  # fmt: skip


async def ask(robot: Robot, text: str) -> None:
    """Type an id, and do not wait for what comes after the record."""
    await robot.press("slash")
    for key in (*text, "enter"):
        robot.post(key)


async def test_the_record_is_shown_first_and_its_names_follow(sdp2: Bench) -> None:
    for service in SERVICES:
        sdp2.sandbox.fault(f"delay 600 path=*/{service}")
    async with sdp2.console(size=(120, 40)) as robot:
        await ask(robot, B1)
        await robot.until(lambda: "Account nmp.00001" in robot.text)
        assert "profile 301" in robot.text
        assert "GOLD" not in robot.text
        cursor = robot.app.focused
        await robot.until(lambda: "GOLD" in robot.text)
        assert "access point CWMBRAN-HEADEND" in robot.text
        assert robot.app.focused is cursor
        await robot.idle()
        assert not sdp2.sandbox.writes


async def test_the_record_pane_has_name_and_uid(sdp2: Bench) -> None:
    async with sdp2.console(size=(140, 60)) as robot:
        await robot.look_up(B1)
        await robot.press("enter")
        for told in ("profile name", "HD zapper", "classifier name", "DTV-4000"):
            assert told in robot.text
        assert "701" in robot.text


@pytest.mark.parametrize("service", SERVICES[:1])
async def test_a_service_that_does_not_answer_leaves_the_uid(sdp2: Bench, service: str) -> None:
    sdp2.sandbox.fault(f"absent path=*/{service}")
    async with sdp2.console(size=(120, 40)) as robot:
        await robot.look_up(B1)
        assert "profile 301" in robot.text
        assert "CWMBRAN-HEADEND" in robot.text
