"""No key is offered that only types where the focus is."""

import re

import pytest

from smstui.actions import BY_ID, REGISTRY
from smstui.actions.keynames import normal
from smstui.console.screens.pick import PickScreen
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList
from tests.support.bench import Bench
from tests.support.fake_client import FakeClient, a_recent, ada, opened
from tests.support.products import some
from tests.support.robot import Robot, console

CASN = "E833815A9290"
FOOTERS = {one.footer: one for one in REGISTRY if one.footer}


def offered(robot: Robot) -> list[tuple[str, str]]:
    """Keys on the last line, with what they do."""
    known = "|".join(sorted(map(re.escape, FOOTERS), key=len, reverse=True))
    return re.findall(rf"(\S+) ({known})(?= |$)", robot.last_line)


async def only_types(robot: Robot, key: str) -> bool:
    """Whether the key changes the text of the field that has the focus, and nothing else."""
    field = robot.app.focused
    assert isinstance(field, LineEdit)
    before, screen = field.value, robot.app.screen
    robot.post("question_mark" if key == "?" else normal(key) or key)
    await robot.idle()
    await robot.pause()
    await robot.idle()
    return robot.app.screen is screen and robot.app.focused is field and field.value != before


FIELDS = {
    "lookup box": ("slash",),
    "lookup box with a text": ("slash", "3", "4"),
    "lookup box over a bundle": ("BUNDLE", "slash"),
    "pairing": ("2",),
    "pairing with a text": ("2", "3", "4"),
    "filter of the queue": ("4", "f"),
    "filter of the queue with a text": ("4", "f", "a", "b"),
    "filter of the journal": ("5", "f"),
    "filter of the journal with a text": ("5", "f", "a", "b"),
}


async def go(robot: Robot, keys: tuple[str, ...]) -> None:
    await robot.press("tab")
    for key in keys:
        await (robot.look_up(CASN) if key == "BUNDLE" else robot.press(key))
        await robot.pause()
    await robot.idle()


@pytest.mark.parametrize("place", FIELDS)
async def test_the_footer_offers_no_key_that_only_types(sdp2: Bench, place: str) -> None:
    async with sdp2.console(size=(120, 30)) as robot:
        await go(robot, FIELDS[place])
        shown = offered(robot)
        assert any(what == "all keys" for _, what in shown), robot.last_line
        first, *more = some((one for one in shown if one[1] not in ("quit", "back")), 2)
        assert not await only_types(robot, first[0]), first
    for key, what in more:
        async with sdp2.console(size=(120, 30)) as robot:
            await go(robot, FIELDS[place])
            assert (key, what) in offered(robot)
            assert not await only_types(robot, key), (key, what)


@pytest.mark.parametrize("place", FIELDS)
async def test_the_menu_names_no_key_that_only_types(sdp2: Bench, place: str) -> None:
    async with sdp2.console(size=(160, 60)) as robot:
        await go(robot, FIELDS[place])
        with_text = "with a text" in place
        await robot.press("ctrl+p")
        assert isinstance(robot.app.screen, PickScreen)
        rows = [row for row in robot.app.screen.query_one(RecordList)._rows if not row.passive]
        named = {key for row in rows for key in row.cells[1][0].split() if key[:1] != ":"}
        assert "alt+1" in named
        assert not {"1", "2", "3", "4", "5"} & named
        assert ("?" in named) is not with_text
        assert "delete" not in named


@pytest.mark.parametrize("place", ["lookup box", "pairing", "filter of the queue"])
async def test_in_an_empty_field_the_menu_the_command_and_the_pages_are_a_key_away(
    sdp2: Bench, place: str
) -> None:
    async with sdp2.console() as robot:
        for key in ("question_mark", "colon", *(f"alt+{page}" for page in "12345")):
            if key == "alt+3":  # a page of the account that is open
                await robot.look_up(CASN)
            await go(robot, FIELDS[place])
            before = robot.app.screen, robot.app.focused
            await robot.press(key)
            came = robot.app.screen
            is_there = {"lookup box": "alt+1", "pairing": "alt+2"}.get(place, "alt+4")
            assert key == is_there or came is not before[0], (place, key)
            await robot.press("escape", "alt+1")


async def test_a_list_with_rows_is_not_called_empty() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())}, [a_recent(uid=str(3400 + n)) for n in range(7)])
    async with console(desk, size=(160, 50)) as robot:
        await robot.press("question_mark")
        rows = [row for row in robot.app.screen.query_one(RecordList)._rows if not row.passive]
        why = {row.key: BY_ID[row.key].available(robot.app.base.situation) for row in rows}
        assert why["open"] == "Another pane has the keys: press tab until the list has them."
        assert "This list is empty." not in why.values()


async def test_a_key_that_does_nothing_here_says_so(sdp2: Bench) -> None:
    """Where nothing was found there is no list; pages 3 and 4 do not have each key of page 1."""
    async with sdp2.console() as robot:
        await robot.type("213\n")
        assert "Not found" in robot.text
        for key in ("s", "d", "t", "enter"):
            await robot.press(key)
            assert "Nothing" in robot.last_line, key
        await robot.look_up(CASN)
        for page, keys in (("4", "csdm"), ("3", "m")):
            await robot.press(page)
            for key in keys:
                await robot.press(key)
                assert "not on this screen. ? shows what is here." in robot.last_line, (page, key)
                assert robot.last_line.strip().startswith(f"{key} ("), (page, key)
                assert ") works on page 1, " in robot.last_line, (page, key)
            await robot.press("escape")
