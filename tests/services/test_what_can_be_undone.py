"""A plan that says "It can be undone" has an undo that can be planned, wherever it begins."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import pytest

from smstui.commands.change_lines import plan_lines
from smstui.console.views.journal_rows import can_undo
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.changes.verdict import DONE
from smstui.domain.errors import NotFound, SmstuiError
from smstui.presentation.results import no_undo
from smstui.sandbox import ailments
from smstui.sandbox.base import base
from smstui.sandbox.entities import MediaPlayer, SetTopBox
from smstui.sandbox.world import World
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.support.products import WHOLE

pytestmark = pytest.mark.usefixtures("quick_looks")
SETTINGS = ("settle_s = 0.3", "timeout_s = 5", 'role = "supervisor"')
WORLDS: dict[str, Callable[[], World]] = {"base": base, "ailments": ailments}
T = TypeVar("T")
Asked = tuple[Request, frozenset[str]]
LINKS = (Operation.PAIR, Operation.UNPAIR, Operation.SWAP_CARD, Operation.SWAP_BOX)
LATE = "ail.00010"
"""The account whose changes come 45 seconds late."""
VALUES: dict[Operation, list[dict[str, str]]] = {
    Operation.ACCOUNT_STATUS: [{"status": s} for s in ("ACTIVE", "SUSPENDED", "RESTRICTED")],
    Operation.BOX_STATUS: [{"status": s} for s in ("ACTIVE", "SUSPENDED")],
    Operation.ACCOUNT_LIMITS: [{"max_players": "3", "credit_limit": "12.50"}],
    Operation.CHANGE_USER: [{"name": "New"}, {"purchases": "no"}],
    Operation.ACCOUNT_PROFILE: [{"profile": "302"}],
    Operation.MESSAGE: [{"text": "x"}],
    Operation.MAIL: [{"text": "x"}],
    Operation.ADD_RIGHT: [{"product": "7001"}],
    Operation.CAS_SUBSCRIBE: [{"product": "7001"}],
    Operation.CAS_UNSUBSCRIBE: [{"product": "7001"}],
    Operation.END_SESSION: [{"session": "1"}],
}


def requests_of(world: World) -> Iterator[Request]:
    """Every operation on the records of `world`, on one of those that are alike."""
    accounts = {each.uid: each.account_number for each in world.accounts}
    every = [each for each in world.devices if isinstance(each, SetTopBox)]
    boxes = _unlike(every, lambda box: _looks(world, box))
    players = [each for each in world.devices if isinstance(each, MediaPlayer)]
    records = [
        *(each.account_number for each in _unlike(world.accounts, lambda one: one.status)),
        *(each.uid for each in boxes),
        *(each.uid for each in _unlike(players, lambda one: one.enabled)),
        *(each.login_id for each in _unlike(world.users, lambda one: one.type)),
    ]
    free = [each.smartcard_id for each in world.cards if each.status == "AVAILABLE"]
    for at, box in enumerate(boxes):
        yield Request(Operation.UNPAIR, box.uid)
        beside = boxes[(at + 1) % len(boxes)]
        for card in dict.fromkeys(filter(None, (box.smartcard_id, *free[:1]))):
            yield Request(Operation.PAIR, box.uid, card)
            yield Request(Operation.SWAP_CARD, box.uid, card)
        yield Request(Operation.PAIR, box.uid, beside.smartcard_id or "")
        yield Request(Operation.SWAP_BOX, box.uid, beside.uid)
    for right in list(world.rights)[:2]:
        number = accounts[right.account_uid]
        yield Request(Operation.REMOVE_RIGHT, number, values={"right": right.uid})
    for spec in SPECS.values():
        is_made = not spec.secret and spec.operation not in (Operation.UNDO, Operation.REMOVE_RIGHT)
        is_tried = world.name == "base" or spec.restores or os.environ.get(WHOLE)
        if is_made and is_tried and spec.operation not in LINKS:
            for values in VALUES.get(spec.operation, [{}]):
                yield from (Request(spec.operation, each, values=values) for each in records)


def _looks(world: World, box: SetTopBox) -> object:
    """What of a box, its card and who else has that card decides on a change of them."""
    card = world.card(box.smartcard_id)
    claims = [each.uid for each in world.devices
              if card and getattr(each, "smartcard_id", None) == card.smartcard_id]  # fmt: skip
    named = world.box(card.stb_uid) if card else None
    own = card and (card.status, card.stb_uid == box.uid, named is None)
    return box.status, box.enabled, box.banned, box.smartcard_type, own, len(claims)


def _unlike(records: Iterable[T], looks: Callable[[T], object]) -> list[T]:
    return list({looks(each): each for each in records}.values())


def _at(family: str, folder: Path, name: str) -> AbstractContextManager[Workshop]:
    of_cas = ("opf.cas_pairing = true",) if family == "opf" else ()
    return workshop(family, folder, *SETTINGS, *of_cas, world=WORLDS[name]())


def _planned(place: Workshop, request: Request) -> Plan | None:
    changes = place.changes
    try:
        plan = place.call(changes.plan(request))
    except SmstuiError:
        return None
    assert isinstance(plan, Plan)
    return plan


def _promising(family: str, folder: Path, name: str) -> list[Asked]:
    """Return the requests whose plan says that it can be undone, with what they lock.

    Of those that are alike one each. A change of links is alike no other: what its records say
    before it decides.
    """
    found: dict[object, Asked] = {}
    with _at(family, folder, name) as place:
        for request in requests_of(place.world):
            plan = None if request.target == LATE else _planned(place, request)
            if plan is None or not plan.inverse:
                continue
            moves = [(fact.kind, fact.name, before, step.after[fact])
                     for step in plan.steps for fact, before in step.before.items()]  # fmt: skip
            key = plan.title if request.operation in LINKS else (request.operation, *moves)
            found.setdefault(key, (request, frozenset(plan.locks)))
    return list(found.values())


@pytest.mark.every_case
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", WORLDS)
def test_what_a_plan_says_can_be_undone_has_an_undo(
    tmp_path: Path, family: str, name: str, record_property: Callable[[str, object], None]
) -> None:
    left, tried, rounds = _promising(family, tmp_path / "plans", name), 0, 0
    while left:
        rounds, later, touched = rounds + 1, list[Asked](), set[str]()
        with _at(family, tmp_path / str(rounds), name) as place:
            for request, locks in left:
                if locks & touched:
                    later.append((request, locks))
                    continue
                touched |= locks
                tried += _is_as_promised(place, request)
        left = later
    record_property("cases", tried)
    print(f"{tried} changes of {name} on {family} have the undo that their plan promises")
    assert tried >= 15


def _is_as_promised(place: Workshop, request: Request) -> bool:
    """Apply a request, and plan its undo if all of it was done. Return whether it was."""
    plan = _planned(place, request)
    assert plan is not None
    assert plan.inverse
    done = place.apply(plan, plan.confirm[-4:] if plan.confirm else None, "a reason")
    if done.outcome not in DONE:
        return False
    back = place.call(place.changes.undo(done.change_id))
    assert back.undoes == done.change_id, request
    return True


NO_WAY = [
    ("sdp2", "7103", "restores smartcard 000700000003 box: 7199", "Only box 7103 card can be"),
    ("sdp2", "7302", "puts card 000700000002 into two boxes", ""),
    ("opf", "7102", "puts card 000700000002 into two boxes", ""),
]


@pytest.mark.parametrize(("family", "box", "why", "part"), NO_WAY)
def test_what_no_undo_restores_is_named_in_the_plan_and_refused_with_the_same_words(
    tmp_path: Path, family: str, box: str, why: str, part: str
) -> None:
    """The result and the journal offer no undo of it, and no undo without an id finds it."""
    with _at(family, tmp_path, "ailments") as place:
        plan = place.plan(Operation.UNPAIR, box)
        told = list(plan_lines(plan))
        assert "    This cannot be undone." in told
        assert told[-1].startswith(f"    No operation {why}.")
        assert part in told[-1]
        done = place.apply(plan)
        assert done.outcome in DONE
        assert not done.can_undo
        assert f"No operation {why}." in no_undo(done)
        (entry,) = place.journal()
        assert not can_undo(entry, [entry])
        writes = place.writes
        with pytest.raises(RefusedHere, match=f"cannot be undone: no operation {why}"):
            place.call(place.changes.undo(done.change_id))
        with pytest.raises(NotFound, match="no change"):
            place.call(place.changes.undo())
        assert place.writes == writes
