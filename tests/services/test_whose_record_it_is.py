"""What is planned stays with the record and the customer it was planned for.

A device moves to another account, an account number or a chipset passes on, and a platform finds
one record and reads another: nothing is sent.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.verdict import StepResult
from smstui.domain.errors import SmstuiError, Unreadable
from smstui.domain.secret import Secret
from smstui.sandbox.entities import Session, SetTopBox, SmartCard
from smstui.sandbox.fixtures import add_account
from smstui.sandbox.rules.sessions import place_session
from smstui.sandbox.world import World
from smstui.services.changes import Request
from tests.support.change_line import ChangeLine
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.support.household import A1, A2, K1, K2, K4, ONE, THREE, households

pytestmark = pytest.mark.alike

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


READ_OF_A_BOX = {
    "sdp2": "operation=getByUID path=*deviceservice*",
    "opf": "operation=adm.devices.read",
}


@pytest.fixture(params=FAMILIES)
def place_of_ours(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    settings = ("settle_s = 0.4", "timeout_s = 5")
    with workshop(request.param, tmp_path, *settings, world=households()) as made:
        yield made


def two_households(place: Workshop) -> tuple[list[SetTopBox], list[SetTopBox]]:
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
        (box, _), (other, _) = two_households(place)
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
        (box, _), (other, _) = two_households(place)
        plan = planned(place, operation, box.casn or "")
        place.sandbox.world.change(box, account_uid=other.account_uid)
        assert place.apply(plan).outcome == "changed"
        assert place.written == []


def test_a_number_that_passed_on_is_another_account(place: Workshop) -> None:
    two_households(place)
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
    two_households(place)
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
    (box, _), _ = two_households(place)
    path = " path=*accountservice*" if place.family == "sdp2" else ""
    reads = ["getByUID"] if place.family == "sdp2" else ["adm.bundled.*", "adm.accounts.*"]
    for read in reads:
        place.sandbox.fault(f"status 500 operation={read}{path}")
    with pytest.raises(RefusedHere):
        planned(place, operation, box.casn or "")
    assert place.written == []


ANSWERS = {"acknowledged": "", "refused": "refuse write=yes", "unanswered": "drop-after write=yes"}
SESSION = "55001"
BY_NUMBER = [
    ("sdp2", Request(Operation.ACCOUNT_STATUS, ONE, values={"status": "SUSPENDED"})),
    ("opf", Request(Operation.ACCOUNT_STATUS, ONE, values={"status": "SUSPENDED"})),
    ("sdp2", Request(Operation.END_SESSION, ONE, values={"session": SESSION})),
    ("sdp2", Request(Operation.PAIR, A2, K2)),
    ("sdp2", Request(Operation.UNPAIR, A1)),
    ("sdp2", Request(Operation.DELETE_CARD, K2)),
]
"""Changes that are read again by a number. On `opf` an account has its facts by its number."""


def pass_on(world: World, operation: Operation) -> None:
    """Give the number that `operation` is read by to another record, in the planned state."""
    with world.lock:
        if operation in (Operation.ACCOUNT_STATUS, Operation.END_SESSION):
            ours, others = world.account(ONE), world.account(THREE)
            assert ours is not None
            assert others is not None
            world.change(ours, account_number="hh.9909")
            world.change(others, account_number=ONE, status="SUSPENDED")
            return
        number = K1 if operation is Operation.UNPAIR else K2
        ours, others = world.card(number), world.card(K4)
        assert ours is not None
        assert others is not None
        status, box = {
            Operation.PAIR: ("UNAVAILABLE", A2),
            Operation.UNPAIR: ("AVAILABLE", None),
            Operation.DELETE_CARD: ("CANCELLED", None),
        }[operation]
        world.change(ours, smartcard_id="000799900091")
        world.change(others, smartcard_id=number, status=status, stb_uid=box)


@pytest.mark.alike
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize(
    ("family", "request_"), BY_NUMBER, ids=[f"{f}-{r.operation}" for f, r in BY_NUMBER]
)
def test_a_number_that_passes_on_after_sending_is_not_judged_by_the_other_record(
    tmp_path: Path, family: str, request_: Request, answer: str
) -> None:
    world = households()
    now = world.now()
    world.add(Session(uid=SESSION, srm_id="srm-55001", account_uid="7101", device_uid=A1,
                      allocated_date=now, modified_date=now))  # fmt: skip
    settings = ("settle_s = 0.4", "timeout_s = 5", 'role = "supervisor"')
    with workshop(family, tmp_path, *settings, world=world) as place:
        plan = place.call(place.changes.plan(request_))
        if ANSWERS[answer]:
            place.sandbox.fault(ANSWERS[answer])
        passed: list[StepResult] = []

        def once_answered(turn: StepResult) -> None:
            if turn.sent and (turn.acknowledged is not None or turn.message) and not passed:
                passed.append(turn)
                pass_on(world, request_.operation)

        given = Confirmation((plan.confirm or "")[-4:], "a reason")
        result = place.call(place.changes.apply(plan, given, progress=once_answered))
        assert passed
        assert result.outcome == "unknown", result.message
        assert place.journal()[0].open
        assert "could not be read" in result.message
        late = place.call(place.changes.settle_left_over())
        assert [each.outcome for each in late] == [], "it stays open while another one is read"


def test_a_session_is_not_ended_because_another_account_has_the_number(tmp_path: Path) -> None:
    world = households()
    world.add(Session(uid=SESSION, srm_id="srm-55001", account_uid="7101", device_uid=A1,
                      allocated_date=world.now(), modified_date=world.now()))  # fmt: skip
    with workshop("sdp2", tmp_path, "settle_s = 0.4", "timeout_s = 5", world=world) as place:
        plan = place.plan(Operation.END_SESSION, ONE, session=SESSION)
        pass_on(world, Operation.END_SESSION)
        assert place.apply(plan).outcome == "changed"
        assert place.written == []


def test_an_effect_is_not_late_because_another_account_has_the_number(tmp_path: Path) -> None:
    world = households()
    with workshop("sdp2", tmp_path, "settle_s = 0.4", "timeout_s = 5", world=world) as place:
        place.changes  # noqa: B018  opens the change service
        place.sandbox.fault("refuse write=yes")
        result = place.change(Operation.ACCOUNT_STATUS, ONE, status="SUSPENDED")
        assert result.outcome == "refused-by-platform"
        pass_on(world, Operation.ACCOUNT_STATUS)
        place.call(place.client.look_up(ONE))
        place.call(place.changes.settle_left_over())
        assert place.journal()[0].outcome == "refused-by-platform"


@pytest.mark.alike
@pytest.mark.parametrize("how", ["deleted", "no such call", "404 of another code"])
@pytest.mark.parametrize(
    "request_", [Request(Operation.UNPAIR, A1), Request(Operation.DISABLE, A2)], ids=str
)
def test_a_box_that_is_not_there_any_more_proves_nothing(
    place_of_ours: Workshop, request_: Request, how: str
) -> None:
    place, read = place_of_ours, READ_OF_A_BOX[place_of_ours.family]
    plan = place.call(place.changes.plan(request_))
    place.sandbox.fault("no-effect write=yes count=1")
    staged: list[str] = []

    def once_answered(turn: StepResult) -> None:
        box = place.sandbox.world.box(request_.target)
        if turn.acknowledged is not None and box is not None:
            if how == "deleted":
                place.sandbox.world.devices.remove(box)
            elif not staged:
                staged.append(how)
                place.sandbox.fault(f"{'absent' if how == 'no such call' else 'status 404'} {read}")

    result = place.call(place.changes.apply(plan, Confirmation(), progress=once_answered))
    assert result.outcome == ("not-verified" if how == "deleted" else "unknown"), result.message
    assert "card: none" not in result.message
    with contextlib.suppress(SmstuiError):
        place.call(place.client.look_up(request_.target))
    place.call(place.changes.settle_left_over())
    assert place.journal()[0].outcome == result.outcome, "nothing came late, and nothing was read"


def _another_uid(place: Workshop) -> Callable[[], object]:
    """Have the platform find our account, and read the other one by the uid it tells."""
    world = place.sandbox.world
    ours, others = world.account(OURS), world.account(OTHERS)
    assert ours is not None
    assert others is not None
    return lambda: setattr(ours, "uid", others.uid)


def test_an_account_that_is_read_as_another_is_neither_shown_nor_changed(tmp_path: Path) -> None:
    with workshop("opf", tmp_path, "settle_s = 0.4", "timeout_s = 5") as place:
        two_households(place)
        _another_uid(place)()
        with pytest.raises(Unreadable, match="contradicts itself"):
            planned(place, Operation.ACCOUNT_STATUS, OURS)
        with pytest.raises(Unreadable, match="contradicts itself"):
            place.call(place.client.look_up(OURS))
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


@pytest.mark.alike
@pytest.mark.parametrize("what", list(ON_BOTH))
def test_the_command_names_the_account_that_has_the_box_now(desk: ChangeLine, what: str) -> None:
    (box, _), _ = two_households(desk.place)
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
    (box, _), _ = two_households(desk.place)
    assert desk.run("disable", box.uid, "--apply").code == 0
    desk.json("undo")
    number = moved_to_another(desk, box)
    told = desk.json("undo", "--apply", code=10)
    assert f"Box {box.uid} is now of account {number}." in told["error"]["message"]
    assert desk.writes == 1


def test_an_undo_is_of_the_change_that_was_shown(desk: ChangeLine) -> None:
    (box, other), _ = two_households(desk.place)
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
        (box, _), (other, _) = two_households(place)
        plan = planned(place, Operation.REFRESH, box.uid)
        place.sandbox.world.change(box, account_uid=other.account_uid)
        result = place.apply(plan)
        assert f"Box {box.uid} is now of another account." in result.message
        assert OTHERS not in result.message
        assert place.written == []


def test_what_a_colleague_changed_by_smstui_since_the_plan_is_seen_too(
    desk: ChangeLine,
) -> None:
    two_households(desk.place)
    desk.json("status", OURS, "RESTRICTED")
    assert desk.run("status", OURS, "SUSPENDED", "--apply").code == 0
    told = desk.json("status", OURS, "RESTRICTED", "--apply", code=10)
    assert told["outcome"] == "changed"
    assert desk.writes == 1
