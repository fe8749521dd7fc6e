"""ADM: accounts (opf.md "ADM: accounts").

`PUT` takes the whole object: a field that is given is set, one left out that had a value becomes
null (D). `status` and `accountNumber` cannot be null, so a body without them is refused. What the
platform itself keeps (`created`, `modified`, `accountProfile`, which follows `accountProfileId`)
is read past.
"""

from datetime import datetime

from smstui.domain.lifecycle import ACCOUNT_OPF
from smstui.sandbox import rules
from smstui.sandbox.entities import Account, Pin
from smstui.sandbox.rest import guards, moments
from smstui.sandbox.rest.call import Call, Operation, acknowledged_change
from smstui.sandbox.rest.inputs import (
    Document,
    ListQuery,
    flag_of,
    mandatory_text,
    number_of,
    objects_of,
    text_of,
)
from smstui.sandbox.rest.platform import with_id
from smstui.sandbox.rest.replies import Reply, bad_request, listed, updated
from smstui.sandbox.rest.views import BILLING_ADDRESS, readers
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


def read(call: Call) -> Reply:
    """One account."""
    return Reply(call.platform.account_view(call.platform.account(call.id_of("account_id"))))


def find(call: Call) -> Reply:
    """The accounts a filter matches; by number and by id without looking at the others."""
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
    """The CRM variant: only the status, nothing else is touched."""
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
    """The subscriber's own account, by client token."""
    account = call.platform.account(guards.subscriber(call))
    return Reply(listed(1, [call.platform.account_view(account, client=True)]))


def _acknowledge_status(call: Call) -> Reply:
    return Reply(updated(1, 1), call.platform.deviations.crm_status)


_OPERATOR = (guards.operator_token_for_accounts, guards.tenant)
_CLIENT = (guards.subscriber_token, guards.tenant, guards.correlation)
_ONE = "/adm/v1/accounts/{account_id}"

OPERATIONS = (
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
)
