"""The pairing of cards and boxes. A card is in one box only; a cancelled card in none."""

from smstui.sandbox.entities import SetTopBox, SmartCard
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import World


def pair(world: World, box: SetTopBox, card: SmartCard) -> None:
    """Put a free card into an empty card-based box.

    Raises `Refused` for a cardless or cancelled box, a cancelled card, a card in another box,
    a box that has another card (sdp2.md "SmartCard", D).
    """
    _must_take_cards(box)
    if card.status == "CANCELLED":
        raise Refused(
            Reason.CARD_CANCELLED, f"smartcard {card.smartcard_id} is CANCELLED and never reusable"
        )
    if card.stb_uid is not None and card.stb_uid != box.uid:
        raise Refused(
            Reason.CARD_IN_USE, f"smartcard {card.smartcard_id} is in another set-top box"
        )
    if box.smartcard_id is not None and box.smartcard_id != card.smartcard_id:
        raise Refused(
            Reason.BOX_HAS_CARD, f"set-top box {box.uid} has smartcard {box.smartcard_id}"
        )
    _link(world, box, card)


def unpair(world: World, box: SetTopBox) -> None:
    """Take the card out of a box. The card is free again, whatever box its record named.

    Raises `Refused` for a cardless box and for a box without a card.
    """
    if box.smartcard_type == "CARDLESS":
        raise Refused(Reason.CARDLESS, f"set-top box {box.uid} is cardless: its card is virtual")
    if box.smartcard_id is None:
        raise Refused(Reason.BOX_HAS_NO_CARD, f"set-top box {box.uid} has no smartcard")
    _part(world, box)


def set_card(world: World, box: SetTopBox, smartcard_id: str | None) -> bool:
    """Give a box this card or none, like an `opf` PUT. Return whether anything changed.

    Raises `Refused` like `pair` and `unpair`, and for an unknown card number.
    """
    if smartcard_id == box.smartcard_id:
        return False
    if smartcard_id is None:
        unpair(world, box)
        return True
    card = world.card(smartcard_id)
    if card is None:
        raise Refused(Reason.CARD_UNKNOWN, f"smartcard {smartcard_id} not found")
    before = world.card(box.smartcard_id)
    if box.smartcard_id is not None:
        unpair(world, box)
    try:
        pair(world, box, card)
    except Refused:
        if before is not None:
            _link(world, box, before)
        raise
    return True


def swap_box(world: World, old: SetTopBox, new: SetTopBox, *, pairs: bool = True) -> None:
    """Replace a box by a new one: account and card stay (sdp2.md "SwapDevice", D).

    Without `pairs` the CAS takes the card out of the old box and does not put it into the new one.

    Raises `Refused` for the same box twice, a new box that is cancelled, has a card or belongs to
    another account, and for a card that does not fit the new box.
    """
    if old.uid == new.uid:
        raise Refused(Reason.MALFORMED, "the old and the new set-top box are the same")
    if new.status == "CANCELLED":
        raise Refused(Reason.FINAL, f"set-top box {new.uid} is CANCELLED")
    if new.account_uid not in {None, old.account_uid}:
        raise Refused(Reason.MALFORMED, f"set-top box {new.uid} belongs to another account")
    cardless = old.smartcard_type == "CARDLESS"
    if cardless != (new.smartcard_type == "CARDLESS"):
        raise Refused(
            Reason.CARDLESS, f"set-top boxes {old.uid} and {new.uid} differ in smartcard type"
        )
    if not cardless and new.smartcard_id is not None:
        raise Refused(
            Reason.BOX_HAS_CARD, f"set-top box {new.uid} has smartcard {new.smartcard_id}"
        )
    card = None if cardless else world.card(old.smartcard_id)
    world.change(new, account_uid=old.account_uid, modified=world.now())
    if card is not None:
        _part(world, old)
        if pairs:
            _link(world, new, card)


def move_chipset(world: World, box: SetTopBox, casn: str | None) -> bool:
    """Give a box another chipset serial, like an `opf` swap. Return whether anything changed.

    Raises `Refused` for a chipset of another box.
    """
    holder = world.devices.first("casn", casn)
    if holder is not None and holder.uid != box.uid:
        raise Refused(Reason.ALREADY_EXISTS, f"chipset {casn} is in device {holder.uid}")
    return world.change(box, casn=casn)


def suspend_card(world: World, card: SmartCard) -> None:
    """Make a card unusable without cancelling it: UNAVAILABLE where it is (A)."""
    if card.status == "CANCELLED":
        raise Refused(Reason.FINAL, f"smartcard {card.smartcard_id} is CANCELLED")
    world.change(card, status="UNAVAILABLE", modification_date=world.now())


def cancel_card(world: World, card: SmartCard) -> None:
    """Cancel a card. It leaves its box, and its rights are deleted too (sdp2.md, D)."""
    if card.status == "CANCELLED":
        raise Refused(Reason.FINAL, f"smartcard {card.smartcard_id} is CANCELLED")
    box = world.box(card.stb_uid)
    if box is not None and box.smartcard_id == card.smartcard_id:
        world.change(box, smartcard_id=None, modified=world.now())
        for right in world.rights.find("account_uid", box.account_uid):
            if right.smartcard == card.smartcard_id:
                world.remove(right)
    world.change(card, status="CANCELLED", stb_uid=None, modification_date=world.now())


def _must_take_cards(box: SetTopBox) -> None:
    if box.smartcard_type == "CARDLESS":
        raise Refused(
            Reason.CARDLESS, f"set-top box {box.uid} is cardless: the platform makes its card"
        )
    if box.status == "CANCELLED":
        raise Refused(Reason.FINAL, f"set-top box {box.uid} is CANCELLED")


def _link(world: World, box: SetTopBox, card: SmartCard) -> None:
    world.change(box, smartcard_id=card.smartcard_id, modified=world.now())
    world.change(card, status="UNAVAILABLE", stb_uid=box.uid, modification_date=world.now())


def _part(world: World, box: SetTopBox) -> None:
    card = world.card(box.smartcard_id)
    world.change(box, smartcard_id=None, modified=world.now())
    if card is not None and card.status != "CANCELLED":
        world.change(card, status="AVAILABLE", stb_uid=None, modification_date=world.now())
