"""DMM: a message to the inbox of an open device (opf.md "Messaging", D)."""

from smstui.sandbox.entities import MediaPlayer, Message
from smstui.sandbox.rest import authentication
from smstui.sandbox.rest.bodies import (
    Reply,
    bad_request,
    json_of,
    mandatory_text,
    not_found,
    object_of,
)
from smstui.sandbox.rest.call import Call, Operation, acknowledged_nothing

REFERENCE_TYPE = "NOTIFICATION_UPDATE"


def send(call: Call) -> Reply:
    """Deliver a message. A box is not a client of the messaging module, so it is unknown here."""
    device_id = call.id_of("device_id")
    world = call.platform.world
    device = world.devices.get(device_id)
    if not isinstance(device, MediaPlayer) or not call.platform.shows(device):
        raise not_found(f"client {device_id} not found")
    document = call.document()
    sender = mandatory_text(object_of(document.get("envelope"), "envelope"), "from")
    message = object_of(json_of(mandatory_text(document, "message"), "message"), "message")
    notification = object_of(message.get("notification"), "notification")
    data = object_of(message.get("data"), "data")
    for part in (notification, data):
        mandatory_text(part, "title")
        mandatory_text(part, "body")
    if mandatory_text(data, "referenceType") != REFERENCE_TYPE:
        raise bad_request(f"referenceType is not {REFERENCE_TYPE}")
    text = mandatory_text(notification, "body")
    world.messages.append(Message(device.uid, sender, text, world.now()))
    return Reply({})


OPERATIONS = (
    Operation(
        "messaging.send",
        "POST",
        "/messaging/v1/clients/{device_id}/inbox",
        send,
        (authentication.operator_token,),
        acknowledged_nothing,
    ),
)
