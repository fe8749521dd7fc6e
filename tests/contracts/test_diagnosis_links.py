"""Links between boxes and cards that disagree: the fault is named from every side, on both
families, and its next action is one that the service plans."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from platform_line import asked

from smstui.domain.triage.diagnosis import CLEAR, Diagnosis
from smstui.domain.triage.finding import Finding, Result
from smstui.sandbox import Sandbox
from smstui.sandbox.entities import Right, SetTopBox, SmartCard
from smstui.sandbox.fixtures import add_account
from smstui.sandbox.world import World
from smstui.services.diagnosis import Diagnoses
from smstui.services.lookup import Lookup
from smstui.store.cache import BundleCache
from tests.support.command_line import Shell
from tests.support.identities import LAB

CARD, FREE = "000777000118", "000777000926"
ACCOUNT = "link.77"
FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])


class Home:
    """An account with three boxes, of which the first has the card, and a free card."""

    def __init__(self, world: World) -> None:
        self.world = world
        account = add_account(world, ACCOUNT, boxes=3)
        found = world.devices.find("account_uid", account.uid)
        self.boxes = [one for one in found if isinstance(one, SetTopBox)]
        for box in self.boxes:
            world.change(box, smartcard_type="CARDBASED")
        self.card, free = (
            SmartCard(
                uid=world.next_uid(), smartcard_id=number, status=status, cas_instance_id="CAS-1"
            )
            for number, status in ((CARD, "UNAVAILABLE"), (FREE, "AVAILABLE"))
        )
        world.add(self.card)
        world.add(free)
        world.add(
            Right(
                uid=world.next_uid(), account_uid=account.uid, policy_group_uid="basic",
                valid_from=world.now() - timedelta(days=9),
                expiry_date=world.now() + timedelta(days=9),
            )
        )  # fmt: skip
        self.claim(0)
        self.name(self.boxes[0].uid)

    def claim(self, at: int, card: str | None = CARD) -> None:
        """Have a box say that it has the card."""
        self.world.change(self.boxes[at], smartcard_id=card)

    def name(self, box: str | None, status: str = "UNAVAILABLE") -> None:
        """Have the card say which box it is in."""
        self.world.change(self.card, stb_uid=box, status=status)

    def cardless(self, *at: int) -> None:
        for one in at:
            self.world.change(self.boxes[one], smartcard_type="CARDLESS")


def twice(name: Callable[[Home], str | None]) -> Callable[[Home], None]:
    def stage(home: Home) -> None:
        home.claim(1)
        home.name(name(home))

    return stage


def cardless_twice(*at: int) -> Callable[[Home], None]:
    def stage(home: Home) -> None:
        home.claim(1)
        home.cardless(*at)

    return stage


def free_in_a_cardless_box(home: Home) -> None:
    home.name(None, "AVAILABLE")
    home.cardless(0)


def box_says_none(home: Home) -> None:
    home.claim(0, None)


TWICE: dict[str, Callable[[Home], None]] = {
    "the card names the first": twice(lambda home: home.boxes[0].uid),
    "the card names the second": twice(lambda home: home.boxes[1].uid),
    "the card names a third": twice(lambda home: home.boxes[2].uid),
    "the card names none that is there": twice(lambda home: "399977"),
    "the card names none": twice(lambda home: None),
    "one box is cardless": cardless_twice(1),
    "both boxes are cardless": cardless_twice(0, 1),
}
STAGES: dict[str, Callable[[Home], None]] = TWICE | {
    "a card in use names no box": lambda home: home.name(None),
    "a card in no box of the platform": lambda home: home.name("399977"),
    "a free card is in a box": lambda home: home.name(None, "AVAILABLE"),
    "a free card is in a cardless box": free_in_a_cardless_box,
    "a cancelled card": lambda home: home.name(home.boxes[0].uid, "CANCELLED"),
    "a card that the platform does not have": lambda home: home.world.remove(home.card),
    "the box says that it has none": box_says_none,
}


async def diagnosed(sandbox: Sandbox, family: str, folder: Path, text: str) -> Diagnosis | None:
    async with asked(sandbox, family) as platform:
        lookup = Lookup(platform, BundleCache(LAB, folder))
        return (await Diagnoses(platform, lookup).ask(text)).diagnosis


def of_links(diagnosis: Diagnosis) -> list[Finding]:
    checks = ("pairing-link", "smartcard-status", "smartcard-type")
    return [one for one in diagnosis.findings if one.check in checks]


@pytest.fixture
def shell(
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys).reach(sandbox)


@FAMILIES
@pytest.mark.parametrize("stage", TWICE)
async def test_two_boxes_that_name_one_card_are_a_fault_from_every_side(
    sandbox: Sandbox, tmp_path: Path, family: str, stage: str
) -> None:
    home = Home(sandbox.world)
    TWICE[stage](home)
    first, second = home.boxes[:2]
    for text in (str(first.casn), str(second.casn), CARD, ACCOUNT):
        found = await diagnosed(sandbox, family, tmp_path, text)
        if family == "opf" and text == CARD:
            assert found is None  # two boxes carry the number there: both are listed
            continue
        assert found is not None
        if family == "sdp2" and text == CARD and home.card.stb_uid in (None, "399977"):
            assert found.verdict != CLEAR  # the platform leads from this card to no box
            continue
        link = next(one for one in found.findings if one.check == "pairing-link")
        assert link.result is Result.FAULT, (text, link)
        assert "The links disagree" in link.title
        assert all(each in link.title for each in (f"box {first.uid}", f"box {second.uid}", CARD))
        assert found.result is Result.FAULT


async def test_a_card_in_use_that_names_no_box_is_no_all_clear(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    home = Home(sandbox.world)
    home.name(None)
    for text in (str(home.boxes[0].casn), CARD):
        found = await diagnosed(sandbox, "sdp2", tmp_path, text)
        assert found is not None
        status = next(one for one in found.findings if one.check == "smartcard-status")
        assert status.result in (Result.CAUTION, Result.NOT_CHECKED)
        assert status.title == f"Card {CARD} is UNAVAILABLE, and in no box that it names"
        assert status.title in found.verdict
        assert status.next is not None
        assert "It may be suspended" in status.next.text


async def next_actions(
    sandbox: Sandbox, family: str, folder: Path, texts: Sequence[str]
) -> set[tuple[str, str]]:
    """Return each next action on a box, and the box, of the findings on links."""
    found = set()
    for text in texts:
        diagnosis = await diagnosed(sandbox, family, folder, text)
        for one in of_links(diagnosis) if diagnosis else ():
            way_on = one.next
            if way_on is not None and way_on.action:
                targets = way_on.among or (way_on.about or one.subject,)
                found |= {(str(way_on.action), each.id) for each in targets if each.kind == "box"}
    return found


@FAMILIES
@pytest.mark.parametrize("stage", STAGES)
def test_the_next_action_is_one_that_the_service_plans(
    shell: Shell, sandbox: Sandbox, tmp_path: Path, family: str, stage: str
) -> None:
    home = Home(sandbox.world)
    STAGES[stage](home)
    casn_of = {box.uid: str(box.casn) for box in home.boxes}
    texts = [casn_of[home.boxes[0].uid], casn_of[home.boxes[1].uid], CARD, ACCOUNT]
    for action, uid in sorted(
        asyncio.run(next_actions(sandbox, family, tmp_path / "cache", texts))
    ):
        values = [] if action == "unpair" else [FREE]
        ended = shell.run(action, casn_of[uid], *values, "--deployment", f"sandbox-{family}")
        assert ended.code == 0, (action, uid, ended.out, ended.err)
