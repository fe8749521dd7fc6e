"""The counts of the header: what waits, from the files of this machine, and while it changes."""

from test_applying_by_keys import resize

from smstui.console.widgets.record_list import POINTER
from smstui.services.waiting import Waiting
from tests.support.fake_client import FakeClient
from tests.support.robot import console


async def test_the_header_counts_what_waits_and_marks_the_page() -> None:
    desk = FakeClient(waits=Waiting(3, 12, 1))
    async with console(desk) as robot:
        await robot.until(lambda: "•3" in robot.lines[1])
        assert robot.lines[1].split("  ")[0] == f"{POINTER}1 Lookup"
        for said in ("2 Pair •3", "4 Triage 12", "5 Journal •1"):
            assert said in robot.lines[1]
        desk.waits = Waiting()
        robot.app.waiting.count()
        await robot.until(lambda: "•" not in robot.lines[1])


async def test_the_header_follows_a_resize() -> None:
    async with console(FakeClient(), size=(120, 30)) as robot:
        assert "5 Journal" in robot.lines[0]
        await resize(robot, (80, 24))
        assert "5 Journal" not in robot.lines[0]
        assert "5 Journal" in robot.lines[1]
