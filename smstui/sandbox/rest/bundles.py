"""Bundled calls: an account with its users and devices in one answer (opf.md "Bundles", A).

The subscriber's call answers in the list envelope (D), the operator's with the element
itself (A).
"""

from smstui.sandbox.entities import Account, Device
from smstui.sandbox.rest import guards
from smstui.sandbox.rest.call import Call, Operation
from smstui.sandbox.rest.platform import RestPlatform, View
from smstui.sandbox.rest.replies import Reply, listed


def of_device(call: Call) -> Reply:
    """The bundle of the account a device belongs to, from the device's id."""
    device = call.platform.device(call.id_of("device_id"))
    account = call.platform.world.accounts.get(device.account_uid)
    return Reply(_bundle(call.platform, account, [device]))


def of_account(call: Call) -> Reply:
    """The bundle of one account."""
    return Reply(_bundle(call.platform, call.platform.account(call.id_of("account_id")), []))


def of_subscriber(call: Call) -> Reply:
    """The subscriber's own bundle, by client token."""
    account = call.platform.account(guards.subscriber(call))
    return Reply(listed(1, [_bundle(call.platform, account, [], client=True)]))


def _bundle(
    platform: RestPlatform,
    account: Account | None,
    ownerless: list[Device],
    *,
    client: bool = False,
) -> View:
    """`ownerless` are the devices shown where there is no account to ask."""
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


OPERATIONS = (
    Operation(
        "adm.bundled.device",
        "GET",
        "/adm/v1/bundled/devices/{device_id}",
        of_device,
        (guards.operator_token, guards.tenant),
    ),
    Operation(
        "adm.bundled.account",
        "GET",
        "/adm/v1/bundled/accounts/{account_id}",
        of_account,
        (guards.operator_token_for_accounts, guards.tenant),
    ),
    Operation(
        "adm.user.bundled",
        "GET",
        "/adm/v1/user/bundled/accounts",
        of_subscriber,
        (guards.subscriber_token, guards.tenant, guards.correlation),
    ),
)
