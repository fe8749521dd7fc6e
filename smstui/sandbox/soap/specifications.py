"""Specifications: a call names a record by exactly one child (sdp2.md "Specifications")."""

from typing import TypeVar

from smstui.sandbox.entities import Account, Device, Record, SetTopBox, SmartCard
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.soap.reader import Arguments
from smstui.sandbox.soap.schema import LONG, STRING, Field, Structure
from smstui.sandbox.table import Table
from smstui.sandbox.world import World

ORIGIN = Structure(
    "originSpecification",
    (Field("originId", LONG, least=1), Field("originKey", STRING, least=1)),
)
_UID = Field("uid", LONG)
_BY_ORIGIN = Field("originSpecification", ORIGIN)

ACCOUNT = Structure(
    "accountSpecification", (Field("accountNumber", STRING), _UID, _BY_ORIGIN), choice=True
)
PURGED_ACCOUNT = Structure(
    "purgedAccountSpecification",
    (Field("accountNumber", STRING), Field("accountUid", LONG), _BY_ORIGIN),
    choice=True,
)
"""The base service's `purgeAccount` says `accountUid` (O)."""
DEVICE = Structure(
    "deviceSpecification",
    (Field("casn", STRING), _UID, _BY_ORIGIN, Field("nuID", STRING)),
    choice=True,
)
SMARTCARD = Structure(
    "smartCardSpecification", (Field("smartCardId", STRING), _UID, _BY_ORIGIN), choice=True
)
RATING = Structure("ratingSpecification", (Field("uid", STRING),))


R = TypeVar("R", bound=Record)


def account_or_none(world: World, spec: Arguments) -> Account | None:
    """Return the account by accountNumber, uid (or accountUid) or origin, or None."""
    if "accountNumber" in spec:
        return world.account(spec["accountNumber"])
    if "originSpecification" in spec:
        return by_origin(world.accounts, spec["originSpecification"])
    return world.accounts.get(spec.get("uid") or spec.get("accountUid"))


def account(world: World, spec: Arguments) -> Account:
    """Return the account. Raises `Refused` if there is none."""
    found = account_or_none(world, spec)
    if found is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN, f"account {_said(spec)} not found")
    return found


def box(world: World, spec: Arguments) -> SetTopBox:
    """Return the set-top box by casn, uid, nuID or origin. Raises `Refused` if there is none."""
    found: Device | None
    if "casn" in spec:
        found = world.devices.first("casn", spec["casn"])
    elif "nuID" in spec:
        found = world.devices.first("nuid", spec["nuID"])
    elif "originSpecification" in spec:
        found = by_origin(world.devices, spec["originSpecification"])
    else:
        found = world.devices.get(spec.get("uid"))
    if not isinstance(found, SetTopBox):
        raise Refused(Reason.DEVICE_UNKNOWN, f"set-top box {_said(spec)} not found")
    return found


def card(world: World, spec: Arguments) -> SmartCard:
    """Return the card by number, uid or origin. Raises `Refused` if there is none."""
    if "smartCardId" in spec:
        found = world.card(spec["smartCardId"])
    elif "originSpecification" in spec:
        found = by_origin(world.cards, spec["originSpecification"])
    else:
        found = world.cards.get(spec.get("uid"))
    if found is None:
        raise Refused(Reason.CARD_UNKNOWN, f"smartcard {_said(spec)} not found")
    return found


def by_origin(table: Table[R], origin: Arguments) -> R | None:
    """Return the record that the system `originId` calls `originKey`."""
    return next(
        (
            record
            for record in table.find("origin_key", origin["originKey"])
            if getattr(record, "origin_id", None) == origin["originId"]
        ),
        None,
    )


def _said(spec: Arguments) -> str:
    value = next(iter(spec.values()), "without an id")
    return f"{value['originId']}/{value['originKey']}" if isinstance(value, dict) else str(value)
