"""ADM: devices (opf.md "ADM: devices")."""

from collections.abc import Iterable

from smstui.sandbox import rules
from smstui.sandbox.entities import Device
from smstui.sandbox.rest import acknowledgements, guards, views
from smstui.sandbox.rest.call import Call, Operation
from smstui.sandbox.rest.device_changes import change_device
from smstui.sandbox.rest.device_creation import create_device
from smstui.sandbox.rest.moments import written
from smstui.sandbox.rest.platform import with_id
from smstui.sandbox.rest.queries import ListQuery
from smstui.sandbox.rest.refusals import bad_request
from smstui.sandbox.rest.replies import Reply, deleted, updated

_INDEXED = {
    "accountUid": "account_uid",
    "caSN": "casn",
    "smartCardId": "smartcard_id",
    "nuID": "nuid",
    "mediaPlayerId": "media_player_id",
}
"""Filter fields that find their devices without looking at the others."""

_READERS = with_id(views.readers(views.DEVICE))


def read(call: Call) -> Reply:
    """One device."""
    return Reply(call.platform.device_view(call.platform.device(call.id_of("device_id"))))


def find(call: Call) -> Reply:
    """The devices a filter matches."""
    query = ListQuery.read(call.request.query_params)
    known = filter(call.platform.shows, _candidates(call, query))
    return Reply(query.answer(known, _READERS, call.platform.device_view))


def _candidates(call: Call, query: ListQuery) -> Iterable[Device]:
    devices = call.platform.world.devices
    for wire, held in _INDEXED.items():
        value = query.wanted.get(wire)
        if isinstance(value, str):
            return devices.find(held, value)
    return devices


def add(call: Call) -> Reply:
    """A new device; 20007 where the account has all it may have."""
    device = create_device(call.platform, call.document())
    return Reply({call.platform.deviations.id_key: device.uid}, 201, (device.uid,))


def change(call: Call) -> Reply:
    """Change fields, the status, the card (pairing) or the chipset (swap)."""
    device = call.platform.device(call.id_of("device_id"))
    return Reply(updated(1, int(change_device(call.platform, device, call.document()))))


def remove(call: Call) -> Reply:
    """Remove one device."""
    return _removed(call, [call.platform.device(call.id_of("device_id"))])


def remove_all(call: Call) -> Reply:
    """Remove every device of the account that `accountUid` names."""
    account_uid = call.request.query_params.get("accountUid")
    if not account_uid:
        raise bad_request("accountUid is missing")
    return _removed(call, call.platform.devices_of(call.platform.account(account_uid).uid))


def _removed(call: Call, devices: list[Device]) -> Reply:
    for device in devices:
        rules.delete_device(call.platform.world, device)
    return Reply(deleted(len(devices)), targets=tuple(device.uid for device in devices))


def approval_quota(call: Call) -> Reply:
    """How many approvals the account has left, and when the next is possible."""
    account = call.platform.account(call.id_of("account_id"))
    quota = rules.approval_quota(call.platform.world, account)
    return Reply(
        {
            "currentNumberOfApprovedDevices": quota.approved_now,
            "numberOfDevicesApprovedInPeriod": quota.approved_in_period,
            "numberOfAllowedApprovalsInPeriod": quota.allowed_in_period,
            "maximumNumberOfDevicesCanBeApproved": quota.maximum,
            "numberOfDaysInApprovalPeriod": quota.period_days,
            "nextDeviceCanBeApprovedOn": written(quota.next_on),
            "allowedToApprove": quota.allowed,
        }
    )


_GUARDS = (guards.operator_token, guards.tenant)
_ALL = "/adm/v1/devices"
_ONE = "/adm/v1/devices/{device_id}"

OPERATIONS = (
    Operation("adm.devices.find", "GET", _ALL, find, _GUARDS),
    Operation("adm.devices.add", "POST", _ALL, add, _GUARDS, acknowledgements.creation),
    Operation(
        "adm.devices.remove-all", "DELETE", _ALL, remove_all, _GUARDS, acknowledgements.removal
    ),
    Operation("adm.devices.read", "GET", _ONE, read, _GUARDS),
    Operation("adm.devices.change", "PUT", _ONE, change, _GUARDS, acknowledgements.change),
    Operation("adm.devices.remove", "DELETE", _ONE, remove, _GUARDS, acknowledgements.removal),
    Operation(
        "adm.devices.approval-quota",
        "GET",
        "/adm/v1/devices/canAccountApproveADevice/{account_id}",
        approval_quota,
        _GUARDS,
    ),
)
