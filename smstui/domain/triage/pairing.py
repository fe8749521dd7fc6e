"""Checks of a box and its card: whether it has one, the card's status, whether both agree."""

from dataclasses import replace

from smstui.domain.causes import Cause
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import code_key
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.domain.triage.claims import ASK_OPERATORS, claimed_twice, claiming, to_unpair
from smstui.domain.triage.facts import NOBODY, Facts, subject_of
from smstui.domain.triage.finding import Evidence, Finding, Report, aimed, seen
from smstui.domain.triage.gaps import unread, untold
from smstui.domain.words import shown

NO_RECORD = "this platform keeps no record of a card but the number in its box"
_TOLD_BY_CARD = {
    "smartcard-status": "the smartcard's status",
    "pairing-link": "which box the smartcard is in",
    "cas-instance": "the smartcard's CAS instance",
}
NOT_READ = "not checked, because the smartcard's own record was not read"


def has_card(box: SetTopBox, card: SmartCard) -> bool:
    """Return whether the box names the card."""
    if not box.smartcard_id or not card.number:
        return False
    return code_key(box.smartcard_id) == code_key(card.number)


def card_of_another_box(facts: Facts) -> SmartCard | None:
    """Return the card that was looked up, if the box that it names has another card."""
    focus = facts.bundle.focus
    if focus.kind != "smartcard":
        return None
    card = next((one for one in facts.bundle.smartcards if one.id == focus.id), None)
    return card if card is not None and _named_by(facts, card) is not None else None


def without_household(facts: Facts, card: SmartCard) -> Facts:
    """Return the facts of the card alone, and of the box that it names."""
    box = _named_by(facts, card)
    bundle = facts.bundle.model_copy(
        update={
            name: part.model_copy(update={"records": (), "total": None})
            for name, part in facts.bundle.parts()
            if name not in ("devices", "smartcards")
        }
    )
    named = bundle.devices.model_copy(update={"records": (box,) if box else ()})
    return replace(facts, bundle=bundle.model_copy(update={"devices": named}))


def _named_by(facts: Facts, card: SmartCard) -> SetTopBox | None:
    """Return the box that the card names and that has another card."""
    if card.told_by_box or not card.box_uid:
        return None
    for box in facts.bundle.boxes:
        if box.uid == card.box_uid and box.smartcard_id and not has_card(box, card):
            return box
    return None


def smartcard_present(facts: Facts) -> Finding | None:
    """Check what the box has against what its type needs (sdp2.md "SmartCard", D)."""
    box = facts.box
    if box is None:
        return None
    part = facts.bundle.devices
    known = "none" if _has_none(facts, box) else facts.told(box, "smartcard_id")
    report = Report("smartcard-type", facts.subject).seeing(
        seen(part, "card in the box", known),
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
            "Have the box provisioned again: the platform makes a cardless box its own card.",
        )
    word = "cardless, with its own" if box.smartcard_type == "CARDLESS" else "card-based, with"
    return report.fine(f"box is {word} card {box.smartcard_id}")


def smartcard_status(facts: Facts) -> Finding | None:
    """Check the card's own record. The fix is done to the box, if there is one."""
    found = _status_of_card(facts)
    return aimed(found, subject_of(facts.box)) if found and facts.box else found


def _status_of_card(facts: Facts) -> Finding | None:
    card, part = facts.card, facts.bundle.smartcards
    if card is None:
        return None
    record = Report("smartcard-status", subject_of(card))
    report = record.seeing(seen(part, "card status", card.status))
    if card.told_by_box:
        if facts.card_was_asked:
            return record.seeing(seen(part, "cards of this number", "none")).fault(
                f"The platform has no {card.title}",
                "The box is set up with a card that does not exist.",
                "Read the number off the card, and swap the box's card for it.",
                Cause.CARD_UNUSABLE,
            )
        return _not_asked(facts, report, card)
    if card.status is None:
        return untold(report, card, "status", "the card's status", blind=True)
    if card.status == "CANCELLED":
        return report.fault(
            f"{capital(card.title)} is cancelled",
            "The card no longer opens any channel, and never will again.",
            "The home needs another card: pair the box with a free one.",
            Cause.CARD_UNUSABLE if facts.box else None,
        )
    if card.status == "AVAILABLE":
        if facts.box is None:
            return report.fine(f"{card.title} is free")
        found = report.fault(
            f"{capital(card.title)} is free by its own record, yet {facts.box.title} has it",
            "Only one side is paired: the box has the card, and the card's own record is free.",
            "Unpair the box, then pair it with the card; both ends must read the same.",
            Cause.LINKS_DISAGREE,
        )
        return to_unpair(facts, found, [facts.box])
    if card.status != "UNAVAILABLE":
        return report.not_checked(
            f"card status {shown(card.status)}: what that means is not known here"
        )
    if not card.box_uid or card.box_uid in NOBODY:
        return _in_no_box(facts, report, card)
    return report.fine("card is in use")


def pairing_link(facts: Facts) -> Finding | None:
    """Check that box and card name each other. Each end is read by itself."""
    card, box = facts.card, facts.box
    if card is None:
        return None
    devices, cards = facts.bundle.devices, facts.bundle.smartcards
    report = Report("pairing-link", facts.subject).seeing(
        *([seen(devices, "the box says", facts.told(box, "smartcard_id"))] if box else []),
        Evidence("the card says", None if card.told_by_box else _box_of(card), cards.read_at),
    )
    if claimed := claimed_twice(facts, report, card):
        return claimed
    if card.told_by_box:
        return _not_asked(facts, report, card)
    if box is None:
        return _card_alone(facts, report, card)
    if card.box_uid in NOBODY:
        return _no_box(report, card)
    if card.box_uid is None:
        # A card that is AVAILABLE says so by its status, which is a check of its own.
        return untold(report, card, "box_uid", "which box the card is in", blind=True)
    if card.number is None:
        return untold(report, card, "number", "the card's own number", blind=True)
    if card.box_uid != box.uid:
        return _disagreeing(facts, report, box, card)
    if box.smartcard_id is None:
        if facts.says_none(box, "smartcard_id"):
            return _disagreeing(facts, report, box, card)
        if others := claiming(facts, card):
            return _disagreeing(facts, report, others[0], card)
        return report.not_checked(
            f"{card.title} says it is in {box.title}; the box does not tell its card",
            "Read the number off the card. If it is this one, unpair the box and pair it again.",
            blind=True,
        )
    if box.smartcard_id != card.number:
        return _disagreeing(facts, report, box, card)
    return report.fine(f"{box.title} and {card.title} name each other")


def cas_instance(facts: Facts) -> Finding | None:
    """Check the conditional-access system of the card (sdp2.md "SmartCard", always sent)."""
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
            Cause.RIGHTS_NOT_RECEIVED,
            certain=True,
        )
        return aimed(found, subject_of(facts.box)) if facts.box else found
    return report.fine(f"card belongs to {card.cas_instance_id}")


def _without_card(facts: Facts, box: SetTopBox, report: Report) -> Finding:
    cards = facts.bundle.smartcards
    if "smartcard_id" in box.unreadable:
        return untold(report, box, "smartcard_id", "which card is in the box")
    if not _has_none(facts, box):
        if not facts.opf and not cards.is_whole:
            return unread(report, "smartcards", cards)
        return report.not_checked(
            f"the platform did not tell which card is in {box.title}",
            "Read the number off the card in the box, and look that up.",
            blind=True,
        )
    if facts.card is not None:
        return report.not_checked("the box names no card, yet one names the box", blind=True)
    if box.smartcard_type == "CARDBASED":
        return report.fault(
            f"{capital(box.title)} has no card",
            "A box of this type opens nothing without a smartcard of its own.",
            "Read the number off the card in the box, and pair the two.",
            Cause.CARD_AND_BOX_APART,
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
        Cause.CARD_AND_BOX_APART,
    )


def _has_none(facts: Facts, box: SetTopBox) -> bool:
    """Return whether it is known that the box has no card.

    If the box does not answer and no card names it, the question stays open.
    """
    if box.smartcard_id is not None or "smartcard_id" in box.unreadable:
        return False
    return facts.says_none(box, "smartcard_id") or (facts.card_was_asked and facts.card is None)


def _in_no_box(facts: Facts, report: Report, card: SmartCard) -> Finding:
    """Return the finding for a card in use whose record names no box (as a pair refuses it)."""
    report = report.seeing(
        seen(facts.bundle.smartcards, "the card says", facts.told(card, "box_uid"))
    )
    title = f"{capital(card.title)} is UNAVAILABLE, and in no box that it names"
    if not facts.says_none(card, "box_uid"):
        return report.not_checked(title, "It may be suspended. Look up the card again.", blind=True)
    return report.caution(
        title,
        "The card may be suspended; then it opens no channel.",
        "It may be suspended. Ask the platform's operators, or take another card.",
        Cause.CARD_UNUSABLE if facts.box and facts.box.smartcard_id else None,
    )


def _card_alone(facts: Facts, report: Report, card: SmartCard) -> Finding | None:
    """Return the finding for a card whose box could not be found."""
    cards, devices = facts.bundle.smartcards, facts.bundle.devices
    nowhere = not card.box_uid or card.box_uid in NOBODY
    if card.status == "AVAILABLE" and nowhere:
        free = Report(report.check, report.subject).seeing(
            seen(cards, "the card says", "none"), seen(cards, "card status", card.status)
        )
        return free.caution(
            f"{capital(card.title)} is in no box that the platform knows of",
            "If it is in a box at the home, the two were never paired, and it opens nothing there.",
            "Ask which box it is in, and pair the two.",
            Cause.CARD_AND_BOX_APART,
        )
    if card.status == "CANCELLED" and nowhere:
        return None
    if card.box_uid in NOBODY:
        return _no_box(report, card)
    if card.box_uid is None:
        return untold(report, card, "box_uid", "which box the card is in", blind=True)
    if (box := _named_by(facts, card)) is not None:
        report = report.seeing(seen(devices, f"{box.title} says", f"card {box.smartcard_id}"))
        return report.fault(
            f"{capital(card.title)} says it is in {box.title}, which has card {box.smartcard_id}",
            "The card's own record is out of date: it is not known as the card of any box.",
            "Look up the box at the home that the card is in, and repair it there. "
            f"Leave {box.title} as it is.",
        )
    if not devices.is_whole:
        return unread(report, "devices", devices)
    return report.fault(
        f"{capital(card.title)} says it is in box {card.box_uid}, which the platform did not find",
        "The card is kept for a box that is not there.",
        ASK_OPERATORS,
    )


def _no_box(report: Report, card: SmartCard) -> Finding:
    title = f"the card says box {card.box_uid}, which is not a box number"
    return report.not_checked(title, blind=True)


def _disagreeing(facts: Facts, report: Report, box: SetTopBox, card: SmartCard) -> Finding:
    title = (
        f"The links disagree: {box.title} says card {box.smartcard_id or 'none'}, "
        f"{card.title} says box {card.box_uid}"
    )
    if card.status == "CANCELLED" and has_card(box, card):
        return aimed(
            report.fault(
                title,
                "The platform sends this box's rights to another place than the card in it.",
                "The card is cancelled as well: put a free card in its place.",
                Cause.CARD_UNUSABLE,
            ),
            subject_of(box),
        )
    found = report.fault(
        title,
        "The platform sends this box's rights to another place than the card in it.",
        "Compare with the number on the card. Unpair the box first; pair it only after that.",
        Cause.LINKS_DISAGREE,
    )
    return to_unpair(facts, found, [box])


def _not_asked(facts: Facts, report: Report, card: SmartCard) -> Finding:
    what = _TOLD_BY_CARD[report.check]
    if facts.opf:
        return report.not_checked(f"{what}: {NO_RECORD}")
    if not facts.bundle.smartcards.is_whole:
        return unread(report, "smartcards", facts.bundle.smartcards)
    # Every card has a status; a card may lack one of the other fields and be fine.
    blind = report.check != "cas-instance"
    return report.not_checked(f"{what}: {NOT_READ}", f"Look up {card.title}.", blind=blind)


def _box_of(card: SmartCard) -> str | None:
    return f"box {card.box_uid}" if card.box_uid else None
