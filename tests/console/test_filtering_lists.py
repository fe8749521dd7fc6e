"""Every list is filtered by the same key, and a row that is hidden is in no hand."""

import asyncio
from dataclasses import replace

import pytest
from test_change_snapshots import PlannedChanges, an_entry
from test_change_snapshots import a_desk as changing_desk
from test_console_snapshots import TWICE
from test_console_snapshots import a_desk as asking_desk

from smstui.console.screens.pair import PairPage
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.widgets.record_list import RecordList
from smstui.domain.session import Session
from smstui.store.journal import Entry
from tests.support.bench import Bench
from tests.support.deliveries import delivered
from tests.support.fake_client import FakeClient, FakeStartupSettings, a_recent, ada, opened, part
from tests.support.robot import Robot, console

pytestmark = pytest.mark.alike

CASN, NUMBER = "E833815A9290", "nmp.00001"


def recents_desk() -> FakeClient:
    return FakeClient({CASN: opened(CASN, ada())}, [a_recent(uid=str(3400 + n)) for n in range(40)])


def listed(robot: Robot, pane: str) -> RecordList:
    return robot.app.page.query_one(f"#pane-{pane}", RecordList)


def keys(robot: Robot, pane: str) -> list[str]:
    return [row.key for row in listed(robot, pane).filter.shown if not row.passive]


async def filter_by(robot: Robot, text: str, *more: str) -> None:
    """Type a filter as a hand does, and go to the list with it."""
    await robot.press("f")
    await robot.type(text)
    await robot.press("enter", *more)


PANES = {
    "devices": ((), "cancelled", 6, 1),
    "smartcards": (("tab",), "145098244", 2, 1),
    "users": (("tab", "tab"), "ada", 2, 1),
    "sessions": (("tab",) * 3, "sport-1", 1, 1),
    "rights": (("tab",) * 4, "!held", 3, 1),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_each_pane_of_a_record_is_filtered_by_itself(size: tuple[int, int]) -> None:
    async with console(recents_desk(), size=size) as robot:
        for pane, (way, typed, total, left) in PANES.items():
            await robot.look_up(CASN)
            await robot.press(*way)
            before = robot.lines
            await robot.press("f")
            assert robot.lines[:-1] == before[:-1], "nothing moves when the field opens"
            await robot.type(typed)
            await robot.press("enter")
            assert f"{pane.capitalize()} {left} of {total} match" in robot.text
            assert listed(robot, pane).has_focus
            shown = keys(robot, pane)
            assert len(shown) == left
            assert robot.app.base.bundle.in_hand == (pane, shown[0])
            assert "esc clear filter" in robot.last_line
            await robot.press("escape")
            assert len(keys(robot, pane)) == total
            assert robot.app.base.opened is not None, "the filter, and nothing else"
            await robot.press("escape")
            assert robot.app.base.opened is None


async def test_no_row_left_says_so_names_the_key_and_has_nothing_in_hand() -> None:
    async with console(recents_desk(), size=(120, 40)) as robot:
        await robot.look_up(CASN)
        await filter_by(robot, "nothing like it")
        assert "Devices 0 of 6 match" in robot.text
        assert "No row matches the filter nothing like it." in robot.text
        assert "esc clear the filter" in robot.text
        assert robot.app.base.record_in_hand is None
        assert robot.app.base.situation.rows == 0
        for key in ("enter", "s", "R", "w", "m", "x"):
            await robot.press(key)
            assert robot.app.screen is robot.app.base, key
        await robot.press("escape")
        assert robot.app.base.record_in_hand is not None


async def test_words_must_all_hold_and_an_inverted_one_must_not() -> None:
    async with console(recents_desk()) as robot:
        await robot.look_up(CASN)
        await filter_by(robot, "box active !banned")
        assert keys(robot, "devices") == ["box:3421", "box:3422", "box:3423"] or (
            len(keys(robot, "devices")) == 3
        )


async def test_a_refresh_moves_no_cursor_no_view_and_no_filter(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up(NUMBER)
        await robot.press("tab")
        await filter_by(robot, "box", "j", "j")
        devices = listed(robot, "devices")
        before = devices.key, devices.key_in_hand, keys(robot, "devices"), devices._top_row
        lines = robot.lines[2:-1]
        await robot.press("r")
        assert (
            devices.key, devices.key_in_hand, keys(robot, "devices"), devices._top_row
        ) == before  # fmt: skip
        assert robot.lines[2:-1] == lines
        assert devices.filter.typed == "box"


async def test_a_row_that_a_refresh_hides_is_in_no_hand() -> None:
    changed = ada()
    records = [
        one.model_copy(update={"status": "SUSPENDED"}) if one.uid == "3422" else one
        for one in changed.devices
    ]
    devices = changed.devices.model_copy(update={"records": tuple(records)})
    desk = recents_desk()
    async with console(desk, size=(120, 40)) as robot:
        await robot.look_up(CASN)
        await filter_by(robot, "box active !banned", "j")
        assert robot.app.base.situation.record_id == "3422"
        desk.answers = {CASN: opened(CASN, changed.model_copy(update={"devices": devices}))}
        await robot.press("r")
        assert robot.app.base.record_in_hand is None, "no other row comes into the hand by itself"
        await robot.press("escape")
        assert robot.app.base.situation.record_id == "3422"


async def test_another_record_is_shown_whole() -> None:
    desk = recents_desk()
    desk.answers = {CASN: opened(CASN, ada()), "1005": opened("1005", ada())}
    async with console(desk) as robot:
        await robot.look_up(CASN)
        await filter_by(robot, "cancelled")
        await robot.look_up("1005")
        assert "Devices 6 " in robot.text
        assert not robot.app.base.filters.is_active


async def test_findings_that_are_folded_are_found_too(bench: Bench) -> None:
    async with bench.console(size=(120, 40)) as robot:
        await robot.look_up("3425")
        await robot.press("d")
        total = len(keys(robot, "findings"))
        assert "not checked ▸" in robot.text
        await filter_by(robot, "box")
        assert 0 < len(keys(robot, "findings")) < total
        assert " match" in robot.text
        await robot.press("escape", "f")
        await robot.type("!box")
        assert "not checked ▸" not in robot.text, "each check has a line of its own"
        await robot.press("escape")
        assert len(keys(robot, "findings")) == total
        await robot.press("escape")
        assert not robot.app.base.findings.in_view


async def test_recent_lookups_are_filtered_and_a_match_is_looked_up() -> None:
    async with console(recents_desk()) as robot:
        await robot.press("tab")
        assert "f filter" in robot.last_line, "the list is longer than its pane"
        await filter_by(robot, "3417")
        assert "Recent lookups 1 of 40 match" in robot.text
        await robot.press("escape")
        assert "Recent lookups 40" in robot.text


@pytest.mark.parametrize("key", ["f", "slash"])
async def test_several_matches_are_filtered_by_both_keys(key: str) -> None:
    async with console(asking_desk()) as robot:
        await robot.type(f"{TWICE}\n")
        total = len(keys(robot, "finder"))
        await robot.press(key)
        await robot.type("!box")
        assert 0 < len(keys(robot, "finder")) < total
        assert f"{len(keys(robot, 'finder'))} of {total} match" in robot.text
        await robot.press("escape")
        assert len(keys(robot, "finder")) == total


def a_house(count: int = 5) -> FakeClient:
    live = [
        Session(uid=f"50{n}", content_id=f"film-{n % 2}", device_uid="3421") for n in range(count)
    ]
    bundle = ada().model_copy(update={"sessions": part(Session, live)})
    desk = FakeClient({CASN: opened(CASN, bundle)})

    async def sessions(_account: object) -> object:
        return bundle.sessions

    desk.sessions = sessions  # type: ignore[method-assign,assignment]
    return desk


async def test_a_mark_that_the_filter_hides_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[list[str]] = []
    monkeypatch.setattr(
        "smstui.console.screens.change_dialogs.end_these",
        lambda _app, _owner, wanted: ended.append(list(wanted)),
    )
    async with console(a_house(), size=(120, 30)) as robot:
        await robot.look_up(CASN)
        await robot.press("3", "space", "space", "space")  # 500, 501 and 502
        assert "3 marked" in robot.text
        await filter_by(robot, "film-1")
        assert "2 of 5 match" in robot.text
        assert "3 marked (2 hidden)" in robot.text
        await robot.press("t")
        assert ended == [["501"]]
        assert "Left out: 2 marked sessions that the filter hides." in robot.last_line
        await robot.press("g", "space", "t")
        assert ended == [["501"]], "no session under the cursor takes the place of hidden marks"
        assert "Nothing to end: the filter hides every marked session." in robot.last_line
        await robot.press("escape", "t")
        assert sorted(ended[-1]) == ["500", "502"], "the marks stayed"


async def test_pairs_that_the_filter_hides_are_not_planned(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 2)
    async with bench.console(size=(120, 40)) as robot:
        await robot.press("tab", "2")
        for code in (code for pair in delivery.pairs for code in pair):
            await robot.type(f"{code}\n")
        page = robot.app.page.content
        assert isinstance(page, PairPage)
        await robot.until(lambda: len(page._run.fit) == 2)
        await robot.press("tab", "tab", "tab")
        await filter_by(robot, delivery.pairs[0][0])
        assert len(keys(robot, "pairs")) == 1
        await robot.press("p")
        assert not isinstance(robot.app.screen, PlanDialog)
        assert "Nothing was done: 1 pair is hidden by the filter." in robot.last_line
        await robot.press("u")
        assert len(page._run.pairs) == 2, "the last pair is the one that is hidden"
        await robot.press("escape", "p")
        assert isinstance(robot.app.screen, PlanDialog)


@pytest.mark.parametrize("page", ["bundle", "recents", "sessions", "journal", "triage", "drafts"])
@pytest.mark.parametrize("way", ["burst", "torn", "tab", "paste"])
async def test_a_scan_into_a_filter_is_looked_up_and_the_filter_is_as_before(
    sdp2: Bench, page: str, way: str
) -> None:
    way_to = {
        "bundle": (), "recents": ("escape", "escape", "tab"), "sessions": ("3",),
        "journal": ("5",), "triage": ("4",), "drafts": (":drafts",),
    }[page]  # fmt: skip
    async with sdp2.console() as robot:
        await robot.look_up(NUMBER)
        for key in way_to:
            if key.startswith(":"):
                await robot.press("colon")
                await robot.type(f"{key[1:]}\n")
            else:
                await robot.press(key)
        lists = [one for one in robot.app.page.query(RecordList) if one.display]
        await robot.press("f")
        await robot.type("wo")
        await robot.pause()
        typed = [one.filter.typed for one in lists]
        assert "wo" in typed
        if way == "paste":
            from textual import events

            robot.app.post_message(events.Paste("E833815A9301\r"))
        else:
            robot.burst("E8338")
            held_back_s = 0.9 * robot.app.timing.join_s if way == "torn" else 0.0
            read_at = robot._posted_at + held_back_s
            for key in (*"15A9301", "tab" if way == "tab" else "enter"):
                robot.post(key, read_at)
        await robot.idle()
        assert robot.app.base.box.value == "E833815A9301"
        assert robot.app.page is robot.app.base
        assert robot.app.base.situation.record_id == "3422"
        assert all("9301" not in one.filter.typed for one in lists)
        assert not robot.app.base.has_class("-filter")


@pytest.mark.parametrize("page", ["bundle", "journal"])
async def test_a_scan_into_a_filter_that_is_no_id_is_told_and_the_filter_is_as_before(
    sdp2: Bench, page: str
) -> None:
    async with sdp2.console() as robot:
        await robot.look_up(NUMBER)
        await robot.press(*(("5",) if page == "journal" else ()), "f")
        await robot.type("no-digit-in-it\n")
        assert '"no-digit-in-it" came like a scan. The filter is as it was.' in robot.prose
        assert not any(one.filter.typed for one in robot.app.page.query(RecordList))
        assert robot.app.base.box.value == NUMBER


async def test_a_key_that_begins_a_scan_leaves_no_field_behind() -> None:
    async with console(recents_desk(), size=(120, 40)) as robot:
        await robot.look_up(CASN)
        robot.burst("f9301xx\n")
        await robot.idle()
        assert robot.app.base.box.value == "f9301xx"
        assert not robot.app.base.has_class("-filter")
        assert not robot.app.base.filters.is_active


@pytest.mark.parametrize("before", [(), ("f", "escape")])
async def test_a_code_that_opened_a_filter_and_was_handed_over_too_early_is_whole(
    before: tuple[str, ...],
) -> None:
    """On a machine that stalls for longer than `join_s`: what follows in time belongs to it."""
    async with console(recents_desk(), size=(120, 40)) as robot:
        await robot.look_up(CASN)
        await robot.press(*before)
        await robot.pause()
        base, read_at = robot.app.base, asyncio.get_running_loop().time()
        robot.post("f", read_at)
        await robot.until(lambda: base.has_class("-filter"))
        for n, key in enumerate("zz.", start=1):
            robot.post(key, read_at + 0.02 + n * 0.008)
        await robot.until(lambda: base.box.value == "fzz.")
        for n, key in enumerate([*"675054", "enter"], start=4):
            robot.post(key, read_at + 0.02 + n * 0.008)
        await robot.idle()
        assert base.box.value == "fzz.675054"
        assert not base.has_class("-filter")
        assert not base.filters.is_active


async def test_what_privacy_masks_is_not_found_by_a_filter() -> None:
    startup = FakeStartupSettings(privacy=True)
    async with console(recents_desk(), startup=startup, size=(120, 40)) as robot:
        await robot.look_up(CASN)
        await robot.press("tab", "tab")
        await filter_by(robot, "ada")
        assert "Users 0 of 2 match" in robot.text
        assert "ada" not in robot.text.replace("Canada", "")
        await robot.press("escape")
        await filter_by(robot, "sup")
        assert "Users 1 of 2 match" in robot.text


@pytest.mark.parametrize("privacy", [False, True])
async def test_the_reason_of_a_change_is_found_unless_it_is_masked(
    monkeypatch: pytest.MonkeyPatch, privacy: bool
) -> None:
    told = replace(an_entry(40, "verified"), reason="Mrs Lovelace phoned")

    async def journal(_changes: object) -> list[Entry]:
        return [told, an_entry(30, "partial")]

    monkeypatch.setattr(PlannedChanges, "journal", journal)
    startup = FakeStartupSettings(privacy=privacy)
    async with console(changing_desk(), startup=startup, size=(160, 40)) as robot:
        await robot.press("tab", "5")
        await filter_by(robot, "lovelace")
        assert f"Changes {0 if privacy else 1} of 3 match" in robot.text
        assert "1 open" in robot.text, "what the head says besides stays"
        await filter_by(robot, "account-status verified")
        assert "Changes 1 of 3 match" in robot.text or privacy


async def test_by_a_command_the_list_in_hand_is_filtered() -> None:
    async with console(recents_desk()) as robot:
        await robot.look_up(CASN)
        await robot.press("colon")
        await robot.type("filter cancelled\n")
        assert "Devices 1 of 6 match" in robot.text
        await robot.press("escape")
        assert "Devices 6 " in robot.text


async def test_what_is_said_while_a_filter_is_typed_is_seen_and_goes_with_the_next_key() -> None:
    async with console(recents_desk()) as robot:
        await robot.look_up(CASN)
        await robot.press("f", "a")
        robot.app.say("Change 7 was verified late.")
        await robot.idle()
        assert "Change 7 was verified late." in robot.text
        assert robot.lines[-1].startswith(" f a") or robot.lines[-2].startswith(" f a")
        await robot.press("b")
        assert "verified late" not in robot.text
        assert robot.lines[-1].startswith(" f ab")


async def test_hostile_filters_are_text() -> None:
    async with console(recents_desk()) as robot:
        await robot.look_up(CASN)
        for text in ("\u202ex", "x[red]", "%s {0} \\", "!" * 30, "'\"`$(x)"):
            await robot.press("f")
            await robot.type(text)
            await robot.press("enter")
            assert robot.app.base.opened is not None, text
            await robot.press("escape")
            assert "Devices 6 " in robot.text, text


@pytest.mark.parametrize("size", [(48, 20), (40, 10), (160, 50)])
async def test_at_other_sizes_the_head_says_how_many(size: tuple[int, int]) -> None:
    async with console(recents_desk(), size=size) as robot:
        await robot.look_up(CASN)
        await filter_by(robot, "cancelled")
        assert "Devices 1 of 6 match" in robot.text


async def test_the_queue_remembers_the_row_that_is_under_the_cursor(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.press("tab", "4", "n")
        await robot.type(", ".join(f"nmp.{n:05}" for n in range(1, 9)) + "\n")
        await robot.press("j", "j", "j")
        place = robot.app.queue_run.cursor
        assert place == listed(robot, "queue").key
        await robot.press("f")
        for character in "00007":
            await robot.type(character)
        assert robot.app.queue_run.cursor == listed(robot, "queue").key != place
        await robot.press("escape")
        assert robot.app.queue_run.cursor == listed(robot, "queue").key == place
