"""Checks of a box and its card: whether it has one, what the card says, whether both agree."""

from smstui.domain.changes.operations import Operation
from smstui.domain.device import SetTopBox
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.domain.triage.facts import NOBODY, Facts, subject_of
from smstui.domain.triage.finding import Evidence, Finding, Report, aimed, seen
from smstui.domain.triage.gaps import unread, untold
from smstui.domain.words import shown

NO_RECORD = "this platform keeps no record of a card but the number in its box"
_TOLD_BY_CARD = {
    "smartcard-status": "the card's status",
    "pairing-link": "which box the card says it is in",
    "cas-instance": "the card's CAS instance",
}


def smartcard_present(facts: Facts) -> Finding | None:
    """What the box needs, by its type, against what it has (sdp2.md "SmartCard", D)."""
    box = facts.box
    if box is None:
        return None
    part = facts.bundle.devices
    report = Report("smartcard-type", facts.subject).seeing(
        seen(part, "card in the box", facts.told(box, "smartcard_id")),
        seen(part, "box type", box.smartcard_type),
    )
    if box.smartcard_id is None:
        return _without_card(facts, box, report)
    if facts.opf:
        return report.fine(f"box has card {box.smartcard_id}")
    if box.smartcard_type is None:
        return untold(report, box, "smartcard_type", "whether the box takes a card")
    if box.smartcard_type not in ("CARDBASED", "CARDLESS", "UNSPECIFIED"):
        return report.not_checked(
            f"box type {shown(box.smartcard_type)}: what card that takes is not known here"
        )
    if box.smartcard_type == "UNSPECIFIED":
        return report.not_checked(
            f"box has card {box.smartcard_id}; its type is UNSPECIFIED, so whether that is right "
            "cannot be told"
        )
    card = facts.card
    if box.smartcard_type == "CARDLESS" and card and card.status == "AVAILABLE":
        return report.caution(
            f"{capital(box.title)} is cardless, and its {card.title} is one for any box",
            "The box reads no card; a card paired with it can do nothing there.",
            "Unpair it: the platform makes a cardless box its own card.",
            Operation.UNPAIR,
        )
    word = "cardless, with its own" if box.smartcard_type == "CARDLESS" else "card-based, with"
    return report.fine(f"box is {word} card {box.smartcard_id}")


def smartcard_status(facts: Facts) -> Finding | None:
    """What the card says of itself. What mends it is done to the box, where there is one."""
    found = _status_of_card(facts)
    return aimed(found, subject_of(facts.box)) if found and facts.box else found


def _status_of_card(facts: Facts) -> Finding | None:
    card, part = facts.card, facts.bundle.smartcards
    if card is None:
        return None
    report = Report("smartcard-status", subject_of(card)).seeing(
        seen(part, "card status", card.status)
    )
    if card.told_by_box:
        if facts.card_was_asked:
            return report.seeing(seen(part, "cards of this number", "none")).fault(
                f"The platform has no {card.title}",
                "The box is set up with a card that does not exist.",
                "Read the number off the card, and pair the box with it.",
                Operation.PAIR,
            )
        return _not_asked(facts, report, card)
    if card.status is None:
        return untold(report, card, "status", "the card's status", blind=True)
    if card.status == "CANCELLED":
        return report.fault(
            f"{capital(card.title)} is cancelled",
            "The card no longer opens any channel, and never will again.",
            "The home needs another card: pair the box with a free one.",
            Operation.SWAP_CARD if facts.box else "",
        )
    if card.status == "AVAILABLE":
        if facts.box is None:
            return report.fine(f"{card.title} is free")
        return report.fault(
            f"{capital(card.title)} is free by its own record, yet {facts.box.title} has it",
            "The card and the box were never made to know each other.",
            "Unpair the box, then pair it with the card; both ends must read the same.",
            Operation.PAIR,
        )
    if card.status != "UNAVAILABLE":
        return report.not_checked(
            f"card status {shown(card.status)}: what that means is not known here"
        )
    return report.fine("card is in use")


def pairing_link(facts: Facts) -> Finding | None:
    """Box and card must name each other; each end is asked for itself."""
    card, box = facts.card, facts.box
    if card is None:
        return None
    devices, cards = facts.bundle.devices, facts.bundle.smartcards
    report = Report("pairing-link", facts.subject).seeing(
        *([seen(devices, "the box says", facts.told(box, "smartcard_id"))] if box else []),
        Evidence("the card says", None if card.told_by_box else _box_of(card), cards.read_at),
    )
    if card.told_by_box:
        return _told_by_two(facts, report, card) or _not_asked(facts, report, card)
    if box is None:
        return _card_alone(facts, report, card)
    if card.box_uid in NOBODY:
        return _no_box(report, card)
    if card.box_uid is None:
        # A card that is AVAILABLE says so by its status, which is a check of its own.
        return untold(report, card, "box_uid", "which box the card is in")
    if card.number is None:
        return untold(report, card, "number", "the card's own number")
    if card.box_uid != box.uid:
        return _disagreeing(report, box, card)
    if box.smartcard_id is None:
        if facts.says_none(box, "smartcard_id"):
            return _disagreeing(report, box, card)
        for other in facts.bundle.boxes:
            if other.uid != box.uid and other.smartcard_id == card.number:
                return _disagreeing(report, other, card)
        return report.not_checked(
            f"{card.title} says it is in {box.title}; the box does not tell its card",
            "Read the number off the card. If it is this one, unpair the box and pair it again.",
        )
    if box.smartcard_id != card.number:
        return _disagreeing(report, box, card)
    return report.fine(f"{box.title} and {card.title} name each other")


def cas_instance(facts: Facts) -> Finding | None:
    """Which conditional-access system the card belongs to (sdp2.md "SmartCard", always told)."""
    card, part = facts.card, facts.bundle.smartcards
    if card is None:
        return None
    report = Report("cas-instance", subject_of(card)).seeing(
        seen(part, "CAS instance", card.cas_instance_id)
    )
    if card.told_by_box:
        return _not_asked(facts, report, card)
    if card.cas_instance_id is None:
        return untold(report, card, "cas_instance_id", "the card's CAS instance")
    others = {
        right.cas_instance_id
        for right in facts.bundle.rights
        if card.number and right.smartcard == card.number and right.cas_instance_id
    } - {card.cas_instance_id}
    if others:
        other = min(others)
        found = report.seeing(seen(facts.bundle.rights, "CAS of its rights", other)).caution(
            f"{capital(card.title)} belongs to {card.cas_instance_id}, its rights to {other}",
            "The rights were sent by a system this card does not listen to.",
            f"Send the rights again; if it stays dark, the card must be one of {other}.",
            Operation.REFRESH,
            certain=True,
        )
        return aimed(found, subject_of(facts.box)) if facts.box else found
    return report.fine(f"card belongs to {card.cas_instance_id}")


def _without_card(facts: Facts, box: SetTopBox, report: Report) -> Finding:
    cards = facts.bundle.smartcards
    if "smartcard_id" in box.unreadable:
        return untold(report, box, "smartcard_id", "which card is in the box")
    # Where the box's own word is missing, nobody at the card's end naming it settles it.
    sure = facts.says_none(box, "smartcard_id") or (facts.card_was_asked and facts.card is None)
    if not sure:
        if not facts.opf and not cards.is_whole:
            return unread(report, "smartcards", cards)
        return report.not_checked(
            f"the platform did not tell which card is in {box.title}",
            "Read the number off the card in the box, and look that up.",
        )
    if facts.card is not None:
        return report.not_checked("the box names no card, yet one names the box")
    if box.smartcard_type == "CARDBASED":
        return report.fault(
            f"{capital(box.title)} has no card",
            "A box of this type opens nothing without a smartcard of its own.",
            "Read the number off the card in the box, and pair the two.",
            Operation.PAIR,
        )
    if box.smartcard_type == "CARDLESS":
        return report.fault(
            f"{capital(box.title)} is cardless, and its own card is missing",
            "The platform makes such a box a card when it is provisioned, and there is none.",
            "Have the box provisioned again; there is no card to put in.",
        )
    return report.caution(
        f"{capital(box.title)} has no card that the platform knows of",
        "If the box is one that takes a smartcard, nothing opens without it.",
        "Ask whether there is a card in the box. If so, read its number and pair the two.",
        Operation.PAIR,
    )


def _told_by_two(facts: Facts, report: Report, card: SmartCard) -> Finding | None:
    """A card that two boxes of the household say they have; where it is itself, nobody tells."""
    boxes = [one for one in facts.bundle.boxes if one.smartcard_id == card.number]
    if len(boxes) < 2 or not card.number:
        return None
    names = " and ".join(one.title for one in boxes[:5])
    report = report.seeing(seen(facts.bundle.devices, "boxes with this card", names))
    found = report.caution(
        f"The links disagree: {names} both say that they have {card.title}",
        "A card is in one box alone; the other box is dark.",
        "Read the number off the card in each box. Unpair the box that has another, then pair it.",
        Operation.UNPAIR,
        certain=True,
    )
    return aimed(found, *map(subject_of, boxes))


def _card_alone(facts: Facts, report: Report, card: SmartCard) -> Finding | None:
    """A card whose box the platform did not lead to."""
    cards, devices = facts.bundle.smartcards, facts.bundle.devices
    nowhere = not card.box_uid or card.box_uid in NOBODY
    if card.status == "AVAILABLE" and nowhere:
        return report.seeing(Evidence("card status", str(card.status), cards.read_at)).caution(
            f"{capital(card.title)} is in no box that the platform knows of",
            "If it is in a box at the home, the two were never paired, and it opens nothing there.",
            "Ask which box it is in, and pair the two.",
            Operation.PAIR,
        )
    if card.status == "CANCELLED" and nowhere:
        return None
    if card.box_uid in NOBODY:
        return _no_box(report, card)
    if card.box_uid is None:
        return untold(report, card, "box_uid", "which box the card is in")
    if not devices.is_whole:
        return unread(report, "devices", devices)
    return report.fault(
        f"{capital(card.title)} says it is in box {card.box_uid}, which the platform did not find",
        "The card is kept for a box that is not there.",
        "Look at the box the customer has; unpair, then pair it with this card.",
        Operation.PAIR,
    )


def _no_box(report: Report, card: SmartCard) -> Finding:
    return report.not_checked(f"the card says box {card.box_uid}, which is no box's number")


def _disagreeing(report: Report, box: SetTopBox, card: SmartCard) -> Finding:
    return report.fault(
        f"The links disagree: {box.title} says card {box.smartcard_id or 'none'}, "
        f"{card.title} says box {card.box_uid}",
        "The platform sends this box's rights to another place than the card in it.",
        "Compare with the number on the card. Unpair first, then pair: never pair over it.",
        Operation.UNPAIR,
    )


def _not_asked(facts: Facts, report: Report, card: SmartCard) -> Finding:
    what = _TOLD_BY_CARD[report.check]
    if facts.opf:
        return report.not_checked(f"{what}: {NO_RECORD}")
    if not facts.bundle.smartcards.is_whole:
        return unread(report, "smartcards", facts.bundle.smartcards)
    return report.not_checked(
        f"{what}: the card was not asked at its own end", f"Look up {card.title} itself."
    )


def _box_of(card: SmartCard) -> str | None:
    return f"box {card.box_uid}" if card.box_uid else None
