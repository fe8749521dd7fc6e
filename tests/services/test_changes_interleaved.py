"""Changes, faults, strangers and restarts in any order: every word stays true, nothing doubles."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.domain.changes.verdict import Outcome
from smstui.domain.errors import NotFound
from smstui.services.changes import ChangeResult
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.support.products import WHOLE

B1, B2, C1, C2 = "3421", "3422", "000145098240", "000145098241"

DEEDS = {
    "pair free": (Operation.PAIR, B2, C2, {}),
    "pair taken": (Operation.PAIR, B2, C1, {}),
    "unpair": (Operation.UNPAIR, B2, "", {}),
    "unpair other": (Operation.UNPAIR, B1, "", {}),
    "swap card": (Operation.SWAP_CARD, B1, C2, {}),
    "suspend": (Operation.ACCOUNT_STATUS, "nmp.00001", "", {"status": "SUSPENDED"}),
    "activate": (Operation.ACCOUNT_STATUS, "nmp.00001", "", {"status": "ACTIVE"}),
    "disable": (Operation.DISABLE, B2, "", {}),
    "enable": (Operation.ENABLE, B2, "", {}),
}
FAULTS = (
    "", "drop-before", "drop-after", "no-effect", "status 500", "status 500 after=yes", "refuse",
    "server-fault after=yes", "status 401", "truncate",
)  # fmt: skip
WRITES = {
    "sdp2": ("Pair", "Unpair", "UpdateAccount", "UpdateSetTopBox"),
    "opf": ("adm.devices.change", "adm.accounts.change-status"),
}

PLAYS = 200 if os.environ.get(WHOLE) else 8
"""New ones in every run."""

turns = st.tuples(
    st.sampled_from([*DEEDS, "undo"]),
    st.sampled_from(FAULTS),
    st.integers(1, 2),
    st.booleans(),
    st.booleans(),
)


@pytest.mark.alike
@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=PLAYS, deadline=None, suppress_health_check=list(HealthCheck))
@given(plays=st.lists(turns, min_size=3, max_size=7))
def test_in_any_order(family: str, plays: list[tuple[str, str, int, bool, bool]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        workshop(family, Path(folder), "settle_s = 0.1", "timeout_s = 5") as place,
    ):
        for deed, fault, nth, restarted, stranger in plays:
            if restarted:
                place.close()
            _turn(place, deed, fault, nth, stranger)


def _turn(place: Workshop, deed: str, fault: str, nth: int, stranger: bool) -> None:
    before, sent = _state(place), len(place.sandbox.writes)
    changes = place.changes
    try:
        if deed == "undo":
            plan = place.call(changes.undo())
        else:
            operation, target, second, values = DEEDS[deed]
            plan = place.plan(operation, target, second, **values)
    except (RefusedHere, ChangedSince, NotFound):
        assert (_state(place), len(place.sandbox.writes)) == (before, sent)
        return
    if stranger:
        account = place.sandbox.world.account("nmp.00001")
        assert account is not None
        place.sandbox.world.change(account, status="RESTRICTED")
        before = _state(place)
    for operation in WRITES[place.family] if fault else ():
        place.sandbox.fault(f"{fault} operation={operation} nth={nth} count=1")
    result = place.apply(plan, plan.confirm[-4:], "asked for")
    place.sandbox.faults.clear()
    _check(place, result, before, _state(place), len(place.sandbox.writes) - sent, fault)


def _check(
    place: Workshop, result: ChangeResult, before: dict, after: dict, sent: int, fault: str
) -> None:
    steps = len(result.plan.steps)
    done = sum(step.outcome is Outcome.VERIFIED for step in result.results)
    assert sent <= steps + (fault == "status 401") * len(WRITES[place.family])
    assert (done == steps) == (result.outcome is Outcome.VERIFIED)
    if result.outcome is Outcome.VERIFIED:
        for step in result.plan.steps[-1:]:
            for fact, wanted in step.after.items():
                if (fact.kind, fact.name) in (("box", "card"), ("account", "status")):
                    assert after[str(fact)] == wanted
    elif result.outcome is not Outcome.PARTIAL:
        assert after == before, result
    if result.outcome in (Outcome.CHANGED, Outcome.NOT_SENT):
        assert sent == 0
    (entry, *_) = place.journal()
    assert (entry.id, entry.outcome) == (result.change_id, result.outcome)
    assert not entry.open


def _state(place: Workshop) -> dict[str, str | None]:
    world = place.sandbox.world
    with world.lock:
        state: dict[str, str | None] = {}
        for uid in (B1, B2):
            box = world.box(uid)
            assert box is not None
            state[f"box {uid} card"] = box.smartcard_id
            state[f"box {uid} enabled"] = str(box.enabled)
        for number in (C1, C2):
            card = world.card(number)
            assert card is not None
            state[f"card {number}"] = f"{card.status} {card.stb_uid}"
        account = world.account("nmp.00001")
        assert account is not None
        state["account nmp.00001 status"] = account.status
        return state
