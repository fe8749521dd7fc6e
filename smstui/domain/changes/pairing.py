"""Plans for boxes and cards: pair, unpair, swap the card."""

from collections.abc import Sequence

from smstui.domain.changes.cards import (
    CardFound,
    card_of,
    grouped,
    named,
    names_of,
    need_free,
    same_cards,
    standing_box,
)
from smstui.domain.changes.facts import Fact, Image, card_subject, observed, picked
from smstui.domain.changes.ground import Ground, guard_of, need_known, subject_of, subjects_of
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import WORDS, IdKind, code_key, search_key


def plan_pair(ground: Ground, box: SetTopBox, card: CardFound) -> Plan:
    """Put a card into a box; out of another box of the account first, if it is in one.

    Raises RefusedHere for a cardless or cancelled box, a cancelled card, a box with another
    card, links that disagree, and a card of another account without the role for it.
    """
    _takes_cards(ground, box)
    _not_its_own(box, card.number)
    if box.smartcard_id and not _is(box, card.number):
        raise RefusedHere(
            f"Box {box.uid} has card {box.smartcard_id} already.",
            hint=f"To put {card.number} in its place, swap the card.",
        )
    if box.smartcard_id and not _disagrees(ground, box, card):
        raise AlreadySo(
            f"Box {box.uid} and card {card.number} are paired already.",
            hint="To send the rights again, refresh the box.",
        )
    steps = [_unpair(ground, box, card)] if box.smartcard_id else _freed(ground, box, card)
    steps.append(_pair(ground, box, card))
    return _plan(
        ground, Operation.PAIR, box=box, card=card, steps=steps,
        title=f"pair box {box.uid} and card",
    )  # fmt: skip


def plan_unpair(ground: Ground, box: SetTopBox, card: CardFound | None) -> Plan:
    """Take the card out of a box."""
    ground.need(Call.UNPAIR)
    _not_cardless(box)
    ground.living_owner(box.title)
    if not box.smartcard_id or card is None:
        raise RefusedHere(f"Box {box.uid} has no card.", hint="There is nothing to unpair.")
    steps = [_unpair(ground, box, card)]
    return _plan(
        ground, Operation.UNPAIR, box=box, card=card, steps=steps,
        title=f"unpair box {box.uid} from card",
    )  # fmt: skip


def plan_swap_card(ground: Ground, box: SetTopBox, old: CardFound | None, new: CardFound) -> Plan:
    """Put another card into a box that has one."""
    _takes_cards(ground, box)
    if not box.smartcard_id or old is None:
        raise RefusedHere(f"Box {box.uid} has no card to swap.", hint="Pair it instead.")
    if _is(box, new.number):
        raise AlreadySo(f"Box {box.uid} has card {new.number} already.")
    steps = _freed(ground, box, new)
    if ground.offers(Call.SWAP_CARD):
        fact = card_of(box)
        steps.append(
            Step(
                Write(Call.SWAP_CARD, box.uid or "", {"card": new.number}),
                f"swap card {old.number} for {new.number} in box {box.uid}",
                {fact: box.smartcard_id},
                {fact: new.number},
                (subject_of(box, ground.family),),
                Tier.DISRUPTIVE,
                Write(Call.SWAP_CARD, box.uid or "", {"card": box.smartcard_id}),
            )
        )
    else:
        steps += [_unpair(ground, box, old), _pair(ground, box, new)]
    return _plan(
        ground, Operation.SWAP_CARD, box=box, card=new, steps=steps,
        title=f"swap the card of box {box.uid} for", old=old,
    )  # fmt: skip


# Rules


def _takes_cards(ground: Ground, box: SetTopBox) -> None:
    ground.need(Call.PAIR)
    _not_cardless(box)
    if box.status == "CANCELLED":
        raise RefusedHere(f"Box {box.uid} is CANCELLED, which is final.", hint="Take another box.")
    ground.known_box(box)
    ground.living_owner(box.title)


def _not_its_own(box: SetTopBox, number: str) -> None:
    """A label carries several codes; the wrong one of a box is no card."""
    own = {IdKind.SERIAL: box.serial_number, IdKind.MAC: box.mac_address,
           IdKind.NUID: box.nuid, IdKind.CASN: box.casn}  # fmt: skip
    for kind, code in own.items():
        if code and search_key(kind, code) == search_key(kind, number):
            raise RefusedHere(
                f"{number} is the {WORDS[kind]} of box {box.uid} itself, and no card's number.",
                hint="Scan the card that goes into it.",
            )


def _not_cardless(box: SetTopBox) -> None:
    if box.smartcard_type == "CARDLESS":
        raise RefusedHere(
            f"Box {box.uid} is cardless: the platform generates its virtual card and pairs it "
            "when the box is provisioned.",
            hint="There is no card to put in or take out. To send the rights again, refresh it.",
        )


def _freed(ground: Ground, box: SetTopBox, card: CardFound) -> list[Step]:
    """The steps that free a card for `box`; none if it is free. RefusedHere if it may not be."""
    record, holder = card.record, card.holder
    if record is not None and record.status == "CANCELLED":
        raise RefusedHere(
            f"Card {card.number} is CANCELLED and can never be used again.",
            hint="Take another card.",
        )
    if holder is None and record is not None and record.box_uid:
        raise RefusedHere(
            f"The links disagree: card {card.number} says it is in box {record.box_uid}, which "
            "is not there.",
            hint="Ask the platform's operators to free the card.",
        )
    if holder is None:
        if record is not None and record.status == "UNAVAILABLE":
            raise RefusedHere(
                f"Card {card.number} is UNAVAILABLE, and in no box that it names.",
                hint="It may be suspended; take another card.",
            )
        need_free(card)
        return []
    if record is not None:
        need_known(f"card {card.number}", record.status)
    if not _is(holder, card.number):
        raise RefusedHere(
            f"The links disagree: card {card.number} says it is in box {holder.uid}, which has "
            f"{holder.smartcard_id or 'no card'}.",
            hint="Unpair the box that has this card, then pair.",
        )
    if holder.account_uid != box.account_uid and not ground.policy.may_cross_accounts:
        whose = f" ({holder.account_uid})" if ground.policy.sees_other_accounts else ""
        raise RefusedHere(
            f"Card {card.number} belongs to another account{whose}.",
            hint="A supervisor may move it, with a reason.",
        )
    return [_unpair(ground, holder, card)]


def _disagrees(ground: Ground, box: SetTopBox, card: CardFound) -> bool:
    """Whether the card itself says it is elsewhere than in the box that has it."""
    if ground.family != "sdp2" or card.record is None:
        return False
    return bool(card.record.box_uid != box.uid and card.record.box_uid)


# Steps


def _pair(ground: Ground, box: SetTopBox, card: CardFound) -> Step:
    before: dict[Fact, str | None] = {card_of(box): None}
    after: dict[Fact, str | None] = {card_of(box): card.number}
    subjects = [subject_of(box, ground.family)]
    if card.record is not None and ground.family == "sdp2":
        # A card that comes out of a box is free after the step before this one.
        freed = card.holder is not None
        before |= _card_facts(card, "AVAILABLE" if freed else _status(card), None)
        after |= _card_facts(card, "UNAVAILABLE", box.uid)
        subjects.append(card_subject(card.number))
    return Step(
        Write(Call.PAIR, box.uid or "", {"card": card.number}),
        f"pair box {box.uid} and card {card.number}",
        before,
        after,
        tuple(subjects),
        undo=Write(Call.UNPAIR, box.uid or ""),
    )


def _unpair(ground: Ground, box: SetTopBox, card: CardFound) -> Step:
    before: dict[Fact, str | None] = {card_of(box): box.smartcard_id}
    after: dict[Fact, str | None] = {card_of(box): None}
    subjects = [subject_of(box, ground.family)]
    record = card.record
    if record is not None and ground.family == "sdp2":
        freed = _card_facts(card, "AVAILABLE", None)
        if not _becomes_free(card):
            freed.pop(Fact("smartcard", card.number, "status"))
        before |= picked(observed(record), freed)
        after |= freed
        subjects.append(card_subject(card.number))
    return Step(
        Write(Call.UNPAIR, box.uid or ""),
        f"unpair box {box.uid} from card {card.number}: it goes dark",
        before,
        after,
        tuple(subjects),
        Tier.DISRUPTIVE,
        Write(Call.PAIR, box.uid or "", {"card": card.number}),
    )


# Plans


def _plan(
    ground: Ground,
    operation: Operation,
    *,
    box: SetTopBox,
    card: CardFound,
    steps: Sequence[Step],
    title: str,
    old: CardFound | None = None,
) -> Plan:
    """`old` is the card that `card` takes the place of."""
    owner = ground.living_owner(box.title)
    standing, subjects, holds = ground.standing(owner)
    guard = [standing, standing_box(box)]
    warnings = []
    dark = card.holder if card.holder and card.holder.uid != box.uid else None
    reason = ""
    if operation is not Operation.UNPAIR:
        warnings.append(f"Compare the number on the card: {grouped(card.number)}.")
        in_card = Fact("smartcard", card.number, "box")
        holder = card.holder.uid if card.holder else None
        told = observed(card.record) if card.record else {in_card: holder}
        guard.append(picked(told, [in_card]))
        if card.record is None and card.holder is None:
            warnings.append(
                "This platform keeps no record of a free card; it will say itself whether this "
                "one can be used."
            )
        if owner is not None and owner.status in ("INACTIVE", "SUSPENDED"):
            warnings.append(f"Account {owner.id} is {owner.status}: nothing will play yet.")
        elif owner is not None and owner.status not in ("ACTIVE", "RESTRICTED"):
            word = f"has status {owner.status}" if owner.status else "has no status that is told"
            warnings.append(f"Account {owner.id} {word}: whether anything plays is not known.")
    leaving = {step.undo.values.get("card") for step in steps if step.write.call is Call.UNPAIR
               and step.undo}  # fmt: skip
    own = card.record is not None and not card.record.told_by_box
    if own and card.number in leaving and not _becomes_free(card):
        status = _status(card)
        warnings.append(
            f"Card {card.number} has "
            + (f"status {status}" if status else "no status that the platform tells")
            + "; what it becomes out of the box is not known here."
        )
    if dark is not None:
        warnings.append(f"Box {dark.uid}{named(dark)} loses card {card.number} and goes dark.")
        guard.append(standing_box(dark))
        subjects = subjects_of(subjects, [subject_of(dark, ground.family)])
        if dark.account_uid != box.account_uid:
            reason = "the card comes from another account"
            holds += (f"account {dark.account_uid}",)
    subjects = subjects_of(
        subjects,
        [subject_of(box, ground.family), card_subject(card.number)],
        *(step.subjects for step in steps),
    )
    return Plan(
        operation,
        f"{title} {card.number}",
        ground.family,
        tuple(steps),
        guard_of(*guard, same_cards(subjects, card, old), _first_told(steps)),
        subjects,
        (*holds, f"box {box.uid}", f"card {code_key(card.number)}"),
        account=(owner.id or "") if owner else "",
        warnings=tuple(warnings),
        confirm=card.number,
        reason_needed=reason,
        private=names_of(dark),
    )


def _first_told(steps: Sequence[Step]) -> Image:
    """What the steps start from: a fact that an earlier step moves is not asked of a later one."""
    return guard_of(*(step.before for step in steps))


def _card_facts(card: CardFound, status: str | None, box: str | None) -> dict[Fact, str | None]:
    return {
        Fact("smartcard", card.number, "status"): status,
        Fact("smartcard", card.number, "box"): box,
    }


def _status(card: CardFound) -> str | None:
    """The card's status as it was read."""
    return str(card.record.status) if card.record and card.record.status else None


def _becomes_free(card: CardFound) -> bool:
    """Whether it is known that the card is AVAILABLE once it is out of its box."""
    return _status(card) in ("UNAVAILABLE", "AVAILABLE")


def _is(box: SetTopBox, number: str) -> bool:
    return bool(box.smartcard_id) and code_key(box.smartcard_id or "") == code_key(number)
