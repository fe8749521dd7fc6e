"""A diagnosis over the line: few rounds of calls, the card's other end asked where it counts."""

from pathlib import Path

import pytest
from platform_line import asked
from test_platforms_rounds import line, rounds_of

from smstui.domain.bundle import Focus
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.platforms.port import Platform
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import split_link
from smstui.services.diagnosis import Diagnoses
from smstui.services.lookup import Lookup
from smstui.services.outcomes import Opened
from smstui.store.cache import BundleCache
from tests.support.identities import LAB

__all__ = ["line"]

B1, B5, PLAYER = "E833815A9290", "E833815A9340", "ada-phone"
CARD = "000145098240"
ASKED = pytest.mark.parametrize(
    ("family", "text"),
    [
        ("sdp2", B1), ("sdp2", PLAYER), ("sdp2", CARD), ("sdp2", "ada.byron"),
        ("sdp2", "nmp.00001"), ("opf", B1), ("opf", PLAYER), ("opf", CARD), ("opf", "nmp.00001"),
    ],
)  # fmt: skip


@pytest.fixture
def cache(tmp_path: Path) -> BundleCache:
    return BundleCache(LAB, tmp_path)


def looking(platform: Platform, cache: BundleCache) -> tuple[Lookup, Diagnoses]:
    lookup = Lookup(platform, cache)
    return lookup, Diagnoses(platform, lookup)


def check(diagnosis: Diagnosis, name: str) -> str:
    return next(one.result.value for one in diagnosis.findings if one.check == name)


@ASKED
async def test_from_an_id_to_the_verdict_in_at_most_three_rounds(
    sandbox: Sandbox, line: list[str], cache: BundleCache, family: str, text: str
) -> None:
    async with asked(sandbox, family) as platform:
        await platform.sign_in()
        line.clear()
        _, diagnoses = looking(platform, cache)
        diagnosed = await diagnoses.ask(text)
    assert diagnosed.diagnosis is not None
    assert len(rounds_of(line)) <= 3


@ASKED
async def test_enter_and_d_together_take_at_most_three_rounds(
    sandbox: Sandbox, line: list[str], cache: BundleCache, family: str, text: str
) -> None:
    async with asked(sandbox, family) as platform:
        await platform.sign_in()
        line.clear()
        lookup, diagnoses = looking(platform, cache)
        opened = await lookup.ask(text)
        assert isinstance(opened, Opened)
        await diagnoses.of(opened)
    assert len(rounds_of(line)) <= 3


async def test_the_approvals_are_asked_of_an_open_device_and_of_nothing_else(
    sandbox: Sandbox, cache: BundleCache
) -> None:
    async with asked(sandbox, "opf") as platform:
        _, diagnoses = looking(platform, cache)
        await diagnoses.ask(B1)
        assert sandbox.counts()["adm.devices.approval-quota"] == 0
        diagnosed = await diagnoses.ask(PLAYER)
        assert sandbox.counts()["adm.devices.approval-quota"] == 1
    assert diagnosed.diagnosis is not None
    (approval,) = [one for one in diagnosed.diagnosis.findings if one.check == "approval"]
    assert "4 of 5" in {one.value for one in approval.evidence}


async def test_another_box_of_what_is_open_has_its_card_asked(
    sandbox: Sandbox, cache: BundleCache
) -> None:
    async with asked(sandbox, "sdp2") as platform:
        lookup, diagnoses = looking(platform, cache)
        opened = await lookup.ask(B1)
        assert isinstance(opened, Opened)
        banned = Focus(kind="box", id="3425")
        assert check(await diagnoses.of(opened, banned), "pairing-link") == "fine"
        split_link(sandbox.world, "000145098244", "3999")
        found = await diagnoses.of(opened, banned)
    assert check(found, "pairing-link") == "fault"
    assert sandbox.writes == []


@pytest.mark.parametrize(("family", "text"), [("sdp2", B1), ("opf", PLAYER)])
async def test_what_the_cache_told_is_judged_without_a_call(
    sandbox: Sandbox, cache: BundleCache, family: str, text: str
) -> None:
    async with asked(sandbox, family) as platform:
        lookup, diagnoses = looking(platform, cache)
        await lookup.ask(text)
        opened = await lookup.ask(text, offline=True)
        assert isinstance(opened, Opened)
        before = len(sandbox.requests)
        found = await diagnoses.of(opened, Focus(kind="box", id="3425"))
        assert len(sandbox.requests) == before
    assert check(found, "ownership") == "fine"


async def test_a_card_that_cannot_be_asked_is_a_gap_and_no_fault(
    sandbox: Sandbox, cache: BundleCache
) -> None:
    async with asked(sandbox, "sdp2") as platform:
        lookup, diagnoses = looking(platform, cache)
        opened = await lookup.ask(B1)
        assert isinstance(opened, Opened)
        sandbox.fault("status 503 path=*smartcardservice*")
        found = await diagnoses.of(opened, Focus(kind="box", id="3423"))
    assert check(found, "pairing-link") == check(found, "smartcard-status") == "not-checked"
    assert "fault" not in {one.result for one in found.findings}
