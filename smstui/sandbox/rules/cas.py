"""Commands to the CAS for one box (opf.md "CAG"). The records stay as they are."""

from smstui.sandbox.cas import Shown
from smstui.sandbox.entities import SetTopBox
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import World


def fill_cas(world: World) -> None:
    """Let the CAS know the pairs that the records have, once: a sandbox begins in agreement."""
    if world.cas.filled:
        return
    world.cas.filled = True
    for device in world.devices:
        if isinstance(device, SetTopBox):
            world.cas.put(device.casn, device.smartcard_id)


def pair_chipset(world: World, box: SetTopBox) -> bool:
    """Pair the chipset of a box with the card that its record names. Return whether it was done.

    The CAS does not for a chipset or a card that it has in another pair. Raises `Refused` without
    a card.
    """
    card = box.smartcard_id
    if card is None:
        raise Refused(Reason.BOX_HAS_NO_CARD, f"device {box.uid} has no smartcard")
    others = {chipset for chipset, held in world.cas.pairs.items() if held == card} - {box.casn}
    if others or world.cas.card_of(box.casn) not in (None, card):
        return False
    world.cas.put(box.casn, card)
    return True


def unpair_chipset(world: World, box: SetTopBox) -> bool:
    """Undo the pair of a chipset. Return whether it was done: not without a pair."""
    if world.cas.card_of(box.casn) is None:
        return False
    world.cas.put(box.casn, None)
    return True


def follow_records(world: World, *boxes: SetTopBox) -> None:
    """Give the CAS the pairs of `boxes` as their records have them: `sdp2` does it by itself."""
    for box in boxes:
        world.cas.put(box.casn, None)
    for box in boxes:
        world.cas.put(box.casn, box.smartcard_id)


def show_on_box(world: World, box: SetTopBox, kind: str, text: str) -> None:
    """Show a message on a box, or put a mail into it."""
    world.cas.shown.append(Shown(box.uid, kind, text))


def recover_date_code(world: World, box: SetTopBox, years: int) -> None:
    """Recover the date code of a box for a number of years."""
    world.cas.recovered[box.uid] = years
