"""The banner of the pairing page says what is so: after every end of a pair, its undo, a wrong
scan, and without a platform. It takes three rows and no ground of its own."""

import pytest
from test_cas_by_keys import with_cas
from test_scan_to_pair import calmly, scan

from smstui.console.palette import palette_of
from smstui.console.views.pair_words import Words
from smstui.console.widgets.banner import Banner, lines_of
from smstui.console.widgets.record_list import POINTER, RecordList
from tests.support.bench import Bench, apply_plan, settled
from tests.support.deliveries import delivered
from tests.support.robot import Robot

pytestmark = pytest.mark.alike


def banner(robot: Robot) -> Banner:
    """The banner beneath whatever dialog is open."""
    return robot.app.page.query_one(Banner)


async def pair_applied(robot: Robot, *codes: str) -> None:
    await calmly(robot, "tab", "2")
    await scan(robot, *codes)
    await calmly(robot, "enter")
    await apply_plan(robot)


async def test_a_pair_is_done_and_after_u_it_is_undone(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 2)
    async with bench.console() as robot:
        await pair_applied(robot, *delivery.pairs[0])
        assert banner(robot).text.startswith("1 DONE: Box")
        assert "Done and verified." in banner(robot).text
        await robot.press("u")
        await apply_plan(robot)
        assert "● verified" in robot.text
        assert banner(robot).text.startswith("1 UNDONE: Box")
        await calmly(robot, "escape")
        assert "○ undone" in robot.text
        assert "● done" not in robot.text
        await scan(robot, *delivery.pairs[1])
        assert banner(robot).text.startswith("2 READY: Box")
        assert "Enter shows its plan" in banner(robot).text


async def test_u_takes_back_what_was_only_saved_and_the_banner_says_so(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.pairs[0], *delivery.pairs[1])
        await calmly(robot, "tab", "u")
        assert banner(robot).text.startswith("REMOVED: Box")
        assert "nothing was sent" in banner(robot).text
    assert sdp2.written == []


@pytest.mark.parametrize(
    ("fault", "big", "told"),
    [
        ("refuse", "1 REFUSED", "The platform refused it."),
        ("no-effect", "1 NOT VERIFIED", "not visible in its records yet"),
        ("drop-before", "1 NOT APPLIED", "No answer came"),
    ],
)
async def test_a_pair_that_failed_says_how(bench: Bench, fault: str, big: str, told: str) -> None:
    delivery = delivered(bench.sandbox.world, 1)
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.pairs[0])
        bench.sandbox.fault(f"{fault} operation={bench.pairing}")
        await calmly(robot, "enter")
        await apply_plan(robot)
        assert banner(robot).text.startswith(big)
        assert told in banner(robot).text
        await calmly(robot, "escape")
        assert big.removeprefix("1 ").lower() in robot.text


async def test_an_unknown_outcome_is_unknown(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 1)
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.pairs[0])
        await calmly(robot, "enter")
        bench.sandbox.fault(f"drop-after operation={bench.pairing}")
        robot.burst("!")
        await robot.until(lambda: "a re-read decides at" in robot.text)
        bench.sandbox.fault("drop-before")
        await settled(robot)
        assert banner(robot).text.startswith("1 UNKNOWN"), banner(robot).text
        assert "not known yet" in banner(robot).text


async def test_with_a_cas_a_pair_is_accepted_not_verified(opf: Bench) -> None:
    delivery = delivered(opf.sandbox.world, 1)
    async with with_cas(opf) as robot:
        await pair_applied(robot, *delivery.pairs[0])
        assert banner(robot).text.startswith("1 ACCEPTED")
        assert "Done, as far as this platform can show." in banner(robot).text
        await robot.press("u")
        await apply_plan(robot)
        assert banner(robot).text.startswith("1 UNDONE")


async def test_a_wrong_scan_stays_in_the_banner_until_the_next_scan(sdp2: Bench) -> None:
    """The check of the pair before it comes later, and does not hide that a scan was refused."""
    delivery = delivered(sdp2.sandbox.world, 2)
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.pairs[0], "nobody@example.net")
        assert banner(robot).text.startswith("WRONG")
        assert "1 ready" in robot.text
        await scan(robot, delivery.pairs[1][0])
        assert banner(robot).text.startswith("SCAN CARD")


async def test_without_a_platform_it_says_saved(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 1)
    bench.sandbox.fault("drop-before")
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.pairs[0])
        assert banner(robot).text.startswith("1 SAVED")
        assert "Not checked at the platform" in banner(robot).text
        assert "ready" not in robot.text


async def test_the_cursor_follows_the_newest_pair_and_stays_where_a_person_put_it(
    sdp2: Bench,
) -> None:
    delivery = delivered(sdp2.sandbox.world, 4)
    async with sdp2.console(size=(48, 20)) as robot:
        await calmly(robot, "tab", "2")
        pairs = robot.app.screen.query_one("#pane-pairs", RecordList)
        for n, pair in enumerate(delivery.pairs[:3], start=1):
            await scan(robot, *pair)
            assert any(line.startswith(f"│ {POINTER} {n}") for line in robot.lines), robot.text
        await calmly(robot, "tab", "tab", "tab", "j")
        held = pairs.key
        await calmly(robot, "r")
        assert pairs.key == held, "a check moves nothing"
        await scan(robot, *delivery.pairs[3])
        assert any(line.startswith(f"│ {POINTER} 4") for line in robot.lines)


@pytest.mark.parametrize("width", [48, 80, 120, 160])
@pytest.mark.parametrize("big", ["BOX + CARD", "SCAN CARD", "12 NOT VERIFIED", "4 READY"])
def test_three_lines_hold_the_words_and_the_whole_sentence(width: int, big: str) -> None:
    told = "Box E833815A9290 and card 0007 7000 0005. Enter shows its plan. Or scan the next one."
    lines = lines_of(Words("●", big, told, "good"), width)
    assert len(lines) == 3
    text = [" ".join(said for said, role in line if role == "base").strip() for line in lines]
    assert " ".join(" ".join(text).split()) == told
    assert max(sum(map(len, (said for said, _ in line))) for line in lines) <= width


async def test_colour_is_on_the_glyph_and_the_words_alone(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, "nobody@example.net")
        shown = banner(robot)
        assert shown.size.height == 3
        base = palette_of(shown).style("base")
        styles = {segment.style for y in range(3) for segment in shown.render_line(y)}
        assert {style.bgcolor for style in styles if style} == {base.bgcolor}
        assert len({style.color for style in styles if style}) == 2
