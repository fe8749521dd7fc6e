"""The rights of an account, and the commands of the CAS to a box."""

from collections.abc import Iterable

from smstui.sandbox.entities import Right, SetTopBox
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import World


def add_right(world: World, right: Right) -> None:
    """Give an account a right. Raises `Refused` for an unknown account or device."""
    if world.accounts.get(right.account_uid) is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN, f"account {right.account_uid} not found")
    if right.device_uid is not None and world.devices.get(right.device_uid) is None:
        raise Refused(Reason.DEVICE_UNKNOWN, f"device {right.device_uid} not found")
    world.add(right)


def set_right_status(world: World, right: Right, status: str) -> bool:
    """Set a right to SUBSCRIBED or UNSUBSCRIBED. Return whether anything changed."""
    if status not in {"SUBSCRIBED", "UNSUBSCRIBED"}:
        raise Refused(Reason.MALFORMED, f"{status} is not a status of an entitlement")
    return world.change(right, status=status)


def subscribe(world: World, box: SetTopBox, products: Iterable[str]) -> None:
    """Subscribe a box to DTH products at the CAS, besides those it has."""
    world.change(box, cas_products=(box.cas_products or set()) | set(products))


def replace_subscriptions(world: World, box: SetTopBox, products: Iterable[str]) -> None:
    """Subscribe a box to exactly these DTH products."""
    world.change(box, cas_products=set(products))


def unsubscribe(world: World, box: SetTopBox, products: Iterable[str]) -> None:
    """Remove DTH products from a box."""
    world.change(box, cas_products=(box.cas_products or set()) - set(products))


def set_cas_pin(world: World, box: SetTopBox, pins: dict[str, str] | None) -> None:
    """Set a box's PINs at the CAS, number to PIN; `None` resets to the CAS default."""
    kept = None if pins is None else (box.cas_pins or {}) | pins
    world.change(box, cas_pins=kept)
