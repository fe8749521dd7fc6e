"""What is planned stays with the record and the customer it was planned for.

A device moves to another account, an account number or a chipset passes on, and a platform finds
one record and reads another: nothing is sent.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.errors import SmstuiError, Unreadable
from smstui.domain.secret import Secret
from smstui.sandbox.entities import SetTopBox, SmartCard
from smstui.sandbox.rules.sessions import place_session
from smstui.sandbox.stage import add_account
from smstui.services.changes import Request
from tests.support.change_line import ChangeLine
from tests.support.changing import FAMILIES, Workshop, workshop

OURS, OTHERS = "hse.60001", "hse.60002"
VALUES = {
    "status": "SUSPENDED", "text": "Hello", "type": "PARENTAL", "product": "9042",
    "profile": "302",
}  # fmt: skip
ON_A_BOX = {
    "sdp2": (
        Operation.BAN, Operation.DISABLE, Operation.BOX_STATUS, Operation.DELETE_BOX,
    ),
    "opf": (
        Operation.DISABLE, Operation.DELETE_BOX, Operation.REFRESH, Operation.END_DEVICE_SESSIONS,
        Operation.CAS_SUBSCRIBE, Operation.CAS_RESET_PIN,
    ),
}  # fmt: skip
CASES = [(family, each) for family, operations in ON_A_BOX.items() for each in operations]


@pytest.fixture(params=FAMILIES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    with workshop(request.param, tmp_path, "settle_s = 0.4", "timeout_s = 5") as made:
        yield made


def households(place: Workshop) -> tuple[list[SetTopBox], list[SetTopBox]]:
    """The boxes of two households of this test's own."""
    world = place.sandbox.world
    found = []
    for number in (OURS, OTHERS):
        owner = add_account(world, number, boxes=2)
        found.append([
            box for box in world.devices.find("account_uid", owner.uid)
            if isinstance(box, SetTopBox)
        ])  # fmt: skip
    return found[0], found[1]


def planned(place: Workshop, operation: Operation, target: str) -> Any:
    request = Request(operation, target, values=VALUES, secret=Secret("4711"))
    return place.call(place.changes.plan(request))


@pytest.mark.parametrize(("family", "operation"), CASES)
@pytest.mark.parametrize("what", ["account", "chipset"])
def test_a_box_that_moved_since_the_plan_is_left_alone(
    tmp_path: Path, family: str, operation: Operation, what: str
) -> None:
    with workshop(family, tmp_path, "settle_s = 0.4", "timeout_s = 5") as place:
        (box, _), (other, _) = households(place)
        world = place.sandbox.world
        plan = planned(place, operation, box.casn or "")
        if what == "account":
            world.change(box, account_uid=other.account_uid)
        else:
            world.change(box, casn="AB12CD34EF56")
        result = place.apply(plan, (plan.confirm or "")[-4:])
        assert result.outcome == "changed", result.message
        assert place.written == []


@pytest.mark.parametrize("operation", [Operation.ADD_RIGHT, Operation.RESET_PIN])
def test_an_account_found_by_its_box_is_that_boxs_still(
    tmp_path: Path, operation: Operation
) -> None:
    with workshop("opf", tmp_path, "settle_s = 0.4", "timeout_s = 5") as place:
        (box, _), (other, _) = households(place)
        plan = planned(place, operation, box.casn or "")
        place.sandbox.world.change(box, account_uid=other.account_uid)
        assert place.apply(plan).outcome == "changed"
        assert place.written == []


def test_a_number_that_passed_on_is_another_account(place: Workshop) -> None:
    households(place)
    world = place.sandbox.world
    ours, others = world.account(OURS), world.account(OTHERS)
    assert ours is not None
    assert others is not None
    plan = planned(place, Operation.ACCOUNT_STATUS, OURS)
    world.change(ours, account_number="hse.69999")
    world.change(others, account_number=OURS)
    assert place.apply(plan).outcome == "changed"
    assert place.written == []


def test_nothing_is_undone_in_the_account_that_has_the_number_now(place: Workshop) -> None:
    households(place)
    world = place.sandbox.world
    ours, others = world.account(OURS), world.account(OTHERS)
    assert ours is not None
    assert others is not None
    assert place.apply(planned(place, Operation.ACCOUNT_STATUS, OURS)).outcome == "verified"
    world.change(ours, account_number="hse.69999")
    world.change(others, account_number=OURS, status="SUSPENDED")
    with pytest.raises(SmstuiError):
        place.call(place.changes.undo())
    assert len(place.written) == 1


@pytest.mark.parametrize("operation", [Operation.DELETE_BOX, Operation.DISABLE, Operation.UNPAIR])
def test_nothing_is_planned_on_a_box_whose_account_cannot_be_read(
    place: Workshop, operation: Operation
) -> None:
    (box, _), _ = households(place)
    path = " path=*accountservice*" if place.family == "sdp2" else ""
    reads = ["getByUID"] if place.family == "sdp2" else ["adm.bundled.*", "adm.accounts.*"]
    for read in reads:
        place.sandbox.fault(f"status 500 operation={read}{path}")
    with pytest.raises(RefusedHere):
        planned(place, operation, box.casn or "")
    assert place.written == []


def _another_uid(place: Workshop) -> Callable[[], object]:
    """Have the platform find our account, and read the other one by the uid it tells."""
    world = place.sandbox.world
    ours, others = world.account(OURS), world.account(OTHERS)
    assert ours is not None
    assert others is not None
    return lambda: setattr(ours, "uid", others.uid)


def test_an_account_that_is_read_as_another_is_neither_shown_nor_changed(tmp_path: Path) -> None:
    with workshop("opf", tmp_path, "settle_s = 0.4", "timeout_s = 5") as place:
        households(place)
        _another_uid(place)()
        with pytest.raises(Unreadable, match="contradicts itself"):
            planned(place, Operation.ACCOUNT_STATUS, OURS)
        with pytest.raises(Unreadable, match="contradicts itself"):
            place.call(place.desk.look_up(OURS))
        assert place.written == []


def moved_to_another(desk: ChangeLine, box: SetTopBox) -> str:
    """Move a box to another account; the number of that one."""
    other = add_account(desk.world, "hse.60009")
    desk.world.change(desk.box(box.uid), account_uid=other.uid)
    return other.account_number


ON_BOTH: Final = {
    "disable": ("disable",),
    "delete-box": ("delete-box",),
    "unpair": ("unpair",),
    "sessions of a device": ("teardown", "--device"),
}


@pytest.mark.parametrize("what", list(ON_BOTH))
def test_the_command_names_the_account_that_has_the_box_now(desk: ChangeLine, what: str) -> None:
    (box, _), _ = households(desk.place)
    card = SmartCard(uid="60551", smartcard_id="000771239999", stb_uid=box.uid,
                     status="UNAVAILABLE")  # fmt: skip
    desk.world.add(card)
    desk.world.change(desk.box(box.uid), smartcard_id=card.smartcard_id)
    place_session(desk.world, desk.box(box.uid), "film", age=timedelta(hours=1),
                  silent=timedelta(seconds=9))  # fmt: skip
    command, *options = ON_BOTH[what]
    line = (command, box.casn or "", *options)
    desk.json(*line)
    number = moved_to_another(desk, box)
    told = desk.json(*line, "--apply", "--confirm", box.uid[-4:], code=10)
    assert told["error"]["code"] == "changed"
    assert f"Box {box.uid} is now of account {number}." in told["error"]["message"]
    assert OURS not in told["error"]["message"]
    assert desk.writes == 0


def test_an_undo_names_the_account_that_has_the_box_now(desk: ChangeLine) -> None:
    (box, _), _ = households(desk.place)
    assert desk.run("disable", box.uid, "--apply").code == 0
    desk.json("undo")
    number = moved_to_another(desk, box)
    told = desk.json("undo", "--apply", code=10)
    assert f"Box {box.uid} is now of account {number}." in told["error"]["message"]
    assert desk.writes == 1


def test_an_undo_is_of_the_change_that_was_shown(desk: ChangeLine) -> None:
    (box, other), _ = households(desk.place)
    assert desk.run("disable", box.uid, "--apply").code == 0
    desk.json("undo")
    assert desk.run("disable", other.uid, "--apply").code == 0
    told = desk.json("undo", "--apply", code=10)
    assert box.uid in told["error"]["message"]
    assert other.uid in told["error"]["message"]
    assert desk.writes == 2
    assert desk.run("undo", "--apply").code == 0
    assert desk.box(other.uid).enabled


def test_an_installer_is_not_told_whose_a_box_is_now(tmp_path: Path) -> None:
    settings = ("settle_s = 0.4", "timeout_s = 5", 'role = "installer"')
    with workshop("opf", tmp_path, *settings) as place:
        (box, _), (other, _) = households(place)
        plan = planned(place, Operation.REFRESH, box.uid)
        place.sandbox.world.change(box, account_uid=other.account_uid)
        result = place.apply(plan)
        assert f"Box {box.uid} is now of another account." in result.message
        assert OTHERS not in result.message
        assert place.written == []


def test_what_a_colleague_changed_by_smstui_since_the_plan_is_seen_too(
    desk: ChangeLine,
) -> None:
    households(desk.place)
    desk.json("status", OURS, "RESTRICTED")
    assert desk.run("status", OURS, "SUSPENDED", "--apply").code == 0
    told = desk.json("status", OURS, "RESTRICTED", "--apply", code=10)
    assert told["outcome"] == "changed"
    assert desk.writes == 1
