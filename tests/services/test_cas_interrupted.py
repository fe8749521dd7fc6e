"""A process that is killed with -9 between the halves of a pairing: the journal decides.

The next start reads what can be read, and `pair` or `unpair` again sends only what is missing.
"""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import DEVNULL

import pytest

from smstui.domain.changes.operations import Operation
from smstui.store.journal import Entry
from tests.support.changing import Workshop, workshop

B1, B2 = "3421", "3422"
C1, C2 = "000145098240", "000145098241"
LONGEST_S = 30.0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workshop]:
    with workshop("opf", tmp_path, "opf.cas_pairing = true", "settle_s = 1") as made:
        yield made


def killed(place: Workshop, *words: str, when: Callable[[], bool]) -> None:
    """Run a change as a process of its own, and kill it once `when` holds."""
    process = place.spawn(*words, "--apply", stdout=DEVNULL, stderr=DEVNULL)
    try:
        until = time.monotonic() + LONGEST_S
        while not when():
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    place.sandbox.faults.clear()


def settled(place: Workshop) -> Entry:
    """Decide what the dead process left over, as the next start does."""
    (left,) = place.call(place.changes.still_open())
    time.sleep(1.1)
    place.call(place.changes.settle_left_over())
    entry = place.call(place.changes.change(left.id))
    assert isinstance(entry, Entry)
    assert not entry.open
    return entry


def at_cas(place: Workshop, uid: str) -> str | None:
    box = place.sandbox.world.box(uid)
    assert box is not None
    return place.sandbox.world.cas.card_of(box.casn)


def test_killed_after_the_record_and_before_the_cas(place: Workshop) -> None:
    place.sandbox.fault("silence operation=adm.devices.change after=yes")
    killed(place, "pair", B2, C2, when=lambda: bool(place.written))
    assert place.changes
    entry = settled(place)
    assert (entry.operation, entry.outcome) == ("pair", "partial")
    assert place.written == ["adm.devices.change"]
    again = place.change(Operation.PAIR, B2, C2)
    assert again.outcome == "accepted"
    assert place.written == ["adm.devices.change", "cag.pair"]
    assert at_cas(place, B2) == C2


@pytest.mark.parametrize("after", ["", " after=yes"], ids=["without effect", "with effect"])
def test_killed_while_the_cas_is_asked(place: Workshop, after: str) -> None:
    place.sandbox.fault(f"silence operation=cag.pair{after}")
    killed(place, "pair", B2, C2, when=lambda: place.sandbox.counts()["cag.pair"] > 0)
    assert place.changes
    entry = settled(place)
    assert entry.outcome == "unknown"
    again = place.change(Operation.PAIR, B2, C2)
    assert again.outcome == "accepted"
    assert [step.write.call for step in again.plan.steps] == ["cas-pair"]
    assert place.written == ["adm.devices.change", "cag.pair", "cag.pair"]
    assert at_cas(place, B2) == C2


def test_killed_after_the_cas_and_before_the_record(place: Workshop) -> None:
    place.sandbox.fault("silence operation=adm.devices.change")
    killed(place, "unpair", B1, when=lambda: "adm.devices.change" in place.written)
    assert place.changes
    entry = settled(place)
    box = place.sandbox.world.box(B1)
    assert box is not None
    assert box.smartcard_id == C1
    assert entry.outcome in ("unknown", "partial")
    again = place.change(Operation.UNPAIR, B1)
    assert again.outcome in ("verified", "accepted", "refused-by-platform")
    if again.outcome == "refused-by-platform":
        pytest.fail(f"the way on is blocked after {entry.outcome}: {again.message}")
    assert box.smartcard_id is None
    assert at_cas(place, B1) is None
