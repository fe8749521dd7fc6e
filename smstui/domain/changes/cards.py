"""The common parts of plans for boxes and cards: a card as read, a box, several pairings in one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from smstui.domain.changes.context import preconditions_of, subjects_of
from smstui.domain.changes.facts import Fact, StateSnapshot, Subject, card_subject, observed, picked
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import code_key
from smstui.domain.marking import numbered, parts, remarked
from smstui.domain.privacy import name_in_brackets
from smstui.domain.smartcard import SmartCard


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card as it was read: its number, its record if the platform has one, its box.

    `owner` names the account of that box, where it is another one and was read for a sentence.
    `also_in` are the uids of other boxes that name the card, where the card has no record to ask.
    """

    number: str
    record: SmartCard | None
    holder: SetTopBox | None
    owner: str = ""
    also_in: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The number for a sentence. One that no record and no box has is known as it was typed."""
        is_known = self.record is not None or self.holder is not None
        return self.number if is_known else numbered(self.number)


def need_free(card: CardFound) -> None:
    """Raise RefusedHere unless a card without a box may be put into one.

    Only AVAILABLE is free (sdp2.md, SmartCard, D). A platform without records of cards decides
    itself whether it accepts one.
    """
    if card.record is None or card.record.status == "AVAILABLE":
        return
    status = card.record.status
    told = f"has status {status}" if status else "has no status that the platform tells"
    raise RefusedHere(
        f"Card {card.shown} {told}. Only an AVAILABLE card can be put into a box.",
        hint="Take another card.",
    )


def free_card(card: CardFound) -> StateSnapshot:
    """Return what must still be true of a free card when a plan is applied.

    A card without a record of its own is free as long as no box names it.
    """
    facts = [Fact("smartcard", card.number, name) for name in ("status", "box")]
    if card.record is not None:
        return picked(observed(card.record), facts)
    return {facts[1]: card.holder.uid if card.holder else None}


def same_cards(subjects: Collection[Subject], *cards: CardFound | None) -> StateSnapshot:
    """Return the uids of those of `cards` that are read: a number may pass to another card."""
    records = [
        card.record
        for card in cards
        if card and card.record and card_subject(card.number) in subjects
    ]
    facts = [told for record in records for told in observed(record).items()]
    return {fact: uid for fact, uid in facts if fact.name == "uid"}


def grouped(number: str) -> str:
    """Return a card number in groups of four, as it is printed on the card. Marks stay."""
    return "".join(
        remarked(kind, " ".join(part[at : at + 4] for at in range(0, len(part), 4)))
        for kind, part in parts(number)
    )


def box_preconditions(box: SetTopBox) -> StateSnapshot:
    """Return what must still be true of a box when a plan is applied."""
    names = ("card", "status", "enabled", "banned", "account", "casn")
    told = observed(box)
    return picked(told, [Fact("box", box.uid or "", name) for name in names])


def holds(box: SetTopBox, number: str) -> bool:
    """Return whether the box names the card with this number."""
    return bool(box.smartcard_id) and code_key(box.smartcard_id or "") == code_key(number)


def card_of(box: SetTopBox) -> Fact:
    """Return the fact of the box's end of the link."""
    return Fact("box", box.uid or "", "card")


def named(box: SetTopBox) -> str:
    """Return the name of a box in brackets, if it has one.

    Only for warnings: titles are also shown in refusals of other changes.
    """
    return name_in_brackets(box)


def elsewhere(box: SetTopBox, card: CardFound) -> SetTopBox | None:
    """Return the other box that the card's own record names."""
    return card.holder if card.holder is not None and card.holder.uid != box.uid else None


def loses(box: SetTopBox, card: CardFound) -> SetTopBox | None:
    """Return the other box that loses its card: it and the card name each other."""
    other = elsewhere(box, card)
    return other if other is not None and holds(other, card.number) else None


def is_paired(box: SetTopBox, card: CardFound) -> bool:
    """Return whether both ends say that the card is in the box, as far as the platform has both."""
    if not holds(box, card.number):
        return False
    record = card.record
    if record is None:
        return True
    if record.told_by_box or record.status in ("AVAILABLE", "CANCELLED"):
        return False
    return record.box_uid == box.uid


def said_in_both(other: str, card: CardFound) -> str:
    """Return the warning that `other`, a box, has the card of an unpaired box too."""
    return (
        f"{other} has card {card.shown} by its record too. "
        "Of the two boxes, the one that the card is in goes dark."
    )


def joined(plans: Sequence[Plan]) -> Plan:
    """Return one plan with the steps of `plans`, each a pairing, and all their preconditions.

    It is only for showing and confirming: the change service applies each alone. `confirm` is the
    number of pairs.
    """
    first = plans[0]
    return Plan(
        operation=first.operation,
        title=first.title if len(plans) == 1 else f"pair {len(plans)} boxes and cards",
        family=first.family,
        steps=tuple(step for plan in plans for step in plan.steps),
        preconditions=preconditions_of(*(plan.preconditions for plan in plans)),
        subjects=subjects_of(*(plan.subjects for plan in plans)),
        locks=tuple(dict.fromkeys(hold for plan in plans for hold in plan.locks)),
        notes=tuple(dict.fromkeys(text for plan in plans for text in plan.notes)),
        warnings=tuple(dict.fromkeys(text for plan in plans for text in plan.warnings)),
        confirm=str(len(plans)),
        reason_needed=next((plan.reason_needed for plan in plans if plan.reason_needed), ""),
        last4_needed=next((plan.last4_needed for plan in plans if plan.last4_needed), ""),
    )
