"""A paste of several lines starts nothing: it is a list, or pairs, or nothing, as a person says."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from smstui.console.screens.pair import PairPage
from smstui.console.screens.triage import TriagePage
from smstui.console.widgets.banner import Banner
from tests.support.bench import Bench
from tests.support.deliveries import delivered
from tests.support.fake_client import FakeClient, ada, opened
from tests.support.robot import Robot, console

CASN = "E833815A9290"
PLACES = {"lookup box": (), "list": ("tab",), "bundle": ("BUNDLE",), "journal": ("5",)}


def paste(robot: Robot, text: str) -> None:
    robot.app.post_message(events.Paste(text))


@pytest.mark.parametrize("lines", [2, 950, 80_000])
@pytest.mark.parametrize("place", PLACES)
async def test_several_lines_ask_what_they_are_and_look_nothing_up(place: str, lines: int) -> None:
    desk = FakeClient({CASN: opened(CASN, ada())})
    async with console(desk) as robot:
        for key in PLACES[place]:
            await (robot.look_up(CASN) if key == "BUNDLE" else robot.press(key))
        asked = len(desk.asked)
        paste(robot, "E833815A9301\r\n" * lines)
        await robot.idle()
        assert f"{lines:,} lines were pasted" in robot.prose
        assert f"open as a list of {lines:,} ids" in robot.prose or lines > 10_000
        assert f"take {lines:,} codes as pairs" in robot.prose or lines > 4_000
        assert len(desk.asked) == asked
        await robot.press("escape")
        assert robot.app.screen is robot.app.page
        assert len(desk.asked) == asked


async def test_one_line_is_text_with_or_without_its_end() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())})
    async with console(desk) as robot:
        paste(robot, f"\n{CASN}")
        await robot.idle()
        assert robot.app.base.box.value == CASN
        await robot.press("escape")
        paste(robot, f"{CASN}\r\n\r\n")
        await robot.idle()
        assert [text for text, *_ in desk.asked] == [CASN]


async def test_ctrl_q_leaves_behind_a_paste_of_any_size() -> None:
    async with console(FakeClient()) as robot:
        paste(robot, "E833815A9301\n" * 80_000)
        robot.post("ctrl+q")
        await robot.until(lambda: not robot.app.is_running)


async def test_a_line_too_long_for_a_field_is_refused_with_its_length() -> None:
    async with console(FakeClient()) as robot:
        paste(robot, "E" * 1_000_000)
        await robot.idle()
        assert "a line of 1,000,000 characters was pasted" in robot.prose
        assert robot.app.base.box.value == ""
        paste(robot, "E\n" * 3_000_000)
        await robot.idle()
        assert "Ignored: more than 4,000,000 characters" in robot.prose


@pytest.mark.parametrize("key", ["question_mark", "colon"])
async def test_lines_over_a_dialog_start_nothing(key: str) -> None:
    desk = FakeClient()
    async with console(desk) as robot:
        await robot.press("tab", key)
        paste(robot, "quit\n1\n" * 60)
        await robot.idle()
        assert robot.app.is_running
        assert desk.asked == []
        said = "Ignored: 120 lines were pasted over a dialog"
        assert key == "colon" or said in robot.prose  # whose line covers the last one


async def test_a_list_opens_page_4_and_asks_nothing(sdp2: Bench) -> None:
    ids = [f"paste.{number:04d}" for number in range(950)]
    async with sdp2.console() as robot:
        paste(robot, "\n".join(ids))
        await robot.idle()
        before = len(sdp2.sandbox.requests)
        await robot.press("enter")
        await robot.until(lambda: len(robot.app.queue_run.rows) == len(ids))
        await robot.idle()
        assert isinstance(robot.app.screen.content, TriagePage)
        assert [row.asked for row in robot.app.queue_run.rows] == ids
        assert len(sdp2.sandbox.requests) == before
    assert sdp2.written == []


async def test_what_is_offered_names_its_limits(sdp2: Bench) -> None:
    async with sdp2.console(size=(120, 40)) as robot:
        paste(robot, "\n".join(f"nmp.{n}" for n in range(10_001)))
        await robot.idle()
        assert "10,001 lines were pasted" in robot.prose
        assert "open the first 10,000 ids as a list" in robot.prose
        assert "4,000 codes at most" in robot.prose
        held, told, add = asyncio.Event(), [], robot.app.queue_run.add

        async def add_later(text: str) -> str:
            await held.wait()
            return await add(text)

        robot.app.queue_run.add = add_later  # type: ignore[method-assign]
        robot.post("enter")
        await robot.until(lambda: told.append(robot.text) or "taking 10,001 lines in…" in told[-1])
        held.set()
        await robot.idle()
        assert "10,000 ids added. 1 beyond the first 10,000 were left out." in robot.last_line
        assert "taking" not in robot.text
    assert not any("The queue is empty." in each for each in told)
    assert sdp2.written == []


@pytest.mark.parametrize("on_page_2", [True, False])
async def test_pairs_are_taken_in_order_as_scans(
    tmp_path: Path, sdp2: Bench, on_page_2: bool
) -> None:
    delivery = delivered(sdp2.sandbox.world, 12)
    lines = ["box\tcard", *(f"{box}\t{card}" for box, card in delivery.pairs)]
    text = "".join(f"{line}\r\n" for line in lines)
    async with sdp2.console() as robot:
        if on_page_2:
            await robot.press("tab", "2")
        paste(robot, text)
        await robot.idle()
        if not on_page_2:
            assert "13 lines were pasted" in robot.prose
            assert "take 12 pairs of a box and a card page 2; kept as drafts" in robot.prose
            assert "open the first id of each line as a list page 4" in robot.prose
            await robot.press("enter")
        assert isinstance(robot.app.screen.content, PairPage), robot.text
        drafts = robot.app.screen.content._run.pairs
        await robot.until(lambda: len(drafts) == 12)
        await robot.idle()
        kept = {(draft.target, draft.second) for draft in drafts.values()}
        assert kept == set(delivery.pairs)
    assert sdp2.written == []


async def test_too_many_codes_are_refused_whole(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.press("tab", "2")
        paste(robot, "E833815A9301\n" * 4_001)
        await robot.idle()
        assert "Ignored: 4,001 codes were pasted" in robot.prose
        assert isinstance(robot.app.screen.content, PairPage)
        assert not robot.app.screen.content._run.pairs


@pytest.mark.parametrize("between", [" ", ",", "; ", "\t"])
async def test_a_box_and_a_card_on_one_line_are_a_pair(sdp2: Bench, between: str) -> None:
    """Kept whole: neither a code in hand nor an unknown one before it puts it in doubt."""
    pairs = delivered(sdp2.sandbox.world, 3).pairs
    lines = [between.join(pair) for pair in pairs]
    lines[1] = between.join(reversed(pairs[1]))
    async with sdp2.console() as robot:
        await robot.press("alt+2")
        await robot.type(f"{pairs[0][0]}\n")
        paste(robot, f"{lines[1]}\r\n{lines[2]}\r\n")
        await robot.idle()
        assert "still waits for its card. Scan that card or press" in robot.prose
        assert "2 ready" not in robot.text
        await robot.press("ctrl+n")
        paste(robot, "\r\n".join(["box,card", f"F0FF00FF00FF{between}000999999999", *lines, ""]))
        await robot.idle()
        assert "3 ready" in robot.text
        assert sdp2.client is not None
        kept = await sdp2.client.engine.run(sdp2.client.drafts.open())
    assert [(one.target, one.second) for one in kept if one.standing == "ready"] == list(pairs)
    assert sdp2.written == []


async def test_while_a_half_is_in_hand_nothing_of_pasted_pairs_is_taken(
    sdp2: Bench,
) -> None:
    (box, card), (other, _) = delivered(sdp2.sandbox.world, 2).pairs
    async with sdp2.console(role="installer") as robot:
        await robot.press("tab", "2")
        await robot.type(f"{card}\n")
        await robot.until(lambda: "SCAN BOX" in robot.app.page.query_one(Banner).text)
        paste(robot, f"{box} {card}\n{other} {card}\nnonsense\n")
        await robot.idle()
        assert "No pair was taken: card" in robot.prose
        assert "still waits for its box. Scan that box or press ctrl+n" in robot.prose
        await robot.press("ctrl+n")
        assert "is no longer kept for a pair. Scan it again" in robot.prose
    assert sdp2.written == []
