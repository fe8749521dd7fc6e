"""Two engineers change one account at once: on one machine, and on two.

    python -m tests.torture.two_engineers [rounds] [sdp2|opf] [seed]

Each engineer is a process with a change service; two share a folder, which is one machine.
A round is two requests on one account, planned and applied in any order, at random distances and
with random delays on the road. What the platform really held before and after each write is kept
by the sandbox's side, so that every word can be checked against it.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from smstui.config.load import load
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import StepResult
from smstui.domain.errors import SmstuiError
from smstui.services.changes import Request
from smstui.services.client import Client
from smstui.services.engine import Engine
from smstui.store.journal import Journal
from tests.support import prepared
from tests.support.changing import Workshop, workshop

B1, B2, C1, C2, ACCOUNT = "3421", "3422", "000145098240", "000145098241", "nmp.00001"
SETTLE_S = 0.1

CHANGES: Sequence[tuple[Operation, str, str, dict[str, str]]] = (
    (Operation.PAIR, B2, C2, {}),
    (Operation.PAIR, B2, C1, {}),
    (Operation.PAIR, B1, C1, {}),
    (Operation.UNPAIR, B1, "", {}),
    (Operation.UNPAIR, B2, "", {}),
    (Operation.SWAP_CARD, B1, C2, {}),
    (Operation.SWAP_CARD, B2, C1, {}),
    (Operation.DISABLE, B1, "", {}),
    (Operation.ENABLE, B1, "", {}),
    (Operation.DISABLE, B2, "", {}),
    (Operation.ENABLE, B2, "", {}),
    (Operation.ACCOUNT_STATUS, ACCOUNT, "", {"status": "ACTIVE"}),
    (Operation.ACCOUNT_STATUS, ACCOUNT, "", {"status": "RESTRICTED"}),
    (Operation.ACCOUNT_STATUS, ACCOUNT, "", {"status": "SUSPENDED"}),
)

WRITES = {
    "sdp2": ("operation=*air", "operation=Update*"),
    "opf": ("operation=adm.devices.change", "operation=adm.accounts.change-status"),
}
"""Changes alone are slow where the CAS is waited for: then they cross most easily."""

TOLD_OTHERWISE = frozenset({"not-verified", "not-applied", "unknown", "partial"})
"""Words after which an engineer knows that what he sent is not what is there."""

State = dict[str, str | None]


@dataclass
class Tally:
    """A write may reach the platform after the other's though its engineer looked before it.

    `beside`: nothing of the other's was touched. `crossed`: it was, and one of them was told.
    `beyond`: it was and nobody was told, but the write was on its way, from the look before it to
    its arrival, for longer than the overtaken engineer kept looking after the answer to his own:
    at least twice as long as his own was on its way, at most two seconds. No reading can see that
    (`services/changes/settling.py`). `silent`: nobody was told, and the looks should have shown it.
    """

    rounds: int = 0
    changes: int = 0
    words: Counter[str] = field(default_factory=Counter)
    beside: int = 0
    crossed: int = 0
    silent: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0

    @property
    def clean(self) -> bool:
        return not (self.silent or self.lost or self.doubled)

    def __str__(self) -> str:
        words = ", ".join(f"{times} {word}" for word, times in self.words.most_common())
        return (
            f"{self.rounds} rounds, {self.changes} changes ({words}); {self.beside} side by side, "
            f"{self.crossed} crossed and told, {len(self.silent)} silent overwrites, "
            f"{len(self.beyond)} beyond what looking can see, "
            f"{self.lost} lost, {self.doubled} sent twice"
        )


class Engineer:
    """One process with a change service. Planning and applying are asked for line by line."""

    def __init__(self, name: str, configuration: Path, deployment: str, state: Path) -> None:
        self.name = name
        self._process = prepared.popen(
            [sys.executable, "-m", "tests.torture.two_engineers", "--engineer",
             str(configuration), deployment, str(state)],
            stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=prepared.ROOT,
        )  # fmt: skip

    def plan(self, request: int) -> bool:
        """Whether there is a plan for a request of `CHANGES`, as things stand."""
        return bool(self._ask({"plan": request})["planned"])

    def apply(self, after_s: float) -> dict[str, Any]:
        """Apply the plan that was shown; how it ended."""
        return self._ask({"apply": after_s})

    def _ask(self, what: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)


class Witness:
    """What the platform held before and after each write it processed, in that order."""

    def __init__(self, place: Workshop) -> None:
        self._place = place
        self.writes: list[tuple[str, State, State, float]] = []
        self._before = self.state()
        traffic = place.sandbox.traffic
        ended = traffic.ended

        def seen(write: Any, outcome: str) -> None:
            now = self.state()
            if outcome.startswith("done"):
                self.writes.append((write.correlation_id or "", self._before, now, time.time()))
            self._before = now
            ended(write, outcome)

        traffic.ended = seen  # type: ignore[method-assign]

    def state(self) -> State:
        """The facts that the requests are about, spelled as a plan spells them."""
        world = self._place.sandbox.world
        with world.lock:
            account = world.account(ACCOUNT)
            assert account is not None
            state: State = {f"account {ACCOUNT} status": account.status}
            for uid in (B1, B2):
                box = world.box(uid)
                assert box is not None
                state[f"box {uid} card"] = box.smartcard_id
                state[f"box {uid} enabled"] = "yes" if box.enabled else "no"
            for number in (C1, C2):
                card = world.card(number)
                assert card is not None
                state[f"smartcard {number} box"] = card.stb_uid
            return state


def run(folder: Path, rounds: int, family: str = "sdp2", seed: int = 1) -> Tally:
    """`rounds` rounds, half of them on one machine."""
    tally, chance = Tally(), random.Random(seed)
    with workshop(family, folder, f"settle_s = {SETTLE_S}", "timeout_s = 5") as place:
        here, there = folder / "here", folder / "there"
        with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
            first, neighbour, far = (
                stack.enter_context(Engineer(name, place.configuration, place.deployment, state))
                for name, state in (("first", here), ("neighbour", here), ("far", there))
            )
            witness = Witness(place)
            for number in range(rounds):
                other = neighbour if number % 2 else far
                _round(place, pool, chance, (first, other), witness, tally)
        _count(place, (here, there), tally)
    return tally


def _round(
    place: Workshop,
    pool: ThreadPoolExecutor,
    chance: random.Random,
    pair: tuple[Engineer, Engineer],
    witness: Witness,
    tally: Tally,
) -> None:
    """Two plans, then both applied: together, or one after the other."""
    engineers = list(pair)
    chance.shuffle(engineers)
    request = -1
    for engineer in engineers:
        request = _planned(engineer, chance, request)
    slow = chance.choice(("", f"family={place.family}", *WRITES[place.family]))
    if slow:
        place.sandbox.fault(f"delay {chance.randint(1, 40)} {slow}")
    begun = len(witness.writes)
    if chance.random() < 0.7:
        offsets = [0.0, chance.choice((0.0, chance.random() * 0.06))]
        told = list(pool.map(lambda each, after: each.apply(after), engineers, offsets))
    else:
        told = [engineer.apply(0.0) for engineer in engineers]
    place.sandbox.faults.clear()
    tally.rounds += 1
    for each in told:
        tally.changes += each["outcome"] != "refused-here"
        tally.words[each["outcome"]] += 1
    _judge(witness.writes[begun:], told, tally, f"round {tally.rounds} of {place.family}")


def _planned(engineer: Engineer, chance: random.Random, other: int) -> int:
    """A request that there is a plan for; mostly one about the same thing as the `other`."""
    while True:
        near = [at for at in range(len(CHANGES)) if other >= 0 and _theme(at) == _theme(other)]
        request = chance.choice(near if near and chance.random() < 0.7 else range(len(CHANGES)))
        if engineer.plan(request):
            return request
        other = other if chance.random() < 0.8 else -1


def _theme(request: int) -> str:
    operation, target, _, _ = CHANGES[request]
    switched = operation in (Operation.ENABLE, Operation.DISABLE)
    return target if switched or target == ACCOUNT else "cards"


def _judge(
    writes: Sequence[tuple[str, State, State, float]],
    told: Sequence[dict[str, Any]],
    tally: Tally,
    where: str,
) -> None:
    """Hold every write against what its engineer was shown, and every loss against the words."""
    by_correlation = {each["correlation_id"]: each for each in told if each["correlation_id"]}
    steps: Counter[str] = Counter()
    for correlation_id, before, after, at in writes:
        mine = by_correlation[correlation_id]
        step = mine["steps"][steps[correlation_id]]
        steps[correlation_id] += 1
        shown, wanted = step["before"], step["after"]
        known = shown if steps[correlation_id] > 1 else {**mine["guard"], **shown}
        overrun = {
            fact
            for fact in wanted
            if fact in before and before[fact] not in (shown.get(fact), wanted[fact])
        }
        moved = {fact for fact in known if fact in before and before[fact] != known[fact]}
        besides = {fact for fact in after if after[fact] != before[fact] and fact not in wanted}
        besides -= {fact for fact in besides if fact.startswith("smartcard")}  # the card follows
        if not overrun and not besides:
            tally.beside += bool(moved)
            continue
        others = [each for each in told if each is not mine]
        words = {each["outcome"] for each in (*others, mine)}
        said = f"{where}: {mine['title']} over {sorted(overrun | besides)}; told {sorted(words)}"
        if not words & TOLD_OTHERWISE:
            road = at - mine["times"][steps[correlation_id] - 1]["looked"]
            kept_looking = min((step["ended"] - step["answered"] for other in others
                                for step in other.get("times", ()) if step["answered"]),
                               default=0.0)  # fmt: skip
            said += f"; on its way for {road:.2f} s, the other looked for {kept_looking:.2f} s"
            (tally.beyond if road > kept_looking else tally.silent).append(said)
        else:
            tally.crossed += 1


def _count(place: Workshop, folders: Sequence[Path], tally: Tally) -> None:
    sent = Counter(write.correlation_id for write in place.sandbox.writes)
    known: dict[str, int] = {}
    for folder in folders:
        journal = Journal(place.identity, folder)
        for entry in journal.latest(1_000_000):
            known[entry.correlation_id] = entry.plan.count('"write":')
            tally.lost += entry.open or not entry.outcome
        journal.close()
    tally.lost += sum(correlation not in known for correlation in sent)
    tally.doubled += sum(times > known.get(each or "", 0) for each, times in sent.items())


def serve(configuration: Path, deployment_name: str, state: Path) -> None:
    """One engineer: plans and applies what is asked on standard input."""
    deployment = load(configuration, deployment=deployment_name).deployment()
    reached = deployment.reached
    engine = Engine().start()
    changes = Client.open(
        engine, deployment, reached.password.resolve("password", reached.username), state=state
    ).changes
    plan: Plan | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        if "plan" in asked:
            operation, target, second, values = CHANGES[asked["plan"]]
            try:
                plan = engine.call(changes.plan(Request(operation, target, second, values)))
            except SmstuiError:
                plan = None
            answer: dict[str, Any] = {"planned": plan is not None}
        else:
            assert plan is not None
            time.sleep(asked["apply"])
            answer = _applied(engine, changes, plan)
        print(json.dumps(answer), flush=True)
    engine.close()


def _applied(engine: Engine, changes: Any, plan: Plan) -> dict[str, Any]:
    ended: dict[str, Any] = {"outcome": "refused-here", "correlation_id": "", "message": ""}
    times: dict[int, dict[str, float]] = {}

    def turned(turn: StepResult) -> None:
        """Keep when a step was looked at before it was sent, answered, and ended."""
        kept = times.setdefault(turn.n, {"looked": time.time(), "answered": 0.0, "ended": 0.0})
        if turn.acknowledged is not None and not kept["answered"]:
            kept["answered"] = time.time()
        if turn.outcome is not None:
            kept["ended"] = time.time()

    try:
        result = engine.call(changes.apply(plan, Confirmation(), progress=turned))
        ended = {
            "outcome": str(result.outcome),
            "correlation_id": result.correlation_id,
            "message": result.message,
            "times": [times[n] for n in sorted(times)],
        }
    except SmstuiError as error:
        ended["message"] = str(error)
    return {
        **ended,
        "title": plan.title,
        "guard": {str(fact): value for fact, value in plan.preconditions.items()},
        "steps": [
            {
                "before": {str(fact): value for fact, value in step.before.items()},
                "after": {str(fact): value for fact, value in step.after.items()},
            }
            for step in plan.steps
        ],
    }


def main() -> int:
    if sys.argv[1:2] == ["--engineer"]:
        serve(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
        return 0
    rounds = int(sys.argv[1]) if sys.argv[1:] else 1_000
    family = sys.argv[2] if sys.argv[2:] else "sdp2"
    seed = int(sys.argv[3]) if sys.argv[3:] else 1
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), rounds, family, seed)
    print(tally)
    for each in (*tally.silent, *tally.beyond):
        print(each)
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
