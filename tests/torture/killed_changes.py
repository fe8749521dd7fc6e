"""A process that pairs and unpairs without end is killed with -9, again and again.

After each kill the next process decides by reading what the dead one left over. Nothing may be
lost, nothing sent twice, and every word must be true.

    python -m tests.torture.killed_changes [kills] [sdp2|opf]
"""

import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from smstui.config.load import load
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.services.changes import Request
from smstui.services.client import Client
from smstui.services.engine import Engine
from smstui.store.journal import Entry
from tests.support import prepared
from tests.support.changing import Workshop, workshop

BOX, CARD = "3422", "000145098241"
SETTLE_S = 0.3


@dataclass
class Outcome:
    """`lost`: a write without a row, or a row never decided; `doubled`: one change sent twice."""

    kills: int = 0
    changes: int = 0
    left_over: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    words: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return (self.lost, self.doubled, self.wrong) == (0, 0, 0)


def run(folder: Path, kills: int, family: str = "sdp2", seed: int = 1) -> Outcome:
    """Kill `kills` writers, deciding after each what it left over."""
    outcome, chance = Outcome(), random.Random(seed)
    with workshop(family, folder, f"settle_s = {SETTLE_S}", "timeout_s = 5") as place:
        for _ in range(kills):
            place.sandbox.faults.clear()
            if chance.random() < 0.5:
                place.sandbox.fault(f"delay {chance.randint(1, 40)} family={family}")
            _kill_one(place, chance.random() * 0.5)
            outcome.kills += 1
            place.sandbox.traffic.wait_settled(len(place.sandbox.writes))
            _decide(place, outcome)
            place.close()
        _count(place, outcome)
    return outcome


def _kill_one(place: Workshop, after_s: float) -> None:
    process = prepared.popen(
        [sys.executable, "-m", "tests.torture.killed_changes", "--writer",
         str(place.configuration), place.deployment, str(place.state)],
        stderr=subprocess.DEVNULL, cwd=prepared.ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.wait()


def _decide(place: Workshop, outcome: Outcome) -> None:
    """What the dead process left over, decided by reading; it must be as the world is."""
    changes = place.changes
    left = list(place.call(changes.still_open()))
    outcome.left_over += len(left)
    decided = place.call(changes.settle_left_over())
    outcome.lost += len(left) - len(decided)
    for entry in decided:
        if not _is_true(place, entry):
            outcome.wrong += 1


def _is_true(place: Workshop, entry: Entry) -> bool:
    box = place.sandbox.world.box(BOX)
    assert box is not None
    wanted = CARD if entry.operation == "pair" else None
    sent = any(w.correlation_id == entry.correlation_id for w in place.sandbox.writes)
    match entry.outcome:
        case "verified":
            return box.smartcard_id == wanted
        case "not-applied":
            return box.smartcard_id != wanted
        case "not-sent":
            return not sent
        case _:
            return False


def _count(place: Workshop, outcome: Outcome) -> None:
    entries = place.call(place.changes.journal(100_000)) if place.changes else []
    outcome.changes = len(entries)
    outcome.words = Counter(entry.outcome for entry in entries)
    known = {entry.correlation_id for entry in entries}
    sent = Counter(write.correlation_id for write in place.sandbox.writes)
    outcome.lost += sum(1 for correlation in sent if correlation not in known)
    outcome.lost += sum(entry.open for entry in entries)
    outcome.doubled += sum(times > 1 for times in sent.values())


def write_without_end(configuration: Path, deployment_name: str, state: Path) -> None:
    """Pair and unpair, for ever, as the box stands."""
    deployment = load(configuration, deployment=deployment_name).deployment()
    reached = deployment.reached
    password = reached.password.resolve("password", reached.username)
    engine = Engine().start()
    changes = Client.open(engine, deployment, password, state=state).changes
    done = 0
    while True:
        plan = None
        for request in (Request(Operation.UNPAIR, BOX), Request(Operation.PAIR, BOX, CARD)):
            try:
                plan = engine.call(changes.plan(request))
                break
            except Exception:  # noqa: S112  it has no card: then it gets one
                continue
        if plan is not None:
            engine.call(changes.apply(plan, Confirmation()))
            done += 1
        if done == 1:
            print("ready", flush=True)


def main() -> int:
    if sys.argv[1:2] == ["--writer"]:
        write_without_end(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
    kills = int(sys.argv[1]) if sys.argv[1:] else 100
    family = sys.argv[2] if sys.argv[2:] else "sdp2"
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), kills, family)
    print(outcome)
    return 0 if outcome.clean else 1


if __name__ == "__main__":
    sys.exit(main())
