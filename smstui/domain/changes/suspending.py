"""The plan to suspend a smartcard (sdp2.md "Writes": SuspendSmartCard, D)."""

from smstui.domain.bundle import Family
from smstui.domain.changes.cards import CardFound, named, same_cards
from smstui.domain.changes.context import PlanContext, need_known, subjects_of
from smstui.domain.changes.facts import Fact, card_subject, observed, picked
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.identifiers import code_key

NO_WAY_BACK = "smstui cannot lift it again. Only the platform's operators can."
UNSEEN = "A card has no status for this, so it cannot be verified by reading."


def plan_suspend_card(family: Family, card: CardFound, context: PlanContext | None) -> Plan:
    """Plan to suspend a card. `context` is that of its box, which stops working; None without
    one."""
    if card.record is not None and card.record.status == "CANCELLED":
        raise RefusedHere(
            f"Card {card.number} is CANCELLED, which is final.", hint="There is nothing to suspend."
        )
    need_known(f"card {card.number}", card.record.status if card.record else None)
    subject = card_subject(card.number)
    step = Step(
        Write(Call.SUSPEND_CARD, card.number),
        f"suspend card {card.number}",
        {},
        {},
        (subject,),
        Tier.DISRUPTIVE,
        provable=False,
    )
    facts = [Fact("smartcard", card.number, name) for name in ("status", "box")]
    preconditions = picked(observed(card.record), facts) if card.record else {}
    owner = context.owner_if_any(card.holder.title) if context and card.holder else None
    requirements, subjects, locks = context.requirements(owner) if context else ({}, (), ())
    box = card.holder
    dark = (f"Box {box.uid}{named(box)} goes dark.",) if box is not None else ()
    return Plan(
        Operation.SUSPEND_CARD,
        step.title,
        family,
        (step,),
        {**requirements, **preconditions, **same_cards([subject], card)},
        subjects_of(subjects, (subject,)),
        (
            *locks,
            *((f"box {box.uid}",) if box is not None else ()),
            f"card {code_key(card.number)}",
        ),
        account=(owner.id or "") if owner else "",
        notes=(UNSEEN,),
        warnings=(*dark, NO_WAY_BACK),
        confirm=card.number,
    )
