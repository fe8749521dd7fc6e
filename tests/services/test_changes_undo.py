"""An undo is planned anew as the operation it is, restores all that is there, and counts once."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.policy import operation_of
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.changes.undo import WITH_EFFECT
from smstui.domain.changes.verdict import Outcome
from smstui.domain.errors import NotFound
from smstui.sandbox import Sandbox
from smstui.services.changes import ChangeResult
from smstui.store.journal import Entry, Journal
from tests.support.change_line import ChangeLine
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.support.household import (
    A1,
    A2,
    A3,
    A4,
    A5,
    D1,
    K1,
    K2,
    K3,
    K4,
    ONE,
    P1,
    P2,
    R1,
    THREE,
    TWO,
    households,
    state_of,
)
from tests.support.products import short

pytestmark = pytest.mark.usefixtures("quick_looks")
QUICK = ("settle_s = 0.3", "timeout_s = 5")
SSP = ("opf.also_ssp = true",)


@dataclass(frozen=True)
class Case:
    """A change that can be undone, and the operation that its undo is, where it is one."""

    operation: Operation
    target: str
    second: str = ""
    values: dict[str, str] = field(default_factory=dict)
    back: tuple[Operation, str, str, dict[str, str]] | None = None
    families: tuple[str, ...] = FAMILIES
    settings: tuple[str, ...] = ()
    crosses: bool = False


def _status(status: str) -> dict[str, str]:
    return {"status": status}


CASES = {
    "pair": Case(Operation.PAIR, A2, K2, back=(Operation.UNPAIR, A2, "", {})),
    "pair, out of another box": Case(Operation.PAIR, A2, K1, back=(Operation.PAIR, A1, K1, {})),
    "unpair": Case(Operation.UNPAIR, A1, back=(Operation.PAIR, A1, K1, {})),
    "swap card": Case(Operation.SWAP_CARD, A1, K2, back=(Operation.SWAP_CARD, A1, K1, {})),
    "swap card, out of another box": Case(Operation.SWAP_CARD, A1, K3),
    "swap box": Case(
        Operation.SWAP_BOX, A1, A2, back=(Operation.SWAP_BOX, A2, A1, {}), families=("sdp2",)
    ),
    "swap chipset": Case(Operation.SWAP_BOX, A1, A2, families=("opf",)),
    "suspend": Case(
        Operation.ACCOUNT_STATUS, ONE, "", _status("SUSPENDED"),
        back=(Operation.ACCOUNT_STATUS, ONE, "", _status("ACTIVE")),
    ),
    "activate": Case(
        Operation.ACCOUNT_STATUS, THREE, "", _status("ACTIVE"),
        back=(Operation.ACCOUNT_STATUS, THREE, "", _status("SUSPENDED")),
    ),
    "activate at both": Case(
        Operation.ACCOUNT_STATUS, THREE, "", _status("ACTIVE"), families=("opf",), settings=SSP
    ),
    "restrict": Case(
        Operation.ACCOUNT_STATUS, ONE, "", _status("RESTRICTED"),
        back=(Operation.ACCOUNT_STATUS, ONE, "", _status("ACTIVE")),
    ),
    "profile": Case(
        Operation.ACCOUNT_PROFILE, ONE, "", {"profile": "722"},
        back=(Operation.ACCOUNT_PROFILE, ONE, "", {"profile": "711"}),
    ),
    "box status": Case(
        Operation.BOX_STATUS, A5, "", _status("ACTIVE"),
        back=(Operation.BOX_STATUS, A5, "", _status("SUSPENDED")), families=("sdp2",),
    ),
    "ban": Case(Operation.BAN, A2, back=(Operation.UNBAN, A2, "", {}), families=("sdp2",)),
    "unban": Case(Operation.UNBAN, A5, back=(Operation.BAN, A5, "", {}), families=("sdp2",)),
    "enable": Case(Operation.ENABLE, A4, back=(Operation.DISABLE, A4, "", {})),
    "disable": Case(Operation.DISABLE, A1, back=(Operation.ENABLE, A1, "", {})),
    "enable a player": Case(
        Operation.ENABLE, P2, back=(Operation.DISABLE, P2, "", {}), families=("opf",)
    ),
    "disable a player": Case(
        Operation.DISABLE, P1, back=(Operation.ENABLE, P1, "", {}), families=("opf",)
    ),
    "remove a right": Case(
        Operation.REMOVE_RIGHT, ONE, "", {"right": R1}, families=("opf",)
    ),
    "pair, out of another account's box": Case(
        Operation.PAIR, A2, K4, back=(Operation.PAIR, D1, K4, {}), crosses=True
    ),
}  # fmt: skip
EVERY = [
    pytest.param(case, family, id=f"{name}-{family}")
    for name, case in CASES.items()
    for family in case.families
]


@contextmanager
def _at(family: str, folder: Path, case: Case) -> Iterator[Workshop]:
    with workshop(family, folder, *QUICK, *case.settings, world=households()) as place:
        yield place


def _plan(place: Workshop, case: Case) -> Plan:
    plan = place.plan(case.operation, case.target, case.second, **case.values)
    assert isinstance(plan, Plan)
    return plan


def _apply(place: Workshop, plan: Plan) -> ChangeResult:
    return place.apply(plan, plan.confirm[-4:] if plan.confirm else None, "because it is right")


def _undo(place: Workshop, change: str = "") -> Plan:
    plan = place.call(place.changes.undo(change))
    assert isinstance(plan, Plan)
    return plan


def _whole(place: Workshop) -> dict[str, object]:
    state = state_of(place.sandbox.world)
    if place.family == "opf":
        book, world = place.sandbox.rest.ssp, place.sandbox.world
        state |= {f"ssp {each.uid}": book.status_of(each) for each in world.accounts}
    return state


def _become(place: Workshop, case: Case, role: str) -> None:
    place.close()
    place.configure(*QUICK, *case.settings, f'role = "{role}"')


def _asks(plan: Plan) -> dict[str, Any]:
    """What a plan asks of whoever applies it, and what it sends."""
    return {
        "sends": [(each.write.call, each.write.target, dict(each.write.values))
                  for each in plan.steps],
        "tiers": [each.tier for each in plan.steps],
        "tier": plan.tier,
        "warnings": plan.warnings,
        "confirm": plan.confirm,
        "account": plan.account,
        "reason": bool(plan.reason_needed),
    }  # fmt: skip


@pytest.mark.parametrize(("case", "family"), short(EVERY))
def test_every_change_is_undone_and_its_undo_too_as_the_operation_it_is_by_whom_it_is_for(
    tmp_path: Path, case: Case, family: str
) -> None:
    """S35: what a supervisor did is undone by an installer only if it is an installer's work."""
    with _at(family, tmp_path, case) as place:
        before = _whole(place)
        plan = _plan(place, case)
        done = _apply(place, plan)
        assert done.outcome == "verified"
        assert (after := _whole(place)) != before
        back = _undo(place, done.change_id)
        if case.back is not None:
            operation, target, second, values = case.back
            assert _asks(back) == _asks(place.plan(operation, target, second, **values))
        told = plan.inverse
        assert told is not None
        assert sorted((each.write.call, each.write.target, each.tier) for each in told) == sorted(
            (each.write.call, each.write.target, each.tier) for each in back.steps
        )
        assert back.undoes == done.change_id
        calls = {operation_of(each.write) for each in back.steps}
        allowed = {
            "installer": not case.crosses and all(SPECS[call].is_at_home for call in calls),
            "support": not case.crosses,
        }
        _is_for(place, case, allowed, (done.change_id, ""), back)
        _become(place, case, "supervisor")
        undone = _apply(place, back)
        assert undone.outcome == "verified"
        assert _whole(place) == before
        redo = _undo(place, undone.change_id)
        assert (redo.tier, bool(redo.reason_needed)) == (plan.tier, bool(plan.reason_needed))
        _is_for(place, case, allowed, (undone.change_id,), redo)
        _become(place, case, "supervisor")
        assert _apply(place, redo).outcome == "verified"
        assert _whole(place) == after


def _is_for(
    place: Workshop, case: Case, allowed: dict[str, bool], named: tuple[str, ...], plan: Plan
) -> None:
    """Each role may undo the changes `named`, and apply `plan`, or is refused with W=0."""
    before, writes = _whole(place), len(place.written)
    for role, may in allowed.items():
        _become(place, case, role)
        for change in named:
            if may:
                assert _undo(place, change).steps
                continue
            with pytest.raises(RefusedHere):
                _undo(place, change)
        if not may and not case.crosses:
            with pytest.raises(RefusedHere, match="role installer"):
                _apply(place, plan)
    assert (_whole(place), len(place.written)) == (before, writes)


def _server_name(place: Workshop, call: Call) -> str:
    """What the sandbox calls the request of `call`."""
    return {
        "sdp2": {
            Call.PAIR: "Pair", Call.UNPAIR: "Unpair", Call.SWAP_BOX: "SwapDevice",
        },
        "opf": {
            Call.ACCOUNT_STATUS: "adm.accounts.change-status",
            Call.SSP_ACCOUNT_STATUS: "ssp.accounts.change",
        },
    }[place.family].get(call, "adm.devices.change")  # fmt: skip


SAGAS = ["pair, out of another box", "swap card", "swap card, out of another box", "swap box",
         "swap chipset", "activate at both", "pair, out of another account's box"]  # fmt: skip
STOPS = [
    (name, family, late)
    for name in SAGAS
    for family in CASES[name].families
    for late in ("before", "after=yes")
]


@pytest.mark.parametrize(("name", "family", "late"), short(STOPS, pairs=True))
def test_whatever_a_stopped_change_left_is_undone_whole(
    tmp_path: Path, name: str, family: str, late: str
) -> None:
    """Each request in turn is answered with an error, before its effect or after it."""
    case, n, left = CASES[name], 0, 1
    while left:
        n += 1
        folder = tmp_path / str(n)
        folder.mkdir()
        with _at(family, folder, case) as place:
            left = _is_undone_whole(place, case, n, late.removeprefix("before"))


def _is_undone_whole(place: Workshop, case: Case, n: int, late: str) -> int:
    """Stop the n-th request and undo what was done; how many requests come after it."""
    before = _whole(place)
    plan = _plan(place, case)
    name = _server_name(place, plan.steps[n - 1].write.call)
    nth = sum(_server_name(place, each.write.call) == name for each in plan.steps[:n])
    place.sandbox.fault(f"status 409 operation={name} nth={nth} count=1 {late}")
    done = _apply(place, plan)
    place.sandbox.faults.clear()
    if _whole(place) == before:
        with pytest.raises(RefusedHere, match="nothing to undo"):
            _undo(place, done.change_id)
    else:
        assert _apply(place, _undo(place, done.change_id)).outcome == "verified"
        assert _whole(place) == before
    return len(plan.steps) - n


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("where", ["D1 dark", "done"])
def test_no_half_of_a_pair_between_accounts_is_undone_by_who_may_not_cross_them(
    tmp_path: Path, family: str, where: str
) -> None:
    case = CASES["pair, out of another account's box"]
    with _at(family, tmp_path, case) as place:
        if where == "D1 dark":
            name = "Pair" if family == "sdp2" else f"adm.devices.change target={A2}"
            place.sandbox.fault(f"status 409 operation={name} count=1")
        done = _apply(place, _plan(place, case))
        place.sandbox.faults.clear()
        _become(place, case, "support")
        writes = len(place.written)
        with pytest.raises(RefusedHere) as refused:
            _undo(place, done.change_id)
        assert TWO not in str(refused.value)
        assert len(place.written) == writes
        _become(place, case, "supervisor")
        back = _undo(place, done.change_id)
        assert back.reason_needed
        with pytest.raises(RefusedHere, match="reason"):
            place.apply(back)
        assert place.apply(back, reason="put right").outcome == "verified"
        box = place.sandbox.world.box(D1)
        assert box is not None
        assert box.smartcard_id == K4


# Once


@pytest.mark.parametrize("family", FAMILIES)
def test_a_change_is_undone_once_whatever_came_after(tmp_path: Path, family: str) -> None:
    case = CASES["pair"]
    with _at(family, tmp_path, case) as place:
        first = _apply(place, _plan(place, case))
        stale = _undo(place, first.change_id)
        undone = _apply(place, _undo(place, first.change_id))
        with pytest.raises(RefusedHere, match=f"already undone by change {undone.change_id}"):
            _undo(place, first.change_id)
        again = _apply(place, _plan(place, case))
        writes = len(place.written)
        with pytest.raises(RefusedHere, match=f"already undone by change {undone.change_id}"):
            _undo(place, first.change_id)
        with pytest.raises(RefusedHere, match=f"already undone by change {undone.change_id}"):
            place.apply(stale)
        assert len(place.written) == writes
        assert _undo(place).undoes == again.change_id


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("fault", ["status 409", "no-effect", "drop-before"])
def test_an_undo_without_effect_does_not_use_it_up(tmp_path: Path, family: str, fault: str) -> None:
    case = CASES["pair"]
    with _at(family, tmp_path, case) as place:
        before = _whole(place)
        done = _apply(place, _plan(place, case))
        name = "Unpair" if family == "sdp2" else "adm.devices.change"
        place.sandbox.fault(f"{fault} operation={name} count=1")
        assert _apply(place, _undo(place, done.change_id)).outcome != "verified"
        place.sandbox.faults.clear()
        assert _apply(place, _undo(place)).outcome == "verified"
        assert _whole(place) == before


@pytest.mark.parametrize("family", FAMILIES)
def test_an_open_undo_blocks_and_one_in_part_is_finished(tmp_path: Path, family: str) -> None:
    case = CASES["pair, out of another box"]
    with _at(family, tmp_path, case) as place:
        before = _whole(place)
        done = _apply(place, _plan(place, case))
        name = "Pair" if family == "sdp2" else f"adm.devices.change target={A1}"
        place.sandbox.fault(f"status 409 operation={name} count=1")
        half = _apply(place, _undo(place, done.change_id))
        place.sandbox.faults.clear()
        assert half.outcome == "partial"
        _edit(place, half.change_id, open=True)
        with pytest.raises(RefusedHere, match=f"{half.change_id}.*still open"):
            _undo(place, done.change_id)
        _edit(place, half.change_id, open=False)
        back = _undo(place)
        assert back.undoes == done.change_id
        assert [each.write.call for each in back.steps] == [Call.PAIR]
        assert _apply(place, back).outcome == "verified"
        assert _whole(place) == before


def test_one_in_part_is_not_finished_over_a_later_change(tmp_path: Path) -> None:
    case = CASES["pair, out of another box"]
    with _at("sdp2", tmp_path, case) as place:
        done = _apply(place, _plan(place, case))
        place.sandbox.fault("status 409 operation=Pair count=1")
        assert _apply(place, _undo(place, done.change_id)).outcome == "partial"
        later = _apply(place, _plan(place, case))
        assert later.outcome == "verified"
        with pytest.raises(RefusedHere, match=later.change_id):
            _undo(place, done.change_id)
        assert _undo(place).undoes == later.change_id


def test_the_newest_change_is_named_with_what_is_the_case(tmp_path: Path) -> None:
    """Where nothing can be undone: undone already, no undo for it, every outcome without effect."""
    case = CASES["suspend"]
    with _at("opf", tmp_path, case) as place:

        def refused() -> str:
            with pytest.raises(NotFound) as told:
                _undo(place)
            return told.value.hint

        first = _apply(place, place.plan(Operation.END_ACCOUNT_SESSIONS, ONE))
        assert refused() == (
            f"The latest one cannot be undone: {first.plan.title} (change {first.change_id}). "
            "A session that was ended stays ended. The viewer can start the stream again."
        )
        done = _apply(place, _plan(place, case))
        back = _apply(place, _undo(place))
        named = f"suspend account {case.target} (change {done.change_id})"
        undone = f"The latest one is undone already by change {back.change_id}: {named}."
        assert refused() == undone
        last = _apply(place, place.plan(Operation.MESSAGE, P1, text="hello"))
        assert refused().startswith(f"The latest one cannot be undone: {last.plan.title} (")
        with pytest.raises(RefusedHere) as told:
            _undo(place, last.change_id)
        assert told.value.hint == "A sent message cannot be taken back."
        for outcome in set(Outcome) - WITH_EFFECT:
            _edit(place, last.change_id, outcome=outcome)
            said = refused()
            assert said.endswith(
                f": {last.plan.title} (change {last.change_id}). So there is nothing to undo."
            ), said
        place.sandbox.fault("no-effect write=yes count=1")
        watched = _apply(place, _plan(place, case))
        assert watched.outcome is Outcome.NOT_VERIFIED
        said = refused()
        assert said.startswith("The latest one was not verified and is watched until 20"), said
        assert said.endswith(
            f": {watched.plan.title} (change {watched.change_id}). So there is nothing to undo yet."
        )
        with pytest.raises(RefusedHere, match="There is nothing to undo: all that") as told:
            _undo(place, watched.change_id)
        assert told.value.hint.startswith("It was not verified and is watched until 20")
        older = _apply(place, _plan(place, CASES["disable"]))
        place.sandbox.fault("no-effect write=yes count=1")
        assert _apply(place, _plan(place, case)).outcome is Outcome.NOT_VERIFIED
        plan = _undo(place)
        assert plan.undoes == older.change_id
        assert plan.warnings[0].startswith("The latest one was not verified and is watched")
        assert plan.warnings[0].endswith("This undoes an earlier one.")


@pytest.mark.parametrize("outcome", ["verified", "partial", "accepted"])
def test_without_an_id_it_is_the_latest_that_can_be_undone(tmp_path: Path, outcome: str) -> None:
    """Whatever word its end has; changes that have no undo are passed over."""
    case = CASES["suspend"]
    with _at("opf", tmp_path, case) as place:
        with pytest.raises(NotFound):
            _undo(place)
        done = _apply(place, _plan(place, case))
        _edit(place, done.change_id, outcome=outcome)
        _apply(place, place.plan(Operation.ADD_RIGHT, ONE, product="7702"))
        assert _undo(place).undoes == done.change_id


# What came after


@pytest.mark.parametrize(("case", "family"), short(EVERY))
def test_nothing_is_undone_over_what_came_after_or_in_another_account(
    tmp_path: Path, case: Case, family: str
) -> None:
    with _at(family, tmp_path, case) as place:
        done = _apply(place, _plan(place, case))
        world = place.sandbox.world
        if case.operation in (Operation.ACCOUNT_STATUS, Operation.ACCOUNT_PROFILE):
            account = world.account(case.target)
            assert account is not None
            world.change(account, status="CANCELLED", account_profile_uid="799")
        elif case.operation is Operation.REMOVE_RIGHT:
            right = world.rights.get(R1)
            assert right is not None
            world.remove(right)
        else:
            device = world.devices.get(case.target)
            assert device is not None
            world.change(device, account_uid="7303")
        writes = len(place.written)
        with pytest.raises((ChangedSince, RefusedHere)):
            _undo(place, done.change_id)
        assert len(place.written) == writes


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", ["swap card", "unpair", "pair, out of another box"])
def test_a_card_is_not_taken_out_of_a_box_that_is_not_of_the_change(
    tmp_path: Path, family: str, name: str
) -> None:
    with _at(family, tmp_path, CASES[name]) as place:
        done = _apply(place, _plan(place, CASES[name]))
        other = Operation.SWAP_CARD, A3, K1
        assert _apply(place, place.plan(*other)).outcome == "verified"
        with pytest.raises(ChangedSince, match="came after"):
            _undo(place, done.change_id)


def test_statuses_that_were_apart_are_restored_each_to_its_own(tmp_path: Path) -> None:
    case = CASES["activate at both"]
    with _at("opf", tmp_path, case) as place:
        account = place.sandbox.world.account(THREE)
        assert account is not None
        place.sandbox.rest.ssp.set_status(account, "RESTRICTED")
        before = _whole(place)
        done = _apply(place, _plan(place, case))
        back = _undo(place, done.change_id)
        assert any("apart" in warning for warning in back.warnings)
        assert _apply(place, back).outcome == "verified"
        assert _whole(place) == before


# A journal in an editor


def _edit(place: Workshop, change: str, **fields: Any) -> None:
    """Write a row of the journal anew, with a checksum that is right."""
    place.close()
    journal = Journal(place.identity, place.state)
    try:
        entry = journal.get(change)
        assert entry is not None
        with journal._file.writing() as tables:
            journal._put(tables, replace(entry, **fields))
    finally:
        journal.close()


def _rewritten(text: str, path: tuple[Any, ...], value: Any) -> str:
    form = json.loads(text)
    at = form
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return json.dumps(form)


DELETION = {"call": "delete-box", "target": D1, "values": {}}
ATTACKS: dict[str, list[tuple[tuple[Any, ...], Any]]] = {
    "another target": [(("steps", 0, "write", "target"), D1), (("steps", 0, "undo", "target"), D1)],
    "delete-box as its undo": [(("steps", 0, "undo"), DELETION), (("steps", 0, "tier"), 1)],
    "delete-box as its call": [(("steps", 0, "write"), DELETION)],
    "another call": [(("steps", 0, "write", "call"), "account-status")],
    "tier 1": [(("steps", 0, "tier"), 1)],
    "no guard": [(("guard",), [])],
    "no holds": [(("holds",), [])],
    "another account": [(("account",), TWO)],
    "nothing to confirm": [(("confirm",), "")],
    "another to confirm": [(("confirm",), "0000")],
    "another title": [(("title",), "nothing of note")],
    "no reason": [(("reason_needed",), "")],
    "no subjects": [(("subjects",), []), (("steps", 0, "subjects"), [])],
    "other subjects": [(("steps", 0, "subjects"), [["box", "device-uid", D1]])],
    "no undo": [(("steps", 0, "undo"), None)],
    "another family": [(("family",), "mars")],
    "another operation": [(("operation",), "delete-box")],
    "a rule-free operation": [(("operation",), "refresh")],
    "facts of another kind": [
        (("steps", 0, "before"), [["box", D1, "state", None]]),
        (("steps", 0, "after"), [["box", D1, "state", "there"]]),
    ],
    "facts without an id": [
        (("steps", 0, "before"), [["box", "", "card", None]]),
        (("steps", 0, "after"), [["box", "", "card", K4]]),
    ],
    "facts that are numbers": [
        (("steps", 0, "before"), [[1, 2, 3, 4]]), (("steps", 0, "after"), [[1, 2, 3, 5]]),
    ],
    "no facts": [(("steps", 0, "before"), []), (("steps", 0, "after"), [])],
    "a call that is none": [(("steps", 0, "write", "call"), "launch")],
    "a status from the grave": [
        (("operation",), "account-status"),
        (("steps", 0, "before"), [["account", ONE, "status", "CANCELLED"]]),
        (("steps", 0, "after"), [["account", ONE, "status", "ACTIVE"]]),
        (("steps", 0, "subjects"), [["account", "account", ONE]]),
    ],
    "another customer's card": [
        (("steps", 0, "before"), [["box", D1, "card", None]]),
        (("steps", 0, "after"), [["box", D1, "card", K4]]),
    ],
    "another customer's card, into ours": [
        (("steps", 0, "before"), [["box", A2, "card", K4]]),
        (("steps", 0, "after"), [["box", A2, "card", K2]]),
    ],
    "both customers": [
        (("steps", 0, "before"), [["box", D1, "card", None], ["box", A2, "card", K4]]),
        (("steps", 0, "after"), [["box", D1, "card", K4], ["box", A2, "card", K2]]),
    ],
}  # fmt: skip
VICTIMS = ["pair", "pair, out of another account's box", "activate", "enable"]


def _columns(edits: list[tuple[tuple[Any, ...], Any]]) -> dict[str, Any]:
    """The columns that a thorough attacker edits along with the plan."""
    told = {path[0]: value for path, value in edits if len(path) == 1}
    return {name: told[name] for name in ("operation", "family", "account", "title")
            if name in told}  # fmt: skip


EDITS = short(product(FAMILIES, ("installer", "supervisor"), VICTIMS, ATTACKS), pairs=True)


@pytest.mark.alike
@pytest.mark.parametrize(("family", "role", "victim"), dict.fromkeys(edit[:3] for edit in EDITS))
def test_an_edited_row_says_what_to_restore_and_nothing_else(
    tmp_path: Path,
    family: str,
    role: str,
    victim: str,
    record_property: Callable[[str, object], None],
) -> None:
    """Refused, the plan of the row as it was, or one that is its own operation in every respect.

    The last is applied: what is shown is sent.
    """
    case = CASES[victim]
    left = [edit[3] for edit in EDITS if edit[:3] == (family, role, victim)]
    record_property("cases", len(left))
    rounds = 0
    while left:
        rounds += 1
        with _at(family, tmp_path / str(rounds), case) as place:
            done = _apply(place, _plan(place, case))
            (entry,) = place.journal()
            _become(place, case, role)
            plain = _planned(place, done.change_id)
            while left and _is_without_influence(place, entry, left[0], plain):
                left.pop(0)
            if left:
                left.pop(0)
                _is_sent_as_shown(place, done.change_id, role)


def _planned(place: Workshop, change: str) -> Plan | None:
    """The plan of an undo, or None where it is refused and nothing is sent."""
    before, sent = _whole(place), len(place.sandbox.writes)
    try:
        return _undo(place, change)
    except (RefusedHere, ChangedSince, NotFound):
        return None
    finally:
        assert (_whole(place), len(place.sandbox.writes)) == (before, sent)


def _is_without_influence(place: Workshop, entry: Entry, attack: str, plain: Plan | None) -> bool:
    text = entry.plan
    for path, value in ATTACKS[attack]:
        text = _rewritten(text, path, value)
    columns = {"account": entry.account, "operation": entry.operation, "family": entry.family}
    _edit(place, entry.id, **{**columns, "plan": text, **_columns(ATTACKS[attack])})
    back = _planned(place, entry.id)
    return back is None or back == plain


def _is_sent_as_shown(place: Workshop, change: str, role: str) -> None:
    before, sent = _whole(place), len(place.sandbox.writes)
    back = _undo(place, change)
    _is_honest(place, back, role)
    if role == "installer":
        assert all(SPECS[operation_of(each.write)].is_at_home for each in back.steps)
    result = place.apply(back, back.confirm[-4:], "a reason")
    assert len(place.sandbox.writes) - sent <= len(back.steps)
    if result.outcome == "verified":
        _moved_as_shown(before, _whole(place), back)


def _is_honest(place: Workshop, back: Plan, role: str) -> None:
    """Every step is one that the operation itself would plan, with its tier and its words."""
    assert back.confirm
    for step in back.steps:
        assert step.write.call not in (Call.DELETE_BOX, Call.DELETE_CARD)
        assert str(step.write.call) in _words_of(step.title), step
    accounts = set()
    for step in back.steps:
        device = place.sandbox.world.devices.get(step.write.target)
        if device is not None:
            accounts.add(device.account_uid)
    if len(accounts) > 1:
        assert role == "supervisor"
        assert back.reason_needed
    lifted = {(each.write.call, str(dict(each.write.values).get("status"))) for each in back.steps}
    if any(call in (Call.UNPAIR, Call.SWAP_CARD) or word == "SUSPENDED" for call, word in lifted):
        assert back.tier.word != "reversible"
    if any(word == "CANCELLED" for _, word in lifted):
        assert back.tier.word == "irreversible"
        with pytest.raises(RefusedHere):
            place.apply(back)
        with pytest.raises(RefusedHere):
            place.apply(back, "xxxx")


def _words_of(title: str) -> set[str]:
    """The calls that a step's title speaks of."""
    known = {
        "pair box": "pair", "unpair box": "unpair", "swap card": "swap-card",
        "swap box": "swap-box", "suspend account": "account-status",
        "activate account": "account-status", "cancel account": "account-status",
        "enable ": "enable", "disable ": "enable", "chipset": "chipset",
    }  # fmt: skip
    return {call for words, call in known.items() if words in title}


def _moved_as_shown(before: dict[str, object], after: dict[str, object], back: Plan) -> None:
    """Nothing moved that the plan does not name."""
    ids = {fact.id for step in back.steps for fact in step.after}
    ids |= {value for step in back.steps for fact, value in step.after.items() if value}
    ids |= {value for step in back.steps for fact, value in step.before.items() if value}
    numbers = {ONE: "7101", TWO: "7202", THREE: "7303"}
    ids |= {numbers[each] for each in ids if each in numbers}
    moved = [name for name in before if before[name] != after[name]]
    assert {name.partition(" ")[2] for name in moved} <= ids, (moved, ids)


NO_RESULTS = (
    "[]", "{}", "null", "[[]]", "not json", '[{"n": 9, "sent": true, "outcome": "verified"}]',
    '[{"n": 0, "sent": true, "outcome": "verified"}]',
    '[{"n": "1", "sent": true, "outcome": "verified"}]',
    '[{"n": 1, "sent": true, "outcome": "splendid"}]', "[" * 100_000,
)  # fmt: skip
NO_PLANS = ("", "[]", "null", "{}", "[" * 100_000)


def test_results_that_are_none_are_refused(tmp_path: Path) -> None:
    with _at("sdp2", tmp_path, CASES["pair"]) as place:
        done = _apply(place, _plan(place, CASES["pair"]))
        for results in NO_RESULTS:
            _edit(place, done.change_id, results=results)
            assert _planned(place, done.change_id) is None, results[:60]
            with pytest.raises(NotFound):
                _undo(place)


def test_a_plan_that_is_none_is_refused(tmp_path: Path) -> None:
    with _at("opf", tmp_path, CASES["pair"]) as place:
        done = _apply(place, _plan(place, CASES["pair"]))
        for plan in NO_PLANS:
            _edit(place, done.change_id, plan=plan)
            assert _planned(place, done.change_id) is None, plan[:60]


# By the command line


@pytest.fixture(params=FAMILIES)
def line(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[ChangeLine]:
    with Sandbox(households()) as sandbox:
        yield ChangeLine(request.param, sandbox, tmp_path, monkeypatch, capsys)
        assert sandbox.failures == []


@pytest.mark.parametrize(
    "asked", [("status", ONE, "SUSPENDED"), ("pair", A2, K4, "--reason", "moved house")]
)
def test_s35_by_command_a_supervisors_change_and_its_undo_are_refused_to_an_installer(
    line: ChangeLine, asked: tuple[str, ...]
) -> None:
    done = line.json(*asked, "--apply")["change_id"]
    _is_refused_to_an_installer(line, done)
    undone = line.json("undo", done, "--apply", "--reason", "put right")["change_id"]
    _is_refused_to_an_installer(line, undone)


def _is_refused_to_an_installer(line: ChangeLine, change: str) -> None:
    line.place.configure(*QUICK, 'role = "installer"')
    writes = line.writes
    told = line.json("undo", change, "--apply", "--reason", "mine", code=5)
    assert told["outcome"] == "refused-here"
    assert line.writes == writes
    line.place.configure(*QUICK, 'role = "supervisor"')


def test_undone_twice_by_command_is_5_and_names_the_undo(line: ChangeLine) -> None:
    done = line.json("pair", A2, K2, "--apply")["change_id"]
    undone = line.json("undo", done, "--apply")["change_id"]
    line.json("pair", A2, K2, "--apply")
    told = line.json("undo", done, "--apply", code=5)
    assert f"already undone by change {undone}" in told["error"]["message"]
    assert line.writes == 3


def test_the_plan_of_an_undo_says_what_it_takes(line: ChangeLine) -> None:
    line.json("status", THREE, "ACTIVE", "--apply")
    plan = line.json("undo")["plan"]
    assert plan["tier"] == "disruptive"
    assert plan["confirm"] == THREE
    assert any("cannot sign on" in warning for warning in plan["warnings"])
    assert [each["tier"] for each in plan["inverse"]] == ["reversible"]
