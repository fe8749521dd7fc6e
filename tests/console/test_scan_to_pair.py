"""S18, S19, S26 and S29 on the pairing screen: scanned with and without a platform, one yes,
an outcome each. Over real sockets, with every write counted."""

import asyncio
import os

import pytest
from textual import events

from smstui.console.screens.pair import PairPage
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.plan_of_batch import BatchPlan
from smstui.console.views.pair_rows import number
from smstui.console.widgets.banner import Banner
from smstui.sandbox.fixtures import add_account
from smstui.store.drafts import Draft
from tests.support.bench import Bench, apply_plan, settled
from tests.support.deliveries import Delivery, delivered
from tests.support.products import WHOLE
from tests.support.robot import Robot

pytestmark = pytest.mark.alike


def banner(robot: Robot) -> str:
    return robot.app.screen.query_one("#pair-banner", Banner).text


async def drafts(bench: Bench) -> list[Draft]:
    assert bench.client is not None
    return list(await bench.client.engine.run(bench.client.drafts.all()))


async def scan(robot: Robot, *codes: str) -> None:
    for code in codes:
        robot.burst(f"{code}\n")
    await calmly(robot)


PAIRS = 20 if os.environ.get(WHOLE) else 9
"""Of one delivery, which is more than its plan shows at once."""


async def calmly(robot: Robot, *keys: str) -> None:
    """Press keys and wait for rest, leaving the processor to the platform meanwhile."""
    for key in keys or ("",):
        if key:
            await robot.past_scan(key)
            robot.post(key)
        await asyncio.sleep(0)
        async with asyncio.timeout(20):
            while not robot.app.is_idle:  # noqa: ASYNC110 - the subject's own state
                await asyncio.sleep(0.01)
        await settled(robot)


def take_away(bench: Bench, delivery: Delivery, at: int) -> str:
    world = bench.sandbox.world
    thief = add_account(world, "tst.70009", boxes=1)
    (box,) = world.devices.find("account_uid", thief.uid)
    world.change(box, smartcard_id=delivery.cards[at].smartcard_id)
    world.change(delivery.cards[at], stb_uid=box.uid, status="UNAVAILABLE")
    return str(box.uid)


def paired(bench: Bench, delivery: Delivery) -> list[str | None]:
    return [bench.box(box.uid).smartcard_id for box in delivery.boxes]


async def test_s18_scanned_offline_checked_confirmed_once_and_the_last_undone(
    bench: Bench,
) -> None:
    delivery = delivered(bench.sandbox.world, PAIRS)
    fault = bench.sandbox.fault("drop-before")
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.mixed(seed=18))
        assert f"{PAIRS} SAVED" in banner(robot)
        assert "offline" in robot.lines[0]
        kept = await drafts(bench)
        assert sorted((each.target, each.second) for each in kept) == sorted(delivery.pairs)
    assert fault is not None
    bench.sandbox.faults.clear()
    holder = take_away(bench, delivery, 7)
    bench.sandbox.traffic.clear()
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        assert f"{PAIRS - 1} ready" in robot.text
        assert "1 set aside" in robot.text
        assert bench.written == []
        await calmly(robot, "enter")
        assert isinstance(robot.app.screen.subject, BatchPlan)
        assert f"{PAIRS - 1} ready   1 set aside" in robot.text
        assert bench.written == []
        await calmly(robot, "!")
        assert "of the plan have not been seen" in robot.last_line
        assert bench.written == []
        await apply_plan(robot)
        assert f"{PAIRS - 1} of {PAIRS - 1} verified" in robot.text
        assert len(bench.written) == PAIRS - 1
        (aside,) = [each for each in await drafts(bench) if each.standing == "set aside"]
        assert (aside.target, aside.second) == delivery.pairs[7]
        assert holder in aside.said or "another account" in aside.said
        told = [card if at != 7 else None for at, (_, card) in enumerate(delivery.pairs)]
        assert paired(bench, delivery) == told
        await robot.press("u")
        await apply_plan(robot)
        assert "● verified" in robot.text
        assert len(bench.written) == PAIRS
    assert sum(card is None for card in paired(bench, delivery)) == 2


async def test_a_pair_waits_on_disk_and_so_does_its_half(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    sdp2.sandbox.fault("drop-before")
    (box, card), (other_box, other_card) = delivery.pairs
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, card, box, other_box)
        assert "SCAN CARD" in banner(robot)
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        assert "SCAN CARD" in banner(robot)
        assert "1 saved" in robot.text
        await scan(robot, other_card)
        assert {(each.target, each.second) for each in await drafts(sdp2)} == {
            (box, card),
            (other_box, other_card),
        }
    assert sdp2.written == []


async def test_the_platform_is_asked_again_by_itself_and_changes_nothing(
    sdp2: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smstui.console.pairing_run.RETRY_S", (0.05,))
    delivery = delivered(sdp2.sandbox.world, 1)
    sdp2.sandbox.fault("drop-before")
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.pairs[0])
        assert "1 SAVED" in banner(robot)
        sdp2.sandbox.faults.clear()
        await robot.until(lambda: "1 READY" in banner(robot))
        await robot.idle()
        assert "online" in robot.lines[0]
    assert sdp2.written == []


async def test_a_pair_that_is_so_already_is_done_and_not_refused(bench: Bench) -> None:
    async with bench.console(size=(80, 40)) as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, "E833815A9290", "000145098240")
        await calmly(robot, "enter")
        assert isinstance(robot.app.screen, PlanDialog)
        assert "are paired already" in robot.prose
        assert "done already" in robot.text
        assert "refused" not in robot.text
    assert bench.written == []


async def test_a_card_that_the_platform_knows_at_once_is_not_noted_as_unknown(
    sdp2: Bench,
) -> None:
    """It is noted where the platform was away when the pair was saved."""
    first, second = delivered(sdp2.sandbox.world, 2).pairs
    async with sdp2.console() as robot:
        await robot.press("tab", "2")
        await scan(robot, *first)
        assert "1 ready" in robot.text
        assert "known when" not in robot.prose
        assert [draft.said for draft in await drafts(sdp2)] == [""]
        sdp2.sandbox.fault("drop-before")
        await scan(robot, *second)
        sdp2.sandbox.faults.clear()
        await calmly(robot, "tab", "r")
        assert "2 ready" in robot.text
        assert ["known when" in draft.said for draft in await drafts(sdp2)] == [False, True]


async def test_a_duplicate_is_said_and_dropped(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    (box, card), (_, other) = delivery.pairs
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, box, box)
        assert "TWICE" in banner(robot).upper()
        await scan(robot, card)
        assert "1 READY" in banner(robot)
        await scan(robot, card)
        assert "is in a pair already" in banner(robot)
        await scan(robot, other, box)
        assert "is in a pair already" in banner(robot)
        assert len(await drafts(sdp2)) == 1


async def test_two_cards_in_a_row_never_make_a_pair(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, delivery.pairs[0][1], delivery.pairs[1][1])
        assert "was not taken: card" in banner(robot)
        await scan(robot, delivery.pairs[0][0])
        assert await drafts(sdp2) == [], "after a refused scan the first half is scanned again"
        await scan(robot, delivery.pairs[0][1])
        (draft,) = await drafts(sdp2)
        assert (draft.target, draft.second) == delivery.pairs[0]


async def test_a_casn_of_digits_alone_is_told_from_a_card_by_the_platform(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 1)
    bench.sandbox.world.change(delivery.boxes[0], casn="000990000001")
    card = delivery.cards[0].smartcard_id
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, card, "000990000001")
        (draft,) = await drafts(bench)
        assert (draft.target, draft.second) == ("000990000001", card)
        assert draft.standing == "ready"


@pytest.mark.alike
@pytest.mark.parametrize("cached", [True, False])
async def test_the_wrong_code_of_a_label_is_explained(bench: Bench, cached: bool) -> None:
    delivery = delivered(bench.sandbox.world, 1)
    box = delivery.boxes[0]
    bench.sandbox.world.change(box, mac_address="00:1A:79:00:77:01", serial_number="0077001234567")
    async with bench.console() as robot:
        if cached:
            await robot.look_up(str(box.casn))
        await calmly(robot, "tab", "2")
        await scan(robot, "00:1A:79:00:77:01")
        assert "WRONG" in banner(robot).upper()
        assert "MAC address" in banner(robot)
        assert "scan the CA number" in banner(robot)
        await scan(robot, "0077001234567")
        if cached and bench.family == "sdp2":  # the other family tells no serial number
            assert "WRONG" in banner(robot).upper()
            assert "serial number of box" in banner(robot)
        assert await drafts(bench) == []
        await scan(robot, "nobody@example.net")
        assert "neither a box nor a card" in banner(robot)
    assert bench.written == []


async def test_what_nobody_answers_to_does_not_wait_for_a_card(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, "F0FF00FF00FF")
        assert "WRONG" in banner(robot).upper()
        assert "No record found for F0FF00FF00FF" in robot.last_line
        await scan(robot, "nmp.00001")
        assert "neither a box nor a smartcard" in banner(robot)


async def test_a_pair_that_takes_a_card_out_of_a_box_stands_aside(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 3)
    world = sdp2.sandbox.world
    world.change(delivery.boxes[2], smartcard_id=delivery.cards[0].smartcard_id)
    world.change(delivery.cards[0], stb_uid=delivery.boxes[2].uid, status="UNAVAILABLE")
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs[:2]:
            await scan(robot, *pair)
        assert "1 ready, 1 set aside" in robot.text
        await robot.press("tab", "tab", "tab")
        await robot.press("j", "enter")
        assert "goes dark" in robot.prose
        assert "disruptive" in robot.text
        await robot.press("!")
        assert "! again: " in robot.text
        assert sdp2.written == []
        await robot.press("j")
        await apply_plan(robot)
        assert "● verified" in robot.text
        await robot.press("escape")
        assert "1 done" in robot.text
    assert len(sdp2.written) == 2
    assert sdp2.box(delivery.boxes[0].uid).smartcard_id == delivery.cards[0].smartcard_id


async def test_the_last_is_taken_back_by_one_key(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await robot.press("tab", "u")
        assert "taken back, it was only saved" in robot.last_line
        assert [each.standing for each in await drafts(sdp2)] == ["ready", "discarded"]
        await robot.press("tab", "tab", "delete", "enter", "escape")
        assert [each.standing for each in await drafts(sdp2)] == ["ready", "discarded"]
        await robot.press("delete", "!")
        assert [each.standing for each in await drafts(sdp2)] == ["discarded", "discarded"]
    assert sdp2.written == []


async def test_a_row_that_fails_leaves_the_others(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 4)
    sdp2.sandbox.fault(f"refuse operation={sdp2.pairing} nth=2 count=1")
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await calmly(robot, "enter")
        await apply_plan(robot)
        assert "3 of 4 verified, 1 not" in robot.text
        assert "refused by platform" in robot.text
        standing = sorted(each.standing for each in await drafts(sdp2))
        assert standing == ["done", "done", "done", "set aside"]
        await robot.press("escape")
        assert "3 done" in robot.text
    assert len(sdp2.written) == 4


async def test_s25_a_401_in_the_middle_renews_a_token_and_ends_at_a_password(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 4)
    bench.sandbox.fault(f"status 401 operation={bench.pairing} nth=3 count=1")
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await calmly(robot, "enter")
        await apply_plan(robot)
        if bench.family == "opf":
            assert "4 of 4 verified" in robot.text
        else:
            assert "2 of 4 verified, 2 not" in robot.text
            assert "not tried: the platform did not accept the sign-in" in robot.prose
    outcomes = [write.outcome for write in bench.sandbox.writes]
    again = ["done", "done"] if bench.family == "opf" else []
    assert outcomes == ["done", "done", "not processed (status)", *again]


async def test_the_platform_goes_away_in_the_middle_and_the_rest_waits_on(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 3)
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await robot.press("enter")
        sdp2.sandbox.fault("drop-before")
        await calmly(robot, "!")
        assert "0 of 3 verified, 3 not" in robot.text
        assert "not tried" in robot.text
        sdp2.sandbox.faults.clear()
        await calmly(robot, "r")
        assert "3 ready" in robot.text
        await calmly(robot, "!")
        assert "3 of 3 verified" in robot.text
    assert len(sdp2.written) == 3


async def test_on_production_a_batch_asks_for_the_number_of_its_pairs(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    async with sdp2.console(tint="error") as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await robot.press("enter", "escape", "enter")
        await apply_plan(robot)
        assert "Type the number of pairs" in robot.last_line
        assert sdp2.written == []
        await robot.type("3")
        await apply_plan(robot)
        assert "3 is not the number of pairs" in robot.last_line
        assert sdp2.written == []
        await robot.press("backspace", "2", "enter")
        assert sdp2.written == []
        await apply_plan(robot)
        assert "2 of 2 verified" in robot.text
    assert len(sdp2.written) == 2


async def test_a_batch_that_is_closed_goes_on(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 3)
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await robot.press("enter")
        sdp2.sandbox.fault(f"delay 200 operation={sdp2.pairing} count=1")
        robot.burst("!")
        await robot.until(lambda: len(sdp2.sandbox.requests) > 0 and "APPLYING" in str(
            getattr(getattr(robot.app.screen, "confirm", None), "phase", "")))  # fmt: skip
        robot.app.post_message(events.Key("escape", "\x1b"))
        await robot.until(lambda: isinstance(robot.app.screen.content, PairPage))
        await settled(robot)
        assert "3 done" in robot.text
    assert len(sdp2.written) == 3


async def test_s26_a_write_key_without_a_platform_makes_a_draft_with_its_age(
    bench: Bench,
) -> None:
    delivery = delivered(bench.sandbox.world, 1)
    number = str(delivery.account.account_number)
    async with bench.console() as robot:
        await robot.look_up(number)
        bench.sandbox.fault("drop-before")
        await calmly(robot, "r")
        assert "offline" in robot.text
        await robot.press("s")
        await robot.press("enter")
        assert isinstance(robot.app.screen, PlanDialog)
        assert "◐ draft" in robot.text
        assert "Not live: as read" in robot.prose
        assert "nothing was sent" in robot.prose
        await robot.press("!", "tab", "enter")
        assert bench.written == []
        await robot.press("escape", "colon")
        await robot.type("drafts\n")
        assert "◐ saved" in robot.text
        bench.sandbox.faults.clear()
        await calmly(robot, "r")
        assert "● ready" in robot.text
        await robot.press("enter")
        assert "ACTIVE →" in robot.text
        await apply_plan(robot)
        assert "● verified" in robot.text
        await robot.press("escape")
        assert "No saved changes" in robot.text
    assert len(bench.written) == 1


async def test_what_moved_since_it_was_drafted_is_shown_with_both_values(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 1)
    box, card = delivery.pairs[0]
    async with bench.console() as robot:
        await robot.look_up(box)
        bench.sandbox.fault("drop-before")
        await calmly(robot, "tab", "2")
        await scan(robot, box, card)
        bench.sandbox.faults.clear()
        bench.sandbox.world.change(delivery.account, status="RESTRICTED")
        await robot.press("tab", "r")
        (draft,) = await drafts(bench)
        assert draft.standing == "set aside"
        assert "was ACTIVE, is now RESTRICTED" in draft.said
        await robot.press("tab", "tab", "enter")
        assert "was ACTIVE, is now RESTRICTED" in robot.prose
        await robot.press("!")
        assert "● verified" in robot.text


async def test_s29_the_number_stands_in_groups_and_the_last_four_are_compared(
    bench: Bench,
) -> None:
    delivery = delivered(bench.sandbox.world, 2)
    async with bench.console() as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, str(delivery.boxes[0].casn), delivery.cards[1].smartcard_id)
        assert "0007 7000 0001" in robot.text
        await robot.press("enter")
        await robot.type("0000")
        await apply_plan(robot)
        assert "Nothing was sent" in robot.prose
        assert bench.written == []


async def test_a_read_only_desk_keeps_no_pair(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 1)
    async with sdp2.console(read_only=True) as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *delivery.pairs[0])
        assert "is read-only here" in banner(robot)
        assert number(delivery.pairs[0][1]) in banner(robot)
        assert await drafts(sdp2) == []
    assert sdp2.written == []


async def test_a_scan_while_the_platform_is_slow_is_saved_before_it_answers(
    sdp2: Bench,
) -> None:
    delivery = delivered(sdp2.sandbox.world, 3)
    sdp2.sandbox.lag_ms = 300
    async with sdp2.console() as robot:
        await calmly(robot, "tab", "2")
        for box, card in delivery.pairs:
            robot.burst(f"{box}\n{card}\n")
        async with asyncio.timeout(10):
            while len(kept := await drafts(sdp2)) < 3:  # noqa: ASYNC110 - what is on disk
                await asyncio.sleep(0)
        assert "waiting" in {each.standing for each in kept}
        await robot.idle()
        assert "3 ready" in robot.text
