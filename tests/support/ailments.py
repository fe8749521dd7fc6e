"""Everything that can be wrong with a customer, one thing at a time, for the sandbox's world."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from smstui.sandbox.fixtures import silence, split_link
from smstui.sandbox.world import World

BOX: Final = "E833815A9290"
PLAYER: Final = "9002"
_HEALTHY_CARD: Final = "000145098240"


@dataclass(frozen=True)
class Ailment:
    """`touches` are the things it sets: two ailments that share one cannot be had together."""

    name: str
    family: str
    check: str
    seed: Callable[[World], object]
    touches: frozenset[str]
    fault: bool = True
    ask: str = BOX


def _account(world: World) -> Any:
    return world.account("nmp.00001")


def _set_account(**fields: Any) -> Callable[[World], object]:
    return lambda world: world.change(_account(world), **fields)


def _set_device(uid: str = "3421", **fields: Any) -> Callable[[World], object]:
    return lambda world: world.change(world.devices.get(uid), **fields)


def _set_card(**fields: Any) -> Callable[[World], object]:
    return lambda world: world.change(world.card(_HEALTHY_CARD), **fields)


def _each_right(change: Callable[[World], dict[str, Any]]) -> Callable[[World], object]:
    def seed(world: World) -> None:
        for right in world.rights.find("account_uid", "1001"):
            world.change(right, **change(world))

    return seed


def _no_rights(world: World) -> None:
    for right in list(world.rights.find("account_uid", "1001")):
        world.remove(right)


def _no_card(**fields: Any) -> Callable[[World], object]:
    def seed(world: World) -> None:
        world.change(world.card(_HEALTHY_CARD), stb_uid=None, status="AVAILABLE")
        world.change(world.devices.get("3421"), smartcard_id=None, **fields)

    return seed


def _users(change: Callable[[Any], dict[str, Any]]) -> Callable[[World], object]:
    def seed(world: World) -> None:
        for user in world.users.find("account_uid", "1001"):
            world.change(user, **change(user))

    return seed


def _one_silent(world: World) -> None:
    silence(world, next(iter(world.sessions)), 9)


def _lock_a_pin(world: World) -> None:
    pin = _account(world).pins[0]
    pin.status, pin.locked_until = "LOCKED", world.now() + timedelta(minutes=12)


def _nobody_approved(world: World) -> None:
    for player in world.players("1001"):
        world.change(player, approved_on=None)


def _ailment(
    family: str, check: str, name: str, seed: Callable[[World], object], *touches: str, **more: Any
) -> Ailment:
    return Ailment(f"{family} {name}", family, check, seed, frozenset(touches), **more)


_PAST: Final = _each_right(lambda world: {"expiry_date": world.now() - timedelta(days=2)})
_FUTURE: Final = _each_right(
    lambda world: {
        "valid_from": world.now() + timedelta(days=3),
        "expiry_date": world.now() + timedelta(days=99),
    }
)
_BOUND: Final = _each_right(lambda _: {"device_uid": "9004"})
_LEFT: Final = _each_right(lambda _: {"status": "UNSUBSCRIBED"})

AILMENTS: Final = (
    _ailment("sdp2", "account-status", "suspended", _set_account(status="SUSPENDED"), "status"),
    _ailment("sdp2", "account-status", "cancelled", _set_account(status="CANCELLED"), "status"),
    _ailment("sdp2", "account-status", "inactive", _set_account(status="INACTIVE"), "status"),
    _ailment("sdp2", "device-status", "box suspended", _set_device(status="SUSPENDED"), "box"),
    _ailment("sdp2", "device-status", "box cancelled", _set_device(status="CANCELLED"), "box"),
    _ailment("sdp2", "device-status", "box inactive", _set_device(status="INACTIVE"), "box"),
    _ailment("sdp2", "device-enabled", "box disabled", _set_device(enabled=False), "enabled"),
    _ailment("sdp2", "banned", "box banned", _set_device(banned=True), "banned"),
    _ailment("sdp2", "smartcard-status", "card cancelled", _set_card(status="CANCELLED"), "card"),
    _ailment(
        "sdp2", "smartcard-status", "card free",
        _set_card(status="AVAILABLE", stb_uid=None), "card",
    ),
    _ailment(
        "sdp2", "smartcard-status", "card gone",
        lambda world: world.remove(world.card(_HEALTHY_CARD)), "card",
    ),
    _ailment(
        "sdp2", "pairing-link", "links disagree",
        lambda world: split_link(world, _HEALTHY_CARD, "3999"), "card",
    ),
    _ailment("sdp2", "smartcard-type", "no card", _no_card(), "card"),
    _ailment(
        "sdp2", "smartcard-type", "cardless without its card",
        _no_card(smartcard_type="CARDLESS"), "card",
    ),
    _ailment("sdp2", "rights", "rights ran out", _PAST, "rights"),
    _ailment("sdp2", "rights", "rights not begun", _FUTURE, "rights"),
    _ailment("sdp2", "rights", "rights elsewhere", _BOUND, "rights"),
    _ailment("sdp2", "rights", "unsubscribed", _LEFT, "rights"),
    _ailment("sdp2", "rights", "no right at all", _no_rights, "rights"),
    _ailment("sdp2", "cas-instance", "another CAS", _set_card(cas_instance_id="CAS-2"),
             "card", "rights", fault=False),
    _ailment("sdp2", "sessions", "a silent session", _one_silent, "sessions", fault=False),
    _ailment("sdp2", "credit", "credit used up", _set_account(credit_spent=50.0), "credit",
             fault=False),
    _ailment("sdp2", "default-user", "no default user", _users(lambda _: {"default_user": False}),
             "default", fault=False),
    _ailment("sdp2", "default-user", "two default users",
             _users(lambda _: {"default_user": True}), "default", fault=False),
    _ailment("sdp2", "super-user", "no super-user", _users(lambda _: {"type": "NOR"}), "super",
             fault=False),
    _ailment("sdp2", "renting", "restricted", _set_account(status="RESTRICTED"), "status", "ppv",
             fault=False),
    _ailment("sdp2", "renting", "no pay per view", _set_account(ppv_status=False), "ppv",
             fault=False),
    _ailment("sdp2", "device-enabled", "player disabled", _set_device(PLAYER, enabled=False),
             "enabled", ask=PLAYER),
    _ailment("sdp2", "device-limit", "too many players", _set_account(max_mp_device_allowed=2),
             "most", fault=False, ask=PLAYER),
    _ailment("opf", "account-status", "suspended", _set_account(status="SUSPENDED"), "status"),
    _ailment("opf", "account-status", "cancelled", _set_account(status="CANCELLED"), "status"),
    _ailment(
        "opf", "account-validity", "ended",
        lambda world: world.change(
            _account(world), validity_end=world.now() - timedelta(days=1)
        ), "validity",
    ),
    _ailment(
        "opf", "account-validity", "not begun",
        lambda world: world.change(
            _account(world), validity_start=world.now() + timedelta(days=1)
        ), "validity",
    ),
    _ailment(
        "opf", "profile", "profile not in use",
        lambda world: world.change(world.profiles.get("301"), status="INACTIVE"), "profile",
        fault=False,
    ),
    _ailment("opf", "device-enabled", "box disabled", _set_device(enabled=False), "enabled"),
    _ailment("opf", "activation", "not activated", _set_device(activation_status="INACTIVE"),
             "activation"),
    _ailment("opf", "initialization", "not initialized",
             _set_device(initialization_status="PENDING"), "initialization", fault=False),
    _ailment("opf", "smartcard-type", "no card", _no_card(), "card", fault=False),
    _ailment("opf", "pin-lock", "a PIN is locked", _lock_a_pin, "pins"),
    _ailment("opf", "rights", "rights ran out", _PAST, "rights"),
    _ailment("opf", "rights", "rights not begun", _FUTURE, "rights"),
    _ailment("opf", "rights", "rights elsewhere", _BOUND, "rights", fault=False),
    _ailment("opf", "rights", "unsubscribed", _LEFT, "rights"),
    _ailment("opf", "rights", "no right at all", _no_rights, "rights"),
    _ailment("opf", "default-user", "no default user", _users(lambda _: {"default_user": False}),
             "default", fault=False),
    _ailment("opf", "super-user", "no super-user", _users(lambda _: {"type": "NOR"}), "super",
             fault=False),
    _ailment("opf", "renting", "restricted", _set_account(status="RESTRICTED"), "status",
             fault=False),
    _ailment("opf", "device-enabled", "player disabled", _set_device(PLAYER, enabled=False),
             "enabled", ask=PLAYER),
    _ailment("opf", "approval", "nobody approved", _nobody_approved, "approval", ask=PLAYER),
)  # fmt: skip

BLOCKS_FIRST: Final = (
    "account-status", "account-validity", "profile", "device-status", "device-enabled", "banned",
    "activation", "initialization", "approval", "device-limit", "smartcard-status",
    "smartcard-type", "pairing-link", "cas-instance", "sessions", "pin-lock", "rights", "credit",
    "default-user", "super-user", "renting",
)  # fmt: skip
"""What blocks first, written down apart from the product's own list."""


def weight(ailment: Ailment) -> tuple[bool, int]:
    """Sorts ailments by what must be told first."""
    return not ailment.fault, BLOCKS_FIRST.index(ailment.check)


def pairs() -> list[tuple[Ailment, Ailment]]:
    """Two at a time that can be had together, spread over all of them; the worse one first."""
    found = []
    for at, one in enumerate(AILMENTS):
        others = [
            other
            for other in AILMENTS[at + 1 :]
            if other.family == one.family
            and other.ask == one.ask
            and other.check != one.check
            and not other.touches & one.touches
        ]
        found += [sorted((one, other), key=weight) for other in others[:: max(1, len(others) // 2)]]
    return [(pair[0], pair[1]) for pair in found]
