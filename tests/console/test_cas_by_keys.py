"""S30 to S32 by keys: the two halves of a pairing, and texts and the date code of a box."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from test_scan_to_pair import calmly, scan

from smstui.commands.demo_deployment import demo_deployment
from tests.support.bench import Bench, apply_plan, plan_pair
from tests.support.deliveries import delivered
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

B1, B2 = "3421", "3422"
C1, C2 = "000145098240", "000145098241"
CASN1, CASN2 = "E833815A9290", "E833815A9301"


@asynccontextmanager
async def with_cas(opf: Bench) -> AsyncIterator[Robot]:
    """A console on the deployment of `smstui demo --family opf`, which has a CAS."""
    settings = demo_deployment("opf", opf.sandbox.access, opf.folder).opf
    assert settings is not None
    assert settings.cas_pairing
    async with opf.console(opf=settings, size=(100, 40)) as robot:
        yield robot


def at_cas(opf: Bench, uid: str) -> str | None:
    return opf.sandbox.world.cas.card_of(opf.box(uid).casn)


async def _command(robot: Robot, word: str) -> None:
    await robot.press("colon")
    await robot.type(f"{word}\n")


async def test_s30_a_pair_shows_both_halves_and_u_takes_back_both(opf: Bench) -> None:
    async with with_cas(opf) as robot:
        await plan_pair(robot, CASN2, C2)
        assert f"pair box {B2} and card {C2} at the CAS" in robot.prose
        assert "A pairing has two halves here" in robot.prose
        assert opf.written == []
        await robot.press("!")
        assert "accepted" in robot.text
        assert "Done, as far as this platform can show." in robot.prose
        assert "● verified" not in robot.text.splitlines()[1]
        assert opf.written == ["adm.devices.change", "cag.pair"]
        await robot.press("u")
        await apply_plan(robot)
        assert "accepted" in robot.text
    assert opf.written[2:] == ["cag.unpair", "adm.devices.change"]
    assert opf.box(B2).smartcard_id is None
    assert at_cas(opf, B2) is None


async def test_s31_a_refused_half_is_named_and_pair_again_sends_it_alone(opf: Bench) -> None:
    opf.sandbox.fault("cas-fail operation=cag.pair count=1")
    async with with_cas(opf) as robot:
        await plan_pair(robot, CASN2, C2)
        await robot.press("!")
        assert "partly done" in robot.text
        assert robot.prose.count("pairChipSet") == 1, "the words of the CAS are told once"
        assert "plan it again, which sends the CAS half alone; or undo" in robot.prose
        assert "whoever runs the CAS" in robot.prose
        await robot.press("r")
        assert "Only the CAS half is sent" in robot.prose
        await robot.press("!")
        assert "accepted" in robot.text
    assert opf.written == ["adm.devices.change", "cag.pair", "cag.pair"]
    assert at_cas(opf, B2) == C2


async def test_s32_a_refused_unpair_leaves_the_record(opf: Bench) -> None:
    opf.sandbox.fault("cas-fail operation=cag.unpair count=1")
    async with with_cas(opf) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("U")
        await apply_plan(robot)
        assert "refused" in robot.text
        assert "unPairChipSet" in robot.prose
    assert opf.written == ["cag.unpair"]
    assert opf.box(B1).smartcard_id == C1
    assert at_cas(opf, B1) == C1


async def test_the_cas_half_is_sent_again_from_the_menu(opf: Bench) -> None:
    async with with_cas(opf) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press("question_mark")
        await robot.filter("CAS half")
        await robot.press("enter")
        assert f"Send the CAS half again: box {B1} and card {C1}" in robot.text
        await robot.press("!")
        assert "accepted" in robot.text
    assert opf.written == ["cag.pair"]


@pytest.mark.parametrize(("key", "kind"), [("m", "message"), ("M", "mail")])
async def test_a_text_is_sent_to_a_box_by_its_key(opf: Bench, key: str, kind: str) -> None:
    async with with_cas(opf) as robot:
        await robot.type(f"{CASN1}\n")
        await robot.press(key)
        assert "text, up to 500 characters" in robot.text
        await robot.type("Please call us")
        await robot.press("enter")
        assert f"{kind} box {B1}: Please call us" in robot.prose
        await robot.press("!")
        assert "accepted" in robot.text
    assert opf.written == [f"cag.{kind}"]
    (shown,) = opf.sandbox.world.cas.shown
    assert (shown.kind, shown.text) == (kind, "Please call us")


async def test_the_date_code_is_recovered_from_the_menu(opf: Bench) -> None:
    async with with_cas(opf) as robot:
        await robot.type(f"{CASN1}\n")
        await _command(robot, "recover-date-code")
        assert "for 1 year at the CAS" in robot.prose
        await robot.press("!")
        assert "accepted" in robot.text
    assert opf.sandbox.world.cas.recovered == {B1: 1}


async def test_a_batch_is_accepted_row_by_row_and_the_last_can_be_undone(opf: Bench) -> None:
    delivery = delivered(opf.sandbox.world, 3)
    async with with_cas(opf) as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await calmly(robot, "enter")
        await apply_plan(robot)
        assert "0 of 3 verified, 3 accepted" in robot.text
        assert opf.written == ["adm.devices.change", "cag.pair"] * 3
        await robot.press("u")
        await apply_plan(robot)
        assert "accepted" in robot.text
    assert opf.written[6:] == ["cag.unpair", "adm.devices.change"]


async def test_a_row_whose_cas_half_is_refused_is_partial_and_scanned_again_it_is_whole(
    opf: Bench,
) -> None:
    delivery = delivered(opf.sandbox.world, 2)
    opf.sandbox.fault("cas-fail operation=cag.pair nth=2 count=1")
    async with with_cas(opf) as robot:
        await calmly(robot, "tab", "2")
        for pair in delivery.pairs:
            await scan(robot, *pair)
        await calmly(robot, "enter")
        await apply_plan(robot)
        assert "0 of 2 verified, 1 accepted, 1 not" in robot.text
        await robot.press("escape")
        await scan(robot, *delivery.pairs[1])
        await calmly(robot, "enter")
        assert "Only the CAS half is sent" in robot.prose
        await apply_plan(robot)
        assert "accepted" in robot.text
    assert opf.written == [*["adm.devices.change", "cag.pair"] * 2, "cag.pair"]


async def test_a_pair_that_is_half_done_stays_and_enter_plans_its_other_half(opf: Bench) -> None:
    """Until then it is not done, may be discarded with a true sentence, and after it never."""
    (pair,) = delivered(opf.sandbox.world, 1).pairs
    opf.sandbox.fault("cas-fail operation=cag.pair count=1")
    async with with_cas(opf) as robot:
        await calmly(robot, "tab", "2")
        await scan(robot, *pair)
        await calmly(robot, "enter")
        await apply_plan(robot)
        assert "partly done" in robot.text
        await calmly(robot, "escape")
        assert "Enter on its row plans" in robot.text
        await calmly(robot, "escape", "2", "tab", "tab", "tab")
        assert "partly done" in robot.text
        assert "1 done" not in robot.text
        await robot.press("delete")
        assert "A change was sent for it and did not complete." in robot.prose
        await robot.press("escape", "enter")
        assert "Only the CAS half is sent" in robot.prose
        assert "Send the CAS half of box" in robot.text
        assert "Already done: pair box" in robot.prose
        assert re.search(r"Still to do: pair box \S+ and card [\d ]+ at the CAS\.", robot.prose)
        await calmly(robot, "escape", "escape", "2", "tab", "tab", "tab")
        assert "partly done" in robot.text, "its plan was only looked at"
        assert "1 partly done" in robot.text
        assert "PARTLY DONE" in robot.text
        assert "set aside" not in robot.text
        assert "Type or scan" not in robot.text, "box and card are those of the pair in the banner"
        await calmly(robot, "enter")
        await apply_plan(robot)
        assert "accepted" in robot.text
        await calmly(robot, "escape")
        assert "1 done" in robot.text
        await calmly(robot, "enter")
        assert "Done, as far as this platform can show." in robot.prose
        await calmly(robot, "escape")
        assert "discard" not in robot.last_line
        await robot.press("delete")
        assert "It is done, so there is nothing to discard" in robot.last_line
    assert opf.written == ["adm.devices.change", "cag.pair", "cag.pair"]
