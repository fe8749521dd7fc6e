"""What must not change anything: type-ahead, pastes, read-only, role viewer; and what is left over.

Every action of the registry that writes is walked, so that one added later is held too.
"""

import asyncio
import os
import random
from collections.abc import Sequence

import pytest
from textual import events

from smstui.actions import REGISTRY, Place
from smstui.console.timing import Timing
from smstui.domain.changes.operations import Operation
from smstui.platforms.correlation import with_new_correlation_id
from smstui.services.changes import Request
from smstui.store.plan_text import plan_to_text
from tests.support.bench import Bench, plan_pair, settled
from tests.support.products import WHOLE, short
from tests.support.robot import Robot
from tests.support.walking import at

pytestmark = pytest.mark.alike

CASN1, CASN2, C2 = "E833815A9290", "E833815A9301", "000145098241"
WRITES = [action for action in REGISTRY if action.writes]
REFUSALS = {"read_only": "is read-only here, so nothing is changed", "role": "changes nothing on"}
TRIED = short(
    ((action.id, way), kind)
    for action in WRITES
    for way in ("menu", "command")
    for kind in REFUSALS
)
"""In the suite every action by menu and by command, where one of the two refuses it."""
WHOLE_RUN = bool(os.environ.get(WHOLE))
BURSTS, ARMED = (60, 20) if WHOLE_RUN else (25, 8)
"""Of each kind, in each run of the suite; the seed is new each time and told on failure."""


@pytest.mark.parametrize(
    ("bench", "settings"),
    [("sdp2", {"read_only": True}), ("opf", {"role": "viewer"})],
    ids=["read-only", "viewer"],
    indirect=["bench"],
)
async def test_s23_every_write_is_refused_by_key_by_menu_and_by_command(
    bench: Bench, settings: dict[str, object]
) -> None:
    (kind,) = settings
    said = REFUSALS[kind]
    async with bench.console(size=(160, 40), **settings) as robot:
        await robot.type(f"{CASN1}\n")
        bench.sandbox.traffic.clear()
        for action in WRITES:
            if action.keys and action.places & {Place.ANYWHERE, Place.LOOKUP}:
                await robot.press(*action.keys)
                assert said in robot.last_line, action.id
            if ((action.id, "menu"), kind) in TRIED:
                await robot.press("question_mark")
                await robot.filter(action.title)
                assert said in robot.prose, action.id
                await robot.press("enter")
                assert said in robot.last_line, action.id
            if ((action.id, "command"), kind) not in TRIED:
                continue
            for word in (*action.words, f"{action.words[0]} 3421 {C2}"):
                await robot.press("colon")
                await robot.type(f"{word}\n")
                assert said in robot.last_line, (action.id, word)
            assert robot.app.screen is robot.app.base
        assert bench.sandbox.requests == []
        for room in ("3", "5"):
            await robot.press(room)
            await robot.press("t" if room == "3" else "u")
            assert said in robot.last_line
    assert bench.sandbox.traffic.counts().keys() <= {"getByAccountUID"}
    assert bench.written == []


async def test_bursts_of_action_keys_and_enter_confirm_nothing(bench: Bench) -> None:
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    keys = [key for action in REGISTRY for key in action.keys if action.id != "quit"]
    async with bench.console() as robot:
        await robot.type(f"{CASN1}\n")
        for _ in range(BURSTS):
            for key in chance.choices(keys, k=chance.randint(1, 6)):
                robot.post(key)
            robot.post("enter")
            if chance.random() < 0.3:
                await robot.idle()
        await robot.idle()
        assert bench.written == [], seed


async def begin_anew(robot: Robot) -> None:
    """Leave whatever is open, and open the box again."""
    while robot.app.has_dialog:
        await robot.press("escape")
    await robot.press("alt+1")
    await robot.look_up(CASN1)


async def test_a_burst_over_a_plan_that_is_armed_confirms_nothing(bench: Bench) -> None:
    async with bench.console() as robot:
        for opening in ("t", "U", "s"):
            await begin_anew(robot)
            await robot.press(opening)
            if robot.app.screen is not robot.app.base and not hasattr(
                robot.app.screen, "do_plan_apply"
            ):
                await robot.press("enter")
            for _ in range(ARMED):
                for key in ("!", "exclamation_mark", "tab", "enter", "enter", "y", "enter", "tab"):
                    robot.post(key)
                await robot.idle()
            assert bench.written == [], opening


async def test_a_pasted_block_confirms_nothing(bench: Bench) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        dialog = robot.app.screen
        for block in ("!\n", "y\n!\n8241\n", f"{C2}\n" * 50, "\t\n\n"):
            robot.app.post_message(events.Paste(block))
            await robot.idle()
            assert robot.app.screen is dialog
        await robot.press("shift+tab")
        for block in ("8241\n", "8241\n!\n\n"):
            robot.app.post_message(events.Paste(block))
            await robot.idle()
        assert robot.app.screen is dialog
    assert bench.written == []


async def test_keys_on_their_way_before_the_plan_was_seen_are_dropped(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.press("tab", "2")
        await robot.type(f"{CASN2}\n")
        await robot.type(f"{C2}\n")
        robot.post("enter")
        await robot.until(lambda: robot.app.screen is not robot.app.page)
        for _ in range(30):
            robot.post("!")
        await settled(robot)
        assert "reversible" in robot.text
        assert bench.written == []
        await robot.press("!")
        assert "● verified" in robot.text
    assert len(bench.written) == 1


async def test_a_scan_into_what_is_just_coming_up_is_whole_and_confirms_nothing(
    bench: Bench,
) -> None:
    async with bench.console(size=(120, 40)) as robot:
        for n, opening in enumerate(("3", "4", "5", "U", "w", "t", "question_mark", "2")):
            scanned = f"FFFFE280A54{n}"
            await begin_anew(robot)
            with at(opening):
                robot.post(opening)
                await robot.until(lambda: robot.app.screen is not robot.app.base)
                robot.burst(f"]C1{scanned}\n")
                await settled(robot)
                stands = robot.app.base.box.value if opening != "2" else robot.text
                assert scanned in stands
                assert bench.written == []


async def test_a_scan_torn_behind_a_key_that_opens_a_field_loses_no_character(
    bench: Bench,
) -> None:
    """Its second character goes into the field that the first one opened; then both are taken
    back, and the rest follows at once."""
    async with bench.console(size=(120, 40), timing=Timing(join_s=0.2)) as robot:
        for opening in ("p", "2", "4", "n"):
            await begin_anew(robot)
            with at(opening):
                await torn(robot, opening)
                assert bench.written == []


async def torn(robot: Robot, opening: str) -> None:
    rest = "E280A54C9301"
    if opening == "n":
        await robot.press("tab", "4")
    await robot.pause()
    before, read_at = robot.app.screen, asyncio.get_running_loop().time()
    robot.post(opening, read_at=read_at)
    await robot.until(lambda: robot.app.screen is not before and bool(robot.app.focused))
    robot.post(rest[0], read_at=read_at + 0.15)
    await robot.handled()
    for n, key in enumerate([*rest[1:], "enter"], start=1):
        robot.post(key, read_at=read_at + 0.15 + n * 0.008)
        await robot.handled()
    await settled(robot)
    assert robot.app.base.box.value == f"{opening}{rest}"


@pytest.mark.parametrize("ending", ["enter", "tab"])
async def test_the_rest_of_a_slow_scan_that_opened_the_pairing_page_is_asked_about_first(
    bench: Bench, ending: str
) -> None:
    """The scanner sends no second ending; a hand does."""
    rest, timing = "45098241", Timing(pace_s=0.01, join_s=0.2)
    async with bench.console(size=(120, 40), timing=timing) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.pause()
        before, read_at = robot.app.screen, asyncio.get_running_loop().time()
        robot.post("2", read_at=read_at)
        await robot.until(lambda: robot.app.screen is not before and bool(robot.app.focused))
        for n, key in enumerate([*rest, ending], start=1):
            robot.post(key, read_at=read_at + n * 0.15)
            await robot.handled()
        await settled(robot)
        assert f"2 came just before: ⏎ takes {rest}." in robot.last_line
        assert "waits for its" not in robot.prose
        await robot.pause()
        await robot.press("enter")
        assert "came just before" not in robot.last_line
        assert rest in robot.prose.replace(" ", "")
        assert bench.written == []


async def test_the_rest_of_a_slow_scan_that_opened_a_question_is_asked_about_first(
    bench: Bench,
) -> None:
    timing = Timing(pace_s=0.01, join_s=0.2)
    async with bench.console(size=(120, 40), timing=timing) as robot:
        await robot.press("tab", "4")
        await robot.pause()
        before, read_at = robot.app.screen, asyncio.get_running_loop().time()
        robot.post("n", read_at=read_at)
        await robot.until(lambda: robot.app.screen is not before and bool(robot.app.focused))
        for n, key in enumerate([*"mp.00002", "enter"], start=1):
            robot.post(key, read_at=read_at + n * 0.15)
            await robot.handled()
        await settled(robot)
        assert "n came just before: ⏎ takes mp.00002." in robot.prose
        assert robot.app.queue_run.rows == []
        await robot.pause()
        await robot.press("enter")
        await settled(robot)
        assert [row.asked for row in robot.app.queue_run.rows] == ["mp.00002"]


@pytest.mark.parametrize("ending", ["enter", "tab"])
async def test_a_scan_right_behind_an_enter_that_ends_a_dialog_is_whole(
    bench: Bench, ending: str
) -> None:
    dialogs: list[list[str]] = [
        ["s"], ["w", "enter", "9", "9"], ["colon", *"theme"], ["question_mark"], ["tab", "2"],
    ]  # fmt: skip
    async with bench.console(size=(120, 40)) as robot:
        for n, ahead in enumerate(dialogs):
            scanned = f"FFFFE280A54{n}"
            await begin_anew(robot)
            with at(ahead):
                await robot.press(*ahead)
                robot.burst(f"\n{scanned}")
                robot.post(ending)
                await settled(robot)
                stands = robot.app.base.box.value if "2" not in ahead else robot.text
                assert scanned in stands
                assert bench.written == []


def read_as_scanned(robot: Robot, keys: Sequence[str], first: int, began: float) -> None:
    """Keys read 8 ms apart by a scanner that `began` so many keys before."""
    for n, key in enumerate(keys, start=first):
        robot.post(key, read_at=began + n * 0.008)


async def test_a_scan_that_is_handled_late_confirms_nothing_and_stays_whole(bench: Bench) -> None:
    scanned = "000145098241"
    async with bench.console(size=(120, 40)) as robot:
        for cut in (3, 8, 12):
            await begin_anew(robot)
            with at(cut):
                await robot.press("U", "tab")
                dialog = robot.app.screen
                await robot.until(lambda dialog=dialog: not dialog.is_settling)
                keys, began = [*scanned, "enter"], asyncio.get_running_loop().time()
                read_as_scanned(robot, keys[:cut], 0, began)
                await robot.until(lambda: robot.app._keyboard.is_waiting)
                await robot.until(lambda: not robot.app._keyboard.is_waiting)
                read_as_scanned(robot, keys[cut:], cut, began)
                await settled(robot)
                assert bench.written == []
                assert robot.app.screen is dialog
                assert robot.app.base.box.value == scanned


@pytest.mark.parametrize("ending", ["enter", "!"])
async def test_an_ending_that_lags_behind_its_scan_confirms_nothing(
    bench: Bench, ending: str
) -> None:
    async with bench.console(size=(120, 40)) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("U", "tab")
        dialog = robot.app.screen
        await robot.until(lambda: not dialog.is_settling)
        await robot.type("FFFFE280A54C")
        await robot.press(ending)
        await settled(robot)
        assert bench.written == []


@pytest.mark.parametrize(
    "ahead",
    [["s"], ["w", "enter", "9", "9"], ["tab", "2", CASN2, "enter", C2, "enter"]],
    ids=["a list", "a question", "the scan field"],
)
async def test_a_scan_is_not_cut_by_the_dialog_that_opens_in_its_middle(
    bench: Bench, ahead: list[str]
) -> None:
    scanned = "FFFFE280A54C"
    async with bench.console(size=(120, 40)) as robot:
        await robot.type(f"{CASN1}\n")
        for keys in ahead:
            await (robot.type(keys) if len(keys) > 6 else robot.press(keys))
        before = robot.app.screen
        keys, began = [*scanned, "enter"], asyncio.get_running_loop().time()
        robot.post("enter")
        read_as_scanned(robot, keys[:3], 0, began)
        await robot.until(lambda: robot.app.screen is not before)
        read_as_scanned(robot, keys[3:], 3, began)
        await settled(robot)
        assert scanned in f"{robot.app.base.box.value} {robot.text}"
        assert bench.written == []


async def test_a_screen_left_before_it_was_laid_out_does_no_harm(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{CASN1}\n")
        app, do = robot.app, robot.app.global_actions
        for turns in range(4):
            for opened in (do.do_screen_pair, do.do_screen_sessions, do.do_screen_journal,
                           do.do_screen_triage, do.do_screen_drafts):  # fmt: skip
                opened()
                for _ in range(turns):
                    await asyncio.sleep(0)
                do.do_screen_lookup()
            await settled(robot)
            assert app.screen is app.base, turns
            assert "nmp.00001" in robot.text, turns


async def test_what_was_left_over_is_decided_by_reading_at_the_next_start(bench: Bench) -> None:
    async with bench.console() as robot:
        assert bench.client is not None
        changes, run = bench.client.changes, bench.client.engine.run
        plan = await run(changes.plan(Request(Operation.PAIR, "3422", C2)))
        assert plan_to_text(plan)
        await run(begun(changes, plan))
        await robot.press("tab", "5")
        assert "open" in robot.text
    bench.sandbox.traffic.clear()
    async with bench.console() as robot:
        await settled(robot)
        assert "decided by reading: not sent" in robot.last_line
        await robot.press("tab", "5")
        assert "not sent" in robot.text
    assert bench.written == []


@with_new_correlation_id
async def begun(changes: object, plan: object) -> None:
    """A change on disk, as a process leaves it that is killed before its first byte."""
    from smstui.domain.changes.confirmation import Confirmation

    await changes._begun(plan, Confirmation(), "c0ffee0001")  # type: ignore[attr-defined]
