"""Which boxes name a card: two of them may, and then one is to be unpaired."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import code_key
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.facts import NOBODY, Facts, subject_of
from smstui.domain.triage.finding import Finding, Next, Report, aimed, seen

ASK_OPERATORS: Final = "Ask the platform's operators to free the card, or take another card."
_MOST_NAMED: Final = 5


def claiming(facts: Facts, card: SmartCard) -> list[SetTopBox]:
    """Return the boxes of the list just read that name `card`."""
    if not card.number:
        return []
    key = code_key(card.number)
    return [
        one for one in facts.bundle.boxes if one.smartcard_id and code_key(one.smartcard_id) == key
    ]


def claimed_twice(facts: Facts, report: Report, card: SmartCard) -> Finding | None:
    """Return the fault of two boxes that name one card, whichever of them the card names."""
    boxes = claiming(facts, card)
    if len(boxes) < 2:
        return None
    names = _listed([one.title for one in boxes])
    own = ""
    if not card.told_by_box and card.box_uid and card.box_uid not in NOBODY:
        own = f"; the card names box {card.box_uid}"
    found = report.seeing(seen(facts.bundle.devices, "boxes with this card", names)).fault(
        f"The links disagree: {names} each name {card.title}{own}",
        "A card is in one box alone; the other box is dark.",
        "Read the number off the card in each box. Unpair the box that has another, then pair it.",
        Cause.LINKS_DISAGREE,
        certain=True,
    )
    wrong = [one for one in boxes if card.told_by_box or one.uid != card.box_uid]
    # The box in question may well have the card: the others are offered before it.
    wrong.sort(key=lambda one: facts.box is not None and one.uid == facts.box.uid)
    found = to_unpair(facts, found, wrong)
    if found.next is None or not found.next.action:
        return found
    aimed_at = 1 if found.next.about else len(found.next.among)
    if aimed_at < len(wrong):  # the card of a cardless box stays in it
        return found
    return replace(
        found, next=replace(found.next, text=_which_keeps(boxes, wrong, sets_free=not facts.opf))
    )


def _which_keeps(boxes: Sequence[SetTopBox], wrong: Sequence[SetTopBox], *, sets_free: bool) -> str:
    """Return which of `boxes` keeps the card that they all name, and the way there, to its end.

    `wrong` are those that the card does not name, the likeliest first. Where unpairing one of them
    `sets_free` the card by its own record, the box that keeps it must be paired again.
    """
    keeping = [one.title for one in boxes if one not in wrong]
    if keeping and len(wrong) == 1:
        right, other = keeping[0], wrong[0].title
        return (
            f"The card names {right}: {right} keeps it. Unpair {other}. Pair {right} with the card "
            f"again: unpairing set it free. Then pair {other} with the card that is in it. If the "
            f"card is in {other} at the home, pair {other} with the card instead, which takes it "
            f"out of {right}, then pair {right} with its own card."
        )
    again = "Pair the box that keeps the card with it again: unpairing set it free. "
    repair = again if sets_free else ""
    if len(wrong) == 2 and not keeping:
        first, last = (one.title for one in wrong)
        return (
            f"Ask in which box the card is: that box keeps it. If it is in {last}, unpair {first}. "
            f"If it is in {first}, unpair {last}. {repair}Then pair the unpaired box with its own "
            "card."
        )
    keeper = "Ask in which box the card is: that box keeps it."
    if keeping:
        keeper = f"The card names {keeping[0]}: {keeping[0]} keeps it."
    return f"{keeper} Unpair each of the others. {repair}Then pair each of them with its own card."


def _listed(names: Sequence[str]) -> str:
    """Return `a, b and c`; of many, the first four and the number of the rest."""
    *first, last = names if len(names) <= _MOST_NAMED else [
        *names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} more boxes"
    ]  # fmt: skip
    return f"{', '.join(first)} and {last}" if first else last


def to_unpair(facts: Facts, found: Finding, boxes: Sequence[SetTopBox]) -> Finding:
    """Aim a finding at those of `boxes` that can be unpaired; if none can, only advise.

    A box without a card cannot be unpaired, and the card of a cardless box stays in it.
    """
    able = [one for one in boxes if one.smartcard_id and one.smartcard_type != "CARDLESS"]
    if not able or (facts.account is not None and facts.account.status == "CANCELLED"):
        return replace(found, next=Next(ASK_OPERATORS))
    return aimed(found, *map(subject_of, able))
