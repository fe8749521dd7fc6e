"""The plan that takes a change back. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from smstui.domain.changes.facts import Fact, Image
from smstui.domain.changes.ground import guard_of, subjects_of
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Write, inverse_of
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.verdict import Outcome, StepResult

NOTHING_READ: Final[Image] = {}


def half_done(plan: Plan, results: Sequence[StepResult]) -> Step | None:
    """The step that was done in part: the last, if any."""
    if not results or results[-1].outcome is not Outcome.PARTIAL:
        return None
    return plan.steps[results[-1].n - 1]


def plan_undo(
    change: str, plan: Plan, results: Sequence[StepResult], now: Image = NOTHING_READ
) -> Plan:
    """Take back the steps of `plan` that were done, the last first.

    `now` are the facts of the step that was done in part, as they are. Raises RefusedHere when
    nothing was done, or some of it cannot be taken back.
    """
    back: list[Step] = []
    if (half := half_done(plan, results)) is not None:
        back += _restoring(change, half, now)
    done = [plan.steps[result.n - 1] for result in results if result.outcome is Outcome.VERIFIED]
    for step in reversed(done):
        inverse = inverse_of(step)
        if inverse is None:
            raise _no_way_back(change, step)
        back.append(inverse)
    if not back:
        raise RefusedHere(f"Of change {change} nothing was done that could be taken back.")
    return Plan(
        operation=Operation.UNDO,
        title=f"take back {plan.title}",
        family=plan.family,
        steps=tuple(back),
        guard=guard_of(*(step.before for step in back)),
        subjects=subjects_of(*(step.subjects for step in back)),
        holds=plan.holds,
        account=plan.account,
        confirm=plan.confirm,
        reason_needed=plan.reason_needed,
        undoes=change,
    )


def _no_way_back(change: str, step: Step) -> RefusedHere:
    return RefusedHere(
        f"Change {change} cannot be taken back: {step.title}.",
        hint="Look the account up and make the change that is wanted now.",
    )


def _restoring(change: str, half: Step, now: Image) -> Iterator[Step]:
    """Every card back into its box: out of where it should not be, then in where it was."""
    moved = [fact for fact in half.before if now.get(fact) != half.before[fact]]
    cards = [fact for fact in moved if (fact.kind, fact.name) == ("box", "card")]
    others = {(fact.kind, fact.name) for fact in moved} - {
        ("box", "card"), ("smartcard", "box"), ("smartcard", "status"),
    }  # fmt: skip
    if others or (moved and not cards):
        raise _no_way_back(change, half)
    taken = {now[fact] for fact in cards if now.get(fact)}
    for fact in cards:
        if held := now.get(fact):
            at_card = _ends(half, held, now.get(_in_card(held)), None)
            yield _put(half, fact, held, None, at_card)
    for fact in cards:
        if card := half.before[fact]:
            said = None if card in taken else now.get(_in_card(card))
            yield _put(half, fact, None, card, _ends(half, card, said, fact.id))


_Ends = tuple[dict[Fact, str | None], dict[Fact, str | None]]


def _in_card(number: str) -> Fact:
    return Fact("smartcard", number, "box")


def _ends(half: Step, number: str, before: str | None, after: str | None) -> _Ends:
    """The card's own end of the link, where the platform keeps one."""
    fact = _in_card(number)
    return ({fact: before}, {fact: after}) if fact in half.before else ({}, {})


def _put(half: Step, fact: Fact, held: str | None, card: str | None, at_card: _Ends) -> Step:
    """One card out of the box of `fact`, or into it."""
    number = card or held or ""
    out, into = Write(Call.UNPAIR, fact.id), Write(Call.PAIR, fact.id, {"card": number})
    title = f"put card {number} back into" if card else f"take card {number} out of"
    before, after = at_card
    return Step(
        into if card else out,
        f"{title} box {fact.id}",
        {fact: held} | before,
        {fact: card} | after,
        half.subjects,
        Tier.REVERSIBLE if card else Tier.DISRUPTIVE,
        out if card else into,
    )
