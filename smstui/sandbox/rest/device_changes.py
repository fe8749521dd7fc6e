"""What a device's PUT does: plain fields, status, card and chipset, all or nothing.

Pairing is a PUT with `smartCardId`, unpairing one with it null, a swap moves `caSN`
(opf.md "Pairing", A). A PUT that changes nothing is taken and reports no change.
"""

from dataclasses import fields

from smstui.sandbox.entities import Device, MediaPlayer, SetTopBox
from smstui.sandbox.refusal import Refused
from smstui.sandbox.rest.device_fields import plain_fields
from smstui.sandbox.rest.documents import Document, text_of
from smstui.sandbox.rest.platform import RestPlatform
from smstui.sandbox.rest.refusals import bad_request
from smstui.sandbox.rest.views import DEVICE
from smstui.sandbox.rules import move_chipset, set_card, set_opf_status
from smstui.sandbox.world import World


def change_device(platform: RestPlatform, device: Device, document: Document) -> bool:
    """Apply the PUT; whether anything changed. Raises Refused or RestRefusalError."""
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
        # The card comes last, so what has to be taken back lies on the device alone.
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
