"""S4 to S8, S10 to S15, S17, S19, S20, S22, S24, S25 and S29 by keys, over real sockets.

Both families where they belong to both; W is taken from the platform's own log.
"""

import asyncio
import re

import pytest
from textual import events

from smstui.commands.demo_deployment import demo_deployment
from smstui.console.widgets.record_list import POINTER
from smstui.sandbox.fixtures import fill_sessions, silence
from tests.support.bench import Bench, apply_plan, plan_pair, settled
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

B1, B2, B3, B4, B5, B6, P1 = "3421", "3422", "3423", "3430", "3425", "3426", "9001"
C1, C2, C3, C4 = "000145098240", "000145098241", "000145098259", "000145098267"
CASN1, CASN2, CASN3 = "E833815A9290", "E833815A9301", "E833815A9322"


async def test_a_card_that_belongs_to_nobody_shows_every_pane(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type(f"{C2}\n")
        for _ in range(9):
            await robot.press("tab")
        await robot.press("shift+tab", "enter")
        assert "belongs to no account" in robot.prose or "no account" in robot.prose
        assert robot.app.is_running


@pytest.mark.parametrize("order", [(CASN2, C2), (C2, CASN2)], ids=["box first", "card first"])
async def test_s4_pair_in_either_order_shows_both_ends_and_is_sent_once(
    bench: Bench, order: tuple[str, str]
) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, *order)
        assert f"box {B2} card: none → {C2}" in robot.text
        assert "0001 4509 8241" in robot.text
        assert "reversible" in robot.text
        assert bench.written == []
        await robot.press("!")
        assert "● verified" in robot.text
        assert "correlation id" in robot.text
        assert bench.written == [bench.pairing]
        (entry,) = await bench.journal()
        assert entry.outcome == "verified"
        await robot.press("escape")
        assert f"has card {'0001 4509 8241'}" in robot.text
    assert bench.box(B2).smartcard_id == C2
    assert bench.card(C2).stb_uid == B2


async def test_s4_the_box_in_hand_is_in_its_place_already(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{CASN2}\n")
        await robot.press("p")
        assert f"box {B2}" in robot.text
        await robot.type(f"{C2}\n")
        await robot.press("enter", "!")
        assert "● verified" in robot.text
    assert bench.written == [bench.pairing]


async def test_s5_a_cancelled_card_is_refused_before_sending(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await plan_pair(robot, CASN2, C3)
        assert "■ refused" in robot.text
        assert "CANCELLED" in robot.text
        await robot.press("!", "tab", "enter")
    assert sdp2.written == []


async def test_s6_two_steps_name_the_box_that_goes_dark_and_undo_puts_it_back(
    bench: Bench,
) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C1)
        assert f"Box {B1}" in robot.prose
        assert "goes dark" in robot.prose
        assert "disruptive" in robot.text
        await robot.press("!")
        assert "! again: " in robot.text
        assert bench.written == []
        await robot.press("j")
        assert "! again: " not in robot.text
        await apply_plan(robot)
        assert "● verified" in robot.text
        assert len(bench.written) == 2
        assert bench.box(B1).smartcard_id is None
        await robot.press("u")
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert len(bench.written) == 4
    assert bench.box(B1).smartcard_id == C1
    assert bench.box(B2).smartcard_id is None


async def test_s7_another_accounts_card_is_blocked_for_an_installer(bench: Bench) -> None:
    async with bench.console(role="installer") as robot:
        await robot.press("tab", "2")
        await robot.type(f"{CASN2}\n")
        await robot.type(f"{C4}\n")
        await robot.press("enter")
        assert "■ refused" in robot.text
        assert "another account" in robot.prose
        await robot.press("escape")
        assert "of another account" in robot.text
        assert "nmp.00002" not in robot.text
        assert "1002" not in robot.text
    assert bench.written == []


async def test_s7_a_supervisor_goes_on_with_a_reason_which_is_journalled(bench: Bench) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C4)
        assert "A reason is needed" in robot.prose
        await robot.press("enter", "!")
        assert "Type a reason first" in robot.last_line
        assert bench.written == []
        await robot.press("tab")
        await robot.type("handed over!")
        await robot.press("escape")
        assert "esc again: discard what was typed" in robot.text
        await robot.press("enter", "escape")
        assert "esc again: discard what was typed" in robot.text, "outside its field, too"
        await robot.press("g")
        assert bench.written == []
        await apply_plan(robot)
        assert "● verified" in robot.text
        (entry,) = await bench.journal()
        assert entry.reason == "handed over!"
    assert len(bench.written) == 2


async def test_s8_a_cardless_box_is_explained(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await plan_pair(robot, CASN3, C2)
        assert "the platform generates its virtual card" in robot.prose
    assert sdp2.written == []


async def test_s10_suspended_to_active_claims_no_more_than_is_so(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00003\n")
        await robot.press("s")
        assert "ACTIVE" in robot.text
        assert "The customer may sign on" in robot.text
        await robot.press("enter")
        assert "SUSPENDED → ACTIVE" in robot.text
        assert "◐ Do this only if billing agrees" in robot.text
        await robot.press("!")
        assert "● verified" in robot.text
        assert "up to an hour" in robot.prose
        await robot.press("escape")
        assert "● ACTIVE" in robot.text
    assert len(bench.written) == 1
    assert bench.account("nmp.00003").status == "ACTIVE"


async def test_s11_nothing_leads_out_of_cancelled(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00004\n")
        await robot.press("s")
        assert "nmp.00004 is CANCELLED, which is final." in robot.last_line
        await robot.press("colon")
        await robot.type("status ACTIVE\n")
        assert "CANCELLED, which is final" in robot.last_line
    assert bench.written == []


async def test_s11_nor_for_a_box(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type("E833815A9355\n")
        assert f"box {B6}" in robot.lines[0]
        await robot.press("s")
        assert f"Box {B6} is CANCELLED, which is final." in robot.last_line
    assert sdp2.written == []


async def test_s11_cancelling_asks_for_the_last_four_and_a_mismatch_cancels(bench: Bench) -> None:
    async with bench.console() as robot:
        for typed, sent in (("0002", 0), ("0003", 1)):
            await robot.type("nmp.00003\n") if not sent else await robot.press("escape")
            await robot.press("s", "down", "down", "enter")
            assert "irreversible" in robot.text
            await robot.press("enter")
            assert bench.written == []
            await robot.type(typed)
            await robot.press("enter")
            assert bench.written == []
            await apply_plan(robot)
            assert len(bench.written) == sent, robot.text
            assert ("● verified" if sent else "Nothing was sent") in robot.text
    assert bench.account("nmp.00003").status == "CANCELLED"


async def test_s12_a_ban_is_lifted_where_there_is_one(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("E833815A9340\n")
        await robot.press("colon")
        await robot.type("unban\n")
        if bench.family == "opf":
            assert "Only sdp2 has a ban" in robot.last_line
            assert bench.written == []
            return
        assert "banned: yes → no" in robot.text
        await robot.press("!")
        assert "● verified" in robot.text
    assert len(bench.written) == 1
    assert bench.box(B5).banned is False


async def test_s13_the_suspect_ranks_first_and_alone_is_ended(sdp2: Bench) -> None:
    suspect, *others = fill_sessions(sdp2.sandbox.world, sdp2.account("nmp.00001"))
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("3")
        assert "Live sessions 3 ─" in robot.text
        assert "silent since " in robot.lines[4]
        assert suspect.uid in robot.lines[4]
        await robot.press("t")
        assert f"session {suspect.uid} state: live → none" in robot.text
        await robot.press("enter")
        assert sdp2.written == []
        await robot.press("t")
        await apply_plan(robot)
        assert "● verified" in robot.text
        await robot.press("escape")
        assert "Live sessions 2 ─" in robot.text
    assert sdp2.written == ["tearDown"]
    assert {each.uid for each in sdp2.sandbox.world.sessions} == {each.uid for each in others}


async def test_s13_the_cursor_begins_at_the_box_that_is_open(opf: Bench) -> None:
    """No stream of another box is ended by mistake, and the key that ends them is in view."""
    async with opf.console() as robot:
        for id_ in ("3425", "000145098244"):
            await robot.look_up(id_)
            await robot.press("3")
            assert " t end" in robot.last_line
            await robot.press("t")
            assert "End the sessions of box 3425" in robot.text
            await robot.press("escape", "escape")


async def test_s13_on_an_older_opf_whose_sessions_are_at_srm(opf: Bench) -> None:
    _, *others = fill_sessions(opf.sandbox.world, opf.account("nmp.00001"))
    reached = demo_deployment("opf", opf.sandbox.access, opf.folder).opf
    assert reached is not None
    older = reached.model_copy(
        update={"sessions": "srm", "srm_url": opf.sandbox.access.sdp2.srm_url}
    )
    async with opf.console(opf=older) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("3")
        assert "Live sessions 3 of 3 ─" in robot.text
        assert "silent since " in robot.lines[4]
        await robot.press("t")
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert opf.written == ["srm-tear-down"]
    assert {each.uid for each in opf.sandbox.world.sessions} == {each.uid for each in others}


async def test_s13_marks_and_the_cursor_stay_when_it_is_read_again(sdp2: Bench) -> None:
    first, second, third = fill_sessions(sdp2.sandbox.world, sdp2.account("nmp.00001"))
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("3", "space", "space")
        await robot.press("k")
        marked, cursor = ids(robot, "▪"), ids(robot, POINTER)
        assert len(marked) == 2
        silence(sdp2.sandbox.world, first, 0)
        silence(sdp2.sandbox.world, third, 20)
        await robot.press("r")
        assert sorted(ids(robot, "▪")) == sorted(marked)
        assert ids(robot, POINTER) == cursor
        assert third.uid in robot.lines[4]
        await robot.press("t")
        assert "End 2 sessions" in robot.text
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert sdp2.written == ["tearDown", "tearDown"]
    assert [each.uid for each in sdp2.sandbox.world.sessions] != [first.uid, second.uid, third.uid]
    assert len(list(sdp2.sandbox.world.sessions)) == 1


@pytest.mark.parametrize("row", ["g", "G"], ids=["device", "account"])
async def test_s13_where_none_is_listed_a_device_comes_first_and_the_number_is_told(
    opf: Bench, row: str
) -> None:
    async with opf.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("3")
        assert "not listed on this platform" in robot.text
        assert robot.text.index(f"box {B1}") < robot.text.index("account nmp.00001")
        await robot.press(row, "t")
        await apply_plan(robot)
        assert "1 ended" in robot.prose
        assert "accepted" in robot.text
    assert len(opf.written) == 1
    assert list(opf.sandbox.world.sessions) == []


def ids(robot: Robot, sign: str) -> list[str]:
    """The sessions whose rows carry a sign."""
    rows = [line.replace("▪", " ").split() for line in robot.lines[4:-2] if sign in line[:9]]
    return [next(word for word in row if word.isdigit()) for row in rows]


async def test_s14_an_acknowledgement_without_effect_is_not_done(sdp2: Bench) -> None:
    sdp2.sandbox.fault("no-effect operation=tearDown")
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("3", "t")
        await apply_plan(robot)
        assert "not verified" in robot.text
        assert "● verified" not in robot.text
        assert "r read again, then plan" in robot.text, "as the text advises: look it up again"
        assert sdp2.written == ["tearDown"]
        await robot.press("r")
        assert "state: live → none" in robot.text
    assert sdp2.written == ["tearDown"]


async def test_s15_a_refusal_with_http_200_is_a_refusal(bench: Bench) -> None:
    bench.sandbox.fault(f"refuse operation={bench.pairing}")
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        await robot.press("!")
        assert "refused by platform" in robot.text
        assert "● verified" not in robot.text
    assert len(bench.written) == 1
    assert bench.box(B2).smartcard_id is None


@pytest.mark.parametrize(("fault", "word"), [("drop-after", "● verified"),
                                             ("drop-before", "○ not applied")])  # fmt: skip
async def test_s17_after_the_settle_time_the_re_read_decides(
    bench: Bench, fault: str, word: str
) -> None:
    bench.sandbox.fault(f"{fault} operation={bench.pairing} count=1")
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        robot.burst("!")
        await robot.until(lambda: "a re-read decides at" in robot.text)
        assert "It is sent once" in robot.text
        await settled(robot)
        assert word in robot.text
        assert len(bench.written) == 1
        if fault == "drop-before":
            await robot.press("r", "!")
            assert "● verified" in robot.text
            assert len(bench.written) == 2


@pytest.mark.parametrize("pace_s", [0.008, 0.0], ids=["8 ms", "one burst"])
async def test_s19_a_scan_goes_into_the_box_and_confirms_nothing(
    sdp2: Bench, pace_s: float
) -> None:
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("3", "t")
        dialog = robot.app.screen
        read_at = asyncio.get_running_loop().time() + robot.app.timing.join_s
        for n, character in enumerate([*CASN2, "enter"]):
            robot.post(character, read_at + n * pace_s)
        await robot.idle()
        assert robot.app.screen is dialog
        assert "state: live → none" in robot.text
        await robot.press("escape")
        assert robot.app.base.box.value == CASN2
        await robot.pause()
        read_at = asyncio.get_running_loop().time()
        for n, character in enumerate([*C2, "enter"]):
            robot.post(character, read_at + n * pace_s)
        await robot.idle()
        assert robot.app.page is robot.app.base
        assert robot.app.base.box.value == C2
    assert sdp2.written == []


async def test_s20_a_change_done_in_part_is_told_step_by_step_and_taken_back(
    bench: Bench,
) -> None:
    operation = "Pair" if bench.family == "sdp2" else f"adm.devices.change target={B2}"
    bench.sandbox.fault(f"status 400 operation={operation} count=1")
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C1)
        await apply_plan(robot)
        assert "◐ partly done" in robot.text
        assert "refused by platform" in robot.text
        assert bench.box(B1).smartcard_id is None
        await robot.press("u")
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert bench.box(B1).smartcard_id == C1


async def test_s20_swap_box_and_back(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("w", "down", "enter")
        await robot.type(f"{CASN2}\n")
        assert "goes dark" in robot.prose
        await apply_plan(robot)
        assert "● verified" in robot.text
        await robot.press("u")
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert bench.box(B1).smartcard_id == C1


async def test_s20_a_swap_whose_cas_command_fails_is_mixed_and_taken_back(sdp2: Bench) -> None:
    sdp2.sandbox.fault("cas-fail operation=SwapDevice")
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("w", "down", "enter")
        await robot.type(f"{CASN2}\n")
        await apply_plan(robot)
        assert "◐ partly done" in robot.text
        assert f"smartcard {C1} box: none" in robot.prose
        await robot.press("u")
        assert f"Pair box {B1} and card {C1} (undoes change " in robot.prose
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert sdp2.written == ["SwapDevice", "Pair"]
    assert sdp2.box(B1).smartcard_id == C1


async def test_s22_enabling_at_the_limit_names_what_counts_and_is_refused(opf: Bench) -> None:
    async with opf.console() as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press(*(["down"] * 6))
        assert "player" in next(line for line in robot.lines[2:] if POINTER in line[:6])
        await robot.press("s", "enter")
        assert all(uid in robot.prose for uid in ("20007", "9002", "9003", "9004"))
        await robot.press("!")
        assert "refused by platform" in robot.text
        ending = robot.prose.partition("nothing had changed by then.")[2]
        assert "Next: disable one of 9002, 9003, 9004 first. Then plan this again." in ending
    assert len(opf.written) == 1


async def test_no_status_is_offered_for_a_player_of_a_platform_that_changes_boxes_only(
    sdp2: Bench,
) -> None:
    """The next step is for the state that was wanted; a state that is there is said to be so."""
    boxes_only = "here: this platform has an operation for boxes only. Ask whoever runs the players"
    to_enable = f"Player 9001 cannot be enabled {boxes_only} to enable it."
    to_disable = f"Player 9002 cannot be disabled {boxes_only} to disable it."
    async with sdp2.console() as robot:
        for player, word, said in (
            ("9001", "", to_enable),
            ("9001", "enable", to_enable),
            ("9001", "disable", "Player 9001 is disabled already."),
            ("9002", "", to_disable),
            ("9002", "disable", to_disable),
            ("9002", "enable", "Player 9002 is enabled already."),
        ):
            await robot.look_up(player)
            assert "enable…" not in robot.last_line
            assert "for boxes only" not in robot.prose
            await robot.press("colon" if word else "s")
            await robot.type(f"{word}\n" if word else "")
            assert said in robot.prose, (player, word, robot.text)
    assert sdp2.written == []


async def test_s24_what_moved_since_it_was_shown_is_shown_and_asked_again(bench: Bench) -> None:
    world = bench.sandbox.world
    async with bench.console() as robot:
        await robot.type("nmp.00001\n")
        await robot.press("s", "enter")
        assert "ACTIVE → RESTRICTED" in robot.text
        world.change(bench.account("nmp.00001"), status="SUSPENDED")
        await robot.press("!")
        assert bench.written == []
        assert "Changed since it was shown" in robot.prose
        assert "SUSPENDED → RESTRICTED" in robot.text
        assert bench.account("nmp.00001").status == "SUSPENDED"
        await robot.press("!")
        assert "● verified" in robot.text
    assert len(bench.written) == 1


async def test_s25_a_refused_token_is_renewed_and_a_refused_password_is_not(bench: Bench) -> None:
    bench.sandbox.fault(f"status 401 operation={bench.pairing} count=1")
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        await robot.press("!")
        if bench.family == "opf":
            assert "● verified" in robot.text
        else:
            assert "nothing had changed by then" in robot.prose
    sent = [write.outcome for write in bench.sandbox.writes]
    assert sent == ["not processed (status)", "done"][: 2 if bench.family == "opf" else 1]


@pytest.mark.parametrize(("typed", "sent"), [("8240", 0), ("8241", 1)])
async def test_s29_the_last_four_read_from_the_card_are_compared(
    bench: Bench, typed: str, sent: int
) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        assert "last four digits on the card" in robot.text
        await robot.type(typed)
        await robot.press("enter")
        await apply_plan(robot)
        assert ("● verified" if sent else "Nothing was sent") in robot.text
    assert len(bench.written) == sent


async def test_a_closed_dialog_closes_no_change(bench: Bench) -> None:
    bench.sandbox.fault(f"delay 600 operation={bench.pairing} count=1")
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        robot.burst("!")
        await robot.until(lambda: "waiting for the answer" in robot.text)
        robot.app.post_message(events.Key("escape", "\x1b"))
        await robot.until(lambda: robot.app.screen is robot.app.page)
        await settled(robot)
        assert "● verified" in robot.text
        assert (await bench.journal())[0].outcome == "verified"
    assert len(bench.written) == 1


async def test_on_production_one_key_is_never_enough(bench: Bench) -> None:
    async with bench.console(tint="error") as robot:
        await plan_pair(robot, CASN2, C2)
        await robot.press("enter", "enter", "escape")
        await robot.press("enter")
        assert "last four of 0001 4509 8241" in robot.text
        await apply_plan(robot)
        assert "Type the last four" in robot.last_line
        assert bench.written == []
        await robot.type("8241")
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert len(bench.written) == 1


async def test_a_pin_is_masked_and_nowhere_to_be_seen(opf: Bench) -> None:
    async with opf.console() as robot:
        await robot.type("nmp.00001\n")
        await robot.press("colon")
        await robot.type("reset-pin\n")
        await robot.press("enter")
        await robot.type("860391")
        assert "860391" not in robot.text
        assert "••••••" in robot.text
        await robot.press("enter")
        assert "860391" not in robot.text
        await robot.press("!")
        assert "860391" not in robot.text
        await robot.press("escape", "5", "enter")
        assert "860391" not in robot.text
    assert len(opf.written) == 1
    for file in opf.folder.rglob("*"):
        assert not file.is_file() or b"860391" not in file.read_bytes()


async def test_a_message_goes_to_an_open_device_where_the_site_has_no_cas(opf: Bench) -> None:
    settings = demo_deployment("opf", opf.sandbox.access, opf.folder).opf
    assert settings is not None
    without = settings.model_copy(update={"cag_url": None, "cas_pairing": False})
    async with opf.console(opf=without) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("colon")
        await robot.type("message Hello\n")
        assert "This deployment has no cag_url" in robot.prose
        await robot.press("escape")
        await robot.press(*(["down"] * 6), "colon")
        await robot.type("message Hello there\n")
        assert "Hello there" in robot.text
        await robot.press("!")
        assert "accepted" in robot.text
    assert len(opf.written) == 1


async def test_the_journal_lists_filters_and_tells_one_in_full(bench: Bench) -> None:
    async with bench.console() as robot:
        await plan_pair(robot, CASN2, C2)
        await robot.press("!", "u")
        await apply_plan(robot)
        await robot.press("escape", "escape", "tab", "5")
        assert "Changes 2" in robot.text
        newest, first = [line for line in robot.lines if "● verified" in line]
        assert "unpair box" in newest
        assert re.search(r"\(undoes change of [\d:]+\)", robot.prose)
        assert "undoes change" not in first
        assert "(undone at " in robot.prose
        await robot.press("f")
        await robot.type("undoes")
        assert "Changes 1" in robot.text
        await robot.press("enter", "enter")
        assert "undoes change" in robot.text
        assert "correlation id" in robot.text
        await robot.press("escape", "f", "escape")
        assert "Changes 2" in robot.text


@pytest.mark.parametrize(("way_back", "rooms"), [("escape", "235"), ("q", "35")])
async def test_back_from_another_screen_the_same_row_is_in_hand(
    sdp2: Bench, way_back: str, rooms: str
) -> None:
    async with sdp2.console() as robot:
        await robot.look_up(CASN1)
        await robot.press("j")
        assert robot.app.base.situation.record_id == B2
        for room in rooms:
            await robot.press(room, way_back)
            assert robot.app.page is robot.app.base
            assert robot.app.base.situation.record_id == B2
        await robot.press("d")
        assert f"Why can't they watch? box {B2}" in robot.text
