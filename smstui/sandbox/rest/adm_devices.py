"""ADM: devices (opf.md "ADM: devices").

A `PUT` changes plain fields, status, card and chipset, all or nothing. With `smartCardId` it pairs,
with a null one it unpairs, and a changed `caSN` is a swap (opf.md "Pairing", A). One that changes
nothing is accepted and reports no change. A `POST` creates a box for MANAGED and a player for OPEN
(opf.md "add", D).

Plain fields have no rule. `status`, `caSN`, `smartCardId` have rules; `_id`, `accountUid`,
`deviceType`, `mediaPlayerId` never change; `activated`, `created`, `modified` are the platform's
own and ignored.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from uuid import uuid4

from smstui.sandbox import rules
from smstui.sandbox.entities import Device, MediaPlayer, SetTopBox
from smstui.sandbox.refusal import Refused
from smstui.sandbox.rest import authentication, views
from smstui.sandbox.rest.bodies import (
    Document,
    ListQuery,
    Reply,
    bad_request,
    deleted,
    json_of,
    mandatory_text,
    object_of,
    one_of,
    text_of,
    time_text,
    updated,
)
from smstui.sandbox.rest.call import (
    Call,
    Operation,
    acknowledged_change,
    acknowledged_creation,
    acknowledged_removal,
)
from smstui.sandbox.rest.platform import RestPlatform, with_id
from smstui.sandbox.rest.views import DEVICE
from smstui.sandbox.rules import move_chipset, set_card, set_opf_status
from smstui.sandbox.world import World

_TEXTS = {
    "publicId": "public_id",
    "name": "name",
    "initializationStatus": "initialization_status",
    "deviceProfileId": "profile_id",
    "drmClientId": "drm_client_id",
    "drmSystemId": "drm_system_id",
    "credentialsState": "credentials_state",
    "PIN": "pin",
}


def plain_fields(document: Document, *, whole: bool) -> dict[str, object]:
    """Return the given fields by their name in the world; with `whole`, missing ones as null.

    Raises RestRefusalError (400) for a value of the wrong type.
    """
    fields: dict[str, object] = {
        held: text_of(document, wire) for wire, held in _TEXTS.items() if whole or wire in document
    }
    if whole or "deviceInformation" in document:
        information = document.get("deviceInformation")
        fields["information"] = (
            None if information is None else object_of(information, "deviceInformation")
        )
    activation = one_of(document, "activationStatus", ("ACTIVE", "INACTIVE"))
    if activation is not None:
        fields["activation_status"] = activation
    return fields


def change_device(platform: RestPlatform, device: Device, document: Document) -> bool:
    """Apply the PUT. Return whether anything changed. Raises Refused or RestRefusalError."""
    _keep_what_it_is(device, document)
    whole = platform.deviations.device_put == "whole"
    plain = plain_fields(document, whole=whole)
    status = text_of(document, "status")
    links = {
        name: text_of(document, name)
        for name in ("caSN", "smartCardId")
        if whole or name in document
    }
    before = {field.name: getattr(device, field.name) for field in fields(device)}
    world = platform.world
    try:
        differs = _apply(world, device, plain, status, links)
    except Refused:
        # The card comes last, so that only the device must be restored.
        world.change(device, **before)
        raise
    if differs:
        world.change(device, modified=world.now())
    return differs


def _apply(
    world: World,
    device: Device,
    plain: dict[str, object],
    status: str | None,
    links: dict[str, str | None],
) -> bool:
    changed = [world.change(device, **plain)]
    if status is not None:
        changed.append(set_opf_status(world, device, status))
    if isinstance(device, SetTopBox):
        if "caSN" in links:
            changed.append(move_chipset(world, device, links["caSN"]))
        if "smartCardId" in links:
            changed.append(set_card(world, device, links["smartCardId"]))
    return any(changed)


def _keep_what_it_is(device: Device, document: Document) -> None:
    fixed = ["accountUid", "deviceType", "mediaPlayerId", "nuID"]
    if isinstance(device, MediaPlayer):
        fixed += ["caSN", "smartCardId"]
    values: dict[str, object] = {name: DEVICE[name].read(device) for name in fixed}
    for name, value in {"_id": device.uid, "id": device.uid, **values}.items():
        if name in document and document[name] != value:
            raise bad_request(f"{name} of device {device.uid} cannot be changed")


def create_device(platform: RestPlatform, document: Document) -> Device:
    """Return the new device, with its card if one is named. Raises Refused or RestRefusalError.

    A player without `mediaPlayerId` gets one.
    """
    mandatory_text(document, "deviceType")
    kind = one_of(document, "deviceType", ("OPEN", "MANAGED"))
    account = platform.account(mandatory_text(document, "accountUid"))
    status = one_of(document, "status", ("ENABLED", "DISABLED"))
    plain = plain_fields(document, whole=False)
    enabled = status != "DISABLED"
    world = platform.world
    now = world.now()
    if kind == "OPEN":
        player = MediaPlayer(
            uid=world.next_uid(),
            account_uid=account.uid,
            enabled=enabled,
            created=now,
            media_player_id=text_of(document, "mediaPlayerId") or uuid4().hex,
            **plain,  # type: ignore[arg-type]
        )
        rules.create_player(world, player)
        return player
    box = SetTopBox(
        uid=world.next_uid(),
        account_uid=account.uid,
        enabled=enabled,
        created=now,
        casn=mandatory_text(document, "caSN"),
        nuid=text_of(document, "nuID"),
        **plain,  # type: ignore[arg-type]
    )
    smartcard_id = text_of(document, "smartCardId")
    rules.create_box(world, box)
    try:
        rules.set_card(world, box, smartcard_id)
    except Refused:
        rules.delete_device(world, box)
        raise
    return box


_INDEXED = {
    "accountUid": "account_uid",
    "caSN": "casn",
    "smartCardId": "smartcard_id",
    "nuID": "nuid",
    "mediaPlayerId": "media_player_id",
}
"""Filter fields that find their devices without reading the others."""

_READERS = with_id(views.readers(views.DEVICE))


def read(call: Call) -> Reply:
    """Return one device."""
    return Reply(call.platform.device_view(call.platform.device(call.id_of("device_id"))))


def find(call: Call) -> Reply:
    """Return the devices that a filter matches."""
    query = ListQuery.read(call.request.query_params)
    known = filter(call.platform.shows, _candidates(call, query))
    return Reply(query.answer(known, _READERS, _view(call)))


def _view(call: Call) -> Callable[[Device], dict[str, object]]:
    """Return how a device is written: whole, or with the fields that `fields` names."""
    text = call.request.query_params.get("fields")
    if text is None:
        return call.platform.device_view
    names = json_of(text, "fields")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise bad_request("fields is not a list of names")
    return lambda device: call.platform.device_fields(device, names)


def _candidates(call: Call, query: ListQuery) -> Iterable[Device]:
    devices = call.platform.world.devices
    for wire, held in _INDEXED.items():
        value = query.wanted.get(wire)
        if isinstance(value, str):
            return devices.find(held, value)
    return devices


def add(call: Call) -> Reply:
    """Add a device; 20007 if the account has as many as allowed."""
    device = create_device(call.platform, call.document())
    return Reply({call.platform.deviations.id_key: device.uid}, 201, (device.uid,))


def change(call: Call) -> Reply:
    """Change fields, the status, the card (pairing) or the chipset (swap)."""
    device = call.platform.device(call.id_of("device_id"))
    return Reply(updated(1, int(change_device(call.platform, device, call.document()))))


def remove(call: Call) -> Reply:
    """Delete one device."""
    return _removed(call, [call.platform.device(call.id_of("device_id"))])


def remove_all(call: Call) -> Reply:
    """Delete every device of the account that `accountUid` names."""
    account_uid = call.request.query_params.get("accountUid")
    if not account_uid:
        raise bad_request("accountUid is missing")
    return _removed(call, call.platform.devices_of(call.platform.account(account_uid).uid))


def _removed(call: Call, devices: list[Device]) -> Reply:
    for device in devices:
        rules.delete_device(call.platform.world, device)
    return Reply(deleted(len(devices)), targets=tuple(device.uid for device in devices))


def approval_quota(call: Call) -> Reply:
    """Return how many approvals the account has left, and when the next is possible."""
    account = call.platform.account(call.id_of("account_id"))
    quota = rules.approval_quota(call.platform.world, account)
    return Reply(
        {
            "currentNumberOfApprovedDevices": quota.approved_now,
            "numberOfDevicesApprovedInPeriod": quota.approved_in_period,
            "numberOfAllowedApprovalsInPeriod": quota.allowed_in_period,
            "maximumNumberOfDevicesCanBeApproved": quota.maximum,
            "numberOfDaysInApprovalPeriod": quota.period_days,
            "nextDeviceCanBeApprovedOn": time_text(quota.next_on),
            "allowedToApprove": quota.allowed,
        }
    )


_GUARDS = (authentication.operator_token, authentication.tenant)
_ALL = "/adm/v1/devices"
_ONE = "/adm/v1/devices/{device_id}"

OPERATIONS = (
    Operation("adm.devices.find", "GET", _ALL, find, _GUARDS),
    Operation("adm.devices.add", "POST", _ALL, add, _GUARDS, acknowledged_creation),
    Operation("adm.devices.remove-all", "DELETE", _ALL, remove_all, _GUARDS, acknowledged_removal),
    Operation("adm.devices.read", "GET", _ONE, read, _GUARDS),
    Operation("adm.devices.change", "PUT", _ONE, change, _GUARDS, acknowledged_change),
    Operation("adm.devices.remove", "DELETE", _ONE, remove, _GUARDS, acknowledged_removal),
    Operation(
        "adm.devices.approval-quota",
        "GET",
        "/adm/v1/devices/canAccountApproveADevice/{account_id}",
        approval_quota,
        _GUARDS,
    ),
)
