"""RMG: the rights of an account (opf.md "RMG: rights")."""

from smstui.sandbox import rules
from smstui.sandbox.entities import Right
from smstui.sandbox.rest import authentication, views
from smstui.sandbox.rest.bodies import (
    ListQuery,
    Reply,
    mandatory_text,
    not_found,
    one_of,
    text_of,
    time_of,
    updated,
)
from smstui.sandbox.rest.call import Call, Operation, acknowledged_change, acknowledged_creation
from smstui.sandbox.rest.platform import with_id

_PRODUCT_TYPES = ("TRANSACTIONAL", "SUBSCRIPTION", "FREE", "CAPABILITY")
_READERS = with_id(views.readers(views.ENTITLEMENT))


def find(call: Call) -> Reply:
    """Return the entitlements that a filter matches; by account without reading the others."""
    query = ListQuery.read(call.request.query_params)
    account_uid = query.wanted.get("accountId")
    rights = call.platform.world.rights
    indexed = isinstance(account_uid, str)
    candidates = rights.find("account_uid", str(account_uid)) if indexed else rights
    known = filter(call.platform.shows, candidates)
    return Reply(query.answer(known, _READERS, call.platform.entitlement_view))


def create(call: Call) -> Reply:
    """Add an entitlement, SUBSCRIBED."""
    document = call.document()
    world = call.platform.world
    right = Right(
        uid=world.next_uid(),
        account_uid=call.platform.account(mandatory_text(document, "accountId")).uid,
        policy_group_uid=mandatory_text(document, "productId"),
        product_type=one_of(document, "productType", _PRODUCT_TYPES),
        validity_type=one_of(document, "validityType", ("ABSOLUTE", "RELATIVE")),
        valid_from=time_of("validFrom", document.get("validFrom")),
        expiry_date=time_of("expiryDate", document.get("expiryDate")),
        device_uid=text_of(document, "deviceId"),
    )
    rules.add_right(world, right)
    return Reply({call.platform.deviations.id_key: right.uid}, 201, (right.uid,))


def change(call: Call) -> Reply:
    """Set an entitlement to SUBSCRIBED or UNSUBSCRIBED."""
    entitlement_id = call.id_of("entitlement_id")
    right = call.platform.world.rights.get(entitlement_id)
    if right is None or not call.platform.shows(right):
        raise not_found(f"entitlement {entitlement_id} not found")
    status = mandatory_text(call.document(), "status")
    return Reply(updated(1, int(rules.set_right_status(call.platform.world, right, status))))


_GUARDS = (authentication.operator_token, authentication.tenant)
_ALL = "/rmg/v1/operator/entitlements"

OPERATIONS = (
    Operation("rmg.entitlements.find", "GET", _ALL, find, _GUARDS),
    Operation("rmg.entitlements.create", "POST", _ALL, create, _GUARDS, acknowledged_creation),
    Operation(
        "rmg.entitlements.change",
        "PUT",
        f"{_ALL}/{{entitlement_id}}",
        change,
        _GUARDS,
        acknowledged_change,
    ),
)
