"""Every dialog is one sheet: over the whole width, as high as its content, its keys last."""

from collections.abc import Awaitable, Callable

import pytest
from screen_text import strips_of
from test_applying_by_keys import resize
from test_console_snapshots import CASN, a_desk
from textual.screen import Screen

from smstui.console.screens.base import BaseScreen
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.sheet import Sheet
from tests.support.bench import Bench
from tests.support.fake_client import FakeClient
from tests.support.robot import Robot, console

Steps = Callable[[Robot], Awaitable[None]]


def at(*keys: str) -> Steps:
    async def steps(robot: Robot) -> None:
        for key in keys:
            await (robot.type(key[1:]) if key.startswith("=") else robot.press(key))

    return steps


DIALOGS: dict[str, Steps] = {
    "menu": at("=3422\n", "question_mark"),
    "copy": at("=3422\n", "y"),
    "statuses": at("=3422\n", "s"),
    "themes": at("colon", "=theme\n"),
    "case": at("=3422\n", "c"),
    "case read": at("=3422\n", "c", "e"),
    "finding": at("=3422\n", "d", "G", "enter"),
    "plan": at("=3421\n", "U"),
    "refused plan": at("=3421\n", "colon", "=status FOO\n"),
    "form": at("colon", "=create-account\n"),
    "question": at("colon", "=triage\n", "n"),
    "confirmation": at("colon", "=triage\n", "n", "=3421\n", "colon", "=clear-queue\n"),
    "scanner": at("colon", "=scanner\n"),
    "cross-test": at("=3421\n", "colon", "=cross-test\n"),
}


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (48, 20)], ids=lambda size: str(size[0]))
async def test_a_dialog_is_a_sheet_and_leaves_the_rest_as_it_is(
    name: str, size: tuple[int, int], sdp2: Bench
) -> None:
    async with sdp2.console(size=size) as robot:
        await DIALOGS[name](robot)
        assert robot.app.has_dialog
        sheet = robot.app.screen.query_one(Sheet)
        width, height = size
        assert (sheet.region.x, sheet.region.width) == (0, width), "nothing stands beside it"
        assert sheet.region.bottom == height - 1, "the last line of the screen is below it"
        assert sheet.region.y >= 1, "the header stays"
        assert robot.app.page.bars.offered == [], "no key of the page is offered"
        foot = robot.lines[height - 2]
        assert "close" in foot or "filter" in foot, foot
        assert "…" not in foot, "no key is cut"
        with_blank = sheet.region.height - sum(1 for line in robot.lines[sheet.region.y :] if line)
        if not sheet.query(Panel):
            assert with_blank <= 2, "it is no higher than its content"


async def test_what_is_above_a_sheet_is_as_it_was() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        before = robot.lines
        await robot.press("y")
        top = robot.app.screen.query_one(Sheet).region.y
        assert robot.lines[:top] == before[:top]
        await robot.press("escape")
        assert robot.lines == before


async def test_a_sentence_on_a_row_is_whole_below_the_list_and_moves_nothing(sdp2: Bench) -> None:
    async with sdp2.console(size=(60, 24)) as robot:
        await DIALOGS["statuses"](robot)
        sheet = robot.app.screen.query_one(Sheet)
        assert "The box shows what is subscribed; nothing can be bought on it." in robot.prose
        top = sheet.region.y
        for _ in range(4):
            await robot.press("j")
            assert sheet.region.y == top


@pytest.mark.parametrize("keys", [("y",), ("d", "G", "enter"), ("question_mark", "question_mark")])
async def test_the_page_beneath_is_drawn_as_textual_would(
    keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press(*keys)
        ours = drawn(robot)
        assert len({style for line in ours for _, style in line}) > 8, "the page has its colours"
        monkeypatch.setattr(BaseScreen, "render", Screen.render)
        for screen in robot.app.screen_stack:
            screen.refresh()
        assert drawn(robot) == ours


def drawn(robot: Robot) -> list[list[tuple[str, str]]]:
    """The lines of the screen, each as its texts and how they look."""
    lines = [strip.simplify() for strip in strips_of(robot)]
    return [[(text, str(style)) for text, style, _ in line] for line in lines]


async def test_a_list_that_is_narrowed_keeps_the_height_of_its_sheet() -> None:
    async with console(a_desk(), size=(80, 24)) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("y")
        await robot.press("slash")
        top = robot.app.screen.query_one(Sheet).region.y
        await robot.type("nuid")
        assert robot.app.screen.query_one(Sheet).region.y == top
        assert "9f2044d1" in robot.text


async def test_the_menu_has_groups_and_at_its_end_what_cannot_run_with_the_reason() -> None:
    async with console(FakeClient(), size=(80, 40)) as robot:
        await robot.press("question_mark")
        rows = [line.strip() for line in robot.lines]
        places = [rows.index(group) for group in ("Look up", "Understand", "App") if group in rows]
        assert places == sorted(places)
        await robot.filter("cannot watch")
        await robot.until(lambda: "Nothing is open. Type an id and press enter." in robot.text)
        assert "Not now" in robot.text


@pytest.mark.parametrize("typed", ["diagnse", "dgn", "watch cannot", "transcript"])
async def test_the_menu_finds_by_letters_and_in_spite_of_a_typing_error(typed: str) -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("question_mark")
        await robot.filter(typed)
        said = "The case" if typed == "transcript" else "Say why they cannot watch"
        assert said in robot.text


async def test_a_sheet_follows_a_resize(sdp2: Bench) -> None:
    async with sdp2.console(size=(120, 40)) as robot:
        await DIALOGS["plan"](robot)
        await resize(robot, (60, 20))
        sheet = robot.app.screen.query_one(Sheet)
        assert sheet.region.width == 60
        assert sheet.region.bottom == 19
        assert "It can be undone." in robot.text


@pytest.mark.parametrize("size", [(80, 24), (48, 20)], ids=lambda size: str(size[0]))
async def test_a_long_sentence_at_the_foot_is_whole_and_a_dialog_stands_above_it(
    size: tuple[int, int],
) -> None:
    told = "The platform has no call for this. A site names its own, as operations.smartcard-pin."
    async with console(a_desk(), size=size) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("y")
        robot.app.say(told)
        await robot.idle()
        lines = robot.app.page.bars.height
        assert lines > 1
        assert told in robot.last_line
        assert robot.app.screen.query_one(Sheet).region.bottom == size[1] - lines
        await resize(robot, (100, 30))
        await robot.until(lambda: robot.lines[-1].strip() == told)  # it is broken anew
        assert robot.app.screen.query_one(Sheet).region.bottom == 29
        await resize(robot, size)
        await robot.press("j")
        assert robot.app.screen.query_one(Sheet).region.bottom == size[1] - 1
