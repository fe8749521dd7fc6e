"""Every list is filtered by the same key, and a row that is hidden is in no hand."""

from fake_client import FakeClient, a_recent, ada, opened
from robot import Robot, console

from smstui.console.widgets.record_list import RecordList

CASN = "E833815A9290"


def desk() -> FakeClient:
    return FakeClient({CASN: opened(CASN, ada())}, [a_recent(uid=str(3400 + n)) for n in range(7)])


def keys(robot: Robot, pane: str) -> list[str]:
    return [row.key for row in robot.app.screen.query_one(f"#pane-{pane}", RecordList).rows]


async def test_the_panes_of_a_bundle_are_filtered_each_by_itself() -> None:
    async with console(desk(), size=(120, 40)) as robot:
        await robot.look_up(CASN)
        await robot.press("f")
        await robot.type("cancelled")
        await robot.pause()
        print(robot.text)
        assert "Devices 1 of 6 match" in robot.text
        assert robot.app.base.situation.record_id == "3426"
        await robot.press("enter")
        print(robot.text)
        await robot.press("escape")
        assert "Devices 6" in robot.text


async def test_copy(tmp_path) -> None:
    async with console(desk(), size=(80, 24)) as robot:
        await robot.look_up(CASN)
        await robot.press("y")
        print(robot.text)
        await robot.press("escape", "e")
        print(robot.text)
        await robot.press("enter")
        print(robot.text)
        await robot.press("enter")
        print(robot.text)
