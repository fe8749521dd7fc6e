"""Open changes: read before they are closed, whatever their row says, and never in the way.

Rows are written here as a process that died, or an editor, may have left them.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.sandbox.rules.pairing import pair
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import plan_to_text, results_to_text
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.support.deliveries import Delivery, delivered

LONG_AGO = "2026-01-02T03:04:05+00:00"


@pytest.fixture(params=FAMILIES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    with workshop(request.param, tmp_path, "settle_s = 0.4", "timeout_s = 5") as made:
        yield made


def left_open(place: Workshop, plan: Plan, *results: StepResult) -> Entry:
    """Put an open row of a process that is gone into the journal."""
    shown = place.call(place.changes.journal())
    template = shown[0] if shown else None
    journal = Journal(place.identity, place.state)
    try:
        fields = {
            "id": f"left{len(shown)}",
            "account": plan.account,
            "operation": plan.operation,
            "title": plan.title,
            "plan": plan_to_text(plan),
            "results": results_to_text(results),
            "open": True,
            "outcome": "unknown",
            "ended": None,
        }
        assert template is not None
        row = replace(template, **fields)
        assert journal.begin(row, plan.locks).id == row.id
        journal.note(row.id, row.results, "unknown")
    finally:
        journal.close()
    return row


def pair_plan(place: Workshop) -> tuple[Plan, Delivery]:
    """A plan to pair, and one change before it, so that the journal has a row to begin from."""
    delivery = delivered(place.sandbox.world, 2)
    assert place.change(Operation.PAIR, *delivery.pairs[0]).outcome == "verified"
    return place.plan(Operation.PAIR, *delivery.pairs[1]), delivery


RECORDED = [
    None,
    Outcome.VERIFIED,
    Outcome.ACCEPTED,
    Outcome.NOT_VERIFIED,
    Outcome.PARTIAL,
    Outcome.REFUSED_BY_PLATFORM,
    Outcome.UNKNOWN,
]
ANSWERS = {None: "not-applied", True: "not-verified", False: "refused-by-platform"}


@pytest.mark.parametrize("acknowledged", list(ANSWERS))
@pytest.mark.parametrize("applied", [False, True])
def test_an_open_row_is_decided_by_what_is_there_whatever_it_says(
    place: Workshop, applied: bool, acknowledged: bool | None
) -> None:
    plan, delivery = pair_plan(place)
    for recorded in RECORDED:
        result = StepResult(
            1, sent=True, sent_at=LONG_AGO, acknowledged=acknowledged, outcome=recorded
        )
        row = left_open(place, plan, result)
        if applied and recorded is RECORDED[0]:
            pair(place.sandbox.world, delivery.boxes[1], delivery.cards[1])
        reads = len(place.sandbox.requests)
        (decided,) = place.call(place.changes.settle_left_over())
        assert decided.id == row.id
        assert len(place.sandbox.requests) > reads
        assert decided.outcome == ("verified" if applied else ANSWERS[acknowledged]), recorded
        assert not decided.open


def test_a_row_from_before_the_clock_was_set_back_waits_no_longer_than_any(
    place: Workshop,
) -> None:
    plan, delivery = pair_plan(place)
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    row = left_open(place, plan, StepResult(1, sent=True, sent_at=ahead, acknowledged=True))
    pair(place.sandbox.world, delivery.boxes[1], delivery.cards[1])
    (decided,) = place.call(place.changes.settle_left_over())
    assert (decided.id, decided.outcome) == (row.id, "verified")


def test_what_a_dead_process_left_blocks_for_the_rest_of_its_settle_time_and_says_so(
    tmp_path: Path,
) -> None:
    """Its lock is gone with it. What it sent may still take effect; what it did not cannot."""
    with workshop("sdp2", tmp_path, "settle_s = 60", "timeout_s = 5") as place:
        plan, _ = pair_plan(place)
        sent = (datetime.now(UTC) - timedelta(seconds=20)).isoformat()
        row = left_open(place, plan, StepResult(1, sent=True, sent_at=sent))
        assert place.call(place.changes.at_work([row])) == frozenset()
        with pytest.raises(RefusedHere, match="still open") as refused:
            place.apply(plan)
        (left,) = re.findall(r"It is decided in (\d+) s; try again then", refused.value.hint)
        assert 20 <= int(left) <= 40


def test_what_a_dead_process_did_not_send_blocks_nothing(tmp_path: Path) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 60", "timeout_s = 5") as place:
        plan, _ = pair_plan(place)
        left_open(place, plan, StepResult(1))
        assert place.apply(plan).outcome == "verified"


def test_a_row_that_cannot_be_read_stays_open_until_it_can(place: Workshop) -> None:
    plan, _ = pair_plan(place)
    left_open(place, plan, StepResult(1, sent=True, sent_at=LONG_AGO, outcome=Outcome.VERIFIED))
    place.sandbox.fault("status 500")
    assert place.call(place.changes.settle_left_over()) == []
    (row,) = place.call(place.changes.still_open())
    with pytest.raises(RefusedHere, match="still open"):
        place.apply(plan)
    place.sandbox.faults.clear()
    (decided,) = place.call(place.changes.settle_left_over())
    assert (decided.id, decided.outcome) == (row.id, "not-applied")
    assert place.apply(plan).outcome == "verified"


@pytest.mark.parametrize("named", ["of a change that has ended", "of no change at all"])
def test_a_hold_that_nobody_needs_is_removed_and_told(place: Workshop, named: str) -> None:
    plan, _ = pair_plan(place)
    (ended, *_) = place.journal()
    change = ended.id if "ended" in named else "feedfacecafe"
    with sqlite3.connect(place.state / "journal.db") as tables:
        (columns,) = [tables.execute("SELECT * FROM holds").description]
        names = [each[0] for each in columns]
        given = {"subject": plan.locks[0], "change": change}
        given |= {name: _owner_of(tables) for name in names if name not in given}
        tables.execute(
            f"INSERT INTO holds ({', '.join(given)}) VALUES ({', '.join('?' * len(given))})",  # noqa: S608
            tuple(given.values()),
        )
    result = place.apply(plan)
    assert result.outcome == "verified"
    assert f"A lock left by change {change}, which is not open, was removed." in result.message


def _owner_of(tables: sqlite3.Connection) -> str:
    """The value that holds of this platform carry beside subject and change."""
    names = [each[0] for each in tables.execute("SELECT * FROM changes").description]
    column = "platform" if "platform" in names else "deployment"
    return str(tables.execute(f"SELECT {column} FROM changes").fetchone()[0])  # noqa: S608
