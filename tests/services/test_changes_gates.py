"""What is checked before anything is sent: read-only, role, platform, journal, holds."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Step, Write
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.verdict import Seen, StepResult
from smstui.domain.errors import StoreFailed
from smstui.domain.secret import Secret
from smstui.services.changes import Request
from smstui.services.changes.settling import Settling
from tests.support.changing import FAMILIES, Workshop, workshop

B1, B2, C1, C2 = "3421", "3422", "000145098240", "000145098241"
VALUES = {
    "status": "SUSPENDED", "session": "50000", "text": "Hello", "type": "PARENTAL",
    "product": "7042", "profile": "302", "right": "60001",
}  # fmt: skip
EVERY = [operation for operation in Operation if operation is not Operation.UNDO]


@pytest.fixture(params=FAMILIES)
def place(request, tmp_path: Path) -> Iterator[Workshop]:
    with workshop(request.param, tmp_path, "settle_s = 0.5", "timeout_s = 5") as made:
        yield made


def _request(operation: Operation) -> Request:
    return Request(operation, B1, C2, VALUES, secret=Secret("4711"))


@pytest.mark.parametrize("setting", ["read_only = true", 'role = "viewer"'])
def test_every_operation_is_refused_in_one_place_with_one_sentence_and_no_request(
    place: Workshop, setting: str
) -> None:
    place.configure(setting, "settle_s = 0.5")
    sentences = set()
    for operation in EVERY:
        for way in (place.changes.plan, place.changes.decide):
            with pytest.raises(RefusedHere) as refused:
                place.call(way(_request(operation)))
            sentences.add(str(refused.value))
        assert place.changes.why_not(operation) in sentences
    with pytest.raises(RefusedHere) as refused:
        place.call(place.changes.undo())
    sentences.add(str(refused.value))
    assert len(sentences) == 1
    assert place.sandbox.traffic.requests == []


def test_a_plan_made_before_read_only_is_not_applied_after_it(
    place: Workshop, tmp_path: Path
) -> None:
    plan = place.plan(Operation.PAIR, B2, C2)
    place.close()
    place.sandbox.traffic.clear()
    place.configure("read_only = true", "settle_s = 0.5")
    with pytest.raises(RefusedHere):
        place.apply(plan)
    assert place.sandbox.traffic.requests == []


def test_an_installer_does_boxes_and_cards_and_nothing_else(place: Workshop) -> None:
    place.configure('role = "installer"', "settle_s = 0.5")
    allowed = {op for op in EVERY if "role installer" not in (place.changes.why_not(op) or "")}
    assert allowed == {
        Operation.PAIR, Operation.UNPAIR, Operation.SWAP_BOX, Operation.SWAP_CARD,
        Operation.REFRESH, Operation.CREATE_ACCOUNT, Operation.CREATE_BOX,
        Operation.CREATE_CARD, Operation.RECOVER_DATE_CODE, Operation.CAS_PAIR,
    }  # fmt: skip


def test_what_the_platform_lacks_is_refused_with_its_reason_and_no_request(
    place: Workshop,
) -> None:
    lacking = [op for op in EVERY if place.changes.why_not(op)]
    expected = {
        "sdp2": {
            "refresh",
            "reset-pin",
            "message",
            "add-right",
            "remove-right",
            "cas-subscribe",
            "cas-unsubscribe",
            "cas-reset-pin",
            "cas-set-pin",
            "cas-pair",
            "mail",
            "recover-date-code",
            "approve",
            "add-user",
            "change-user",
        },
        "opf": {
            "account-limits",
            "add-user",
            "change-user",
            "box-status",
            "ban",
            "unban",
            "end-session",
            "create-account",
            "create-card",
            "delete-card",
            "suspend-card",
            "cas-pair",
            "approve",
        },
    }[place.family]
    assert {str(op) for op in lacking} == expected
    for operation in lacking:
        with pytest.raises(RefusedHere) as refused:
            place.call(place.changes.plan(_request(operation)))
        assert str(refused.value) == place.changes.why_not(operation)
    assert place.sandbox.traffic.requests == []


def test_without_a_journal_nothing_is_sent(place: Workshop) -> None:
    plan = place.plan(Operation.PAIR, B2, C2)
    place.close()
    journal = place.state / "journal.db"
    for name in place.state.glob("journal.db*"):
        name.unlink()
    journal.mkdir()
    place.sandbox.traffic.clear()
    with pytest.raises(StoreFailed) as failed:
        place.apply(plan)
    assert "journal" in str(failed.value)
    assert place.sandbox.traffic.requests == []


def test_the_row_is_on_disk_before_the_first_byte(place: Workshop) -> None:
    """Seen from another connection, at the moment the platform has the request."""
    operation = "Pair" if place.family == "sdp2" else "adm.devices.change"
    place.sandbox.fault(f"delay 700 operation={operation}")
    plan = place.plan(Operation.PAIR, B2, C2)
    worker = threading.Thread(target=place.apply, args=(plan,))
    worker.start()
    assert _wait(lambda: place.sandbox.writes)
    import sqlite3

    with sqlite3.connect(place.state / "journal.db") as other:
        ((open_, results),) = other.execute("SELECT open, results FROM changes").fetchall()
    worker.join()
    assert open_ == 1
    assert '"sent":true' in results


def test_a_journal_that_fails_just_before_sending_keeps_it_here(place: Workshop) -> None:
    plan = place.plan(Operation.PAIR, B2, C2)
    changes = place.changes

    def harm(_: object) -> None:
        changes._journal._file.tables.conn.execute("PRAGMA query_only = ON")

    result = place.call(changes.apply(plan, Confirmation(), progress=harm))
    assert result.outcome == "refused-here"
    assert "journal" in result.message
    assert not result.results[0].sent
    assert place.sandbox.writes == []


def test_who_is_overtaken_on_the_platform_is_told(place: Workshop) -> None:
    """By somebody on another machine, whose change came after ours was there."""
    account = place.sandbox.world.account("nmp.00001")
    assert account is not None

    def overtake(turn: StepResult) -> None:
        if turn.acknowledged and turn.outcome is None:
            place.sandbox.world.change(account, status="RESTRICTED")

    plan = place.plan(Operation.ACCOUNT_STATUS, "nmp.00001", status="SUSPENDED")
    result = place.call(place.changes.apply(plan, Confirmation(), progress=overtake))
    assert result.outcome == "not-verified"
    assert "Somebody else changed it meanwhile" in result.message
    assert "account nmp.00001 status: RESTRICTED" in result.message


async def test_the_second_look_comes_after_whoever_looked_before_us() -> None:
    """Ours is seen at first and overtaken before the second look: not verified, but told."""
    fact = Fact("account", "a", "status")
    step = Step(Write(Call.ACCOUNT_STATUS, "1"), "t", {fact: "ACTIVE"}, {fact: "SUSPENDED"}, ())
    begun = asyncio.get_running_loop().time()

    async def look() -> StateSnapshot:
        gone = asyncio.get_running_loop().time() - begun
        return {fact: "SUSPENDED" if gone < 0.45 else "RESTRICTED"}

    settling = Settling(0.2, asyncio.Event())
    assert (await settling.acknowledged(step, look, overlap_s=0.3)).seen is Seen.OTHER
    begun = asyncio.get_running_loop().time()
    assert (await settling.acknowledged(step, look, overlap_s=0)).seen is Seen.APPLIED


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize(
    ("looks", "result"),
    [
        (["ACTIVE", "ACTIVE"], Seen.UNTOUCHED),
        (["ACTIVE", "SUSPENDED", "ACTIVE", "ACTIVE"], Seen.UNTOUCHED),
        (["ACTIVE", "SUSPENDED", "SUSPENDED"], Seen.APPLIED),
        (["SUSPENDED", "RESTRICTED", "ACTIVE", "RESTRICTED", "RESTRICTED"], Seen.OTHER),
        (["ACTIVE", "SUSPENDED"] * 5, Seen.UNREADABLE),
    ],
    ids=" ".join,
)
async def test_a_refusal_is_judged_by_two_looks_in_a_row_that_agree(
    looks: list[str], result: Seen
) -> None:
    fact = Fact("account", "a", "status")
    step = Step(Write(Call.ACCOUNT_STATUS, "1"), "t", {fact: "ACTIVE"}, {fact: "SUSPENDED"}, ())
    left = list(looks)

    async def look() -> StateSnapshot:
        return {fact: left.pop(0)}

    assert (await Settling(0.2, asyncio.Event()).at_once(step, look)).seen is result
    assert len(left) == (4 if result is Seen.UNREADABLE else 0), "looked no more than needed"


@pytest.mark.parametrize(
    ("fault", "stops"),
    [
        ("status 400", ""),
        ("status 403", ""),
        ("status 404", ""),
        ("refuse", ""),
        ("status 401", "the platform did not accept the sign-in."),
        ("drop-before", "the platform is not reached."),
        ("status 500", "the platform is not reached."),
        ("truncate", "the platform is not reached."),
    ],
)
def test_only_what_the_next_row_would_meet_too_stops_a_batch(
    place: Workshop, fault: str, stops: str
) -> None:
    """The reads right before a write are refused, or the platform is gone."""
    plan = place.plan(Operation.PAIR, B2, C2)
    asked = "get*" if place.family == "sdp2" else "adm.*"
    place.sandbox.fault(f"{fault} operation={asked}")
    result = place.apply(plan)
    assert (result.outcome, result.stops) == ("not-sent", stops)
    assert place.written == []


@pytest.mark.parametrize("effect", ["", " after=yes"])
@pytest.mark.parametrize("readable", [True, False])
def test_a_write_whose_token_is_refused_and_lost_was_sent(
    tmp_path: Path, effect: str, readable: bool
) -> None:
    """The new token cannot be had: what is there decides, once it can be read."""
    with workshop("opf", tmp_path, "settle_s = 0.4", "timeout_s = 5") as place:
        plan = place.plan(Operation.PAIR, B2, C2)
        place.sandbox.fault(f"status 401 operation=adm.devices.change{effect}")
        place.sandbox.fault("status 500 operation=keycloak.token nth=2")
        if not readable:
            place.sandbox.fault("status 401 operation=adm.devices.read nth=4")
        result = place.apply(plan)
        assert len(place.written) == 1
        applied = place.sandbox.world.box(B2).smartcard_id == C2  # type: ignore[union-attr]
        decided = "verified" if applied else "refused-by-platform"
        if readable:
            assert result.outcome == decided
            return
        assert (result.outcome, result.left_open) == ("unknown", True)
        place.sandbox.faults.clear()
        (settled,) = place.call(place.changes.settle_left_over())
        assert settled.outcome == decided
        assert len(place.written) == 1


def test_a_token_that_would_not_last_is_renewed_before_what_cannot_be_read_back(
    tmp_path: Path,
) -> None:
    with workshop("opf", tmp_path, "settle_s = 0.4", "timeout_s = 5") as place:
        place.sandbox.rest.tokens.access_s = 40  # longer than one call, shorter than 5 + 30 + 10
        signed = "keycloak.token"
        assert place.change(Operation.PAIR, B2, C2).outcome == "verified"
        before = place.sandbox.traffic.counts()[signed]
        assert place.change(Operation.UNPAIR, B2).outcome == "verified"
        assert place.sandbox.traffic.counts()[signed] == before
        assert place.change(Operation.MESSAGE, "9002", text="Hello").outcome == "accepted"
        assert place.sandbox.traffic.counts()[signed] > before


def test_a_token_that_ran_out_is_renewed_for_a_write_too(tmp_path: Path) -> None:
    with workshop("opf", tmp_path, "settle_s = 0.5", "timeout_s = 5") as place:
        assert place.change(Operation.PAIR, B2, C2).outcome == "verified"
        place.sandbox.rest.tokens.revoke()
        result = place.change(Operation.ACCOUNT_STATUS, "nmp.00003", status="ACTIVE")
        assert result.outcome == "verified"
        done = [write.operation for write in place.sandbox.writes if write.outcome == "done"]
        assert done == ["adm.devices.change", "adm.accounts.change-status"]


def test_a_cancelled_caller_cancels_no_write(place: Workshop) -> None:
    operation = "Pair" if place.family == "sdp2" else "adm.devices.change"
    place.sandbox.fault(f"delay 500 operation={operation}")
    plan = place.plan(Operation.PAIR, B2, C2)

    async def give_up() -> None:
        task = asyncio.ensure_future(
            place.client.engine.run(place.changes.apply(plan, Confirmation()))
        )
        assert await asyncio.to_thread(_wait, lambda: place.sandbox.writes)
        task.cancel()

    asyncio.run(give_up())
    assert _wait(lambda: not place.journal()[0].open)
    (entry,) = place.journal()
    assert entry.outcome == "verified"
    assert place.written == [operation]


def test_closing_waits_for_the_answer_of_an_open_write(place: Workshop) -> None:
    operation = "Pair" if place.family == "sdp2" else "adm.devices.change"
    place.sandbox.fault(f"delay 500 operation={operation}")
    plan = place.plan(Operation.PAIR, B2, C2)
    changes, engine = place.changes, place.client.engine
    worker = threading.Thread(target=lambda: engine.call(changes.apply(plan, Confirmation())))
    worker.start()
    assert _wait(lambda: place.sandbox.writes)
    place.close()
    worker.join()
    (entry,) = place.journal()
    assert (entry.open, entry.outcome) == (False, "verified")


def test_closing_in_the_settle_time_leaves_it_open_and_the_next_start_decides_by_reading(
    tmp_path: Path,
) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 2", "timeout_s = 5") as place:
        place.sandbox.fault("drop-after operation=Pair")
        plan = place.plan(Operation.PAIR, B2, C2)
        changes, engine = place.changes, place.client.engine
        worker = threading.Thread(target=lambda: engine.call(changes.apply(plan, Confirmation())))
        worker.start()
        assert _wait(lambda: [w for w in place.sandbox.writes if "dropped" in w.outcome])
        place.close()
        worker.join()
        (left,) = place.call(place.changes.still_open()) if place.changes else ()
        assert (left.open, left.outcome) == (True, "unknown")
        with pytest.raises(RefusedHere, match="still open"):
            place.change(Operation.ACCOUNT_STATUS, "nmp.00001", status="SUSPENDED")
        (decided,) = place.call(place.changes.settle_left_over())
        assert decided.outcome == "verified"
        assert place.written == ["Pair"]
        assert (
            place.change(Operation.ACCOUNT_STATUS, "nmp.00001", status="SUSPENDED").outcome
            == "verified"
        )


def test_two_processes_on_one_account_never_both_write(tmp_path: Path) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 1", "timeout_s = 20") as place:
        assert place.changes is not None, "it is open: this process is the second"
        place.sandbox.fault("delay 8000 operation=Pair")
        first = place.spawn("pair", B2, C2, "--apply")
        assert _wait(lambda: place.sandbox.writes)
        with pytest.raises(RefusedHere, match="still open"):
            place.change(Operation.ACCOUNT_STATUS, "nmp.00001", status="SUSPENDED")
        assert first.poll() is None, "its write is under way"
        assert first.wait(30) == 0
        assert place.written == ["Pair"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_kill_9_in_the_middle_of_a_write(tmp_path: Path, moment: str) -> None:
    """The write is processed or not; the next process finds out by reading, and sends nothing."""
    with workshop("sdp2", tmp_path, "settle_s = 0.5", "timeout_s = 10") as place:
        fault = "delay 1500 after=yes" if moment == "after" else "status 500"
        place.sandbox.fault("delay 1500 operation=Pair" if moment == "before" else
                            f"{fault} operation=Pair")  # fmt: skip
        process = place.spawn("pair", B2, C2, "--apply")
        assert _wait(lambda: place.sandbox.writes)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        assert place.sandbox.traffic.wait_settled(1)
        (left,) = place.call(place.changes.still_open()) if place.changes else ()
        assert (left.open, left.outcome) == (True, "unknown")
        (decided,) = place.call(place.changes.settle_left_over())
        box = place.sandbox.world.box(B2)
        assert box is not None
        applied = box.smartcard_id == C2
        assert decided.outcome == ("verified" if applied else "not-applied")
        assert place.written == ["Pair"]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_ending_in_the_middle_of_a_write_waits_for_its_answer(
    tmp_path: Path, ending: signal.Signals
) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 30", "timeout_s = 10") as place:
        place.sandbox.fault("delay 700 operation=Pair")
        process = place.spawn("pair", B2, C2, "--apply")
        assert _wait(lambda: place.sandbox.writes)
        process.send_signal(ending)
        assert process.wait(15) == 130
        (entry,) = place.journal()
        assert (entry.open, entry.outcome) == (False, "verified")
        assert place.written == ["Pair"]


def test_kill_9_between_the_steps_of_a_saga_is_partial_and_says_what_is_where(
    tmp_path: Path,
) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 0.5", "timeout_s = 10") as place:
        place.sandbox.fault("delay 1500 operation=Pair")
        process = place.spawn("pair", B2, C1, "--apply")
        assert _wait(lambda: "Pair" in place.written)
        place.sandbox.fault("refuse operation=Pair")
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        assert place.sandbox.traffic.wait_settled(2)
        place.sandbox.faults.clear()
        assert place.changes
        (decided,) = place.call(place.changes.settle_left_over())
        box = place.sandbox.world.box(B2)
        assert box is not None
        assert decided.outcome == ("verified" if box.smartcard_id == C1 else "partial")
        assert place.written == ["Unpair", "Pair"]


def test_a_change_killed_before_it_was_sent_is_not_sent(tmp_path: Path) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 0.5", "timeout_s = 10") as place:
        place.plan(Operation.PAIR, B2, C2)
        place.close()
        place.sandbox.fault("delay 1500 operation=getByUID")
        place.sandbox.traffic.clear()
        process = place.spawn("pair", "E833815A9301", C2, "--apply")
        assert _wait(lambda: (place.state / "journal.db").exists() and _open_rows(place))
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        place.sandbox.faults.clear()
        assert place.changes
        (decided,) = place.call(place.changes.settle_left_over())
        assert decided.outcome == "not-sent"
        assert place.written == []


def _open_rows(place: Workshop) -> int:
    import sqlite3

    with sqlite3.connect(place.state / "journal.db") as other:
        return int(other.execute("SELECT count(*) FROM changes WHERE open = 1").fetchone()[0])


def _wait(condition, seconds: float = 15) -> bool:
    """Wait for a condition that another thread or process brings about."""
    waiting = threading.Event()
    for _ in range(int(seconds * 100)):
        if condition():
            return True
        waiting.wait(0.01)
    return False
