"""Move the world between plan and apply, and count what is sent all the same.

    python -m tests.torture.world_moves [sdp2|opf] [--seed N] [--most N] [--only TEXT]

For every operation of both families, by five ways from a plan to a write: each fact and each owner
that the plan rests on is changed by another agent. `RESTS_ON` says which, in the contract's words;
it asks nothing of the program. Besides, each fact of the plan itself is expected otherwise than it
is. Two processes. Exits with 1 when anything was sent, when an owner that moved was not named, or
when a change that does not matter was refused.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation as Op
from smstui.domain.changes.refusal import AlreadySo, ChangedSince
from smstui.domain.changes.specs.table import spec_of
from smstui.domain.errors import SmstuiError
from smstui.sandbox.entities import Account, MediaPlayer, Right, SetTopBox, SmartCard, User
from smstui.store.drafts import Standing
from tests.torture.answers.households import Household, settle
from tests.torture.answers.running import Bench
from tests.torture.answers.scenarios import BOTH, SCENARIOS, Scenario, _ask, _products

# Which operations


def _also(name: str, new: str, *ids: str, **values: str) -> tuple[Scenario, ...]:
    """The scenarios of `name`, their target named by another record.

    `opf` publishes no users, so no login leads to an account there.
    """
    return tuple(
        replace(each, name=new, ask=_ask(Op(name.split(",", maxsplit=1)[0]), *ids, **values))
        for each in SCENARIOS
        if each.name == name and ("login" not in ids or each.family == "sdp2")
    )


_ASKED_FOR_BY: Final = {
    "account-status, suspend": {"status": "SUSPENDED"},
    "account-profile": {"profile": "302"},
    "add-right": {"product": "7002"},
    "remove-right": {"right": "@right"},
    "end-session": {"session": "@sessions.0"},
    "end-account-sessions": {},
    "reset-pin, locked": {"type": "PURCHASE", "secret": "739164"},
}  # fmt: skip
_BY_BOX: Final = ("add-right", "remove-right", "end-session", "end-account-sessions",
                  "reset-pin, locked")  # fmt: skip
EVERY: Final = (
    *SCENARIOS,
    *(one for name, values in _ASKED_FOR_BY.items()
      for one in _also(name, f"{name}, by a login", "login", **values)),
    *(one for name in _BY_BOX
      for one in _also(name, f"{name}, by a box", "a.uid", **_ASKED_FOR_BY[name])),
    *(one for name in _BY_BOX
      for one in _also(name, f"{name}, by a card", "card.smartcard_id", **_ASKED_FOR_BY[name])),
    *(one for name in ("message",)
      for one in _also(name, "message, by its player id", "player.media_player_id", text="a word")),
    *(one for name in ("ban", "disable", "refresh", "delete-box", "cas-reset-pin")
      for one in _also(name, f"{name}, by its chipset", "a.casn")),
    *_also("suspend-card", "suspend-card, of a box", "card.smartcard_id"),
    *_also("create-box", "create-box, by a login", "login", "new_casn"),
    Scenario(
        "add-right, renew", "opf",
        _ask(Op.ADD_RIGHT, "account.account_number", product="7001", kind="SUBSCRIPTION"),
        _products, ((True, False), (True, False)), undoable=False,
    ),
    *(
        Scenario(
            "enable, a player", family, _ask(Op.ENABLE, "player.uid"),
            lambda home: (home.player.enabled,), ((False,), (True,)),
            prepare=lambda home: home.world.change(home.player, enabled=False),
        )
        for family in ("opf",)
    ),
)  # fmt: skip


# What each rests on

BOX: Final = "{0}.account {0}.loose {0}.gone {0}.casn acc.status"
"""A box is the customer's, is there, and has the chipset it is known by; the account lives."""
ACCOUNT: Final = "acc.status acc.number acc.renumbered acc.gone"
LINKED: Final = "{0}.card {0}.status {0}.enabled {0}.banned"
FREE: Final = "free.taken free.status free.gone"

RESTS_ON: Final[dict[str, str]] = {
    "pair": f"{BOX.format('b')} {LINKED.format('b')} {FREE}",
    "pair, out of another box": f"{BOX.format('b')} {LINKED.format('b')} "
    f"a.account a.loose a.gone {LINKED.format('a')} card.taken card.status",
    "pair, at the CAS too": f"{BOX.format('b')} {LINKED.format('b')} {FREE}",
    "unpair, at the CAS too": f"{BOX.format('a')} {LINKED.format('a')} card.status card.end",
    "cas-pair": f"{BOX.format('a')} {LINKED.format('a')}",
    "unpair": f"{BOX.format('a')} {LINKED.format('a')} card.status card.end",
    "swap-card": f"{BOX.format('a')} {LINKED.format('a')} {FREE}",
    "swap-box": f"{BOX.format('a')} b.account b.gone b.casn {LINKED.format('a')} "
    f"{LINKED.format('b')}",
    "swap-box, by half": f"{BOX.format('a')} b.account b.gone",
    "account-status": ACCOUNT,
    "account-status, at the SSP too": f"{ACCOUNT} ssp.status ssp.gone",
    "account-profile": f"{ACCOUNT} acc.profile",
    "account-limits": f"{ACCOUNT} acc.limit",
    "box-status": f"{BOX.format('a')} a.status",
    "ban": f"{BOX.format('a')} a.banned a.status",
    "unban": f"{BOX.format('a')} a.banned a.status",
    "disable": f"{BOX.format('a')} a.enabled a.status",
    "enable": f"{BOX.format('a')} a.enabled a.status",
    "enable, a player": "player.account player.loose player.gone player.enabled acc.status",
    "end-session": "acc.number acc.renumbered acc.gone session.ended session.device",
    "end-device-sessions": "a.account a.loose a.gone a.casn",
    "end-account-sessions": "acc.number acc.renumbered acc.gone",
    "refresh": f"{BOX.format('a')} a.status",
    "reset-pin": f"{ACCOUNT} pin.status",
    "message": "player.account player.loose player.gone acc.status",
    "message, to a box": f"{BOX.format('a')} a.card a.nuid a.status",
    "mail": f"{BOX.format('a')} a.card a.nuid a.status",
    "add-right": f"{ACCOUNT} right.added",
    "add-right, renew": f"{ACCOUNT} right.status right.gone right.account right.end",
    "remove-right": f"{ACCOUNT} right.status right.gone right.account right.product right.end",
    "cas-subscribe": f"{BOX.format('a')} a.card a.nuid a.status",
    "cas-unsubscribe": f"{BOX.format('a')} a.card a.nuid a.status",
    "cas-reset-pin": f"{BOX.format('a')} a.card a.nuid a.status",
    "cas-set-pin": f"{BOX.format('a')} a.card a.nuid a.status",
    "recover-date-code": f"{BOX.format('a')} a.card a.nuid a.status",
    "suspend-card": FREE,
    "suspend-card, of a box": "card.taken card.status card.end a.account a.loose a.gone acc.status",
    "create-account": "new.account new.login",
    "create-box": f"{ACCOUNT} new.chipset",
    "create-box, with a card": f"{ACCOUNT} new.chipset {FREE}",
    "create-box, with a new card": f"{ACCOUNT} new.chipset new.card",
    "create-card": "new.card new.cancelled-card",
    "delete-box": "b.account b.loose b.gone b.casn b.card",
    "delete-box, by its chipset": "a.account a.loose a.gone a.casn a.card",
    "delete-card": FREE,
}
"""What a person was shown, and what the rules asked of it: a change of any of these must stop it.

Of the target its owner, its ids, the value before and the state that the rule needs; of whatever
is sent with it the same. A scenario without an entry has that of its operation.
"""

LED_BY: Final = {
    ", by a login": "user.account user.gone",
    ", by a box": "a.account a.loose a.gone",
    ", by a card": "card.taken a.account",
}
"""What led to the account is the customer's still. An undo is of the account alone."""

BESIDE: Final = "a.name acc.name player.name right.beside"
"""Changes that no plan rests on: refusing them would keep people from their work."""

SDP2_ALONE: Final = frozenset(
    {"a.status", "b.status", "a.banned", "b.banned", "card.status", "free.status", "free.gone",
     "card.end", "new.card", "new.cancelled-card"}
)  # fmt: skip
"""`opf` tells no such thing: a device has one flag, a card no record."""


class Way(StrEnum):
    """From a plan to a write."""

    APPLY = "applied as shown"
    DECIDE = "decided again"
    DRAFT = "kept as a draft"
    UNDO = "undone"
    UNDO_LATE = "undone after the move"
    EACH_FACT = "each fact of the plan"


# The moves of another agent


def make(move: str, home: Household, others: Household, step: int) -> bool:
    """Let another agent change one thing; whether anything differs now."""
    record, _, what = move.partition(".")
    world = home.world
    with world.lock:
        if record == "acc":
            return _account(what, home, others, step)
        if record in ("a", "b", "player"):
            return _device(what, getattr(home, record), home, others)
        if record in ("card", "free"):
            return _card(what, getattr(home, record), home, others)
        return _REST[move](home, others)


def _account(what: str, home: Household, others: Household, step: int) -> bool:
    world, account = home.world, home.account
    if what == "status":
        words = [each for each in ("ACTIVE", "SUSPENDED", "CANCELLED", "INACTIVE")
                 if each != account.status]  # fmt: skip
        return world.change(account, status=words[step % len(words)])
    if what == "gone":
        world.remove(account)
        return True
    if what == "name":
        return world.change(account, last_name="Somebody")
    if what == "profile":
        return world.change(account, account_profile_uid="303")
    if what == "limit":
        return world.change(account, max_user_allowed=9)
    number = account.account_number
    world.change(account, account_number=f"x{number}"[:20])
    if what == "number":
        world.change(others.account, account_number=number, status=account.status)
    return True


def _device(what: str, device: SetTopBox | MediaPlayer, home: Household, others: Household) -> bool:
    world = home.world
    values: dict[str, Any] = {
        "account": {"account_uid": others.account.uid},
        "loose": {"account_uid": None},
        "name": {"name": "Another name"},
        "casn": {"casn": f"FF{home.new[2:]}"},
        "nuid": {"nuid": f"NX{home.new[2:]}"},
        "card": {"smartcard_id": others.free.smartcard_id},
        "enabled": {"enabled": not device.enabled},
    }
    if what == "gone":
        world.remove(device)
        return True
    if isinstance(device, SetTopBox):
        values["banned"] = {"banned": not device.banned}
        values["status"] = {"status": "RESTRICTED" if device.status != "RESTRICTED" else "ACTIVE"}
    return world.change(device, **values[what])


def _card(what: str, card: SmartCard, home: Household, others: Household) -> bool:
    world = home.world
    if what == "taken":
        for box in (home.a, home.b):
            if box.smartcard_id == card.smartcard_id:
                world.change(box, smartcard_id=None)
        world.change(others.b, smartcard_id=card.smartcard_id)
        world.change(card, status="UNAVAILABLE", stb_uid=others.b.uid)
        return True
    if what == "status":
        return world.change(card, status="CANCELLED")
    if what == "end":
        return world.change(card, stb_uid=others.b.uid)
    world.remove(card)
    return True


def _session(home: Household) -> Any:
    return home.world.sessions.get(home.sessions[0])


def _right(home: Household) -> Any:
    return home.world.rights.get(home.right)


def _changed(get: Callable[[Household], Any], **fields: Any) -> Callable[..., bool]:
    return lambda home, others: home.world.change(
        get(home),
        **{name: value(others) if callable(value) else value for name, value in fields.items()},
    )


def _gone(get: Callable[[Household], Any]) -> Callable[..., bool]:
    return lambda home, _: home.world.remove(get(home)) is None


def _pin(home: Household, _: Household) -> bool:
    for pin in home.account.pins:
        pin.status = "LOCKED" if pin.status == "SET" else "SET"
    return True


def _added(product: str) -> Callable[..., bool]:
    def add(home: Household, _: Household) -> bool:
        now = home.world.now()
        home.world.add(
            Right(uid=home.world.next_uid(), account_uid=home.account.uid, valid_from=now,
                  policy_group_uid=product, product_type="SUBSCRIPTION")
        )  # fmt: skip
        return True

    return add


def _created(kind: str) -> Callable[..., bool]:
    def create(home: Household, others: Household) -> bool:
        world = home.world
        uid = world.next_uid()
        if kind == "account":
            world.add(Account(uid=uid, account_number=home.new_casn, status="ACTIVE"))
        elif kind == "login":
            world.add(User(uid=uid, account_uid=others.account.uid, login_id=home.new))
        elif kind == "chipset":
            world.add(SetTopBox(uid=uid, account_uid=others.account.uid, casn=home.new_casn))
        else:
            status = "CANCELLED" if kind == "cancelled-card" else "AVAILABLE"
            world.add(SmartCard(uid=uid, smartcard_id=home.new, status=status))
        return True

    return create


def _ssp_status(home: Household, _: Household) -> bool:
    home.sandbox.rest.ssp.set_status(home.account, "RESTRICTED")
    return True


def _ssp_gone(home: Household, _: Household) -> bool:
    home.sandbox.rest.ssp.forget(home.account)
    return True


_REST: Final[dict[str, Callable[[Household, Household], bool]]] = {
    "session.ended": _gone(_session),
    "session.device": _changed(_session, device_uid=lambda others: others.a.uid),
    "right.status": lambda home, _: home.world.change(
        _right(home),
        status="SUBSCRIBED" if _right(home).status == "UNSUBSCRIBED" else "UNSUBSCRIBED",
    ),
    "right.gone": _gone(_right),
    "right.account": _changed(_right, account_uid=lambda others: others.account.uid),
    "right.product": _changed(_right, policy_group_uid="7003"),
    "right.end": _changed(_right, expiry_date=None),
    "right.added": _added("7002"),
    "right.beside": _added("7009"),
    "user.account": _changed(lambda home: home.user, account_uid=lambda others: others.account.uid),
    "user.gone": _gone(lambda home: home.user),
    "pin.status": _pin,
    "ssp.status": _ssp_status,
    "ssp.gone": _ssp_gone,
    "new.account": _created("account"),
    "new.login": _created("login"),
    "new.chipset": _created("chipset"),
    "new.card": _created("card"),
    "new.cancelled-card": _created("cancelled-card"),
}


# Cases


@dataclass(frozen=True)
class Case:
    """One change of the world on one way of one operation. `number` seeds its household."""

    number: int
    scenario: Scenario
    way: Way
    move: str
    matters: bool

    def __str__(self) -> str:
        mark = "" if self.matters else " (beside it)"
        return f"{self.scenario.family} · {self.scenario.name} · {self.way} · {self.move}{mark}"


def rests_on(scenario: Scenario) -> tuple[str, ...]:
    """The moves that must stop an operation, by the contract."""
    name, led = scenario.name, ""
    for mark, more in LED_BY.items():
        if name.endswith(mark):
            name, led = name.removesuffix(mark), more
    names = (scenario.name, name, name.partition(",")[0])
    named = next(RESTS_ON[each] for each in names if each in RESTS_ON)
    moves = dict.fromkeys(f"{named} {led}".split())
    if scenario.family == "opf":
        moves = {move: None for move in moves if move not in SDP2_ALONE}
    return tuple(moves)


def ways(scenario: Scenario, move: str, *, matters: bool) -> tuple[Way, ...]:
    """The ways on which a move can be tried."""
    operation = _operation(scenario)
    found = [Way.APPLY]
    if not matters:
        return tuple(found)
    found.append(Way.DECIDE)
    led = next((moves for mark, moves in LED_BY.items() if scenario.name.endswith(mark)), "")
    if not spec_of(operation).cannot_wait:
        found.append(Way.DRAFT)
    if scenario.undoable and scenario.provable and move not in led.split():
        found.append(Way.UNDO)
        if move.endswith((".account", ".loose", ".gone", ".number")):
            found.append(Way.UNDO_LATE)
    return tuple(found)


def _operation(scenario: Scenario) -> Op:
    return Op(scenario.name.partition(",")[0])


def cases(families: Iterable[str], seed: int) -> list[Case]:
    """Every case of `families`, in an order that `seed` gives."""
    found = [
        (scenario, way, move, matters)
        for scenario in EVERY
        if scenario.family in families
        for matters, moves in (
            (True, rests_on(scenario)),
            (False, [each for each in BESIDE.split() if each not in rests_on(scenario)]),
        )
        for move in moves
        for way in ways(scenario, move, matters=matters)
    ]
    found += [(scenario, Way.EACH_FACT, "of the plan", True) for scenario in EVERY
              if scenario.family in families]  # fmt: skip
    random.Random(seed).shuffle(found)
    return [Case(seed * 1_000_000 + n, *each) for n, each in enumerate(found)]


# Trying them


@dataclass
class Tally:
    cases: int = 0
    operations: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    of_plans: int = 0
    """Facts of plans that were expected otherwise than they are."""
    ways: Counter[str] = field(default_factory=Counter)
    sent: list[str] = field(default_factory=list)
    """Cases in which something was sent although what it rests on had moved."""
    wrong: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return not (self.sent or self.wrong or self.exceptions)

    def add(self, other: "Tally") -> None:
        self.cases += other.cases
        self.of_plans += other.of_plans
        self.operations |= other.operations
        self.facts |= other.facts
        self.ways += other.ways
        self.skipped += other.skipped
        for name in ("sent", "wrong", "exceptions"):
            getattr(self, name).extend(getattr(other, name))

    def __str__(self) -> str:
        by_way = ", ".join(f"{times} {way}" for way, times in sorted(self.ways.items()))
        left = ", ".join(f"{times} {why}" for why, times in sorted(self.skipped.items()))
        return (
            f"{self.cases} cases: {len(self.operations)} operations, {len(self.facts)} facts and "
            f"owners ({by_way}), {self.of_plans} facts of plans; "
            f"{len(self.sent)} sent, {len(self.wrong)} otherwise wrong, "
            f"{len(self.exceptions)} exceptions; not tried: {left or 'none'}"
        )


class Skip(Exception):
    """A case that cannot be: there is no such plan, or nothing differs."""


def run(folder: Path, wanted: Sequence[Case]) -> Tally:
    """Try the cases in this process, one after the other."""
    tally = Tally()
    ordered = sorted(wanted, key=lambda case: (case.scenario.family, case.scenario.settings))
    for _, group in groupby(ordered, lambda case: (case.scenario.family, case.scenario.settings)):
        pile = list(group)
        with Bench(folder, pile[0].scenario) as bench:
            for case in pile:
                _try(bench, case, tally)
    return tally


def _try(bench: Bench, case: Case, tally: Tally) -> None:
    try:
        trial = _Trial(bench, case)
        problem = trial.run()
    except Skip as skip:
        tally.skipped[str(skip)] += 1
        return
    except Exception as error:  # whatever it is, the run goes on and tells of it
        at = traceback.extract_tb(error.__traceback__)[-1]
        tally.exceptions.append(
            f"{case}: {type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"
        )
        return
    finally:
        bench.sandbox.traffic.wait_settled(0)
        tally.exceptions += [f"{case}: sandbox: {each!r}" for each in bench.sandbox.failures]
        bench.sandbox.failures.clear()
    tally.cases += 1
    tally.of_plans += trial.of_plan
    tally.operations.add(f"{case.scenario.family} {case.scenario.name}")
    tally.facts.add(case.move)
    tally.ways[case.way] += 1
    if problem.startswith("sent"):
        tally.sent.append(f"{case}: {problem}")
    elif problem:
        tally.wrong.append(f"{case}: {problem}")


class _Trial:
    """One case: a household, a plan, a move of the world, and what was sent and said then."""

    def __init__(self, bench: Bench, case: Case) -> None:
        self.case, self.place, self.sandbox = case, bench.place, bench.sandbox
        chance = random.Random(str(case.number))
        self.home = settle(bench.sandbox, chance, case.scenario.status)
        self.others = settle(bench.sandbox, chance, case.scenario.status)
        case.scenario.prepare(self.home)
        self.changes = self.place.changes
        self.request = case.scenario.ask(self.home)
        # A number that passes on is not the number of who has it now: named by what it was.
        self.other_number = self.others.account.account_number
        self.of_plan = 0

    def run(self) -> str:
        """Return what was wrong, in words; empty if nothing was."""
        way = {
            Way.APPLY: self._apply, Way.DECIDE: self._decide, Way.DRAFT: self._draft,
            Way.UNDO: self._undo, Way.UNDO_LATE: self._undo_late,
            Way.EACH_FACT: self._each_fact,
        }  # fmt: skip
        said, outcome = way[self.case.way]()
        writes = [each.operation for each in self.sandbox.writes]
        if not self.case.matters:
            return f"refused: {said}" if outcome == "changed" or not writes else ""
        if self.case.move == "session.ended" and outcome == "verified":
            return ""  # what is wanted is so: it is called done, and only the other one is ended
        if writes:
            return f"sent {', '.join(writes)}; {outcome}: {said}"
        if outcome == "PlatformError" and self.case.move == "acc.gone":
            return ""  # a login that leads to an account that cannot be read
        if self.case.way is Way.DRAFT and outcome.startswith(str(Standing.ASIDE)):
            return ""  # nothing is sent, and the list of drafts says why
        if outcome != "changed":
            return f"not called changed but {outcome}: {said}"
        owner = self.case.move in ("a.account", "b.account", "player.account", "user.account")
        if owner and f"of account {self.other_number}" not in said.replace("is for", "is of"):
            return f"does not name the account: {said}"
        return ""

    def _move(self) -> None:
        if not make(self.case.move, self.home, self.others, self.case.number):
            raise Skip("nothing differs")
        self.sandbox.traffic.clear()

    def _applied(self, plan: Any) -> tuple[str, str]:
        given = Confirmation(plan.confirm[-4:] or None, "torture")
        result = self.place.call(self.changes.apply(plan, given))
        return result.message, str(result.outcome)

    def _plan(self) -> Any:
        return self.place.call(self.changes.plan(self.request))

    def _apply(self) -> tuple[str, str]:
        plan = self._plan()
        self._move()
        return self._applied(plan)

    def _decide(self) -> tuple[str, str]:
        self._plan()
        self._move()
        return self._refused(lambda: self.place.call(self.changes.decide(self.request)))

    def _each_fact(self) -> tuple[str, str]:
        """Expect each fact of the plan otherwise than it is: nothing may be sent for any."""
        plan = self._plan()
        left = [str(fact) for fact in plan.steps[0].before if fact not in plan.preconditions]
        if left:
            return f"changed without being guarded: {', '.join(left)}", "unguarded"
        self.sandbox.traffic.clear()
        for fact in plan.preconditions:
            self.of_plan += 1
            said, outcome = self._applied(
                replace(plan, preconditions={**plan.preconditions, fact: "something else"})
            )
            if outcome != "changed" or self.sandbox.writes:
                return f"{fact}: {said}", outcome
        return "", "changed"

    def _refused(self, work: Callable[[], Any]) -> tuple[str, str]:
        try:
            plan = work()
        except ChangedSince as error:
            return str(error), "changed"
        except SmstuiError as error:
            return str(error), type(error).__name__
        return self._applied(plan)

    def _draft(self) -> tuple[str, str]:
        call, drafts = self.place.call, self.place.client.drafts
        for text in filter(None, (self.request.target, self.request.second,
                                  self.request.values.get("card", ""))):  # fmt: skip
            call(self.place.client.look_up(text))
        draft = call(drafts.save(self.request))
        if not draft.plan:
            raise Skip("no draft with a plan")
        self._move()
        (checked,) = call(drafts.check([draft.id], deciding=True))
        draft_check, standing = checked.draft_check, checked.draft.standing
        if isinstance(draft_check.error, ChangedSince | AlreadySo) or checked.is_new:
            return checked.draft.said, "changed"  # what is so already is sent by nobody
        if checked.unseen:
            return checked.unseen, "changed"  # nobody saw it yet: it is shown and not applied
        if standing in (Standing.READY, Standing.ASIDE) and draft_check.plan is not None:
            return self._applied(draft_check.plan)
        return checked.draft.said, f"{standing} ({type(draft_check.error).__name__})"

    def _undo(self) -> tuple[str, str]:
        self._done()
        plan = self.place.call(self.changes.undo(self.change))
        self._move()
        return self._applied(plan)

    def _undo_late(self) -> tuple[str, str]:
        self._done()
        self._move()
        return self._refused(lambda: self.place.call(self.changes.undo(self.change)))

    def _done(self) -> None:
        plan = self._plan()
        given = Confirmation(plan.confirm[-4:] or None, "torture")
        result = self.place.call(self.changes.apply(plan, given))
        if result.outcome != "verified":
            raise AssertionError(f"not done: {result.outcome} {result.message}")
        self.change = result.change_id


def share(
    families: tuple[str, ...], seed: int, most: int | None, only: str, part: tuple[int, int]
) -> Tally:
    """Try one of several equal parts of the cases whose lines have the text `only`."""
    wanted = [case for case in cases(families, seed) if only in str(case)][:most]
    with tempfile.TemporaryDirectory(prefix="moves-") as folder:
        return run(Path(folder), wanted[part[0] :: part[1]])


PROCESSES: Final = 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.world_moves")
    parser.add_argument("family", nargs="?", choices=BOTH)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int)
    parser.add_argument("--only", default="", help="cases whose line has this text")
    told = parser.parse_args()
    families = (told.family,) if told.family else BOTH
    began = time.monotonic()
    tally = Tally()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        parts = [
            pool.submit(share, families, told.seed, told.most, told.only, (part, PROCESSES))
            for part in range(PROCESSES)
        ]
        for part in parts:
            tally.add(part.result())
    for mark, lines in (("SENT", tally.sent), ("wrong", tally.wrong), ("!", tally.exceptions)):
        for line in sorted(lines):
            print(mark, line)
    print(f"{tally} in {time.monotonic() - began:.0f} s")
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
