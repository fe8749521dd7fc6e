"""ADM: the PINs of an account (opf.md "ADM: accounts", D).

The list of PIN states and the list of PIN types come in the list envelope (A).
"""

from smstui.sandbox.entities import Pin
from smstui.sandbox.rest import guards
from smstui.sandbox.rest.call import Call, Operation, acknowledged_change
from smstui.sandbox.rest.inputs import mandatory_text
from smstui.sandbox.rest.replies import Reply, listed, updated
from smstui.sandbox.rules import seconds_locked, set_pin
from smstui.sandbox.world import PIN_TYPES


def state(call: Call) -> Reply:
    """The state of each PIN type for one account; `lockTimeRemaining` in seconds."""
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


def change(call: Call) -> Reply:
    """Set or reset a PIN; a LOCKED one becomes SET, an unknown type is a 404."""
    account = call.platform.account(call.id_of("account_id"))
    document = call.document()
    pin_type, value = mandatory_text(document, "type"), mandatory_text(document, "value")
    set_pin(call.platform.world, account, pin_type, value)
    return Reply(updated(1, 1))


def types(_: Call) -> Reply:
    """The PIN types of this platform."""
    return Reply(listed(len(PIN_TYPES), [{"type": kind} for kind in PIN_TYPES]))


_ON_ACCOUNTS = (guards.operator_token_for_accounts, guards.tenant)

OPERATIONS = (
    Operation(
        "adm.pins.state", "GET", "/adm/v1/accounts/{account_id}/pins/status", state, _ON_ACCOUNTS
    ),
    Operation(
        "adm.pins.change",
        "PUT",
        "/adm/v1/accounts/actions/{account_id}/pin",
        change,
        _ON_ACCOUNTS,
        acknowledged_change,
    ),
    Operation(
        "adm.pins.types",
        "GET",
        "/adm/v1/pinTypes",
        types,
        (guards.operator_token, guards.tenant),
    ),
)
