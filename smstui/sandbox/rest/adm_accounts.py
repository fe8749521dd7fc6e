"""ADM: accounts, their PINs and bundles (opf.md "ADM: accounts", "Bundles").

`PUT` takes the whole object: a given field is set, a missing one that had a value becomes null (D).
`status` and `accountNumber` cannot be null, so a body without them is refused. The fields of the
platform itself (`created`, `modified`, `accountProfile`, which follows `accountProfileId`) are
ignored.

The lists of PIN states and PIN types come in the list envelope (A). A bundle is an account with its
users and devices in one answer (A): the subscriber's call answers in the list envelope (D), the
operator's with the element itself (A).
"""

from datetime import datetime

from smstui.domain.lifecycle import ACCOUNT_OPF
from smstui.sandbox import rules
from smstui.sandbox.entities import Account, Device, Pin
from smstui.sandbox.rest import authentication
from smstui.sandbox.rest.bodies import (
    Document,
    ListQuery,
    Reply,
    bad_request,
    flag_of,
    listed,
    mandatory_text,
    number_of,
    objects_of,
    text_of,
    time_of,
    time_text,
    updated,
)
from smstui.sandbox.rest.call import Call, Operation, acknowledged_change
from smstui.sandbox.rest.platform import RestPlatform, View, with_id
from smstui.sandbox.rest.views import BILLING_ADDRESS, readers
from smstui.sandbox.rules import seconds_locked, set_pin
from smstui.sandbox.world import PIN_TYPES, World


def account_changes(world: World, account: Account, document: Document) -> dict[str, object]:
    """Return the fields of `account` after the PUT, without status. Raises RestRefusalError
    (400)."""
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
        raise bad_request(f"accountProfileId {uid} is not a profile")
    return uid


def _billing_address(document: Document) -> dict[str, object]:
    entries = objects_of(document.get("billingAddress"), "billingAddress")
    given = {mandatory_text(entry, "key"): text_of(entry, "value") for entry in entries}
    return {held: given.get(key) for key, held in BILLING_ADDRESS.items()}


def _moment(document: Document, name: str, held: datetime | None) -> datetime | None:
    given = time_of(name, document.get(name))
    # Answers carry milliseconds: a client that writes back what it read changes nothing.
    return held if time_text(given) == time_text(held) else given


def _pins(account: Account, document: Document) -> list[Pin]:
    held = {pin.type: pin for pin in account.pins}
    pins = []
    for entry in objects_of(document.get("pins"), "pins"):
        pin_type = mandatory_text(entry, "type")
        if pin_type not in PIN_TYPES:
            raise bad_request(f"{pin_type} is not a PIN type")
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


def read(call: Call) -> Reply:
    """Return one account."""
    return Reply(call.platform.account_view(call.platform.account(call.id_of("account_id"))))


def find(call: Call) -> Reply:
    """Return the accounts that a filter matches; by number and by id without reading the others."""
    query = ListQuery.read(call.request.query_params)
    accounts = call.platform.world.accounts
    number = query.wanted.get("accountNumber")
    uid = query.wanted.get("_id", query.wanted.get("id"))
    if isinstance(number, str):
        candidates = accounts.find("account_number", number)
    elif isinstance(uid, str):
        found = accounts.get(uid)
        candidates = [found] if found else []
    else:
        candidates = list(accounts)
    known = filter(rules.on_opf, candidates)
    fields = with_id(readers(call.platform.account_fields()))
    return Reply(query.answer(known, fields, call.platform.account_view))


def change(call: Call) -> Reply:
    """Replace the whole object."""
    account = call.platform.account(call.id_of("account_id"))
    document = call.document()
    status = mandatory_text(document, "status")
    if mandatory_text(document, "accountNumber") != account.account_number:
        raise bad_request("accountNumber is unique and never reused: it cannot be changed")
    changes = account_changes(call.platform.world, account, document)
    return Reply(updated(1, _apply(call, account, status, changes)))


def change_status(call: Call) -> Reply:
    """Change only the status: the CRM variant."""
    account = call.platform.account(call.id_of("account_id"))
    status = mandatory_text(call.document(), "status")
    return Reply(updated(1, _apply(call, account, status, {})), call.platform.deviations.crm_status)


def _apply(call: Call, account: Account, status: str, changes: dict[str, object]) -> int:
    world = call.platform.world
    moved = rules.set_account_status(world, account, status, ACCOUNT_OPF)
    differs = world.change(account, **changes) or moved
    if differs:
        world.change(account, modified_date=world.now())
    return int(differs)


def own_view(call: Call) -> Reply:
    """Return the subscriber's own account, by client token."""
    account = call.platform.account(authentication.subscriber(call))
    return Reply(listed(1, [call.platform.account_view(account, client=True)]))


def _acknowledge_status(call: Call) -> Reply:
    return Reply(updated(1, 1), call.platform.deviations.crm_status)


def pin_states(call: Call) -> Reply:
    """Return the state of each PIN type of one account; `lockTimeRemaining` in seconds."""
    account = call.platform.account(call.id_of("account_id"))
    held = {pin.type: pin for pin in account.pins}
    unset = {kind: Pin(account_uid=account.uid, type=kind) for kind in PIN_TYPES}
    now = call.platform.world.now()
    states = [
        {
            "pinType": pin.type,
            "status": pin.status,
            "extendedStatus": pin.extended_status,
            "lockTimeRemaining": seconds_locked(pin, now),
        }
        for pin in (unset | held).values()
    ]
    return Reply(listed(len(states), states))


def change_pin(call: Call) -> Reply:
    """Set or reset a PIN. A LOCKED one becomes SET, an unknown type is a 404."""
    account = call.platform.account(call.id_of("account_id"))
    document = call.document()
    pin_type, value = mandatory_text(document, "type"), mandatory_text(document, "value")
    set_pin(call.platform.world, account, pin_type, value)
    return Reply(updated(1, 1))


def pin_types(_: Call) -> Reply:
    """Return the PIN types of this platform."""
    return Reply(listed(len(PIN_TYPES), [{"type": kind} for kind in PIN_TYPES]))


def bundle_of_device(call: Call) -> Reply:
    """Return the bundle of the account of a device, by the device's id."""
    device = call.platform.device(call.id_of("device_id"))
    account = call.platform.world.accounts.get(device.account_uid)
    return Reply(_bundle(call.platform, account, [device]))


def bundle_of_account(call: Call) -> Reply:
    """Return the bundle of one account."""
    return Reply(_bundle(call.platform, call.platform.account(call.id_of("account_id")), []))


def bundle_of_subscriber(call: Call) -> Reply:
    """Return the subscriber's own bundle, by client token."""
    account = call.platform.account(authentication.subscriber(call))
    return Reply(listed(1, [_bundle(call.platform, account, [], client=True)]))


def _bundle(
    platform: RestPlatform,
    account: Account | None,
    ownerless: list[Device],
    *,
    client: bool = False,
) -> View:
    """Return a bundle. `ownerless` are the devices to show without an account."""
    devices = ownerless if account is None else platform.devices_of(account.uid)
    users = [] if account is None else platform.world.users.find("account_uid", account.uid)
    household: View = {
        "users": [platform.user_view(user) for user in users],
        "devices": [platform.device_view(device) for device in devices],
    }
    view = None if account is None else platform.account_view(account, client=client)
    if platform.deviations.bundle_shape == "flat":
        return {**(view or {}), **household}
    return {"account": view, **household}


_OPERATOR = (authentication.operator_token_for_accounts, authentication.tenant)
_CLIENT = (authentication.subscriber_token, authentication.tenant, authentication.correlation)
_ONE = "/adm/v1/accounts/{account_id}"

OPERATIONS = (
    Operation(
        "adm.bundled.device",
        "GET",
        "/adm/v1/bundled/devices/{device_id}",
        bundle_of_device,
        (authentication.operator_token, authentication.tenant),
    ),
    Operation(
        "adm.bundled.account",
        "GET",
        "/adm/v1/bundled/accounts/{account_id}",
        bundle_of_account,
        (authentication.operator_token_for_accounts, authentication.tenant),
    ),
    Operation(
        "adm.user.bundled",
        "GET",
        "/adm/v1/user/bundled/accounts",
        bundle_of_subscriber,
        (authentication.subscriber_token, authentication.tenant, authentication.correlation),
    ),
    Operation("adm.accounts.find", "GET", "/adm/v1/accounts", find, _OPERATOR),
    Operation("adm.accounts.read", "GET", _ONE, read, _OPERATOR),
    Operation("adm.accounts.change", "PUT", _ONE, change, _OPERATOR, acknowledged_change),
    Operation(
        "adm.accounts.change-status",
        "PUT",
        "/adm/v1/accounts/preHashedPassword/{account_id}",
        change_status,
        _OPERATOR,
        _acknowledge_status,
    ),
    Operation("adm.user.accounts", "GET", "/adm/v1/user/accounts", own_view, _CLIENT),
    Operation(
        "adm.pins.state", "GET", "/adm/v1/accounts/{account_id}/pins/status", pin_states, _OPERATOR
    ),
    Operation(
        "adm.pins.change",
        "PUT",
        "/adm/v1/accounts/actions/{account_id}/pin",
        change_pin,
        _OPERATOR,
        acknowledged_change,
    ),
    Operation(
        "adm.pins.types",
        "GET",
        "/adm/v1/pinTypes",
        pin_types,
        (authentication.operator_token, authentication.tenant),
    ),
)
