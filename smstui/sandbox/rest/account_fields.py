"""What an account's PUT makes of each field: given, it is set; left out, it becomes null.

What the platform itself keeps (`created`, `modified`, `accountProfile`, which follows
`accountProfileId`) is read past.
"""

from datetime import datetime

from smstui.sandbox.entities import Account, Pin
from smstui.sandbox.rest import moments
from smstui.sandbox.rest.documents import (
    Document,
    flag_of,
    mandatory_text,
    number_of,
    objects_of,
    text_of,
)
from smstui.sandbox.rest.refusals import bad_request
from smstui.sandbox.rest.views import BILLING_ADDRESS
from smstui.sandbox.world import PIN_TYPES, World


def account_changes(world: World, account: Account, document: Document) -> dict[str, object]:
    """The fields of `account` after the PUT, status apart. Raises RestRefusalError (400)."""
    return {
        "signon_id": text_of(document, "signonId"),
        "account_profile_uid": _profile_uid(world, document),
        "provider_id": text_of(document, "providerId"),
        **_billing_address(document),
        "credit_spent": number_of(document, "creditSpent"),
        "pvr_status": text_of(document, "pvrStatus"),
        "npvr_profile": text_of(document, "npvrProfileName"),
        "geo_block_exempt": flag_of(document, "geoBlockExempt"),
        "validity_start": _moment(document, "validityPeriodStartDate", account.validity_start),
        "validity_end": _moment(document, "validityPeriodEndDate", account.validity_end),
        "pins": _pins(account, document),
    }


def _profile_uid(world: World, document: Document) -> str | None:
    uid = text_of(document, "accountProfileId")
    if uid is not None and world.profiles.get(uid) is None:
        raise bad_request(f"accountProfileId {uid} is no profile")
    return uid


def _billing_address(document: Document) -> dict[str, object]:
    entries = objects_of(document.get("billingAddress"), "billingAddress")
    given = {mandatory_text(entry, "key"): text_of(entry, "value") for entry in entries}
    return {held: given.get(key) for key, held in BILLING_ADDRESS.items()}


def _moment(document: Document, name: str, held: datetime | None) -> datetime | None:
    given = moments.read(name, document.get(name))
    # Answers carry milliseconds: a client that writes back what it read changes nothing.
    return held if moments.written(given) == moments.written(held) else given


def _pins(account: Account, document: Document) -> list[Pin]:
    held = {pin.type: pin for pin in account.pins}
    pins = []
    for entry in objects_of(document.get("pins"), "pins"):
        pin_type = mandatory_text(entry, "type")
        if pin_type not in PIN_TYPES:
            raise bad_request(f"{pin_type} is no PIN type")
        before = held.get(pin_type)
        pins.append(
            Pin(
                account_uid=account.uid,
                type=pin_type,
                value=text_of(entry, "value"),
                salt=text_of(entry, "salt"),
                status=before.status if before else "SET",
                extended_status=before.extended_status if before else None,
                locked_until=before.locked_until if before else None,
                last_change=before.last_change if before else None,
            )
        )
    return pins
