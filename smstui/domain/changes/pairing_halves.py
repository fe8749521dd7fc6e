"""The steps of a pairing: the record, and where there is a CAS the command to it. Pure.

To pair, the record comes first: the CAS takes the card that the record names. To unpair, the CAS
comes first: afterwards the record no longer knows the card.
"""

from collections.abc import Sequence
from typing import Final

from smstui.domain.changes.cards import CardFound, card_of, holds
from smstui.domain.changes.cas_commands import CAS_HALVES, CasCommand, is_unpaired
from smstui.domain.changes.context import PlanContext, subject_of
from smstui.domain.changes.facts import Fact, card_subject, observed, picked
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import GOES_DARK, Step, Tier, Write
from smstui.domain.changes.verdict import Outcome
from smstui.domain.device import SetTopBox
from smstui.domain.surface import in_words

TWO_HALVES: Final = (
    "A pairing has two halves here: the record and the CAS. The record is verified by reading it. "
    "The CAS cannot be read: only its answer tells."
)

SECOND_TIME: Final = "The CAS may get the same command a second time."


def again(box: str = "BOX", card: str = "CARD") -> str:
    """Return how the CAS half of a pairing is sent again. A box not yet created has no uid."""
    return in_words(":cas-pair", f"smstui pair {box} {card} --cas")


def cas_sentences(
    context: PlanContext, steps: Sequence[Step], box: SetTopBox
) -> tuple[list[str], list[str]]:
    """Return what a person must know of the halves of a plan on `box`, as notes and warnings."""
    if not context.policy.cas.pairs:
        return [], []
    at_cas = [step for step in steps if step.write.call in CAS_HALVES]
    command = context.command_of(box)
    notes = [TWO_HALVES] if at_cas else []
    warnings: list[str] = []
    if len(at_cas) == len(steps):
        notes.append(
            "Only the CAS half is sent: the record has it already. To take back both, unpair the "
            "box."
        )
    elif not any(step.write.target == box.uid for step in at_cas):
        warnings.append("Only the record is changed: the CAS half is not sent.")
    elif command is None or command.pairs or not command.alone:
        return notes, warnings
    elif command.outcome is not Outcome.ACCEPTED and any(
        step.write.call is Call.CAS_UNPAIR and step.write.target == box.uid for step in at_cas
    ):
        warnings.append(
            "If the CAS refuses to unpair now, it may have done so before: pair again, which sends "
            "the CAS half, then unpair."
        )
    if command is None:
        return notes, warnings
    (notes if command.outcome is Outcome.ACCEPTED else warnings).append(command.said)
    if _may_repeat(command, at_cas, box):
        warnings.append(SECOND_TIME)
    return notes, warnings


def _may_repeat(command: CasCommand, at_cas: Sequence[Step], box: SetTopBox) -> bool:
    """Return whether one of the steps may send a command again that was executed."""
    call = Call.CAS_PAIR if command.pairs else Call.CAS_UNPAIR
    return command.outcome is Outcome.UNKNOWN and any(
        step.write.call is call and step.write.target == box.uid for step in at_cas
    )


def pair_halves(context: PlanContext, box: SetTopBox, card: CardFound) -> list[Step]:
    """Return the halves of a pairing, the record first (opf.md "Pairing")."""
    return [_pair_record(context, box, card), *pair_at_cas(context, box, card)]


def _pair_record(context: PlanContext, box: SetTopBox, card: CardFound) -> Step:
    before: dict[Fact, str | None] = {card_of(box): None}
    after: dict[Fact, str | None] = {card_of(box): card.number}
    subjects = [subject_of(box, context.family)]
    if card.record is not None and context.family == "sdp2":
        # A card that leaves a box is free after the previous step, if it is known to become so.
        freed = card.holder is not None or holds(box, card.number)
        facts = _card_facts(card, "AVAILABLE" if freed else status_of(card), None)
        if freed and not becomes_free(card):
            facts.pop(Fact("smartcard", card.number, "status"))
        before |= facts
        after |= _card_facts(card, "UNAVAILABLE", box.uid)
        subjects.append(card_subject(card.number))
    return Step(
        Write(Call.PAIR, box.uid or "", {"card": card.number}),
        f"pair box {box.uid} and card {card.shown}",
        before,
        after,
        tuple(subjects),
        undo=Write(Call.UNPAIR, box.uid or ""),
    )


def unpair_halves(context: PlanContext, box: SetTopBox, card: CardFound) -> list[Step]:
    """Return the halves of an unpairing, the CAS first (opf.md "Pairing")."""
    return [*unpair_at_cas(context, box, card), _unpair_record(context, box, card)]


def _unpair_record(context: PlanContext, box: SetTopBox, card: CardFound) -> Step:
    before: dict[Fact, str | None] = {card_of(box): box.smartcard_id}
    after: dict[Fact, str | None] = {card_of(box): None}
    subjects = [subject_of(box, context.family)]
    record = card.record
    if record is not None and context.family == "sdp2":
        freed = _card_facts(card, "AVAILABLE", None)
        if not becomes_free(card):
            freed.pop(Fact("smartcard", card.number, "status"))
        before |= picked(observed(record), freed)
        after |= freed
        subjects.append(card_subject(card.number))
    title = f"unpair box {box.uid} from card {card.shown}"
    holder = card.holder
    claimed = bool(card.also_in) or (
        holder is not None and holder.uid != box.uid and holds(holder, card.number)
    )
    return Step(
        Write(Call.UNPAIR, box.uid or ""),
        title if claimed else title + GOES_DARK,
        before,
        after,
        tuple(subjects),
        Tier.DISRUPTIVE,
        Write(Call.PAIR, box.uid or "", {"card": card.number}),
    )


def _card_facts(card: CardFound, status: str | None, box: str | None) -> dict[Fact, str | None]:
    return {
        Fact("smartcard", card.number, "status"): status,
        Fact("smartcard", card.number, "box"): box,
    }


def status_of(card: CardFound) -> str | None:
    """Return the card's status as it was read."""
    return str(card.record.status) if card.record and card.record.status else None


def becomes_free(card: CardFound) -> bool:
    """Return whether the card is certainly AVAILABLE once it is out of its box."""
    return status_of(card) in ("UNAVAILABLE", "AVAILABLE")


def pair_at_cas(context: PlanContext, box: SetTopBox, card: CardFound) -> list[Step]:
    """Return the step that pairs at the CAS, after the record; none where there is no CAS."""
    if not context.policy.cas.pairs:
        return []
    return [step_at_cas(context, box, card)]


def step_at_cas(context: PlanContext, box: SetTopBox, card: CardFound) -> Step:
    """Return the step that pairs `box`, whose record has `card`, at the CAS."""
    context.need(Call.CAS_PAIR)
    holding = box.model_copy(update={"smartcard_id": card.number})
    return _step(context, Call.CAS_PAIR, holding, card)


def unpair_at_cas(context: PlanContext, box: SetTopBox, card: CardFound) -> list[Step]:
    """Return the step that unpairs at the CAS, before the record.

    None where there is no CAS, where the journal says that the CAS did it and the record did not
    follow, and where an undo takes back a pairing that the CAS refused, or that it was never sent.
    """
    if not context.policy.cas.pairs:
        return []
    command = context.command_of(box)
    if is_unpaired(box.smartcard_id, command):
        return []
    never = (Outcome.REFUSED_BY_PLATFORM, Outcome.NOT_SENT)
    if command and command.change == context.undoes and command.pairs and command.outcome in never:
        return []
    context.need(Call.CAS_UNPAIR)
    return [_step(context, Call.CAS_UNPAIR, box, card)]


def _step(context: PlanContext, call: Call, box: SetTopBox, card: CardFound) -> Step:
    """Return one command. What it names must be so in the record, before and after."""
    values = {**context.policy.cas.of_chipset(box), "card": box.smartcard_id}
    is_pair = call is Call.CAS_PAIR
    title = f"pair box {box.uid} and" if is_pair else f"unpair box {box.uid} from"
    other = Call.CAS_UNPAIR if is_pair else Call.CAS_PAIR
    held: dict[Fact, str | None] = {card_of(box): box.smartcard_id}
    if "nuID" in (context.policy.cas.device, context.policy.cas.chipset):
        held[Fact("box", box.uid or "", "nuid")] = box.nuid
    return Step(
        Write(call, box.uid or "", values),
        f"{title} card {card.shown} at the CAS",
        held,
        held,
        (subject_of(box, context.family),),
        Tier.REVERSIBLE if is_pair else Tier.DISRUPTIVE,
        Write(other, box.uid or "", values),
        provable=False,
    )
