"""One chooser everywhere: a letter that is shown picks its row, and nothing else picks one.

Every chooser of the program is tried. What it would lead to is recorded and not done, except
where the copied text is looked at.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from smstui.actions import keymap
from smstui.console.chooser import Chooser, letters_of
from smstui.console.scanner import SHORTEST
from smstui.console.screens.pick import PickScreen
from smstui.console.widgets.rows import Row
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.text import Clean
from smstui.services.outcomes import Match, Nothing, Several, Suggestion
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, ada, opened
from tests.support.products import WHOLE, short, some
from tests.support.robot import QUICK, Robot, console
from tests.support.walking import at

CASN = "E83381599A77"
OPENERS = {
    "copy": ["y"],
    "case": ["c"],
    "menu": ["question_mark"],
    "status": ["s"],
    "swap": ["w"],
    "sessions": ["t"],
    "themes": ["colon", *"theme", "enter"],
    "rights": ["colon", *"remove-right", "enter"],
}


def a_desk() -> FakeClient:
    return FakeClient({CASN: opened(CASN, ada())})


@pytest.fixture
def picked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the rows that were picked; each dialog ends as if nothing was."""
    found: list[str] = []
    leave = PickScreen.leave

    def recorded(screen: PickScreen, result: str) -> None:
        if result:
            found.append(result)
        leave(screen, "")

    monkeypatch.setattr(PickScreen, "leave", recorded)
    return found


async def open_chooser(robot: Robot, name: str) -> PickScreen:
    await robot.press(*OPENERS[name])
    screen = robot.app.screen
    assert isinstance(screen, PickScreen), robot.text
    return screen


def offered(screen: PickScreen) -> list[Row]:
    return [row for row in screen._chooser.rows if not row.passive]


async def test_the_letter_shown_on_a_row_picks_exactly_that_row(picked: list[str]) -> None:
    async with console(a_desk(), size=(120, 220)) as robot:
        await robot.type(f"{CASN}\n")
        for name in OPENERS:
            with at(name):
                await each_letter(robot, name, picked)


async def each_letter(robot: Robot, name: str, picked: list[str]) -> None:
    rows = offered(await open_chooser(robot, name))
    lettered = [(row.cells[0][0], row) for row in rows if row.cells[0][0]]
    assert lettered
    assert len({letter for letter, _ in lettered}) == len(lettered)
    lines = [f" {' '.join(line.split())}" for line in robot.lines]
    for letter, row in lettered:
        shown = f" {letter} {row.cells[1][0].split()[0]}"
        assert any(shown in line for line in lines), (letter, row)
    for turn, (letter, row) in enumerate(some(lettered, 2)):
        if turn:
            await open_chooser(robot, name)
        await robot.press(letter)
        assert picked == [row.key], (letter, picked)
        assert robot.app.screen is robot.app.base
        picked.clear()


BY_HAND_S, AT_PACE_S = 1.0, 0.005
SEEDS = 200 if os.environ.get(WHOLE) else 2
"""Rounds of random keys in each chooser; the same seeds every time."""
ANY_KEY = [*"abcdefhijklmnoprstuvwxyzGUD19", "slash", "up", "down", "enter", "enter", "tab"]


async def random_round(
    robot: Robot, name: str, picked: list[str], seed: int, count: Counter[str]
) -> None:
    """Open a chooser and press keys, some by hand and some at a scanner's pace.

    The pace is in the times that the keys carry, so a slow machine changes nothing. What comes
    at a scanner's pace may be taken for a scan and look an id up; it picks nothing.
    """
    chance = random.Random(f"{name} {seed}")
    paces = (BY_HAND_S,) if seed % 2 else (BY_HAND_S, AT_PACE_S, AT_PACE_S)
    for key in ("slash", *CASN, "enter", *OPENERS[name]):
        await robot.press_after(BY_HAND_S, key)
    screen = robot.app.screen
    assert isinstance(screen, PickScreen), (seed, robot.text)
    burst = ""
    for key in chance.choices(ANY_KEY, k=14):
        pace = chance.choice(paces)
        if key != "enter" or pace != AT_PACE_S:
            # A key that is no letter ends what may be a scan.
            goes_on = pace == AT_PACE_S and len(key) == 1
            burst = (burst if goes_on else "") + (key if len(key) == 1 else "")
        by_letter, in_hand = screen._chooser.key_of(key), screen._list.key
        await robot.press_after(pace, key)
        count["keys"] += 1
        if picked:
            assert picked == [in_hand if key == "enter" else by_letter], (seed, key)
            assert len(burst) < SHORTEST, (seed, key, burst)
            count["by Enter" if key == "enter" else "by letter"] += 1
        if robot.app.screen is not screen:
            break
    scanned = not picked and robot.app.screen is not screen
    picked.clear()
    while robot.app.screen is not robot.app.base:
        await robot.press_after(BY_HAND_S, "escape")
    if scanned:
        assert len(paces) > 1, (seed, "typed by hand, and taken for a scan")
        count["scans"] += 1
    else:
        assert robot.app.base.has_class("-opened"), seed


@pytest.mark.timeout(120 + 6 * SEEDS * len(OPENERS))
async def test_no_keys_pick_a_row_but_its_letter_or_enter_on_the_row_in_hand(
    picked: list[str], record_property: Callable[[str, object], None]
) -> None:
    record_property("cases", SEEDS * len(OPENERS))
    async with console(a_desk(), size=(100, 40)) as robot:
        for name in OPENERS:
            count: Counter[str] = Counter()
            with at(name):
                for seed in range(SEEDS):
                    await random_round(robot, name, picked, seed, count)
                print(f"{name}: {SEEDS} rounds, {dict(count)}")
                assert count["by Enter"] + count["by letter"]


SCANNED = short(product(["FFFFE280A54C", "gjkGab1", "000145098240"], [False, True], OPENERS))


async def test_a_scan_into_a_chooser_picks_nothing(picked: list[str]) -> None:
    """Into its filter it comes torn in two by the link."""
    async with console(desk := a_desk(), size=(100, 40)) as robot:
        for scanned, filtering, name in SCANNED:
            await robot.look_up(CASN)
            with at((scanned, filtering, name)):
                screen = await open_chooser(robot, name)
                if filtering:
                    await robot.press("slash")
                    await robot.pause()
                before = len(desk.asked)
                robot.burst(scanned[:4])
                read_at = robot._posted_at + (0.9 * QUICK.join_s if filtering else 0)
                for key in (*scanned[4:], "enter"):
                    robot.post(key, read_at)
                await robot.idle()
                assert picked == []
                if len(scanned) > 8:
                    assert desk.asked[before][0] == scanned
                elif filtering:
                    assert robot.app.screen is screen
                    assert screen._filter.value == scanned
            while robot.app.screen is not robot.app.base:
                await robot.press("escape")


async def test_enter_on_no_match_stays_and_says_so_and_esc_leaves_in_two_steps(
    picked: list[str],
) -> None:
    async with console(desk := a_desk(), size=(100, 40)) as robot:
        await robot.type(f"{CASN}\n")
        for name in OPENERS:
            with at(name):
                await no_match(robot, name, desk)
                assert picked == []


async def no_match(robot: Robot, name: str, desk: FakeClient) -> None:
    screen = await open_chooser(robot, name)
    asked = list(desk.asked)
    for _ in range(2):
        await robot.press("slash") if not screen._chooser.is_filtering else None
        await robot.type("qzqz")
        await robot.pause()
        await robot.press("enter")
        assert robot.app.screen is screen
        assert "Nothing was picked." in robot.last_line
        assert "qzqz" in robot.text
    await robot.press("escape")
    assert robot.app.screen is screen
    assert "qzqz" not in robot.text
    await robot.press("escape")
    assert robot.app.screen is robot.app.base
    assert desk.asked == asked
    assert robot.app.base.has_class("-opened")


async def test_what_is_copied_is_what_the_row_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    copied = tmp_path / "clipboard.txt"
    async with console(a_desk(), startup=FakeStartupSettings(clipboard="file")) as robot:
        await robot.type(f"{CASN}\n")
        for pane in range(4):
            await robot.press(*["tab"] * (pane > 0))
            rows = offered(await open_chooser(robot, "copy"))
            # A list says how many rows it has: `test_copying_lists` reads what is copied of it.
            rows = [row for row in rows if " as " not in row.key]
            await robot.press("escape")
            for down, row in some(enumerate(rows), 4):
                for keys in ([row.cells[0][0]], [*["down"] * down, "enter"]):
                    await open_chooser(robot, "copy")
                    await robot.press(*keys)
                    said = re.sub(r"^\d+ lines: ", "", row.cells[2][0].split(" … ")[0])
                    assert copied.read_text().split("\n")[0] == said


async def test_a_filter_picks_the_row_it_leaves_in_hand(picked: list[str]) -> None:
    async with console(a_desk(), size=(100, 40)) as robot:
        await robot.type(f"{CASN}\n")
        for row in offered(await open_chooser(robot, "copy")):
            screen = robot.app.screen
            assert isinstance(screen, PickScreen)
            await robot.filter(row.cells[1][0])
            assert not any(one.cells[0][0] for one in offered(screen)), "a letter is text now"
            in_hand = screen._list.key
            await robot.press("enter")
            assert picked == [in_hand]
            picked.clear()
            await open_chooser(robot, "copy")


async def test_a_letter_that_was_bound_to_move_moves(picked: list[str]) -> None:
    startup = FakeStartupSettings(keys={"list.down": ["v", "down"], "list.up": ["h"]})
    async with console(a_desk(), size=(100, 40), startup=startup) as robot:
        await robot.type(f"{CASN}\n")
        screen = await open_chooser(robot, "copy")
        rows = offered(screen)
        assert not {"v", "h"} & {row.cells[0][0] for row in rows}
        await robot.press("v", "v", "h", "enter")
        assert picked == [rows[1].key]


# "Which one?" and "did you mean"

TWICE, TYPO, NEAR = "771188", "100154098240", "100145098240"


def with_matches() -> FakeClient:
    ids = [f"3{n:03}" for n in range(24)]
    matches = [
        Match(
            "box", one, IdKind.NUID, one, IdKind.DEVICE_UID, "ACTIVE", "", "tst.40001", "platform"
        )
        for one in ids
    ]
    near = Suggestion(NEAR, IdKind.SMARTCARD, Clean("card in box 3421"), "tst.40001", NOW)
    asked = identify(TYPO, "sdp2")
    other = ada().model_copy(update={"deployment": "lab"})
    return FakeClient(
        {
            CASN: opened(CASN, ada()),
            TWICE: Several(identify(TWICE, "sdp2"), matches),
            TYPO: Nothing(asked, asked.kinds[:2], [], [near]),
            NEAR: opened(NEAR, other, IdKind.SMARTCARD),
            **{one: opened(one, ada(), IdKind.DEVICE_UID) for one in ids},
        }
    )  # fmt: skip


async def test_which_one_is_picked_by_letter_by_cursor_and_through_its_filter() -> None:
    desk = with_matches()
    async with console(desk, size=(100, 50)) as robot:
        base = robot.app.base
        await robot.look_up(TWICE)
        assert base.picking.chooser is not None
        rows = [row for row in base.picking.chooser.rows if not row.passive]
        lettered = [row for row in rows if row.cells[0][0]]
        assert 0 < len(lettered) < len(rows), "more rows than letters: the rest have none"
        for row in lettered:
            await robot.press(row.cells[0][0])
            assert desk.asked[-1][0] == row.cells[2][0] == base.box.value
            await robot.look_up(TWICE)
        await robot.press("j", "enter")
        assert desk.asked[-1][0] == rows[1].cells[2][0]
        await robot.look_up(TWICE)
        await robot.filter("3017")
        assert "3016" not in robot.text
        await robot.press("enter")
        assert desk.asked[-1][0] == "3017" == base.box.value


async def test_enter_on_no_match_among_which_one_stays_and_asks_nothing() -> None:
    desk = with_matches()
    async with console(desk, size=(100, 50)) as robot:
        await robot.look_up(TWICE)
        asked = list(desk.asked)
        await robot.filter("qzqz")
        await robot.press("enter")
        assert "Nothing was picked." in robot.last_line
        assert "Which one?" in robot.text
        await robot.press("escape")
        assert "3001" in robot.text
        assert desk.asked == asked


async def test_a_scan_among_which_one_is_looked_up_and_picks_nothing() -> None:
    desk = with_matches()
    async with console(desk, size=(100, 50)) as robot:
        for opening in ((), ("slash",)):
            await robot.look_up(TWICE)
            await robot.press(*opening)
            await robot.pause()
            robot.burst(f"{CASN}\n")
            await robot.idle()
            assert desk.asked[-1][0] == CASN == robot.app.base.box.value


# The lookup line names what is shown


async def test_the_lookup_line_holds_the_id_that_was_opened() -> None:
    desk = with_matches()
    async with console(desk, size=(120, 50)) as robot:
        base = robot.app.base
        await robot.look_up(TYPO)
        assert base.box.value == TYPO
        assert base.picking.chooser is not None
        rows = base.picking.chooser.rows
        (letter,) = [row.cells[0][0] for row in rows if row.key.startswith("near")]
        await robot.press(letter)
        assert desk.asked[-1][0] == NEAR == base.box.value
        assert TYPO not in robot.text
        assert "read as smartcard number" in robot.text
        case = robot.app.casebook.of(base.opened)  # type: ignore[arg-type]
        assert [getattr(event, "text", NEAR) for event in case.events] == [NEAR]


async def test_history_and_esc_bring_the_line_and_what_reload_asks_back_with_the_record() -> None:
    desk = with_matches()
    async with console(desk, size=(120, 50)) as robot:
        base = robot.app.base
        await robot.look_up(CASN)
        await robot.look_up(NEAR)
        await robot.press("left_square_bracket")
        assert base.box.value == CASN
        await robot.press("r")
        assert desk.asked[-1][0] == CASN
        await robot.press("right_square_bracket", "r")
        assert desk.asked[-1][0] == NEAR == base.box.value
        for gone in (TYPO, TWICE):
            await robot.look_up(gone)
            await robot.press("escape")
            assert base.box.value == NEAR
            assert gone not in robot.text
            await robot.press("r")
            assert desk.asked[-1][0] == NEAR


async def test_an_id_that_is_being_typed_is_left_alone() -> None:
    import asyncio

    desk = with_matches()
    desk.gates[CASN] = asyncio.Event()
    async with console(desk, size=(120, 50)) as robot:
        robot.burst(f"/{CASN}\n")
        await robot.until(lambda: bool(desk.asked))
        robot.burst("98")
        await robot.until(lambda: robot.app.base.box.value == "98")
        desk.gates[CASN].set()
        await robot.idle()
        assert robot.app.base.has_class("-opened")
        assert robot.app.base.box.value == "98"


# The state by itself


def a_chooser(count: int, keys: dict[str, str | list[str]]) -> Chooser:
    rows = [Row(f"row{n}", ((f"name{n}", "base"),)) for n in range(count)]
    narrow: Callable[[str], list[Row]] = lambda typed: [r for r in rows if typed in r.cells[0][0]]  # noqa: E731
    return Chooser(narrow, letters_of(keymap(keys)))


@pytest.mark.parametrize(
    "keys",
    [{}, {"list.down": ["v", "down"]}, {"list.up": ["i"], "list.top": ["o"]}],
)
def test_a_letter_that_moves_or_leaves_is_given_to_no_row(keys: dict[str, str | list[str]]) -> None:
    chooser = a_chooser(60, keys)
    shown = [row.cells[0][0] for row in chooser.rows]
    bound = keymap(keys).keys_by_id
    moves = {key for name, each in bound.items() if name.startswith("list.") for key in each}
    assert {key for each in keys.values() for key in each} <= moves
    assert not (moves | {"q", "/"}) & set(shown)
    letters = [letter for letter in shown if letter]
    assert len(set(letters)) == len(letters) < 60
    for row in chooser.rows:
        if row.cells[0][0]:
            assert chooser.key_of(row.cells[0][0]) == row.key
    assert chooser.key_of("j") == chooser.key_of("") == ""
