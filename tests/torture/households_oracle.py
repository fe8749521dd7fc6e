"""Random households, diagnosed and paired, against an oracle in the words of the contract.

    python -m tests.torture.households_oracle [STATES] [SEED]

A state is two accounts, three boxes and a card whose ends may disagree. Each is asked for by box,
by the other box, by card and by account, under each role. The oracle imports no rule of the
program: it says of a pair whether it is so already, planned or refused, and of a diagnosis that

- each action that it offers is planned,
- no action is offered on a box that agrees with its own card,
- a box and a card that disagree are never clear, and unpairing is offered only where the two
  could then be paired.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import AlreadySo
from smstui.domain.errors import SmstuiError
from smstui.domain.secret import Secret
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.sandbox import Sandbox
from smstui.sandbox.entities import Account, Right, SetTopBox, SmartCard, User
from smstui.sandbox.world import World
from smstui.services.changes import Request
from smstui.services.outcomes import Opened, Several
from tests.support.changing import Workshop

X, S, Y = "61001", "61002", "62001"
"""Boxes: the one asked for, its sibling, and one of the other household."""
C, K, D, FREE = "000661100017", "000661100025", "000662200031", "000663300049"
"""Cards: the one in question, the own cards of X and Y, and a free one."""
MINE, OTHERS = "orc.61", "orc.62"
CASN: Final = {X: "0FACE6100101", S: "0FACE6100202", Y: "0FACE6200101"}
NOT_THERE: Final = "63999"
ROLES: Final = ("viewer", "installer", "support", "supervisor", "read-only")
FAMILIES: Final = ("sdp2", "opf")


@dataclass(frozen=True)
class State:
    """`says` is the card that each box names, `names` the box that the card C names."""

    family: str
    role: str
    status: str
    names: str | None
    says: tuple[tuple[str, str | None], ...]
    account: str
    box: str
    kind: str

    def card_of(self, box: str) -> str | None:
        return dict(self.says)[box]

    @property
    def claiming(self) -> list[str]:
        return [box for box, card in self.says if card == C]


def states(count: int, seed: int = 11) -> Iterator[State]:
    """Yield `count` states, the same for the same seed; every value of every side among them."""
    pick = random.Random(seed)
    for at in range(count):
        family = FAMILIES[at % 2]
        sdp2 = family == "sdp2"
        yield State(
            family=family,
            role=ROLES[at // 2 % len(ROLES)],
            status=pick.choice(("AVAILABLE", "UNAVAILABLE", "UNAVAILABLE", "CANCELLED", "gone"))
            if sdp2 else "UNAVAILABLE",
            names=pick.choice((None, X, X, S, Y, NOT_THERE)),
            says=(
                (X, pick.choice((C, C, K, None))),
                (S, pick.choice((C, None, None))),
                (Y, pick.choice((C, D, D, None))),
            ),
            account=pick.choice(("ACTIVE", "ACTIVE", "SUSPENDED", "CANCELLED")),
            box=pick.choice(("ACTIVE", "ACTIVE", "CANCELLED")) if sdp2 else "ACTIVE",
            kind=pick.choice(("CARDBASED", "CARDBASED", "CARDLESS")) if sdp2 else "CARDBASED",
        )  # fmt: skip


# The oracle


def pair_of(state: State) -> str:
    """Whether X and C are `paired`, would be `planned`, or are `refused`."""
    if state.role in ("viewer", "read-only"):
        return "refused"
    if "CANCELLED" in (state.account, state.box) or state.kind == "CARDLESS":
        return "refused"  # final; and a cardless box has its own card (sdp2.md)
    if state.card_of(X) == K:
        return "refused"  # a box has one card
    return _pair_at_opf(state) if state.family == "opf" else _pair_at_sdp2(state)


def _pair_at_opf(state: State) -> str:
    """A card is only what its box names (opf.md, "Pairing has two halves")."""
    if len(state.claiming) > 1:
        return "refused"
    if state.claiming == [X]:
        return "paired"
    return _of_others(state, Y in state.claiming)


def _pair_at_sdp2(state: State) -> str:
    if state.status in ("gone", "CANCELLED"):
        return "refused"  # CANCELLED is never reusable (sdp2.md, "SmartCard")
    if state.names is None and state.status == "UNAVAILABLE":
        return "refused"  # in a box that it does not name, or suspended
    if state.card_of(X) == C:
        if (state.names, state.status) == (X, "UNAVAILABLE"):
            return "paired"
        return _of_others(state, state.names == Y)
    if state.names is None:
        return "planned"
    agreed = state.names in (S, Y) and state.card_of(state.names) == C
    return _of_others(state, state.names == Y) if agreed else "refused"  # never pair over it


def _of_others(state: State, other_account: bool) -> str:
    """A card of another account moves by a supervisor alone (S7)."""
    return "refused" if other_account and state.role != "supervisor" else "planned"


def healthy(state: State, box: str) -> bool:
    """Whether the box and the card that it names agree, by the card's own end."""
    card = state.card_of(box)
    if state.family == "opf":
        return card is not None and (card != C or state.claiming == [box])
    if card == C:
        return (state.names, state.status) == (box, "UNAVAILABLE")
    return card is not None


# The world


def household() -> World:
    """Return the two accounts, before a state is set."""
    world = World("oracle")
    for uid, number in (("61", MINE), ("62", OTHERS)):
        world.add(Account(uid=uid, account_number=number, status="ACTIVE"))
        login = f"{number}@example.test"
        world.add(User(uid=f"9{uid}", account_uid=uid, login_id=login, default_user=True,
                       type="SUP"))  # fmt: skip
        world.add(
            Right(
                uid=f"8{uid}", account_uid=uid, policy_group_uid="basic",
                valid_from=world.now() - timedelta(days=9),
                expiry_date=world.now() + timedelta(days=9),
            )
        )  # fmt: skip
    for uid in (X, S, Y):
        world.add(SetTopBox(uid=uid, account_uid=uid[:2], casn=CASN[uid]))
    for at, number in enumerate((C, K, D, FREE)):
        world.add(
            SmartCard(
                uid=f"70{at}", smartcard_id=number, status="AVAILABLE", cas_instance_id="CAS-1"
            )
        )
    return world


def stage(world: World, state: State) -> None:
    """Bring the world into a state."""
    with world.lock:
        if (card := world.card(C)) is not None:
            world.remove(card)
        if state.status != "gone":
            world.add(SmartCard(uid="700", smartcard_id=C, status=state.status,
                                stb_uid=state.names, cas_instance_id="CAS-1"))  # fmt: skip
        for own, box in ((K, X), (D, Y)):
            held = box if state.card_of(box) == own else None
            status = "UNAVAILABLE" if held else "AVAILABLE"
            world.change(world.card(own), stb_uid=held, status=status)
        for box, card_number in state.says:
            kept: dict[str, Any] = {"smartcard_id": card_number, "smartcard_type": "CARDBASED"}
            if box == X:
                kept |= {"status": state.box, "smartcard_type": state.kind}
            world.change(world.devices.get(box), **kept)
        world.change(world.account(MINE), status=state.account)


# Asking the program


@dataclass
class Told:
    """What the run found. `disagreements` is empty where the program and the oracle agree."""

    states: int = 0
    questions: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        asked = ", ".join(f"{count} {what}" for what, count in sorted(self.questions.items()))
        return f"{self.states} states; {asked}; {len(self.disagreements)} disagreements"


class Asking:
    """The program on a sandbox, a place of its own for each family and role."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self.sandbox = stack.enter_context(Sandbox(household()))
        self._places: dict[tuple[str, str], Workshop] = {}

    def place(self, state: State) -> Workshop:
        key = (state.family, state.role)
        if key not in self._places:
            role = "supervisor" if state.role == "read-only" else state.role
            lines = [f'role = "{role}"', f"read_only = {str(state.role == 'read-only').lower()}"]
            folder = self._folder / "-".join(key)
            made = Workshop(state.family, folder, self.sandbox, *lines)
            self._stack.callback(made.close)
            self._places[key] = made
        return self._places[key]


def run(count: int, folder: Path, seed: int = 11) -> Told:
    """Try `count` states."""
    told = Told()
    with ExitStack() as stack:
        asking = Asking(folder, stack)
        for state in states(count, seed):
            stage(asking.sandbox.world, state)
            told.states += 1
            for line in judged(asking.place(state), state, told):
                told.disagreements.append(f"{line}: {state}")
    return told


def judged(place: Workshop, state: State, told: Told) -> Iterator[str]:
    """Yield what the program and the oracle disagree on in one state."""
    end, wanted = ended(place, told, Operation.PAIR, X, C), pair_of(state)
    if end != wanted:
        yield f"pair is {end}, must be {wanted}"
    for text in (CASN[X], CASN[Y], C, MINE):
        place.changes  # noqa: B018  opens the desk
        outcome = place.call(_diagnosed(place, text))
        told.questions["diagnoses"] += 1
        several = len(state.claiming) > 1 and state.family == "opf" and text == C
        if several is not isinstance(outcome.outcome, Several):
            yield f"by {text}: several matches: {not several}, must be {several}"
        if outcome.diagnosis is not None and isinstance(outcome.outcome, Opened):
            yield from _of_diagnosis(place, state, told, text, outcome.diagnosis)


async def _diagnosed(place: Workshop, text: str) -> Any:
    return await place.desk.diagnose(text)


def _of_diagnosis(
    place: Workshop, state: State, told: Told, text: str, diagnosis: Diagnosis
) -> Iterator[str]:
    box = next((uid for uid, casn in CASN.items() if casn == text), "")
    if box and state.card_of(box) == C and not healthy(state, box) and diagnosis.result == "fine":
        yield f"by {text}: clear, though box {box} and its card disagree"
    for finding in diagnosis.findings:
        way_on = finding.next
        if way_on is None or not way_on.action:
            continue
        targets = way_on.among or (way_on.about or finding.subject,)
        for target in targets:
            end = ended(place, told, Operation(way_on.action), target.id, *_value(way_on.action))
            where = f"by {text}: {finding.check} offers {way_on.action} on {target}"
            if target.kind != "smartcard" and end != "planned":
                yield f"{where}, which is {end}"
            about_cards = way_on.action in ("unpair", "swap-card")
            if about_cards and text != MINE and healthy(state, target.id):
                yield f"{where}, which agrees with its card"
            alone = (box, target.id) == (X, X) and state.claiming == [X]
            if way_on.action == "unpair" and alone and pair_of(state) != "planned":
                yield f"{where}, and the pair is {pair_of(state)} then"


def _value(action: str) -> tuple[str, ...]:
    """The values that a person gives with an operation."""
    return (FREE,) if action in ("pair", "swap-card") else ()


def ended(place: Workshop, told: Told, operation: Operation, target: str, second: str = "") -> str:
    """What comes of planning: `planned`, `paired` where it is so already, else `refused`."""
    values = {"status": "ACTIVE"} if operation in (
        Operation.ACCOUNT_STATUS, Operation.BOX_STATUS
    ) else {"product": "p-61"} if operation is Operation.ADD_RIGHT else {}  # fmt: skip
    request = Request(operation, target, second, values, secret=Secret("4321"))
    told.questions["plans"] += 1
    changes = place.changes
    try:
        place.call(changes.plan(request))
    except AlreadySo:
        return "paired"
    except SmstuiError:
        return "refused"
    return "planned"


def main(arguments: Sequence[str]) -> int:
    """Run from the command line. Returns 1 if the program and the oracle disagree."""
    numbers = [*map(int, arguments), *(2_000, 11)[len(arguments) :]]
    count, seed = numbers[:2]
    with tempfile.TemporaryDirectory() as folder:
        told = run(count, Path(folder), seed)
    for line in told.disagreements:
        print(line)
    print(told)
    return 1 if told.disagreements else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
