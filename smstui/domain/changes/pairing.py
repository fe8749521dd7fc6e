"""Plans for boxes and cards: pair, unpair, swap the card."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.changes.cards import (
    CardFound,
    box_preconditions,
    card_of,
    elsewhere,
    grouped,
    holds,
    is_paired,
    loses,
    named,
    need_free,
    said_in_both,
    same_cards,
)
from smstui.domain.changes.cas_commands import Half, half_of
from smstui.domain.changes.context import (
    PlanContext,
    need_known,
    preconditions_of,
    subject_of,
    subjects_of,
)
from smstui.domain.changes.facts import (
    Fact,
    StateSnapshot,
    card_subject,
    device_subject,
    observed,
    picked,
)
from smstui.domain.changes.operations import Call, Operation, OperationSpec
from smstui.domain.changes.pairing_halves import (
    again,
    becomes_free,
    cas_sentences,
    pair_at_cas,
    pair_halves,
    status_of,
    step_at_cas,
    unpair_at_cas,
    unpair_halves,
)
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.changes.trial import A_CARD, Trial
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import WORDS, IdKind, code_key, search_key
from smstui.domain.surface import in_words


def says_taken(said: str) -> bool:
    """Return whether a refusal says that the box of a pair has another card."""
    return re.match(r"Box \S+ has card \S+ already\.", said) is not None


def plan_pair(context: PlanContext, box: SetTopBox, card: CardFound) -> Plan:
    """Plan to put a card into a box, first out of another box of the account if needed.

    If the box names the card and the card's own record does not name the box, the plan is a repair:
    unpair, then pair, under every rule of a free card or a card of another box.

    Raises RefusedHere for a cardless or cancelled box, a cancelled card, a box with another card,
    links that disagree, and a card of another account without the role for it.
    """
    _takes_cards(context, box)
    _not_its_own(box, card.number)
    if box.smartcard_id and not holds(box, card.number):
        where = _where(context, box, card)
        elsewhere = f" Card {card.shown} is in {where}." if where else ""
        raise RefusedHere(
            f"Box {box.uid} has card {box.smartcard_id} already.{elsewhere}",
            hint=in_words(
                f"Press w on its row (arrow down leads there) to put {card.shown} in its place.",
                f"To put {card.shown} in its place, swap the card.",
            ),
        )
    title = f"pair box {box.uid} and card"
    if is_paired(box, card):
        steps = _missing_half(context, box, card)
        title = f"send the CAS half of box {box.uid} and card"
    else:
        steps = [*_freed(context, box, card), *pair_halves(context, box, card)]
    return _plan(context, Operation.PAIR, box=box, card=card, steps=steps, title=title)


def plan_cas_pair(context: PlanContext, box: SetTopBox, card: CardFound) -> Plan:
    """Plan to send the CAS half of a pairing again: the record must have the card already."""
    _takes_cards(context, box)
    context.need(Call.CAS_PAIR)
    if not is_paired(box, card):
        raise RefusedHere(
            f"The record does not say that box {box.uid} has card {card.shown}, so there is no "
            "CAS half to send again.",
            hint=in_words(
                "Pair the two: that sends both halves.",
                "Pair the two without --cas: that sends both halves.",
            ),
        )
    return _plan(
        context, Operation.CAS_PAIR, box=box, card=card,
        steps=[step_at_cas(context, box, card)],
        title=f"send the CAS half again: box {box.uid} and card",
    )  # fmt: skip


def _missing_half(context: PlanContext, box: SetTopBox, card: CardFound) -> list[Step]:
    """Return the CAS half of a pair that the record has, if the journal says that it is missing.

    Raises AlreadySo where it is there, where no journal knows, and where there is no CAS.
    """
    paired = f"Box {box.uid} and card {card.shown} are paired already"
    if not context.policy.cas.pairs:
        raise AlreadySo(f"{paired}.", hint=_rights_again(context))
    command = context.command_of(box)
    match half_of(card.number, command):
        case Half.MISSING:
            return [step_at_cas(context, box, card)]
        case Half.DONE:
            said = f"{paired}. {command.said if command else ''}".strip()
        case _:
            said = (
                f"{paired} by the record. Whether the CAS has them is not known: the journal of "
                "this machine has no command for them."
            )
    raise AlreadySo(
        said, hint=f"Send the CAS half again with {again(box.uid or 'BOX', card.number)}."
    )


def _rights_again(context: PlanContext) -> str:
    """Return how the rights of a box are sent again, in what the platform has for it."""
    if context.offers(Call.REFRESH):
        return "To send the rights again, refresh the box."
    return "If it stays dark, ask whoever runs the conditional access to send its rights again."


def plan_unpair(context: PlanContext, box: SetTopBox, card: CardFound | None) -> Plan:
    """Plan to take the card out of a box."""
    context.need(Call.UNPAIR)
    _not_cardless(context, box)
    context.living_owner(box.title)
    if not box.smartcard_id or card is None:
        raise RefusedHere(f"Box {box.uid} has no card.", hint="There is nothing to unpair.")
    _may_take(context, box, card)
    steps = unpair_halves(context, box, card)
    return _plan(
        context, Operation.UNPAIR, box=box, card=card, steps=steps,
        title=f"unpair box {box.uid} from card",
    )  # fmt: skip


def plan_swap_card(
    context: PlanContext, box: SetTopBox, old: CardFound | None, new: CardFound
) -> Plan:
    """Plan to put another card into a box that has one."""
    _takes_cards(context, box)
    if not box.smartcard_id or old is None:
        raise RefusedHere(f"Box {box.uid} has no card to swap.", hint="Pair it instead.")
    if holds(box, new.number):
        if is_paired(box, new):
            if not context.policy.cas.pairs:
                raise AlreadySo(f"Box {box.uid} has card {new.shown} already.")
            return _plan(
                context, Operation.SWAP_CARD, box=box, card=new,
                steps=_missing_half(context, box, new),
                title=f"send the CAS half of box {box.uid} and card",
            )  # fmt: skip
        raise RefusedHere(
            f"The links disagree: box {box.uid} has card {new.shown}, and the card's own record "
            "does not say so.",
            hint="Pair the two to repair it.",
        )
    _may_take(context, box, old)
    steps = _freed(context, box, new)
    if context.offers(Call.SWAP_CARD):
        fact = card_of(box)
        steps += unpair_at_cas(context, box, old)
        steps.append(
            Step(
                Write(Call.SWAP_CARD, box.uid or "", {"card": new.number}),
                f"swap card {old.shown} for {new.shown} in box {box.uid}",
                {fact: box.smartcard_id},
                {fact: new.number},
                (subject_of(box, context.family),),
                Tier.DISRUPTIVE,
                Write(Call.SWAP_CARD, box.uid or "", {"card": box.smartcard_id}),
            )
        )
        steps += pair_at_cas(context, box, new)
    else:
        steps += [*unpair_halves(context, box, old), *pair_halves(context, box, new)]
    return _plan(
        context, Operation.SWAP_CARD, box=box, card=new, steps=steps,
        title=f"swap the card of box {box.uid} for", old=old,
    )  # fmt: skip


# Trials


def try_in(trial: Trial, _spec: OperationSpec) -> None:
    if trial.kind == "smartcard":
        return  # the box for it is not known yet
    plan_pair(trial.context, trial.box, A_CARD)


def try_out_and_in(trial: Trial, _spec: OperationSpec) -> None:
    """Plan to unpair a box and pair it again: both must be possible."""
    plan_unpair(trial.context, trial.box, trial.card)
    empty = trial.box.model_copy(update={"smartcard_id": None})
    plan_pair(trial.context, empty, A_CARD)


def try_other_in(trial: Trial, _spec: OperationSpec) -> None:
    plan_swap_card(trial.context, trial.box, trial.card, A_CARD)


def try_told_again(trial: Trial, _spec: OperationSpec) -> None:
    card = CardFound(trial.box.smartcard_id or "", None, trial.box)
    plan_cas_pair(trial.context, trial.box, card)


# Rules


def _takes_cards(context: PlanContext, box: SetTopBox) -> None:
    context.need(Call.PAIR)
    _not_cardless(context, box)
    if box.status == "CANCELLED":
        raise RefusedHere(f"Box {box.uid} is CANCELLED, which is final.", hint="Take another box.")
    context.known_box(box)
    context.living_owner(box.title)


def _not_its_own(box: SetTopBox, number: str) -> None:
    """Refuse a wrong code of a label: another code of the box is not a card."""
    own = {IdKind.SERIAL: box.serial_number, IdKind.MAC: box.mac_address,
           IdKind.NUID: box.nuid, IdKind.CASN: box.casn}  # fmt: skip
    for kind, code in own.items():
        if code and search_key(kind, code) == search_key(kind, number):
            raise RefusedHere(
                f"{number} is the {WORDS[kind]} of box {box.uid} itself, and no card's number.",
                hint="Scan the card that goes into it.",
            )


def _not_cardless(context: PlanContext, box: SetTopBox) -> None:
    if box.smartcard_type == "CARDLESS":
        raise RefusedHere(
            f"Box {box.uid} is cardless: the platform generates its virtual card and pairs it "
            "when the box is provisioned.",
            hint=f"There is no card to put in or take out. {_rights_again(context)}",
        )


def _freed(context: PlanContext, box: SetTopBox, card: CardFound) -> list[Step]:
    """Return the steps that free a card for `box`; none if it is free. RefusedHere if not allowed.

    If `box` has the card, and the card's own record does not say so, it is taken out first.
    """
    record, holder = card.record, card.holder
    inside = holds(box, card.number)
    out = unpair_halves(context, box, card) if inside else []
    if record is not None and record.status == "CANCELLED":
        raise RefusedHere(
            f"Card {card.shown} is CANCELLED and can never be used again.",
            hint="Swap the card of this box for another." if inside else "Take another card.",
        )
    if inside and record is not None and record.told_by_box:
        raise RefusedHere(
            f"Box {box.uid} has card {card.shown}; the card's own record was not read.",
            hint="Look up the card.",
        )
    if holder is None and record is not None and record.box_uid:
        if inside:
            need_known(f"card {card.shown}", record.status)
            return out
        raise RefusedHere(
            f"The links disagree: card {card.shown} says it is in box {record.box_uid}, which "
            "is not there.",
            hint="Ask the platform's operators to free the card.",
        )
    if holder is None:
        if record is not None and record.status == "UNAVAILABLE":
            raise RefusedHere(
                f"Card {card.shown} is UNAVAILABLE, and in no box that it names.",
                hint="It may be suspended; take another card.",
            )
        need_free(card)
        return out
    if record is not None:
        need_known(f"card {card.shown}", record.status)
    if not holds(holder, card.number) and not inside:
        raise RefusedHere(
            f"The links disagree: card {card.shown} says it is in box {holder.uid}, which has "
            f"{holder.smartcard_id or 'no card'}.",
            hint="Unpair the box that has this card, then pair.",
        )
    _may_take(context, box, card)
    if loses(box, card) is None:
        return out
    return [*out, *unpair_halves(context, holder, replace(card, record=None) if inside else card)]


def _may_take(context: PlanContext, box: SetTopBox, card: CardFound) -> None:
    """Raise RefusedHere if the card's own record names a box of another account.

    Whatever is sent for `box` then changes that card too.
    """
    other = elsewhere(box, card)
    if other is None or other.account_uid == box.account_uid or context.policy.may_cross_accounts:
        return
    raise RefusedHere(
        f"Card {card.shown} is in {_where(context, box, card)}.",
        hint="A supervisor may move it, with a reason.",
    )


def _where(context: PlanContext, box: SetTopBox, card: CardFound) -> str:
    """Return the other box that a card names, as far as it may be told; empty for none."""
    other = elsewhere(box, card)
    if other is None:
        return ""
    if other.account_uid == box.account_uid:
        return f"box {other.uid} of this account"
    if not context.policy.sees_other_accounts:
        return "a box of another account"
    return f"box {other.uid} of {card.owner or f'another account (uid {other.account_uid})'}"


_FILLS: Final = (Call.PAIR, Call.SWAP_CARD)


def taken_from(plan: Plan) -> str:
    """Return the uid of the other box that a pair takes its card from; empty where it takes none.

    A box that the card is put back into only to repair the link is no other box.
    """
    filled = {step.write.target for step in plan.steps if step.write.call in _FILLS}
    emptied = (step.write.target for step in plan.steps if step.write.call is Call.UNPAIR)
    return next((uid for uid in emptied if filled and uid not in filled), "")


# Plans


def _plan(
    context: PlanContext,
    operation: Operation,
    *,
    box: SetTopBox,
    card: CardFound,
    steps: Sequence[Step],
    title: str,
    old: CardFound | None = None,
) -> Plan:
    """Return the plan. `old` is the card that `card` replaces."""
    owner = context.living_owner(box.title)
    requirements, subjects, locks = context.requirements(owner)
    preconditions = [requirements, box_preconditions(box)]
    notes, warnings = [], []
    taken = [each for each in (card, old) if each is not None]
    others = [other for each in taken if (other := elsewhere(box, each))]
    dark = [(lost, each) for each in taken if (lost := loses(box, each))]
    reason = ""
    if operation is not Operation.UNPAIR:
        warnings.append(f"Compare the number on the card: {grouped(card.shown)}.")
        in_card = Fact("smartcard", card.number, "box")
        holder = card.holder.uid if card.holder else None
        told = observed(card.record) if card.record else {in_card: holder}
        preconditions.append(picked(told, [in_card]))
        if card.record is None and card.holder is None:
            notes.append(
                "This platform keeps no record of a free card. It refuses the pairing if the card "
                "cannot be used."
            )
        if owner is not None and owner.status in ("INACTIVE", "SUSPENDED"):
            warnings.append(f"Account {owner.id} is {owner.status}: nothing will play yet.")
        elif owner is not None and owner.status not in ("ACTIVE", "RESTRICTED"):
            word = f"has status {owner.status}" if owner.status else "has no known status"
            warnings.append(f"Account {owner.id} {word}: whether anything plays is not known.")
    leaving = {step.undo.values.get("card") for step in steps if step.write.call is Call.UNPAIR
               and step.undo}  # fmt: skip
    own = card.record is not None and not card.record.told_by_box
    if own and card.number in leaving and not becomes_free(card):
        status = status_of(card)
        warnings.append(
            f"Card {card.shown} has "
            + (f"status {status}" if status else "no status that the platform tells")
            + ". What it becomes out of the box is not known here."
        )
    of_cas, doubts = cas_sentences(context, steps, box)
    notes += of_cas
    warnings += doubts
    for lost, each in dark:
        warnings.append(
            said_in_both(f"Box {lost.uid}{named(lost)}", each)
            if operation is Operation.UNPAIR
            else f"Box {lost.uid}{named(lost)} loses card {each.shown} and goes dark."
        )
    for each in taken:
        for uid in each.also_in:
            preconditions.append({Fact("box", uid, "card"): each.number})
            subjects = subjects_of(subjects, [device_subject(uid, "box", context.family)])
            warnings.append(said_in_both(f"Box {uid}", each))
    for other in others:
        preconditions.append(box_preconditions(other))
        subjects = subjects_of(subjects, [subject_of(other, context.family)])
        if other.account_uid != box.account_uid:
            reason = "the card comes from another account"
            locks += (f"account {other.account_uid}",)
    subjects = subjects_of(
        subjects,
        [subject_of(box, context.family), card_subject(card.number)],
        *(step.subjects for step in steps),
    )
    return Plan(
        operation,
        f"{title} {card.shown}",
        context.family,
        tuple(steps),
        preconditions_of(*preconditions, same_cards(subjects, card, old), _first_told(steps)),
        subjects,
        (*locks, f"box {box.uid}", f"card {code_key(card.number)}"),
        account=(owner.id or "") if owner else "",
        notes=tuple(notes),
        warnings=tuple(warnings),
        confirm=card.number,
        reason_needed=reason,
    )


def _first_told(steps: Sequence[Step]) -> StateSnapshot:
    """Return the facts that the steps start from, without those that an earlier step changes."""
    return preconditions_of(*(step.before for step in steps))
