"""What a device's POST makes: a box for MANAGED, a player for OPEN (opf.md "add", D)."""

from uuid import uuid4

from smstui.sandbox import rules
from smstui.sandbox.entities import Device, MediaPlayer, SetTopBox
from smstui.sandbox.refusal import Refused
from smstui.sandbox.rest.device_fields import plain_fields
from smstui.sandbox.rest.documents import Document, mandatory_text, one_of, text_of
from smstui.sandbox.rest.platform import RestPlatform


def create_device(platform: RestPlatform, document: Document) -> Device:
    """The new device, with its card if one is named. Raises Refused or RestRefusalError.

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
