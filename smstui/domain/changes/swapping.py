"""Plans that replace a box by a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from smstui.domain.changes.cards import (
    CardFound,
    box_preconditions,
    card_of,
    named,
    same_cards,
)
from smstui.domain.changes.cas_commands import CAS_HALVES
from smstui.domain.changes.context import (
    OTHER_DEVICE,
    PlanContext,
    preconditions_of,
    subject_of,
    subjects_of,
)
from smstui.domain.changes.facts import Fact, card_subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.pairing_halves import TWO_HALVES, pair_at_cas, unpair_at_cas
from smstui.domain.changes.plan import ALL_STAYS, Plan, Step, Tier, Write
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.relinking import Links
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import code_key
from smstui.domain.marking import numbered


def plan_swap_box(
    context: PlanContext, old: SetTopBox, new: SetTopBox | None, casn: str, card: CardFound | None
) -> Plan:
    """Plan to replace a box by a new one: account and card stay.

    Where boxes are records of their own the platform swaps them. Where a box is a chipset in a
    record (opf.md "Pairing", A) the chipset moves. `casn` is the chipset as it was typed, for a box
    that the platform does not know (`new` is None).
    """
    context.living_owner(old.title)
    context.known_box(old)
    if new is not None:
        _fits(old, new, context)
    if context.offers(Call.SWAP_BOX):
        if new is None:
            raise RefusedHere(
                f"No box found for {numbered(casn)}.", hint="Create the new box first."
            )
        step = _swapped(context, old, new, card)
        title = f"swap box {old.uid} for box {new.uid}"
        return _box_plan(context, [step], old=old, new=new, card=card, title=title)
    context.need(Call.CHIPSET)
    for box in (old, *((new,) if new else ())):
        if not box.casn:
            raise RefusedHere(
                f"Box {box.uid} has no chipset number (CASN), so there is no chipset to swap.",
                hint="Read the CA number on the label of the new box and give that.",
            )
    comes = new.casn if new is not None and new.casn else casn
    steps = _out_of_cas(context, old, card)
    steps += [_chipset(context, new, None)] if new is not None else []
    steps.append(_chipset(context, old, comes))
    steps += _into_cas(context, old, comes, card)
    title = f"swap chipset {old.casn} of box {old.uid} for {numbered(comes)}"
    plan = _box_plan(context, steps, old=old, new=new, card=None, title=title)
    if new is not None:
        return plan
    unknown = f"No box with chipset {numbered(casn)} is known. Compare the CA number on its label."
    return replace(plan, warnings=(*plan.warnings, unknown), confirm=casn)


def plan_chipsets(context: PlanContext, wanted: Sequence[tuple[SetTopBox, str | None]]) -> Plan:
    """Plan to give boxes of one account the chipsets of `wanted`, in order: to undo a swap.

    None removes the chipset.
    """
    context.need(Call.CHIPSET)
    boxes = [box for box, _ in wanted]
    for box in boxes:
        context.living_owner(box.title)
        if box.status == "CANCELLED":
            raise RefusedHere(f"Box {box.uid} is CANCELLED, which is final.", hint=OTHER_DEVICE)
        if box.account_uid != boxes[0].account_uid:
            raise RefusedHere(
                f"Boxes {boxes[0].uid} and {box.uid} belong to different accounts.",
                hint="Look both up, and make the change you want now.",
            )
    records = [_chipset(context, box, casn) for box, casn in wanted]
    steps = [
        *(step for box, _ in wanted for step in _out_of_cas(context, box, _card_in(box))),
        *records,
        *(step for box, casn in wanted for step in _into_cas(context, box, casn, _card_in(box))),
    ]
    first, casn = wanted[0]
    plan = _box_plan(
        context,
        steps,
        old=first,
        new=None,
        card=None,
        title="; ".join(each.title for each in records),
    )
    requirements = [box_preconditions(box) for box in boxes]
    return replace(
        plan,
        preconditions=preconditions_of(plan.preconditions, *requirements),
        subjects=subjects_of(plan.subjects, (subject_of(box, context.family) for box in boxes)),
        locks=tuple(dict.fromkeys((*plan.locks, *(f"box {box.uid}" for box in boxes)))),
        confirm=casn or first.casn or first.uid or "",
    )


def plan_back(call: Call, links: Links, wanted: Mapping[str, str | None]) -> Plan | None:
    """Plan to swap two boxes back that a request of `call` swapped.

    `wanted` are the cards as before. None where it was no swap, or is not all there any more.
    """
    if call is not Call.SWAP_BOX or len(wanted) != 2:
        return None
    now_in = next((uid for uid, number in wanted.items() if number is None), None)
    was_in = next((uid for uid, number in wanted.items() if number is not None), None)
    if now_in is None or was_in is None:
        return None
    old, new, context = links.boxes[now_in], links.boxes[was_in], links.contexts[now_in]
    if not context.offers(Call.SWAP_BOX):
        return None
    if old.smartcard_id != wanted[was_in] or new.smartcard_id:
        return None
    return plan_swap_box(context, old, new, new.casn or "", links.card(old.smartcard_id or ""))


def _card_in(box: SetTopBox) -> CardFound | None:
    return CardFound(box.smartcard_id, None, box) if box.smartcard_id else None


def _out_of_cas(context: PlanContext, box: SetTopBox, card: CardFound | None) -> list[Step]:
    """Return the step that unpairs the chipset that leaves `box`, where the box has a card."""
    return unpair_at_cas(context, box, card) if card is not None and box.casn else []


def _into_cas(
    context: PlanContext, box: SetTopBox, casn: str | None, card: CardFound | None
) -> list[Step]:
    """Return the step that pairs the chipset that `box` gets, where the box has a card."""
    if card is None or not casn:
        return []
    return pair_at_cas(context, box.model_copy(update={"casn": casn}), card)


def _fits(old: SetTopBox, new: SetTopBox, context: PlanContext) -> None:
    if old.uid == new.uid:
        raise RefusedHere(f"Both are box {old.uid}.", hint="Name the box that comes instead.")
    if new.status == "CANCELLED":
        raise RefusedHere(f"Box {new.uid} is CANCELLED, which is final.", hint="Take another box.")
    context.known_box(new)
    if new.account_uid and new.account_uid != old.account_uid:
        whose = f" ({new.account_uid})" if context.policy.sees_other_accounts else ""
        raise RefusedHere(
            f"Box {new.uid} belongs to another account{whose}.",
            hint="It must leave that account first.",
        )
    cardless = old.smartcard_type == "CARDLESS"
    if cardless != (new.smartcard_type == "CARDLESS"):
        raise RefusedHere(
            f"Of boxes {old.uid} and {new.uid} one is cardless, the other is not.",
            hint="Take another box of the same kind.",
        )
    if new.smartcard_id and not cardless:
        raise RefusedHere(
            f"Box {new.uid} has card {new.smartcard_id}.", hint="Unpair that box first."
        )


def _swapped(context: PlanContext, old: SetTopBox, new: SetTopBox, card: CardFound | None) -> Step:
    before = {
        card_of(old): old.smartcard_id,
        card_of(new): new.smartcard_id,
        Fact("box", new.uid or "", "account"): new.account_uid,
    }
    after = dict(before) | {Fact("box", new.uid or "", "account"): old.account_uid}
    subjects = [subject_of(old, context.family), subject_of(new, context.family)]
    if old.smartcard_type != "CARDLESS":
        after |= {card_of(old): None, card_of(new): old.smartcard_id}
        if card is not None and card.record is not None:
            in_card = Fact("smartcard", card.number, "box")
            before[in_card], after[in_card] = card.record.box_uid, new.uid
            subjects.append(card_subject(card.number))
    back = Write(Call.SWAP_BOX, new.uid or "", {"to": old.uid})
    return Step(
        Write(Call.SWAP_BOX, old.uid or "", {"to": new.uid}),
        f"swap box {old.uid} for box {new.uid}{ALL_STAYS}",
        before,
        after,
        tuple(subjects),
        Tier.DISRUPTIVE,
        back if new.account_uid == old.account_uid else None,
        provable=before != after,
    )


def _chipset(context: PlanContext, box: SetTopBox, casn: str | None) -> Step:
    fact = Fact("box", box.uid or "", "casn")
    return Step(
        Write(Call.CHIPSET, box.uid or "", {"casn": casn}),
        f"{'give' if casn else 'take'} chipset {numbered(casn or box.casn)} "
        f"{'to' if casn else 'from'} box {box.uid}",
        {fact: box.casn},
        {fact: casn},
        (subject_of(box, context.family),),
        Tier.DISRUPTIVE,
        Write(Call.CHIPSET, box.uid or "", {"casn": box.casn}),
    )


def _box_plan(
    context: PlanContext,
    steps: Sequence[Step],
    *,
    old: SetTopBox,
    new: SetTopBox | None,
    card: CardFound | None,
    title: str,
) -> Plan:
    owner = context.living_owner(old.title)
    requirements, subjects, locks = context.requirements(owner)
    boxes = [old, new] if new is not None else [old]
    dark = f"Box {old.uid}{named(old)} goes dark."
    halves = [TWO_HALVES] if any(step.write.call in CAS_HALVES for step in steps) else []
    return Plan(
        Operation.SWAP_BOX,
        title,
        context.family,
        tuple(steps),
        preconditions_of(
            requirements,
            *map(box_preconditions, boxes),
            same_cards([subject for step in steps for subject in step.subjects], card),
            *(step.before for step in steps),
        ),
        subjects_of(
            subjects,
            (subject_of(box, context.family) for box in boxes),
            *(step.subjects for step in steps),
        ),
        (
            *locks,
            *(f"box {box.uid}" for box in boxes),
            *((f"card {code_key(card.number)}",) if card else ()),
        ),
        account=(owner.id or "") if owner else "",
        notes=tuple(halves),
        warnings=(dark,),
        confirm=(new.casn or new.uid or "") if new else "",
    )
