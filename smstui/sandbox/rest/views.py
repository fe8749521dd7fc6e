"""Records as the OpenTV family writes them (opf.md "ADM: accounts", "ADM: devices", "RMG").

Each field has a function that reads it, under its name in answers. Filters use the same functions,
so a list need not be written to be searched. A field that a record's `omitted` names is left out of
its answers; one without a value is null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from smstui.sandbox.entities import (
    Account,
    AccountProfile,
    Device,
    MediaPlayer,
    Pin,
    Record,
    Right,
    SetTopBox,
    User,
)
from smstui.sandbox.rest.bodies import time_text
from smstui.sandbox.rules import opf_status

R = TypeVar("R", bound=Record)

HEARTBEAT_S: Final = 60
"""The seconds between two signs of life that a profile gives its clients (A)."""

BILLING_ADDRESS: Final[Mapping[str, str]] = {
    "title": "title",
    "firstName": "first_name",
    "lastName": "last_name",
    "address1": "address1",
    "address2": "address2",
    "locality": "locality",
    "city": "city",
    "county": "county",
    "postcode": "postcode",
    "country": "country",
}
"""`billingAddress` keys and the field each stands for; the keys' names are assumed."""


@dataclass(slots=True, frozen=True)
class Field(Generic[R]):
    """One field of an answer: its name in the world, for `omitted`, and how it is read."""

    held: str
    read: Callable[[R], object]


Fields = Mapping[str, Field[R]]


def write(record: R, fields: Fields[R]) -> dict[str, object]:
    """Return the record with its names in answers, without the fields to leave out."""
    omitted = record.omitted
    if not omitted:
        return {wire: field.read(record) for wire, field in fields.items()}
    return {wire: field.read(record) for wire, field in fields.items() if field.held not in omitted}


def readers(fields: Fields[R]) -> dict[str, Callable[[R], object]]:
    """Return the fields for a filter."""
    return {wire: field.read for wire, field in fields.items()}


def _plain(held: str) -> Field[R]:
    return Field(held, lambda record: getattr(record, held))


def _moment(held: str) -> Field[R]:
    return Field(held, lambda record: time_text(getattr(record, held)))


def _of(kind: type[Device], held: str) -> Field[Device]:
    """Return a field that only one kind of device has; null on the other."""
    return Field(held, lambda device: getattr(device, held) if isinstance(device, kind) else None)


DEVICE: Final[Fields[Device]] = {
    "accountUid": _plain("account_uid"),
    "publicId": _plain("public_id"),
    "name": _plain("name"),
    "deviceType": Field("", lambda d: "MANAGED" if isinstance(d, SetTopBox) else "OPEN"),
    "status": Field("enabled", opf_status),
    "activationStatus": _plain("activation_status"),
    "initializationStatus": _plain("initialization_status"),
    "deviceProfileId": _plain("profile_id"),
    "drmClientId": _plain("drm_client_id"),
    "drmSystemId": _plain("drm_system_id"),
    "caSN": _of(SetTopBox, "casn"),
    "smartCardId": _of(SetTopBox, "smartcard_id"),
    "nuID": _of(SetTopBox, "nuid"),
    "mediaPlayerId": _of(MediaPlayer, "media_player_id"),
    "credentialsState": _plain("credentials_state"),
    "PIN": _plain("pin"),
    "deviceInformation": _plain("information"),
    "activated": _moment("activated"),
    "created": _moment("created"),
    "modified": _moment("modified"),
}

APPROVAL: Final[Fields[Device]] = {
    "approved": Field("approved_on", lambda device: device.approved_on is not None),
    "lastApproved": Field(
        "last_approved", lambda device: time_text(device.last_approved or device.approved_on)
    ),
    "lastUnapproved": _moment("last_unapproved"),
}
"""The fields of an approval, which `fields` asks for (D on the client's list; A on this one)."""

USER: Final[Fields[User]] = {
    "accountUid": _plain("account_uid"),
    "loginId": _plain("login_id"),
    "name": _plain("name"),
    "type": _plain("type"),
    "defaultUser": _plain("default_user"),
    "purchaseAbility": _plain("purchase_ability"),
    "dateOfBirth": Field(
        "date_of_birth", lambda u: u.date_of_birth.isoformat() if u.date_of_birth else None
    ),
    "ratingSpecification": _plain("rating"),
    "password": _plain("password"),
    "hashSalt": _plain("hash_salt"),
    "pin": _plain("pin"),
}
"""The bundle's `users[]`: no page lists their fields, those of sdp2.md stand in (A)."""

ENTITLEMENT: Final[Fields[Right]] = {
    "accountId": _plain("account_uid"),
    "productId": _plain("policy_group_uid"),
    "productType": _plain("product_type"),
    "validityType": _plain("validity_type"),
    "status": _plain("status"),
    "deviceId": _plain("device_uid"),
    "validFrom": _moment("valid_from"),
    "expiryDate": _moment("expiry_date"),
}


def account_fields(
    profile_of: Callable[[Account], AccountProfile | None], heartbeat_key: str
) -> Fields[Account]:
    """Return an account's fields. Its profile is part of it."""
    return {
        "accountNumber": _plain("account_number"),
        "status": _plain("status"),
        "signonId": _plain("signon_id"),
        "accountProfileId": _plain("account_profile_uid"),
        "accountProfile": Field(
            "account_profile_uid", lambda a: _profile(profile_of(a), heartbeat_key)
        ),
        "providerId": _plain("provider_id"),
        "billingAddress": Field("", _billing_address),
        "creditSpent": _plain("credit_spent"),
        "pvrStatus": _plain("pvr_status"),
        "npvrProfileName": _plain("npvr_profile"),
        "geoBlockExempt": _plain("geo_block_exempt"),
        "validityPeriodStartDate": _moment("validity_start"),
        "validityPeriodEndDate": _moment("validity_end"),
        "pins": Field("pins", lambda a: [_pin(pin) for pin in a.pins] or None),
        "created": _moment("creation_date"),
        "modified": _moment("modified_date"),
    }


def _billing_address(account: Account) -> list[dict[str, str]] | None:
    entries = [
        {"key": key, "value": value}
        for key, held in BILLING_ADDRESS.items()
        if held not in account.omitted and (value := getattr(account, held)) is not None
    ]
    return entries or None


def _profile(profile: AccountProfile | None, heartbeat_key: str) -> dict[str, object] | None:
    if profile is None:
        return None
    return {
        "id": profile.uid,
        "status": profile.status,
        "enableDeviceLimit": profile.enable_device_limit,
        "enableActiveDeviceLimit": profile.enable_active_device_limit,
        "enableUserLimit": profile.enable_user_limit,
        "enableSessionLimit": profile.enable_session_limit,
        "maxSessionsAllowed": profile.max_sessions_allowed,
        heartbeat_key: HEARTBEAT_S,
        "created": time_text(profile.created),
        "modified": time_text(profile.modified),
    }


def _pin(pin: Pin) -> dict[str, object]:
    return {
        "accountId": pin.account_uid,
        "type": pin.type,
        "value": pin.value,
        "salt": pin.salt,
        "lastChangeDateTime": time_text(pin.last_change),
    }
