"""Mix answers up in a gateway, and hold what is believed against the world.

    python -m tests.torture.answers_mixed [sdp2|opf] [--seed N] [--most N] [--only TEXT]

Each read that a face of the program makes gets, one at a time, the answer for another household,
that of another operation for the same or the other household, its own answer twice, or the one
before it on its connection first. Then all reads are those of the other household, and all answers
are sent twice. Answers to changes are replaced too. Exits with 1 when something
false was believed, or another household was changed.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

from smstui.domain.bundle import Bundle
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.errors import SmstuiError
from smstui.sandbox import Sandbox
from smstui.services.changes import Request as Change
from smstui.services.outcomes import Opened, Several
from tests.support.changing import FAMILIES, Workshop
from tests.support.mixing_gateway import Ask, Gateway, Reply, Request, honestly
from tests.torture.answers.households import Household, settle
from tests.torture.answers.scenarios import SCENARIOS, Scenario

OTHER_ID, OTHER_OPERATION, OTHER_BOTH = "other id", "other operation", "other operation and id"
TWICE, OLD_FIRST = "twice", "old one first"
ALL_OTHER, ALL_TWICE = "every read of the other id", "every answer twice"
WITHOUT_AN_ID: Final = ("pins/status", "canAccountApproveADevice")
"""Reads whose answers carry no id of the account (opf.md "ADM"): not to be told apart."""
KINDS = {
    "sdp2": (
        "account.account_number", "a.uid", "a.casn", "a.nuid", "card.smartcard_id", "player.uid",
        "player.media_player_id", "login",
    ),
    "opf": (
        "account.account_number", "account.uid", "a.uid", "a.casn", "a.nuid",
        "card.smartcard_id", "player.uid", "player.media_player_id",
    ),
}  # fmt: skip
ROLES = (
    "account.uid", "account.account_number", "a.uid", "a.casn", "a.nuid", "b.uid", "b.casn",
    "b.nuid", "card.smartcard_id", "card.uid", "free.smartcard_id", "player.uid",
    "player.media_player_id", "right", "sessions.0", "sessions.1", "srm_sessions.0",
    "srm_sessions.1", "new", "new_casn", "login", "user",
)  # fmt: skip


def named(home: Household, role: str) -> str:
    """The id that `role` has in a household."""
    if role in ("login", "user"):
        (user,) = home.world.users.find("account_uid", home.account.uid)
        return str(user.login_id if role == "login" else user.uid)
    held: Any = home
    for name in role.split("."):
        held = held[int(name)] if name.isdigit() else getattr(held, name)
    return str(held)


@dataclass
class Ids:
    """The ids of one household, to write a request for another one in their place."""

    of: dict[str, str]

    @classmethod
    def at(cls, home: Household) -> "Ids":
        return cls({role: named(home, role) for role in ROLES})

    def general(self, request: Request) -> Request:
        """`request` with roles in place of ids."""
        return self._each(request, {value: f"<<{role}>>" for role, value in self.of.items()})

    def special(self, request: Request) -> Request:
        """`request` with ids in place of roles."""
        return self._each(request, {f"<<{role}>>": value for role, value in self.of.items()})

    def _each(self, request: Request, words: dict[str, str]) -> Request:
        target, body = request.target, request.body
        for old in sorted(words, key=len, reverse=True):
            target, body = target.replace(old, words[old]), body.replace(old, words[old])
        return replace(request, target=target, body=body)


@dataclass(frozen=True)
class Face:
    """One way to use the program. `scenario` is the change that is planned and applied."""

    family: str
    name: str
    role: str = ""
    scenario: Scenario | None = None


@dataclass(frozen=True)
class Mix:
    """The `nth` answer to `request` (in roles) is mixed up; `instead` is the other operation."""

    request: Request
    nth: int
    how: str
    instead: Request | None = None


@dataclass
class Tally:
    cases: int = 0
    mixed: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    untold: int = 0
    """Answers that carry no id, or no record at all: nothing tells whose they are."""
    not_met: int = 0
    false: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        mixed = ", ".join(f"{times} {how}" for how, times in self.mixed.most_common())
        ended = ", ".join(f"{times} {how}" for how, times in self.ended.most_common())
        return (
            f"{self.cases} cases, {len(self.reads)} requests of faces; mixed up: {mixed}; "
            f"ended: {ended}; {self.untold} not mixed up because the answer tells no id, "
            f"{self.not_met} not met; {len(self.exceptions)} exceptions; "
            f"{len(self.false)} FALSE BELIEFS"
        )


def faces(family: str) -> list[Face]:
    looks = [Face(family, name, role) for name in ("lookup", "diagnose") for role in KINDS[family]]
    writes = [
        Face(family, f"apply {each.name}", scenario=each)
        for each in SCENARIOS
        if each.family == family
    ]
    return looks + writes


class Bench:
    """A sandbox behind a gateway, and the program in front of it."""

    def __init__(self, folder: Path, face: Face) -> None:
        self._stack = ExitStack()
        self.sandbox = self._stack.enter_context(Sandbox())
        self.gateway = self._stack.enter_context(Gateway(self.sandbox.url).running())
        self._folder, self._face = folder, face
        self.place: Workshop
        self.renew()

    def renew(self) -> None:
        """Start the program anew: it remembers which calls a site does not have."""
        if hasattr(self, "place"):
            self.place.close()
        face, folder = self._face, Path(tempfile.mkdtemp(dir=self._folder))
        told = face.scenario.settings if face.scenario else ()
        settings = [each for each in told if "=" in each]
        self.place = Workshop(
            face.family, folder, self.sandbox, "timeout_s = 5", "settle_s = 0.4",
            *(each.replace("{url}", self.sandbox.url) for each in settings),
        )  # fmt: skip
        for setting in told:
            self._catalogue(setting)
        text = self.place.configuration.read_text()
        self.place.configuration.write_text(text.replace(self.sandbox.url, self.gateway.url))
        _ = self.place.changes

    def _catalogue(self, setting: str) -> None:
        lines = ""
        if setting.startswith("without "):
            lines = f"operations.{setting.removeprefix('without ')}]\nunsupported = true\n"
        if lines:
            with self.place.configuration.open("a") as file:
                file.write(f"[deployments.{self.place.deployment}.{self.place.family}.{lines}")

    def close(self) -> None:
        self.place.close()
        self._stack.close()


@contextmanager
def bench_of(folder: Path, face: Face) -> Iterator[Bench]:
    bench = Bench(folder, face)
    try:
        yield bench
    finally:
        bench.close()


def mixes(bench: Bench, face: Face, chance: random.Random) -> list[Mix]:
    """Every way to mix up what `face` is answered, found by using it once undisturbed."""
    home = settle(bench.sandbox, chance, face.scenario.status if face.scenario else "ACTIVE")
    if face.scenario:
        face.scenario.prepare(home)
    ids, seen, lock = Ids.at(home), [], threading.Lock()

    def rule(request: Request, ask: Ask, _: Reply | None) -> bytes:
        with lock:
            if not is_sign_in(request):
                seen.append(ids.general(request))
        return ask(request).raw

    bench.gateway.rule = rule
    try:
        use(bench, face, home)
    finally:
        bench.gateway.rule = honestly
    reads = list(dict.fromkeys(each for each in seen if is_read(each)))
    found = [Mix(reads[0], 0, ALL_OTHER), Mix(reads[0], 0, ALL_TWICE)]
    times: Counter[Request] = Counter()
    for request in seen:
        times[request] += 1
        nth = times[request]
        others = [each for each in reads if each != request]
        found += [Mix(request, nth, how, each) for each in others
                  for how in (OTHER_OPERATION, OTHER_BOTH)]  # fmt: skip
        if is_read(request):
            found += [Mix(request, nth, how) for how in (OTHER_ID, TWICE, OLD_FIRST)]
    return found


def is_sign_in(request: Request) -> bool:
    return request.target.endswith("/token")


def is_read(request: Request) -> bool:
    if request.method == "POST" and "<o:" in request.body:
        return "<o:get" in request.body
    return request.method == "GET"


def use(bench: Bench, face: Face, home: Household) -> Any:
    """Use the program once. Returns what it came to."""
    place = bench.place
    if face.scenario is None:
        text = named(home, face.role)
        if face.name == "lookup":
            return place.call(place.client.look_up(text))
        return place.call(place.client.diagnose(text)).outcome
    change: Change = face.scenario.ask(home)
    plan = place.call(place.changes.plan(change))
    given = Confirmation(plan.confirm[-4:] or None, "torture")
    return place.call(place.changes.apply(plan, given))


class Trial:
    """One case: one answer is mixed up, and what is believed is judged."""

    def __init__(self, bench: Bench, face: Face, mix: Mix, seed: str, tally: Tally) -> None:
        self.bench, self.face, self.mix, self.tally = bench, face, mix, tally
        chance = random.Random(seed)
        status = face.scenario.status if face.scenario else "ACTIVE"
        self.home = settle(bench.sandbox, chance, status)
        self.other = settle(bench.sandbox, chance, status)
        if face.scenario:
            face.scenario.prepare(self.home)
            face.scenario.prepare(self.other)
        self.ids, self.other_ids = Ids.at(self.home), Ids.at(self.other)
        self._times: Counter[Request] = Counter()
        self._lock = threading.Lock()
        self.met = self.untold = False

    def __str__(self) -> str:
        told = self.mix.instead or self.mix.request
        return (
            f"{self.face.family} {self.face.name} {self.face.role}: {_short(self.mix.request)} "
            f"no. {self.mix.nth} gets {self.mix.how} {_short(told)}"
        )

    def run(self) -> None:
        self.bench.sandbox.traffic.clear()
        facts = self.face.scenario.facts if self.face.scenario else None
        before = facts(self.other) if facts else ()
        self.bench.gateway.rule = self._rule
        result: Any = None
        try:
            result = use(self.bench, self.face, self.home)
        except SmstuiError as error:
            result = error
        finally:
            self.bench.gateway.rule = honestly
        if not self.met:
            self.tally.not_met += 1
            return
        self.tally.untold += self.untold
        if not self.untold:
            self.tally.mixed[self.mix.how] += 1
        self._judge(result)
        if facts and facts(self.other) != before:
            self._false("the other household was changed")
        own = set(self.ids.of.values())
        for write in self.bench.sandbox.writes:
            if not set(write.targets) <= own | {"preHashedPassword"}:
                foreign = set(write.targets) & set(self.other_ids.of.values())
                if foreign:
                    self._false(f"{write.operation} was sent to {foreign}")

    def _rule(self, request: Request, ask: Ask, last: Reply | None) -> bytes:
        if is_sign_in(request):
            return ask(request).raw
        general = self.ids.general(request)
        with self._lock:
            self._times[general] += 1
            mine = general == self.mix.request and self._times[general] == self.mix.nth
        if self.mix.how == ALL_TWICE:
            self.met = True
            return ask(request).raw * 2
        if self.mix.how == ALL_OTHER and is_read(request):
            self.met = True
            false = ask(self.other_ids.special(general))
            return (false if self._tells(false, general) else ask(request)).raw
        if not mine:
            return ask(request).raw
        self.met = True
        true = ask(request)
        if self.mix.how == TWICE:
            return true.raw + true.raw
        if self.mix.how == OLD_FIRST:
            return (last.raw if last else b"") + true.raw
        ids = self.ids if self.mix.how == OTHER_OPERATION else self.other_ids
        false = ask(ids.special(self.mix.instead or self.mix.request))
        if false.body == true.body or not self._tells(false, self.mix.request):
            self.untold = True
            return true.raw
        return false.raw

    def _tells(self, false: Reply, request: Request) -> bool:
        """Whether anything in a mixed-up answer to `request` can show that it is one."""
        is_same_operation = self.mix.instead is None
        if false.status != 200:
            return False
        if is_same_operation and any(each in request.target for each in WITHOUT_AN_ID):
            return False
        if b"Envelope" in false.body:
            return not is_same_operation or b"<return>" in false.body
        said = json.loads(false.body)
        if isinstance(said, dict) and "successResponse" in said:
            return bool(said["successResponse"].get("content"))
        return bool(said.get("resourceSet", True) if isinstance(said, dict) else said)

    # Judging

    def _judge(self, result: Any) -> None:
        match result:
            case SmstuiError():
                self.tally.ended[f"error {result.code}"] += 1
                if result.code == "not-found":
                    self._false("it is said that the record is not there")
                elif result.code == "several":
                    self._false(f"several: {result}")
            case Opened():
                self.tally.ended["opened"] += 1
                self._bundle(result.bundle)
            case Several():
                self.tally.ended["several"] += 1
                self._false(f"several: {result.matches}")
            case _ if self.face.scenario is None:
                self._false("it is said that nothing was found")
            case _:
                self._outcome(result)

    def _outcome(self, result: Any) -> None:
        scenario = cast(Scenario, self.face.scenario)
        outcome, now = str(result.outcome), scenario.facts(self.home)
        self.tally.ended[outcome] += 1
        sent = len(self.bench.sandbox.writes)
        done = now == scenario.states[-1] != scenario.states[0]
        if outcome == "verified" and now != scenario.states[-1]:
            self._false(f"verified, and it is {now}")
        if outcome in ("not-applied", "not-verified", "refused-by-platform") and done and sent:
            self._false(f"{outcome}, and it is {now}")
        if outcome in ("refused-here", "changed", "not-sent") and sent:
            self._false(f"{outcome}, and {sent} were sent")
        if outcome == "accepted" and self.mix.instead and not is_read(self.mix.request):
            self._false("accepted on the word of another answer")

    def _bundle(self, bundle: Bundle) -> None:
        """Each record must be the household's, and each whole list all there is."""
        home, world = self.home, self.home.world
        uid = home.account.uid
        truth: dict[str, set[str | None]] = {
            "account": {uid},
            "users": {user.uid for user in world.users.find("account_uid", uid)},
            "devices": {device.uid for device in world.devices.find("account_uid", uid)},
            "smartcards": {home.a.smartcard_id},
            "sessions": {one.uid for one in world.sessions.find("account_uid", uid)},
            "rights": {one.uid for one in world.rights.find("account_uid", uid)},
        }
        for name, part in bundle.parts():
            if name not in truth:
                continue
            key = "number" if name == "smartcards" else "uid"
            told = {getattr(record, key) for record in part}
            if not told <= truth[name]:
                self._false(f"{name} of others: {told - truth[name]}")
            elif part.was_read and part.is_whole and told != truth[name]:
                self._false(f"{name} whole without {truth[name] - told}")
        for owner in bundle.account:
            if owner.number != home.account.account_number:
                self._false(f"the account has number {owner.number}")
        for box in bundle.boxes:
            real = world.box(box.uid)
            if real is not None and (box.casn, box.smartcard_id) != (real.casn, real.smartcard_id):
                self._false(f"box {box.uid} is shown otherwise than it is")

    def _false(self, what: str) -> None:
        self.tally.false.append(f"{self}: {what}")


def _short(request: Request) -> str:
    if "<o:" in request.body:
        return request.body.partition("<o:")[2].partition(" ")[0] + " " + request.target[-18:]
    return f"{request.method} {request.target}"[:90]


def run(folder: Path, chosen: Sequence[Face], seed: int, most: int | None, only: str) -> Tally:
    """Try the cases of `chosen` faces, at most `most` of each."""
    tally = Tally()
    for face in chosen:
        chance = random.Random(f"{seed} {face.family} {face.name} {face.role}")
        with bench_of(folder, face) as bench:
            found = [
                mix for mix in mixes(bench, face, chance)
                if only in f"{mix.how} {_short(mix.request)}"
            ]  # fmt: skip
            tally.reads |= {f"{face.name} {face.role} {_short(each.request)}" for each in found}
            chance.shuffle(found)
            rank: Counter[str] = Counter()
            turns: dict[Mix, int] = {}
            for mix in found:  # one of each kind in turn, so that `most` has all of them
                turns[mix] = rank[mix.how]
                rank[mix.how] += 1
            found.sort(key=turns.__getitem__)
            for at, mix in enumerate(found[:most]):
                bench.renew()
                trial = Trial(bench, face, mix, f"{seed} {face.name} {face.role} {at}", tally)
                tally.cases += 1
                try:
                    trial.run()
                except Exception as error:  # whatever it is, the run goes on and tells of it
                    where = traceback.extract_tb(error.__traceback__)[-1]
                    tally.exceptions.append(f"{trial}: {error!r} ({where.filename}:{where.lineno})")
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.answers_mixed")
    parser.add_argument("family", nargs="?", choices=FAMILIES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, help="cases of each face")
    parser.add_argument("--only", default="", help="cases whose line has this text")
    told = parser.parse_args()
    began = time.monotonic()
    families = (told.family,) if told.family else FAMILIES
    chosen = [face for family in families for face in faces(family)]
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), chosen, told.seed, told.most, told.only)
    for line in (*tally.exceptions, *tally.false):
        print(line)
    print(f"{tally} in {time.monotonic() - began:.0f} s")
    return 1 if tally.false or tally.exceptions else 0


if __name__ == "__main__":
    sys.exit(main())
