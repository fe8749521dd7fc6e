"""A field left out of a healthy answer makes its check "not checked": never fine, never a fault."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import product
from pathlib import Path

import pytest

from smstui.domain.identifiers import IdKind
from smstui.sandbox.base import base
from smstui.sandbox.entities import Record
from smstui.sandbox.world import World
from tests.support.changing import Workshop, workshop
from tests.support.products import FAMILIES, short

ROOTS = {
    "account": lambda world: world.account("nmp.00001"),
    "box": lambda world: world.devices.get("3421"),
    "player": lambda world: world.devices.get("9002"),
    "card": lambda world: world.card("000145098240"),
    "right": lambda world: world.rights.get("60001"),
    "super-user": lambda world: world.users.get("11001"),
    "default user": lambda world: world.users.get("11002"),
    "session": lambda world: next(iter(world.sessions)),
}
TURNS = {
    ("sdp2", "account", "status"): {"account-status", "renting"},
    ("sdp2", "account", "credit_spent"): {"credit"},
    ("sdp2", "account", "credit_limit"): {"credit"},
    ("sdp2", "account", "ppv_status"): {"renting"},
    ("sdp2", "box", "status"): {"device-status"},
    ("sdp2", "box", "enabled"): {"device-enabled"},
    ("sdp2", "box", "banned"): {"banned"},
    ("sdp2", "box", "smartcard_id"): {"smartcard-type", "pairing-link"},
    ("sdp2", "box", "smartcard_type"): {"smartcard-type"},
    ("sdp2", "card", "status"): {"smartcard-status"},
    ("sdp2", "card", "stb_uid"): {"pairing-link"},
    ("sdp2", "card", "smartcard_id"): {"pairing-link"},
    ("sdp2", "card", "cas_instance_id"): {"cas-instance"},
    ("sdp2", "right", "status"): {"rights"},
    ("sdp2", "right", "valid_from"): {"rights"},
    ("sdp2", "right", "expiry_date"): {"rights"},
    ("sdp2", "super-user", "type"): {"super-user"},
    ("sdp2", "super-user", "default_user"): {"default-user"},
    ("sdp2", "default user", "default_user"): {"default-user"},
    ("opf", "account", "status"): {"account-status", "renting"},
    ("opf", "account", "validity_start"): {"account-validity"},
    ("opf", "account", "validity_end"): {"account-validity"},
    ("opf", "account", "account_profile_uid"): {"profile"},
    ("opf", "box", "enabled"): {"device-enabled"},
    ("opf", "box", "activation_status"): {"activation"},
    ("opf", "box", "initialization_status"): {"initialization"},
    ("opf", "box", "smartcard_id"): {"smartcard-type"},
    ("opf", "right", "status"): {"rights"},
    ("opf", "right", "valid_from"): {"rights"},
    ("opf", "right", "expiry_date"): {"rights"},
    ("opf", "super-user", "type"): {"super-user"},
    ("opf", "default user", "default_user"): {"default-user"},
}
"""Which checks stand on which field, for the box of the fixture."""
PLAYER_TURNS = {
    ("sdp2", "player", "enabled"): {"device-enabled", "device-limit"},
    ("opf", "player", "enabled"): {"device-enabled", "device-limit"},
    ("opf", "player", "activation_status"): {"activation", "device-limit"},
    ("opf", "account", "account_profile_uid"): {"device-limit", "profile"},
}


def every_field() -> Iterator[tuple[str, str]]:
    world = base()
    for root, find in ROOTS.items():
        for field in fields(find(world)):
            if field.name != "omitted":
                yield root, field.name


class Ward:
    """One sandbox for all: a field is left out, and put back."""

    def __init__(self, place: Workshop) -> None:
        self.place = place
        self.client = place.client
        self.world: World = place.sandbox.world

    def results(self, ask: str) -> dict[str, str]:
        kind = "device-uid" if self.place.family == "sdp2" else "opf-device"
        told = self.place.call(self.client.diagnose(ask, only=IdKind(kind)))
        assert told.diagnosis is not None, told
        return {one.check: str(one.result) for one in told.diagnosis.findings}

    def without(self, root: str, name: str, ask: str) -> dict[str, str]:
        record: Record = ROOTS[root](self.world)
        self.world.omit(record, name)
        try:
            return self.results(ask)
        finally:
            record.omitted = frozenset()


@pytest.fixture
def ward(family: str, tmp_path: Path) -> Iterator[Ward]:
    with workshop(family, tmp_path) as place:
        assert place.changes is not None, "it is open"
        yield Ward(place)


ASKED = {"3421": TURNS, "9002": PLAYER_TURNS}
GAPS = short((field, case) for field in every_field() for case in product(FAMILIES, ASKED))
"""In the suite a field that no check stands on is left out once, of one of the four answers."""


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("ask", ASKED)
def test_whatever_is_left_out_no_check_turns_fine_or_against_the_customer(
    ward: Ward, family: str, ask: str, record_property: Callable[[str, object], None]
) -> None:
    turns = ASKED[ask]
    healthy = ward.results(ask)
    assert set(healthy.values()) == {"fine", "not-checked"}
    wrong = []
    chosen = {field for field, case in GAPS if case == (family, ask)}
    chosen |= {(root, name) for whose, root, name in turns if whose == family}
    record_property("cases", len(chosen))
    for root, name in sorted(chosen):
        now = ward.without(root, name, ask)
        turned = {
            check: result
            for check, result in now.items()
            if result != healthy.get(check, "not-checked")
        }
        if set(turned.values()) - {"not-checked"}:
            wrong.append((root, name, turned))
        if not turns.get((family, root, name), set()) <= set(turned):
            wrong.append((root, name, turned))
    assert wrong == []
    assert ward.results(ask) == healthy
