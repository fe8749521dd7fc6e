"""Every fault of the sandbox against pair, swap, status and teardown, on both families.

After each: nothing is lost (the journal has the end), nothing is done twice, "verified" is true
and "not applied" is true, and so is every other word.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.verdict import Outcome
from smstui.sandbox.faults import EFFECTS
from smstui.services.changes import ChangeResult
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.support.products import short

TIMEOUT_S, SETTLE_S = 3.0, 1.5
LATE_MS = 3_800
"""Longer than the client waits, shorter than it waits and settles."""

FAULTS = (
    f"delay {LATE_MS}",
    f"delay {LATE_MS} after=yes",
    "drop-before",
    "drop-after",
    "reset",
    "reset 0",
    "drip 1 every=200",
    "truncate",
    "type",
    "oversize",
    "gzip",
    "status 400",
    "status 401",
    "status 401 after=yes",
    "status 403",
    "status 408",
    "status 408 after=yes",
    "status 409",
    "status 429 retry-after=1",
    "status 500",
    "status 500 after=yes",
    "status 503 retry-after=1",
    "status 302 after=yes",
    "refuse",
    "server-fault",
    "server-fault after=yes",
    "no-effect",
    "cas-fail",
    "absent",
    "answer 409",
    "answer 409 form=bare after=yes",
    "silence",
    "silence after=yes",
    "reset-before",
    "twice",
)

AT_ONCE = 6
"""Sandboxes at work together."""

SIGN_IN = ("status 401", "status 403")
"""A refused sign-in had no effect: the one case in which a request may leave twice."""

AT_SSP = "status at the SSP"
HALVES = {
    "pair, its record": "adm.devices.change",
    "pair, at the CAS": "cag.pair",
    "unpair, at the CAS": "cag.unpair",
    "unpair, its record": "adm.devices.change",
}
"""The halves of a pairing where the deployment has a CAS, and the operation of each."""
OPERATIONS = {
    ("pair", "sdp2"): "Pair",
    ("pair", "opf"): "adm.devices.change",
    ("status", "sdp2"): "UpdateAccount",
    ("status", "opf"): "adm.accounts.change-status",
    ("swap", "sdp2"): "SwapDevice",
    ("swap", "opf"): "adm.devices.change",
    ("teardown", "sdp2"): "tearDown",
    ("teardown", "opf"): "ssm.kill-device",
    (AT_SSP, "opf"): "ssp.accounts.change",
    **{(half, "opf"): operation for half, operation in HALVES.items()},
}


def test_every_effect_of_the_sandbox_is_in_the_matrix() -> None:
    assert {fault.split()[0] for fault in FAULTS} == set(EFFECTS)


CASES = short(((fault, case[1]), case) for fault in FAULTS for case in OPERATIONS)
"""In the suite every fault on each family, with one of the operations."""
BATCHES = [FAULTS[at : at + 12] for at in range(0, len(FAULTS), 12)]


def test_every_operation_is_in_the_short_form() -> None:
    assert {case for _, case in CASES} == set(OPERATIONS)


@pytest.mark.parametrize("faults", BATCHES, ids=lambda faults: f"{faults[0]} to {faults[-1]}")
def test_the_word_is_true_whatever_happens(
    faults: tuple[str, ...], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Nearly all of it is waiting, so a batch of faults is waited for together."""
    cases = [(fault, case) for (fault, _), case in CASES if fault in faults]
    record_property("cases", len(cases))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda each: _try(*each, tmp_path), cases))
    assert [wrong for wrongs in found for wrong in wrongs] == []


def _try(fault: str, case: tuple[str, str], folder: Path) -> list[str]:
    what, family = case
    assert family in FAMILIES
    settings = [f"timeout_s = {TIMEOUT_S}", f"settle_s = {SETTLE_S}"]
    if what == AT_SSP:
        settings.append("opf.also_ssp = true")
    if what in HALVES:
        settings.append("opf.cas_pairing = true")
    with workshop(family, folder / f"{FAULTS.index(fault)}-{what}-{family}", *settings) as place:
        # An explicit operation, so that reads and sign-ins stay sound.
        place.sandbox.fault(f"{fault} operation={OPERATIONS[case]}")
        session = next(iter(place.sandbox.world.sessions)).uid
        match what:
            case "pair" | "pair, its record" | "pair, at the CAS":
                result = place.change(Operation.PAIR, "3422", "000145098241")
            case "unpair, its record" | "unpair, at the CAS":
                result = place.change(Operation.UNPAIR, "3421")
            case "status" | "status at the SSP":
                result = place.change(Operation.ACCOUNT_STATUS, "nmp.00003", status="ACTIVE")
            case "swap":
                result = place.change(Operation.SWAP_BOX, "3421", "3422")
            case _ if family == "sdp2":
                result = place.change(Operation.END_SESSION, "nmp.00001", session=session)
            case _:
                result = place.change(Operation.END_DEVICE_SESSIONS, "3421")
        judged_applied = _applied(place, what, session)
        assert place.sandbox.traffic.wait_settled(len(place.sandbox.writes))
        return [
            f"{fault}, {what} on {family}: {wrong} ({result.outcome}: {result.message})"
            for wrong in [
                *_wrongs(fault, place, result, judged_applied, _applied(place, what, session)),
                *(_wrongs_of_halves(place, result) if what in HALVES else ()),
            ]
        ]


def _applied(place: Workshop, what: str, session: str) -> bool:
    world = place.sandbox.world
    with world.lock:
        if what == "pair, at the CAS":
            return world.cas.card_of("E833815A9301") == "000145098241"
        if what == "unpair, at the CAS":
            return world.cas.card_of("E833815A9290") is None
        if what == "unpair, its record":
            old = world.box("3421")
            assert old is not None
            return old.smartcard_id is None
        if what in ("pair", "pair, its record"):
            box, card = world.box("3422"), world.card("000145098241")
            assert box is not None
            assert card is not None
            return box.smartcard_id == card.smartcard_id and card.stb_uid == "3422"
        if what == "swap":
            old, new = world.box("3421"), world.box("3422")
            assert old is not None
            assert new is not None
            moved = "E833815A9301" if place.family == "opf" else None
            return old.casn == moved or new.smartcard_id == "000145098240"
        if what == "status":
            account = world.account("nmp.00003")
            assert account is not None
            return account.status == "ACTIVE"
        if what == AT_SSP:
            account = world.account("nmp.00003")
            assert account is not None
            return place.sandbox.rest.ssp.status_of(account) == "ACTIVE"
        return world.sessions.get(session) is None


def _wrongs(
    fault: str, place: Workshop, result: ChangeResult, judged_applied: bool, applied: bool
) -> list[str]:
    found = []
    done = [write for write in place.sandbox.writes if write.outcome.startswith("done")]
    sent = len(place.sandbox.writes)
    (entry,) = place.journal()
    if entry.outcome != result.outcome or (entry.open and not result.left_open):
        found.append("lost")
    steps = len(result.plan.steps)
    if len(done) > steps:
        found.append("done twice")
    if sent > steps * (2 if fault.startswith(SIGN_IN) else 1):
        found.append(f"sent {sent} times")
    if result.outcome is Outcome.VERIFIED and not (judged_applied and applied):
        found.append("false verified")
    if result.outcome in (Outcome.NOT_APPLIED, Outcome.NOT_SENT, Outcome.NOT_VERIFIED) and (
        applied and not _unprovable(result)
    ):
        found.append(f"false {result.outcome}")
    # A 401 is a refusal before effect. Where facts can be read, even that is not taken on trust.
    if result.outcome is Outcome.REFUSED_BY_PLATFORM and applied and not _unprovable(result):
        found.append("false refused")
    if result.outcome is Outcome.NOT_SENT and sent:
        found.append("sent and called not sent")
    return found


def _wrongs_of_halves(place: Workshop, result: ChangeResult) -> list[str]:
    """Return what is wrong of a pairing whose halves have a result each."""
    found = []
    if result.outcome is Outcome.VERIFIED:
        found.append("verified over the CAS half")
    outcomes = {result.plan.steps[each.n - 1].write.call: each.outcome for each in result.results}
    box = place.sandbox.world.box("3422" if Call.CAS_PAIR in outcomes else "3421")
    assert box is not None
    if outcomes.get(Call.PAIR) is Outcome.VERIFIED and box.smartcard_id is None:
        found.append("false verified record")
    stopped = outcomes.get(Call.CAS_UNPAIR, Outcome.ACCEPTED) is not Outcome.ACCEPTED
    if stopped and "adm.devices.change" in place.written:
        found.append("the record was sent after a CAS that had not accepted")
    accepted = Outcome.ACCEPTED in outcomes.values() and Outcome.VERIFIED in outcomes.values()
    if accepted != (result.outcome is Outcome.ACCEPTED):
        found.append(f"{result.outcome} of {outcomes}")
    return found


def _unprovable(result: ChangeResult) -> bool:
    return not all(step.provable for step in result.plan.steps)
