"""A refused scan on the pairing page never shifts the pairs that follow. Over real sockets."""

import pytest
from test_scan_to_pair import banner, calmly, drafts, scan

from smstui.console.screens.pair import PairPage
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.sandbox.entities import SmartCard
from smstui.sandbox.fixtures import add_account
from tests.support.bench import Bench
from tests.support.deliveries import Delivery, delivered
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

NOBODYS_CARD = "000779990417"
A_MAC = "00:1A:79:00:04:17"


async def on_page_2(robot: Robot) -> None:
    await calmly(robot, "tab", "2")


async def open_pairs(bench: Bench) -> list[tuple[str, str, str]]:
    return [
        (draft.target, draft.second, str(draft.standing))
        for draft in await drafts(bench)
        if not draft.standing.is_over
    ]


def another_accounts(bench: Bench, delivery: Delivery) -> str:
    """The number of a card in a box of another account."""
    world = bench.sandbox.world
    owner = add_account(world, "tst.70417", boxes=1)
    (box,) = world.devices.find("account_uid", owner.uid)
    card = SmartCard(uid=world.next_uid(), smartcard_id="000770417999")
    world.add(card)
    world.change(box, smartcard_id=card.smartcard_id)
    world.change(card, stb_uid=box.uid, status="UNAVAILABLE")
    return card.smartcard_id


async def test_a_box_that_was_set_aside_is_scanned_again_with_its_right_card(
    bench: Bench,
) -> None:
    delivery = delivered(bench.sandbox.world, 3)
    other = another_accounts(bench, delivery)
    (box, card), (next_box, next_card), _ = delivery.pairs
    async with bench.console(role="installer") as robot:
        await on_page_2(robot)
        await scan(robot, box, other)
        assert await open_pairs(bench) == [(box, other, "set aside")]
        await scan(robot, box)
        assert "SCAN CARD" in banner(robot)
        assert await open_pairs(bench) == [], "it is taken out of the pair"
        await scan(robot, card, next_box, next_card)
        assert await open_pairs(bench) == [
            (box, card, "ready"),
            (next_box, next_card, "ready"),
        ]
    assert bench.written == []


async def test_a_card_scanned_in_place_of_another_is_not_paired_with_the_next_box(
    bench: Bench,
) -> None:
    delivery = delivered(bench.sandbox.world, 3)
    other = another_accounts(bench, delivery)
    (box, card), (next_box, next_card), _ = delivery.pairs
    async with bench.console(role="installer") as robot:
        await on_page_2(robot)
        for code in (box, other, card, next_box):
            await scan(robot, code)
        assert "CARD AGAIN" in banner(robot)
        await scan(robot, next_card)
        assert "were released" in banner(robot)
        assert all(pair[1] != card for pair in await open_pairs(bench))


@pytest.mark.parametrize("offline", [True, False])
async def test_a_box_scanned_again_before_its_pair_is_checked_shifts_nothing(
    sdp2: Bench, offline: bool
) -> None:
    delivery = delivered(sdp2.sandbox.world, 3)
    other = another_accounts(sdp2, delivery)
    (box, card), (next_box, next_card), _ = delivery.pairs
    if offline:
        sdp2.sandbox.fault("drop-before")
    async with sdp2.console(role="installer") as robot:
        await on_page_2(robot)
        await scan(robot, box, other, box, card, next_box, next_card)
        sdp2.sandbox.faults.clear()
        await calmly(robot, "tab", "r")
        found = await open_pairs(sdp2)
        assert not [pair for pair in found if pair[2] == "ready" and pair[:2] not in delivery.pairs]


async def test_a_card_that_is_nobodys_leaves_the_box_in_hand(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    (box, card), (next_box, next_card) = delivery.pairs
    async with sdp2.console() as robot:
        await on_page_2(robot)
        await scan(robot, box, NOBODYS_CARD)
        assert "SCAN CARD" in banner(robot), "the banner stays"
        assert "WRONG" in banner(robot).upper()
        assert await open_pairs(sdp2) == []
        await scan(robot, card)
        assert "BOX AGAIN" in banner(robot)
        assert await open_pairs(sdp2) == []
        await scan(robot, box)
        assert await open_pairs(sdp2) == [(box, card, "ready")]
        await scan(robot, next_box, next_card)
        assert (next_box, next_card, "ready") in await open_pairs(sdp2)


@pytest.mark.parametrize("refused", [A_MAC, "a.b@x.com", "E833\x1e815A", "OTHER BOX"])
async def test_a_refused_scan_keeps_the_half_and_its_banner(bench: Bench, refused: str) -> None:
    delivery = delivered(bench.sandbox.world, 3)
    (box, card), (next_box, _), (third_box, _) = delivery.pairs
    async with bench.console() as robot:
        await on_page_2(robot)
        robot.app.screen.take_scan(box, entered=True)
        await calmly(robot)
        robot.app.screen.take_scan(third_box if refused == "OTHER BOX" else refused, entered=True)
        await calmly(robot)
        why = f"Box {third_box} was not" if refused == "OTHER BOX" else "Wrong code"
        assert banner(robot).startswith(f"SCAN CARD: {why}")
        await scan(robot, card, next_box)
        assert await open_pairs(bench) == []
        assert "were released" in banner(robot)


async def test_a_code_found_to_be_nobodys_elsewhere_puts_the_half_in_doubt(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 3)
    (box, card), (next_box, _), _ = delivery.pairs
    sdp2.sandbox.fault("drop-before")
    async with sdp2.console() as robot:
        await on_page_2(robot)
        await scan(robot, box, NOBODYS_CARD, card)
        sdp2.sandbox.faults.clear()
        assert sdp2.client is not None
        answer = await sdp2.client.engine.run(sdp2.client.scans.check())
        assert [each.draft.standing for each in answer.checked] == ["set aside"]
        await scan(robot, next_box)
        assert "CARD AGAIN" in banner(robot)


async def test_of_a_code_with_several_ids_the_one_that_is_known_is_taken(bench: Bench) -> None:
    delivery = delivered(bench.sandbox.world, 2)
    (box, card), (next_box, _) = delivery.pairs
    async with bench.console() as robot:
        await on_page_2(robot)
        for code in (f"{box}\x1dLOT-0417", f"(01)09501101530003(21){card}"):
            robot.app.screen.take_scan(code, entered=True)
            await calmly(robot)
        assert await open_pairs(bench) == [(box, card, "ready")]
        robot.app.screen.take_scan(f"{next_box}\x1d{box}", entered=True)
        await calmly(robot)
        assert banner(robot).startswith("WRONG")
        assert next_box in banner(robot)


async def test_what_is_in_hand_and_its_doubt_outlive_the_console(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    (box, card), (next_box, _) = delivery.pairs
    async with sdp2.console() as robot:
        await on_page_2(robot)
        await scan(robot, box, A_MAC, card)
        assert "BOX AGAIN" in banner(robot)
    async with sdp2.console() as robot:
        await on_page_2(robot)
        assert "BOX AGAIN" in banner(robot)
        await scan(robot, next_box)
        assert await open_pairs(sdp2) == []
    async with sdp2.console() as robot:
        await on_page_2(robot)
        assert "SCAN CARD" in banner(robot)
        await scan(robot, card)
        assert "BOX AGAIN" in banner(robot), "a scan was refused before"


async def test_pairs_scanned_offline_behind_a_card_that_is_nobodys_are_set_aside(
    sdp2: Bench,
) -> None:
    delivery = delivered(sdp2.sandbox.world, 4)
    boxes, cards = zip(*delivery.pairs, strict=True)
    sdp2.sandbox.fault("drop-before")
    async with sdp2.console() as robot:
        await on_page_2(robot)
        await scan(robot, boxes[0], cards[0], boxes[1], NOBODYS_CARD)
        await scan(robot, cards[1], boxes[2], cards[2], boxes[3])
        assert "4 SAVED" in banner(robot)
    sdp2.sandbox.faults.clear()
    async with sdp2.console() as robot:
        await on_page_2(robot)
        assert await open_pairs(sdp2) == [
            (boxes[0], cards[0], "ready"),
            (boxes[1], NOBODYS_CARD, "set aside"),
            (boxes[2], cards[1], "set aside"),
            (boxes[3], cards[2], "set aside"),
        ]
        await calmly(robot, "tab", "r")
        assert [pair[2] for pair in await open_pairs(sdp2)][1:] == ["set aside"] * 3
        await scan(robot, boxes[2], cards[2])
        found = await open_pairs(sdp2)
        assert (boxes[2], cards[2], "ready") in found or "AGAIN" in banner(robot)
        assert not any(pair[2] == "ready" for pair in found if pair[:2] not in delivery.pairs)
    assert sdp2.written == []


async def test_clearing_the_page_forgets_a_refused_scan(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 1)
    async with sdp2.console() as robot:
        await on_page_2(robot)
        await scan(robot, delivery.pairs[0][0], A_MAC)
        robot.app.screen.content.do_pair_clear()
        await calmly(robot)
        await scan(robot, *delivery.pairs[0])
        assert [pair[2] for pair in await open_pairs(sdp2)] == ["ready"]


@pytest.mark.parametrize("bell", [True, False])
async def test_a_refused_scan_rings_the_bell(
    sdp2: Bench, bell: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = delivered(sdp2.sandbox.world, 2)
    (box, card), _ = delivery.pairs
    async with sdp2.console() as robot:
        rung: list[str] = []
        monkeypatch.setattr(robot.app, "bell", lambda: rung.append(banner(robot)))
        robot.app.timing = robot.app.timing._replace(bell=bell)
        await on_page_2(robot)
        await scan(robot, box)
        assert rung == []
        for refused, count in ((A_MAC, 1), (delivery.pairs[1][0], 2), (NOBODYS_CARD, 4)):
            await scan(robot, refused)
            assert len(rung) == (count if bell else 0), refused
        await scan(robot, card, box)
        assert "1 READY" in banner(robot)
        assert len(rung) == (5 if bell else 0), "asking for the box again rings, the pair does not"


async def test_a_scan_that_is_no_id_rings_the_bell_on_the_lookup_screen(
    sdp2: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sdp2.console() as robot:
        rung: list[str] = []
        monkeypatch.setattr(robot.app, "bell", lambda: rung.append(robot.text))
        robot.app.dispatcher.take_scan("E833815\x1eA9290", entered=True)
        await calmly(robot)
        assert "Character 8 is U+001E" in robot.prose
        assert len(rung) == 1
        robot.app.dispatcher.take_scan("E833815A9290", entered=True)
        await calmly(robot)
        assert len(rung) == 1


async def test_enter_right_behind_a_scan_opens_nothing(sdp2: Bench) -> None:
    delivery = delivered(sdp2.sandbox.world, 1)
    now = 100.0
    async with sdp2.console() as robot:
        await on_page_2(robot)
        page = robot.app.screen
        assert isinstance(page.content, PairPage)
        page.content._clock = lambda: now
        await scan(robot, *delivery.pairs[0])
        assert "1 READY" in banner(robot)
        join_s = robot.app.timing.join_s
        for later in (0.0, join_s / 3, join_s - 0.01):
            now = 100.0 + later
            robot.post("enter")
            await robot.idle()
            assert robot.app.screen is page, later
            assert "came with a scan" in robot.last_line
        now = 100.01 + join_s
        await calmly(robot, "enter")
        assert isinstance(robot.app.screen, PlanDialog)
    assert sdp2.written == []
