"""Random states of two households, and the world of a sandbox brought into one of them.

A state is two accounts, three boxes and a card whose ends may disagree.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from smstui.sandbox.entities import Account, Right, SetTopBox, SmartCard, User
from smstui.sandbox.world import World

X, S, Y = "61001", "61002", "62001"
"""Boxes: the one asked for, its sibling, and one of the other household."""
C, K, D, FREE = "000661100017", "000661100025", "000662200031", "000663300049"
"""Cards: the one in question, the own cards of X and Y, and a free one."""
MINE, OTHERS = "orc.61", "orc.62"
LOGIN: Final = f"{MINE}@example.test"
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
