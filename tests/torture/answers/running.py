"""One case after the other: a household, a plan, an answer, and what was said against what is."""

import itertools
import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.errors import SmstuiError
from smstui.sandbox import Sandbox
from tests.support.changing import Workshop
from tests.torture.answers.households import Household, settle
from tests.torture.answers.oracle import (
    Said,
    Sight,
    decided,
    expected,
    false_words,
    sight,
)
from tests.torture.answers.scenarios import SCENARIOS, Scenario
from tests.torture.answers.stages import (
    BLIND,
    SETTLE_S,
    TIMEOUT_S,
    Staged,
    Timing,
    answers,
    timings,
)

AT_ONCE = 10
"""Sandboxes at work together in one process."""
SOON = ("refused-by-platform", "not-applied", "not-verified", "partial")
"""Outcomes that mean "so far": a late effect is told (design.md §3, "Watch")."""


@dataclass(frozen=True)
class Case:
    """One answer at one step of one operation. `number` seeds its household."""

    number: int
    scenario: Scenario
    step: int
    answer: Staged
    timing: Timing

    def __str__(self) -> str:
        return (
            f"{self.scenario.family} · {self.scenario.name} · step {self.step} of "
            f"{self.scenario.steps} · {self.answer.name}{' always' if self.answer.always else ''} "
            f"· effect {self.timing}"
        )


@dataclass
class Wrong:
    """One thing that was wrong: `false` where the world contradicts it, else a departure."""

    case: str
    what: str
    expected: str
    got: str
    false: bool

    def __str__(self) -> str:
        return f"{self.case}: {self.what} (expected {self.expected}; got {self.got})"


@dataclass
class Tally:
    cases: int = 0
    answers: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrongs: list[Wrong] = field(default_factory=list)
    sent_twice: int = 0
    resent: int = 0
    exceptions: list[str] = field(default_factory=list)
    late_told: int = 0
    too_slow: int = 0
    """Cases in which the effect came between the last look and ours: not judged."""
    undone: int = 0
    undo_refused: int = 0
    unrepeated: list[str] = field(default_factory=list)

    @property
    def false(self) -> list[Wrong]:
        return [each for each in self.wrongs if each.false]

    @property
    def departures(self) -> list[Wrong]:
        return [each for each in self.wrongs if not each.false]

    @property
    def clean(self) -> bool:
        return not (self.wrongs or self.exceptions or self.sent_twice)

    def add(self, other: "Tally") -> None:
        for name in (
            "cases",
            "sent_twice",
            "resent",
            "late_told",
            "too_slow",
            "undone",
            "undo_refused",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("answers", "operations", "steps", "outcomes"):
            getattr(self, name).update(getattr(other, name))
        for name in ("wrongs", "exceptions", "unrepeated"):
            getattr(self, name).extend(getattr(other, name))

    def __str__(self) -> str:
        outcomes = ", ".join(f"{times} {word}" for word, times in self.outcomes.most_common())
        return (
            f"{self.cases} cases: {len(self.answers)} answers, {len(self.operations)} operations, "
            f"{len(self.steps)} steps ({outcomes}); {len(self.false)} false words in "
            f"{len({each.case for each in self.false})} cases, {len(self.departures)} other than "
            f"design.md §3 says in {len({each.case for each in self.departures})} cases, "
            f"{self.sent_twice} sent twice, "
            f"{len(self.exceptions)} exceptions; {self.resent} sent again after a refused sign-in, "
            f"{self.late_told} late effects told, {self.undone} undone, "
            f"{self.undo_refused} had nothing to undo; {len(self.unrepeated)} not repeated, "
            f"{self.too_slow} not judged"
        )


def cases(families: Iterable[str], seed: int, most: int | None = None) -> list[Case]:
    """Every case of `families`, in an order that `seed` gives; `most` of them."""
    everything = [
        (scenario, step, answer, timing)
        for scenario in SCENARIOS
        if scenario.family in families
        for step in range(1, scenario.steps + 1)
        for answer in answers(scenario.speaks)
        for timing in timings(answer)
        if _can(scenario, step, timing)
    ]
    random.Random(seed).shuffle(everything)
    return [Case(seed * 1_000_000 + n, *each) for n, each in enumerate(everything[:most])]


def _can(scenario: Scenario, step: int, timing: Timing) -> bool:
    if timing is Timing.HALF:
        return scenario.half is not None
    if timing is Timing.THIRD:
        return scenario.third is not None
    return scenario.proves(step) or timing not in BLIND


def share(
    families: tuple[str, ...], seed: int, most: int | None, only: str, part: tuple[int, int]
) -> Tally:
    """Try one of several equal parts of the cases whose lines have the text `only`."""
    wanted = [case for case in cases(families, seed) if only in str(case)][:most]
    with tempfile.TemporaryDirectory(prefix="answers-") as folder:
        return run(Path(folder), wanted[part[0] :: part[1]])


def run(folder: Path, wanted: Sequence[Case], at_once: int = AT_ONCE) -> Tally:
    """Try the cases in this process. A wrong is tried once more, alone, before it counts."""
    tally = Tally()
    ordered = sorted(wanted, key=lambda case: (case.scenario.family, case.scenario.settings))
    piles = [
        list(pile)
        for _, group in itertools.groupby(
            ordered, key=lambda case: (case.scenario.family, case.scenario.settings)
        )
        for pile in _dealt(list(group), at_once)
    ]
    # The longest first, so that no pile is left over at the end.
    piles.sort(key=len, reverse=True)
    with ThreadPoolExecutor(at_once) as pool:
        for part in pool.map(lambda each: _pile(folder, each), piles):
            tally.add(part)
    return tally


def _dealt(group: list[Case], at_once: int) -> list[list[Case]]:
    hands = max(1, min(at_once, len(group) // 6))
    return [group[n::hands] for n in range(hands)]


def _pile(folder: Path, pile: Sequence[Case]) -> Tally:
    tally = Tally()
    with Bench(folder, pile[0].scenario) as bench:
        for case in pile:
            found = bench.try_case(case)
            if found.wrongs or found.exceptions:
                again = bench.try_case(case, salt=1)
                if not (again.wrongs or again.exceptions):
                    again.unrepeated = [str(each) for each in found.wrongs] + found.exceptions
                found = again
            tally.add(found)
    return tally


class Bench:
    """One sandbox and one deployment with the settings of a scenario."""

    def __init__(self, folder: Path, scenario: Scenario) -> None:
        self._folder = folder
        self._scenario = scenario
        self._stack = ExitStack()

    def __enter__(self) -> "Bench":
        self.sandbox = self._stack.enter_context(Sandbox())
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        url = self.sandbox.url
        settings = [each.replace("{url}", url) for each in self._scenario.settings if "=" in each]
        self.place = Workshop(
            self._scenario.family, folder, self.sandbox,
            f"timeout_s = {TIMEOUT_S}", f"settle_s = {SETTLE_S}", *settings,
        )  # fmt: skip
        for setting in self._scenario.settings:
            self._catalogue(setting)
        self._stack.callback(self.place.close)
        return self

    def __exit__(self, *reason: object) -> None:
        self._stack.close()

    def _catalogue(self, setting: str) -> None:
        lines = ""
        if setting.startswith("without "):
            lines = f"operations.{setting.removeprefix('without ')}]\nunsupported = true\n"
        if lines:
            with self.place.configuration.open("a") as file:
                file.write(f"[deployments.{self.place.deployment}.{self.place.family}.{lines}")

    def try_case(self, case: Case, salt: int = 0) -> Tally:
        tally = Tally(cases=1)
        tally.answers.add(f"{case.scenario.speaks} {case.answer.name} {case.answer.always}")
        tally.operations.add(f"{case.scenario.family} {case.scenario.name}")
        tally.steps.add(f"{case.scenario.family} {case.scenario.name} {case.step}")
        try:
            _Trial(self, case, random.Random(f"{case.number} {salt}"), tally).run()
        except Exception as error:  # whatever it is, the run goes on and tells of it
            at = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(at.filename).name}:{at.lineno}"
            tally.exceptions.append(f"{case}: {type(error).__name__}: {error} ({where})")
        finally:
            self.sandbox.faults.clear()
            self.sandbox.traffic.wait_settled(0)
            tally.exceptions += [f"{case}: sandbox: {each!r}" for each in self.sandbox.failures]
            self.sandbox.failures.clear()
        return tally


class _Trial:
    """One case from its household to its undo."""

    def __init__(self, bench: Bench, case: Case, chance: random.Random, tally: Tally) -> None:
        self.bench, self.case, self.tally, self.chance = bench, case, tally, chance
        self.place = bench.place
        self.scenario = case.scenario
        self.home: Household
        self.acted = False
        self.read_by = ""

    def run(self) -> None:
        scenario, case, sandbox = self.scenario, self.case, self.bench.sandbox
        self.home = settle(sandbox, self.chance, scenario.status)
        scenario.prepare(self.home)
        self._is(scenario.states[0], "the stage")
        changes = self.place.changes
        plan = self.place.call(changes.plan(scenario.ask(self.home)))
        if len(plan.steps) != scenario.steps:
            raise AssertionError(f"a plan of {len(plan.steps)} steps: {plan}")
        sandbox.traffic.clear()
        for rule in case.answer.rules(case.timing):
            count = "" if case.answer.always else " count=1"
            sandbox.fault(f"{rule} write=yes nth={case.step}{count}")
        given = Confirmation(plan.confirm[-4:] or None, "torture")
        result = self.place.call(changes.apply(plan, given, progress=self._meanwhile))
        now = self._now()
        self.change_id = result.change_id
        message = " ".join([result.message, *(each.message for each in result.results)])
        said = Said(
            str(result.outcome), result.left_open, message, len(sandbox.writes),
            self._reads_after(), scenario.proves(case.step), scenario.states[case.step - 1],
            scenario.states[case.step], scenario.states[-1], now,
        )  # fmt: skip
        self.tally.outcomes[said.outcome] += 1
        came = case.timing is Timing.OVERDUE and said.provable and now == said.step_goal
        if came and said.outcome in SOON:
            self.tally.too_slow += 1
            return
        self._judge(said, now)
        if case.timing in BLIND:
            self._reads_again(said)
        elif case.timing is Timing.OVERDUE:
            self._late(said)
        self._left_over(said)
        self._undo(said)

    # Judging

    def _judge(self, said: Said, now: Any) -> None:
        case, scenario = self.case, self.scenario
        must = expected(scenario, case.answer, case.timing, case.step, now)
        false = false_words(scenario, said)
        for word in false:
            self._wrong(word, "/".join(sorted(must.outcomes)), said, false=True)
        if said.outcome not in must.outcomes and not false:
            self._wrong("outcome", "/".join(sorted(must.outcomes)), said)
        if must.open is not None and said.left_open != must.open:
            self._wrong("open", str(must.open), said)
        if said.writes > must.most_writes:
            self.tally.sent_twice += 1
            self._wrong("requests", f"at most {must.most_writes}", said, false=True)
        if said.writes > scenario.steps:
            self.tally.resent += 1

    def _wrong(self, what: str, must: str, said: Said, *, false: bool = False) -> None:
        got = (
            f"{said.outcome}{', open' if said.left_open else ''}, W={said.writes}, "
            f"the world {said.start} to {said.end}: {said.message.strip()[:300]}"
        )
        self.tally.wrongs.append(Wrong(str(self.case), what, must, got, false))

    # After the end

    def _reads_again(self, said: Said) -> None:
        """What could not be read can be: the open change is decided by the same table."""
        self.bench.sandbox.faults.clear()
        if not said.provable:
            return
        self.place.call(self.place.changes.settle_left_over())
        entry = self._entry()
        case = self.case
        must = decided(self.scenario, case.answer, case.timing, case.step)
        said.outcome, said.end = str(entry.outcome), self._now()
        if entry.outcome not in must:
            false = said.end != said.start and entry.outcome in SOON and "partial" not in must
            self._wrong("decided by reading", "/".join(sorted(must)), said, false=false)

    def _late(self, said: Said) -> None:
        """The effect comes after all: the next read tells, and the journal says so."""
        if not said.provable or said.outcome not in SOON:
            self.bench.sandbox.traffic.wait_settled(said.writes)
            return
        if self._now() != said.end or self.bench.sandbox.writes[-1].outcome.endswith(" done"):
            return  # this machine was slower than the effect
        self.bench.sandbox.traffic.wait_settled(said.writes)
        start, goal = self.scenario.states[self.case.step - 1 : self.case.step + 1]
        if sight(start, goal, self._now()) is not Sight.PLANNED:
            raise AssertionError(f"the late effect did not come: {self._now()}")
        self._reads_the_record()
        entry = self._entry()
        must = "verified" if self.scenario.steps == 1 else "verified/partial/accepted"
        said.outcome, said.end = str(entry.outcome), self._now()
        if entry.outcome not in must.split("/"):
            self._wrong(f"a late effect is not told ({self.read_by})", must, said)
        else:
            self.tally.late_told += 1

    def _reads_the_record(self) -> None:
        """Read what the change was about, in one of the ways that a person has."""
        changes, request = self.place.changes, self.scenario.ask(self.home)
        way = random.Random(self.case.number).choice(("settle", "plan", "look up"))
        if way == "settle":
            self.place.call(changes.settle_left_over())
        elif way == "plan":
            with suppress(SmstuiError):
                self.place.call(changes.plan(request))
        else:
            self.place.call(self.place.client.look_up(request.target))
        self.read_by = way

    def _left_over(self, said: Said) -> None:
        """Nothing blocks for ever: what can be read is decided, what cannot closes in time."""
        if said.outcome in ("verified", "accepted"):
            return
        self.place.call(self.place.changes.settle_left_over())
        still = list(self.place.call(self.place.changes.still_open()))
        until = time.monotonic() + 3 * SETTLE_S
        while still and time.monotonic() < until:
            time.sleep(0.1)
            self.place.call(self.place.changes.settle_left_over())
            still = list(self.place.call(self.place.changes.still_open()))
        if still:
            self._wrong("still open after the settle time", "closed", said)

    def _undo(self, said: Said) -> None:
        """What is done can be taken back; where nothing is, there is nothing to take back."""
        self.bench.sandbox.faults.clear()
        self.bench.sandbox.traffic.wait_settled(said.writes)
        scenario, now = self.scenario, self._now()
        done = [n for n, state in enumerate(scenario.states) if state == now]
        if not scenario.provable or not done:
            return
        must = "verified"
        if scenario.cas_steps:
            if said.outcome != "accepted" or now != scenario.states[-1]:
                return  # the CAS may be otherwise than it was said; test_cas_pairing.py has these
            must = "accepted"
        changes = self.place.changes
        try:
            back = self.place.call(changes.undo(self.change_id))
        except SmstuiError as error:
            self.tally.undo_refused += 1
            if done[0] and scenario.undoable:
                said.message = str(error)
                self._wrong(
                    "nothing to undo, it says, and it is done", "an undo", said,
                    false=True,
                )  # fmt: skip
            return
        if not done[0]:
            self._wrong(f"an undo of nothing: {back.title}", "no undo", said)
            return
        if not scenario.undoable:
            self._wrong(f"an undo that cannot be: {back.title}", "no undo", said)
            return
        if len(back.steps) != done[0] and scenario.family == "sdp2":
            self._wrong(f"an undo of {len(back.steps)} steps", f"{done[0]} steps", said)
        if self.chance.random() < 0.4:
            given = Confirmation(back.confirm[-4:] or None, "torture")
            ended = self.place.call(changes.apply(back, given))
            self.tally.undone += 1
            said.end, said.message = self._now(), ended.message
            if str(ended.outcome) != must or said.end != scenario.states[0]:
                self._wrong(
                    "the undo", f"{must}, {scenario.states[0]}", said,
                    false=str(ended.outcome) == "verified",
                )  # fmt: skip

    # Looking

    def _meanwhile(self, turn: Any) -> None:
        """The struck step is being sent: nothing can be read any more, or another hand acts."""
        if self.acted or turn.n != self.case.step or not turn.sent_at:
            return
        self.acted = True
        if self.case.timing in BLIND:
            self.bench.sandbox.fault("drop-before write=no")
        elif self.case.timing is Timing.HALF and self.scenario.half:
            self.scenario.half(self.home)
        elif self.case.timing is Timing.THIRD and self.scenario.third:
            self.scenario.third(self.home)

    def _now(self) -> Any:
        with self.bench.sandbox.world.lock:
            return self.scenario.facts(self.home)

    def _is(self, state: Any, what: str) -> None:
        if self._now() != state:
            raise AssertionError(f"{what} is {self._now()}, not {state}")

    def _entry(self) -> Any:
        entry = self.place.call(self.place.changes.change(self.change_id))
        assert entry is not None
        return entry

    def _reads_after(self) -> int:
        written = {write.operation for write in self.bench.sandbox.writes}
        asked = [request.operation for request in self.bench.sandbox.requests]
        last = max((n for n, each in enumerate(asked) if each in written), default=-1)
        return len(asked) - 1 - last
