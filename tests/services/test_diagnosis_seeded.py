"""Seeded faults over the sandbox, both families, real sockets: the cause is named, and it alone."""

from typing import Any

import pytest

from smstui.sandbox import Sandbox
from tests.support.ailments import AILMENTS, BOX, PLAYER, Ailment, pairs
from tests.support.command_line import Shell
from tests.support.products import short, some

PAIRS = pairs()
CHOSEN = some(short(PAIRS), 15)
"""In the suite nearly every ailment in one pair; each alone is tried below."""
WRONG = ("fault", "caution")


def diagnosed(shell: Shell, family: str, ask: str, *more: str) -> dict[str, Any]:
    deployment = f"sandbox-{family}"
    ended = shell.run("diagnose", ask, "--json", "--deployment", deployment, *more)
    assert ended.code == 0, ended.err
    return ended.document


def wrong_in(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["result"], one["check"]) for one in document["findings"] if one["result"] in WRONG]


def test_there_are_enough_of_them() -> None:
    assert len(AILMENTS) >= 30
    assert len(PAIRS) >= 30
    assert {one.family for one in AILMENTS} == {"sdp2", "opf"}


@pytest.mark.parametrize("ailment", AILMENTS, ids=lambda one: one.name)
def test_one_ailment_is_the_top_finding_and_nothing_else_blocks(
    shell: Shell, sandbox: Sandbox, ailment: Ailment
) -> None:
    sandbox.run(ailment.seed)
    document = diagnosed(shell, ailment.family, ailment.ask)
    found = wrong_in(document)
    assert found[0] == ("fault" if ailment.fault else "caution", ailment.check)
    # A disabled player takes no place any more: that its limit is full is told beside it.
    others = {check for _, check in found[1:]} - {ailment.check}
    assert others <= ({"device-limit"} if ailment.ask == PLAYER else set())
    assert document["result"] == found[0][0]
    assert document["findings"][0]["title"] in document["verdict"]
    assert document["findings"][0]["next"]["text"]
    # What the finding claims to know is in its evidence too.
    untold = {one["what"] for one in document["findings"][0]["evidence"] if one["value"] is None}
    assert untold <= {"box type", "last approved", "last unapproved"}


@pytest.mark.parametrize("pair", CHOSEN, ids=lambda pair: " + ".join(one.name for one in pair))
def test_of_two_ailments_the_one_that_blocks_first_is_on_top(
    shell: Shell, sandbox: Sandbox, pair: tuple[Ailment, Ailment]
) -> None:
    first, second = pair
    sandbox.run(first.seed)
    sandbox.run(second.seed)
    checks = [check for _, check in wrong_in(diagnosed(shell, first.family, first.ask))]
    assert checks[0] == first.check
    assert second.check in checks


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("ask", [BOX, PLAYER])
def test_a_healthy_device_is_not_accused_whatever_ails_its_siblings(
    shell: Shell, family: str, ask: str
) -> None:
    document = diagnosed(shell, family, ask)
    assert wrong_in(document) == []
    assert document["verdict"] == "nothing wrong on our side"
    assert document["counts"]["fine"] >= 8
    assert document["counts"]["not_checked"] >= 1
    assert document["advice"]


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_ailment_of_a_box_leaves_the_other_boxes_alone(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    world = sandbox.world
    for uid in ("3422", "3423", "3425", "3426", "3427", "9001", "9003", "9004"):
        world.change(world.devices.get(uid), enabled=False)
    for player in world.players("1001"):
        if player.uid != PLAYER:
            world.change(player, approved_on=None, initialization_status="PENDING")
    for ask in (BOX, PLAYER):
        assert wrong_in(diagnosed(shell, family, ask)) == []
