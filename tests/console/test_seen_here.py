"""A part of an id, a name or a street finds what was seen here, and asks nobody for it."""

import asyncio
from dataclasses import replace

import pytest

from smstui.console.app import ConsoleApp
from smstui.console.in_hand import Page
from smstui.domain.errors import StoreFailed
from smstui.domain.identifiers import IdKind
from smstui.domain.marking import personal
from smstui.domain.privacy import PRIVACY_MASK
from smstui.domain.text import Clean
from smstui.services.outcomes import Seen
from tests.support.bench import Bench
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, a_recent, ada, opened
from tests.support.robot import QUICK, Robot, console
from tests.support.walking import at

pytestmark = pytest.mark.alike

CASN, NUMBER, OTHER = "E833815A9290", "nmp.00001", "nmp.00002"


async def known(robot: Robot, bench: Bench, *numbers: str) -> None:
    """Have accounts in the cache, and nothing open."""
    for number in numbers:
        await robot.look_up(number)
        await robot.press("escape", "escape")
    bench.sandbox.traffic.clear()


async def typed(robot: Robot, text: str) -> None:
    """Type a text into the lookup box, and wait until the keys have paused."""
    await robot.press("slash")
    await robot.type(text)


async def test_a_part_lists_what_was_seen_and_asks_nothing(bench: Bench) -> None:
    async with bench.console() as robot:
        for text in ("byron", "BYRON", "analytical row", "12 analyt", "nmp.0000"):
            await known(robot, bench, NUMBER)
            with at(text):
                await typed(robot, text)
                assert robot.app.base.hand.page is Page.SEEN
                assert "Seen here 1" in robot.text
                assert f"account {NUMBER}" in robot.text
                assert robot.app.base.opened is None, "a match never opens by itself"
                assert bench.sandbox.requests == []
                await robot.press("down", "enter")
                owner = robot.app.base.opened.bundle.owner if robot.app.base.opened else None
                assert owner is not None
                assert owner.number == NUMBER
            await robot.press("escape", "escape")


@pytest.mark.parametrize("size", [(80, 24), (48, 20)])
async def test_a_long_address_is_cut_before_the_account(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.account(NUMBER).address1 = "12 Analytical Row behind the Old Mill of the Lower Valley, B"
    async with bench.console(size=size) as robot:
        await known(robot, bench, NUMBER)
        await typed(robot, "analytical")
        row = next(line for line in robot.lines if f"account {NUMBER}" in line)
        assert row.count(NUMBER) == 2, row
        assert "address" in row or size[0] < 80, row
        assert "…" in row, row


async def test_a_part_of_a_box_opens_that_box(bench: Bench) -> None:
    async with bench.console() as robot:
        await known(robot, bench, NUMBER)
        await typed(robot, "815A9301")
        assert "box 3422" in robot.text
        assert "CASN E833815A9301" in robot.text
        await robot.press("tab", "enter")
        assert robot.app.base.situation.record_id == "3422"


async def test_enter_on_the_text_looks_it_up_as_ever(bench: Bench) -> None:
    async with bench.console() as robot:
        await known(robot, bench, NUMBER)
        await typed(robot, "byron")
        await robot.press("enter")
        assert bench.sandbox.requests != []
        assert robot.app.base.hand.page is Page.NOTHING
        assert 'No record found for "byron"' in robot.text or "No record" in robot.text
        assert "Seen here, with this text in a field:" in robot.text
        assert NUMBER in robot.text
        await robot.press("a")
        assert robot.app.base.opened is not None


async def test_fewer_than_four_characters_search_nothing(bench: Bench) -> None:
    async with bench.console() as robot:
        await known(robot, bench, NUMBER)
        await typed(robot, "byr")
        assert "Recent lookups" in robot.text
        await robot.type("o")
        assert "Seen here 1" in robot.text
        await robot.press("backspace")
        assert "Recent lookups" in robot.text
        await robot.type("o")
        await robot.press("escape")
        assert "Recent lookups" in robot.text
        assert robot.app.base.box.value == ""
        assert bench.sandbox.requests == []


HOSTILE = (
    "%%%%", "____", "'; DROP TABLE seen --", '"""" OR 1', "NEAR(a b)", "a* OR b*", "\\\\\\\\",
    "[a-z]*", "(((((", "zzzz" * 50, "\u202eabcd", "ﬁﬂﬃﬄ", "٣٤٢١", "💥💥💥💥", "- - - -", "a::::",
)  # fmt: skip


async def test_hostile_text_finds_nothing_and_breaks_nothing(bench: Bench) -> None:
    async with bench.console() as robot:
        await known(robot, bench, NUMBER)
        for text in HOSTILE:
            with at(text):
                await typed(robot, text)
                assert "Recent lookups" in robot.text
                assert robot.app.base.box.value.startswith(text[:4])
                assert bench.sandbox.requests == []
                assert bench.client is not None
                assert not bench.client.problem
                await robot.press("escape")
                await typed(robot, "byron")
                assert "Seen here 1" in robot.text
                await robot.press("escape")


async def test_over_a_record_the_line_says_how_many_and_down_lists_them(bench: Bench) -> None:
    async with bench.console() as robot:
        await known(robot, bench, OTHER)
        await robot.look_up(NUMBER)
        bench.sandbox.traffic.clear()
        await typed(robot, "nmp.0000")
        assert "2 seen here, ↓ to list" in robot.text
        assert f"Account {NUMBER}" in robot.text, "what is open stays"
        await robot.press("down")
        assert "Seen here 2" in robot.text
        assert robot.app.base.opened is None, "what is hidden is in no hand"
        await robot.press("escape")
        assert f"Account {NUMBER}" in robot.text
        assert bench.sandbox.requests == []


async def test_text_that_is_cleared_brings_the_record_back(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up(NUMBER)
        await typed(robot, "byron")
        await robot.press("down", "slash")
        await robot.type("b")
        assert f"Account {NUMBER}" in robot.text


async def test_a_scan_searches_nothing(bench: Bench) -> None:
    # However long a character takes to be drawn here, the search waits longer.
    async with bench.console(timing=QUICK._replace(join_s=0.5)) as robot:
        await known(robot, bench, NUMBER)
        assert bench.client is not None
        searched: list[str] = []
        bench.client.seen = searched.append  # type: ignore[method-assign,assignment]
        await robot.press("slash")
        await robot.pause()
        read_at = asyncio.get_running_loop().time()
        for at, character in enumerate(CASN):  # at a scanner's pace, each drawn by itself
            robot.post(character, read_at + 0.005 * at)
            await robot.handled()
            await robot.drawn()
        robot.post("enter", read_at + 0.005 * len(CASN))
        await robot.idle()
        assert searched == []
        assert robot.app.base.opened is not None


async def test_what_is_listed_is_masked_and_no_login_is_shown(bench: Bench) -> None:
    async with bench.console(size=(160, 24)) as robot:
        await known(robot, bench, NUMBER)
        await robot.press("colon")
        await robot.type("privacy\n")
        await typed(robot, "analyt")
        assert f"address {PRIVACY_MASK}" in robot.text
        assert "Byron" not in robot.text
        assert "Analytical" not in robot.text
        await robot.press("down")
        await robot.press("slash")
        await robot.type("a.byron")
        assert "ada.byron" not in robot.text
        await robot.press("down", "enter")
        assert robot.app.base.opened is not None


async def test_forgetting_forgets_what_is_searched(bench: Bench) -> None:
    async with bench.console() as robot:
        await known(robot, bench, NUMBER)
        assert bench.client is not None
        await bench.client.engine.run(bench.client.forget())
        await typed(robot, "byron")
        assert "Seen here" not in robot.text
    assert b"byron" not in (bench.state / "cache.db").read_bytes().lower()


async def test_what_another_platform_was_asked_is_not_listed(bench: Bench) -> None:
    async with bench.console() as robot:
        await known(robot, bench, NUMBER)
    async with bench.console(platform_id="another") as robot:
        await typed(robot, "byron")
        assert "Seen here" not in robot.text


def a_seen(n: int) -> Seen:
    return Seen(
        "account", f"acc.{n}", "name", personal(f"Ada {n} Byron"), f"acc.{n}",
        Clean(f"Ada {n} Byron"), "ACTIVE", f"acc.{n}", IdKind.ACCOUNT, NOW,
    )  # fmt: skip


async def test_an_error_of_the_store_disturbs_nobody() -> None:
    desk = FakeClient({}, [a_recent(uid="3421")])

    async def broken(_typed: str) -> list[Seen]:
        raise StoreFailed("The disk is gone.")

    desk.seen = broken  # type: ignore[method-assign]
    async with console(desk) as robot:
        await typed(robot, "byron")
        assert "Recent lookups" in robot.text
        assert "disk" not in robot.text


async def test_an_answer_to_a_text_that_has_changed_is_dropped() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())}, seen_before=[a_seen(1), a_seen(2)])
    async with console(desk) as robot:
        await typed(robot, "byron")
        assert "Seen here 2" in robot.text
        await robot.type("x")
        assert "Seen here" not in robot.text
        await robot.press("backspace")
        assert "Seen here 2" in robot.text
        await robot.type(f"{CASN}\n")
        await robot.press("escape")
        assert "Seen here" not in robot.text


async def test_a_key_that_turns_out_to_be_a_scan_puts_the_list_back() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())}, seen_before=[a_seen(n) for n in range(5)])
    async with console(desk) as robot:
        await typed(robot, "byron")
        await robot.press("down", "j", "j")
        robot.burst(f"{CASN}\n")
        await robot.idle()
        assert robot.app.base.opened is not None
        assert robot.app.base.box.value == CASN


async def test_the_filter_works_on_what_was_seen() -> None:
    desk = FakeClient({}, seen_before=[a_seen(n) for n in range(5)])
    app = ConsoleApp(FakeStartupSettings(), lambda: desk, now=lambda: NOW, timing=QUICK)
    assert replace(a_seen(1)) == a_seen(1)
    async with app.run_test(size=(80, 24)):
        robot = Robot(app)
        await robot.idle()
        await typed(robot, "byron")
        await robot.press("down", "f")
        await robot.type("acc.3")
        assert "Seen here 1 of 5 match" in robot.text
