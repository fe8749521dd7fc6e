"""Looking an id up with the keys: what is asked, what is shown, what is never shown."""

import asyncio
import re
import threading

import pytest
from textual import events
from textual.geometry import Size

from smstui.console.app import ConsoleApp
from smstui.domain.errors import NotSent
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.text import Clean
from smstui.services.outcomes import Match, Nothing, Several, Suggestion
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, a_recent, ada, opened
from tests.support.robot import QUICK, Robot, console

CASN = "E833815A9290"
PACE, ROW = QUICK.pace_s, QUICK.row_s


def a_desk() -> FakeClient:
    return FakeClient({CASN: opened(CASN, ada())}, [a_recent()])


async def test_an_id_typed_on_the_first_screen_opens_the_whole_account() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.type(f"{CASN}\n")
    assert desk.asked == [(CASN, None, False)]


@pytest.mark.parametrize("ending", ["tab", "enter", "ctrl+j"])
@pytest.mark.parametrize("gap", [0, PACE, PACE + 0.001, (PACE + ROW) / 2, ROW])
async def test_a_scan_into_the_lookup_box_is_looked_up_whatever_ends_it(
    gap: float, ending: str
) -> None:
    async with console(desk := a_desk()) as robot:
        began = asyncio.get_running_loop().time()
        for n, key in enumerate([*CASN, ending]):
            robot.post(key, read_at=began + n * gap)
        await robot.idle()
    assert desk.asked == [(CASN, None, False)]


async def test_a_hand_leaves_the_lookup_box_with_tab() -> None:
    async with console(desk := a_desk()) as robot:
        began = asyncio.get_running_loop().time()
        for n, key in enumerate([*CASN, "tab"]):
            robot.post(key, read_at=began + n * (ROW + 0.001))
        await robot.idle()
    assert desk.asked == []


async def test_the_six_parts_stand_on_one_screen_of_80_by_24() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        text = robot.text
    for part in (
        "Account tst.40001", "● ACTIVE  GOLD  Ada Byron", "spent 12.40 of 50.00",
        "users 2 of 5", "devices 6", "sessions 1 of 3", "Devices 6", "Smartcards 2", "Users 2",
        "Sessions 1", "Rights 3", "■ BANNED", "000145098240", "ada.byron", "sport-1", "13:20",
        "read as CASN, box 3421", "read 14:02:07",
    ):  # fmt: skip
        assert part in text, part


async def test_keys_sent_before_the_first_frame_are_not_lost() -> None:
    desk = a_desk()
    async with console(desk) as robot:
        pass
    from smstui.console.app import ConsoleApp
    from tests.support.robot import Robot

    app = ConsoleApp(FakeStartupSettings(), lambda: desk, now=lambda: NOW, timing=QUICK)
    early = Robot(app)
    async with app.run_test(size=(80, 24)):
        early.burst(f"{CASN}\n")
        await early.until(lambda: bool(desk.asked))
        await early.idle()
        assert "Ada Byron" in early.text
    assert robot is not early


async def test_tab_reaches_every_pane_and_comes_round() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        panes = []
        for _ in range(6):
            panes.append(robot.app.base.situation.pane)
            await robot.press("tab")
        assert sorted(panes) == [
            "account", "devices", "rights", "sessions", "smartcards", "users",
        ]  # fmt: skip
        assert robot.app.base.situation.pane == panes[0]


async def test_enter_opens_every_field_of_the_record_in_hand_and_esc_closes_it() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("j", "enter")
        assert "Box 3422" in robot.text
        assert "E833815A9301" in robot.text
        assert "kitchen" in robot.text
        await robot.press("escape")
        assert "Devices 6" in robot.text
        assert robot.app.base.situation.record_id == "3422"


async def test_a_secret_is_masked_until_x_and_masked_again() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("enter", "G")
        assert "••••••" in robot.text
        assert "hidden-prov" not in robot.text
        await robot.press("x")
        assert "hidden-prov" in robot.text
        robot.app.base.mask()
        await robot.idle()
        assert "hidden-prov" not in robot.text


async def test_a_revealed_secret_is_masked_by_moving_on() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("enter", "x", "escape", "enter", "G")
        assert "hidden-prov" not in robot.text


LEAVING = {
    "Esc": ("escape",),
    "Esc to the recent lookups": ("escape",) * 4,
    "the next pane": ("tab",),
    "the lookup line": ("slash",),
    "the command line": ("colon",),
    "the menu": ("question_mark",),
    "the copy menu": ("y",),
    "a plan": ("s",),
    "the case": ("c",),
    "the sessions page": ("3",),
    "privacy": (*":privacy", "enter"),
    "the record read again": ("r",),
}


async def test_a_revealed_secret_is_hidden_by_whatever_leaves_it() -> None:
    async with console(a_desk()) as robot:
        for way, keys in LEAVING.items():
            await robot.look_up(CASN)
            await robot.press("enter", "G", "x")
            assert "hidden-prov" in robot.text, way
            await robot.press(*keys)
            assert not robot.app.base.bundle.is_revealed, way
            assert "hidden-prov" not in robot.text, way
            await robot.press("escape", "escape", "escape", "escape")
            await robot.look_up(CASN)
            await robot.press("enter", "G")
            assert "hidden-prov" not in robot.text, way
            await robot.press("escape")
        print(f"{len(LEAVING)} ways")


@pytest.mark.parametrize("size", [(30, 8), (80, 24), (160, 50)])
async def test_a_revealed_secret_is_hidden_by_another_size(size: tuple[int, int]) -> None:
    async with console(a_desk(), size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("enter", "x")
        assert robot.app.base.bundle.is_revealed
        robot.app._driver._size = size  # type: ignore[union-attr, attr-defined]
        robot.app.post_message(events.Resize(Size(*size), Size(*size)))
        await robot.until(lambda: robot.app.base.size == size)
        assert not robot.app.base.bundle.is_revealed
        assert "hidden-prov" not in robot.text


async def test_a_revealed_secret_is_hidden_when_the_terminal_loses_the_focus() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("enter", "G", "x")
        assert "hidden-prov" in robot.text
        robot.app.post_message(events.AppBlur())
        await robot.until(lambda: not robot.app.base.bundle.is_revealed)
        await robot.idle()
        assert "hidden-prov" not in robot.text


async def test_a_secret_that_is_shown_stays_while_its_record_is_read() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("enter", "x", "g", "G", "k", "G")
        assert "hidden-prov" in robot.text


async def test_x_says_why_it_cannot_where_the_platform_sent_no_secret() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("j", "x")
        assert "This record has no secret to show: the platform sent none." in robot.last_line


async def test_several_matches_are_listed_and_picked_with_one_key() -> None:
    matches = [
        Match("box", "245098240", IdKind.DEVICE_UID, "245098240", IdKind.DEVICE_UID, "ACTIVE",
              "", "tst.40001", "platform"),
        Match("smartcard", "245098240", IdKind.SMARTCARD, "245098240", IdKind.SMARTCARD,
              "AVAILABLE", "", "", "platform"),
    ]  # fmt: skip
    text = "245098240"
    desk = FakeClient({text: Several(identify(text, "sdp2"), matches)})
    async with console(desk) as robot:
        await robot.type(f"{text}\n")
        assert "leads to 2 records" in robot.text
        assert "device UID" in robot.text
        assert re.search(r"AVAILABLE +- ", robot.text), "a free card has no account"
        await robot.press("b")
    assert desk.asked[-1] == (text, IdKind.SMARTCARD, False)


async def test_not_found_names_the_kinds_and_never_opens_a_near_miss() -> None:
    typed = "000145098420"
    near = Suggestion("000145098240", IdKind.SMARTCARD, Clean("card in box 3421"), "tst.40001", NOW)
    nothing = Nothing(
        identify(typed, "sdp2"),
        [IdKind.SMARTCARD, IdKind.CASN],
        [IdKind.MAC],
        [near],
        correlation_id="c0ffee",
    )
    desk = FakeClient({typed: nothing})
    async with console(desk) as robot:
        await robot.type(f"{typed}\n")
        text = robot.prose
        assert f"No record found for {typed}" in text
        assert "Searched as smartcard number and CASN" in text
        assert "cannot look up by MAC address" in text
        assert "Did you mean 000145098240 (card in box 3421, tst.40001" in text
        assert "c0ffee" in text
        await robot.press("escape")
        assert "Recent lookups" in robot.text
    assert len(desk.asked) == 1


async def test_esc_stops_the_call_and_its_answer_is_never_painted() -> None:
    desk = a_desk()
    gate = desk.gates[CASN] = asyncio.Event()
    async with console(desk) as robot:
        robot.burst(f"{CASN}\n")
        await robot.until(lambda: bool(desk.asked))
        await robot.press("escape")
        assert "Stopped" in robot.last_line
        gate.set()
        await robot.idle()
        assert "Account" not in robot.text


async def test_a_held_key_asks_the_platform_again_once() -> None:
    lasts = QUICK._replace(apart_s=10)  # however slowly this machine takes the keys
    async with console(desk := a_desk(), timing=lasts) as robot:
        await robot.type(f"{CASN}\n")
        began = asyncio.get_running_loop().time()
        for n in range(30):
            robot.post("r", read_at=began + n * PACE)
        await robot.idle()
        assert len(desk.asked) == 2


async def test_the_recent_lookups_are_listed_after_a_question_of_before_the_start_is_stopped() -> (
    None
):
    desk, ready = a_desk(), threading.Event()
    desk.gates[CASN] = asyncio.Event()

    def open_late() -> FakeClient:
        assert ready.wait(20)
        return desk

    app = ConsoleApp(FakeStartupSettings(), open_late, timing=QUICK)  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)):
        robot = Robot(app)
        try:
            await robot.until(lambda: "loading" in robot.text)
            robot.burst(f"{CASN}\n")
            await robot.until(lambda: app.base.is_asking)
        finally:
            ready.set()
        await robot.until(lambda: bool(desk.asked))
        await robot.press("escape")
        assert "Stopped" in robot.last_line
        assert "loading" not in robot.text
        assert "Recent lookups 1" in robot.text


async def test_an_answer_that_comes_after_esc_all_the_same_is_not_painted() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())}, stubborn=True)
    desk.gates[CASN] = asyncio.Event()
    async with console(desk) as robot:
        robot.burst(f"{CASN}\n")
        await robot.until(lambda: bool(desk.asked))
        await robot.press("escape")
        await robot.idle()
        assert "Account" not in robot.text
        assert "stopped" in robot.lines[0]


async def test_what_the_cache_says_of_a_question_given_up_is_not_painted() -> None:
    desk = FakeClient({CASN: opened(CASN, ada())})
    desk.gates[CASN] = asyncio.Event()
    early = []
    look_up = desk.look_up

    async def noting(text, **more):  # type: ignore[no-untyped-def]
        early.append(more["early"])
        return await look_up(text, **more)

    desk.look_up = noting  # type: ignore[method-assign]
    async with console(desk) as robot:
        robot.burst(f"{CASN}\n")
        await robot.until(lambda: bool(early))
        await robot.press("escape")
        early[0](opened(CASN, ada(), source="cache"))
        await robot.idle()
        assert "Account" not in robot.text


async def test_an_early_answer_of_an_older_question_is_not_painted() -> None:
    desk = a_desk()
    other = ada().model_copy(update={"focus": ada().focus.model_copy(update={"id": "3422"})})
    desk.answers = {**desk.answers, "3422": opened("3422", other, IdKind.DEVICE_UID)}
    desk.gates[CASN] = asyncio.Event()
    async with console(desk) as robot:
        robot.burst(f"{CASN}\n")
        await robot.until(lambda: len(desk.asked) == 1)
        await robot.type("/3422\n")
        desk.gates[CASN].set()
        await robot.idle()
        assert "box 3422" in robot.lines[0]


async def test_cached_data_comes_first_with_its_age() -> None:
    desk = a_desk()
    desk.early = {CASN: opened(CASN, ada(), source="cache")}
    desk.gates[CASN] = asyncio.Event()
    async with console(desk) as robot:
        robot.burst(f"{CASN}\n")
        await robot.until(lambda: "GOLD" in robot.text)
        assert "asking" in robot.lines[0]
        assert "cached · read" in robot.lines[0]
        assert "cached" in robot.lines[3]
        desk.gates[CASN].set()
        await robot.idle()
        assert "cached" not in robot.text
        assert "online" in robot.lines[0]


async def test_offline_is_on_every_pane() -> None:
    desk = FakeClient(
        {CASN: opened(CASN, ada(), source="cache", offline="The platform cannot be reached.")}
    )
    async with console(desk) as robot:
        await robot.type(f"{CASN}\n")
        heads = [line for line in robot.lines if line.startswith("╭")]
        panes = sum(line.count("╭") for line in heads)
        assert sum(line.count("offline") for line in heads) == panes == 6
        assert "cannot be reached" in robot.last_line


async def test_an_error_is_a_sentence_with_its_id_and_the_keys_that_help() -> None:
    error = NotSent(
        "The platform at 127.0.0.1:1 refused the connection.",
        hint="Check the address.", correlation_id="c0ffee-1",
    )  # fmt: skip
    desk = FakeClient({CASN: error})
    async with console(desk) as robot:
        await robot.type(f"{CASN}\n")
        for piece in (CASN, "refused the connection", "Check the address", "c0ffee-1", "r: reload"):
            assert piece in robot.text
        assert "r reload" in robot.last_line, "one word for it"
        await robot.press("r")
    assert [text for text, *_ in desk.asked] == [CASN, CASN]


async def test_what_is_no_id_is_refused_here_with_its_code_point() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.type("E83381\u0430\n")
        assert "U+0430" in robot.text
    assert desk.asked == []


async def test_a_desk_that_does_not_open_says_why() -> None:
    def refuse() -> FakeClient:
        raise NotSent("The configuration names no host.", hint="Run smstui config check.")

    async with console(open_client=refuse) as robot:
        assert "names no host" in robot.text
        assert "config check" in robot.text


async def test_history_goes_back_and_forward_without_asking() -> None:
    desk = a_desk()
    other = ada().model_copy(update={"focus": ada().focus.model_copy(update={"id": "3422"})})
    desk.answers = {**desk.answers, "3422": opened("3422", other, IdKind.DEVICE_UID)}
    async with console(desk) as robot:
        await robot.look_up(CASN)
        await robot.look_up("3422")
        await robot.press("left_square_bracket")
        assert "box 3421" in robot.lines[0]
        await robot.press("right_square_bracket")
        assert "box 3422" in robot.lines[0]
        await robot.press("right_square_bracket")
        assert "No later record" in robot.last_line
    assert len(desk.asked) == 2


async def test_esc_never_quits() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press(*["escape"] * 8)
        assert robot.app.is_running
        assert "Recent lookups" in robot.text
        await robot.press("ctrl+q")
        await robot.until(lambda: not robot.app.is_running)


@pytest.mark.parametrize("size", [(39, 24), (80, 9), (20, 3)])
async def test_below_the_least_size_only_that_is_said(size: tuple[int, int]) -> None:
    async with console(a_desk(), size=size) as robot:
        await robot.press("question_mark", "escape", "colon", "escape")
        assert robot.text.count("terminal too small"[: size[0]]) == 1
        assert "Recent" not in robot.text


async def test_asking_for_a_record_of_the_open_bundle_takes_that_one_in_hand() -> None:
    async with console(a_desk()) as robot:
        await robot.look_up(CASN)
        await robot.press("G")
        assert robot.app.dispatcher.situation.record_id != "3421"
        await robot.look_up(CASN)
        assert robot.app.dispatcher.situation.record_id == "3421"


async def test_a_reload_leaves_the_cursor_where_it_is() -> None:
    async with console(a_desk()) as robot:
        await robot.look_up(CASN)
        await robot.press("G")
        before = robot.app.dispatcher.situation.record_id
        await robot.press("r")
        assert robot.app.dispatcher.situation.record_id == before != "3421"


async def test_a_command_that_comes_in_one_burst_with_its_enter_is_run() -> None:
    async with console(desk := a_desk()) as robot:
        robot.burst(":theme\n")
        await robot.idle()
        assert "Themes" in robot.text
        assert desk.asked == []
