"""What is planned stays with the record and the customer it was planned for.

A device moves to another account, an account number or a chipset passes on, and a platform finds
one record and reads another: nothing is sent.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.errors import SmstuiError, Unreadable
from smstui.domain.secret import Secret
from smstui.sandbox.entities import SetTopBox
from smstui.sandbox.stage import add_account
from smstui.services.changes import Request
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
