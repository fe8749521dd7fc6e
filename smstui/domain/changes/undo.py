"""What an undo restores, and the plan that joins the plans for it. Pure.

A stored change only says which facts to restore: calls, targets, tiers and titles of its row are
never used. The planner of the operation plans from fresh reads how to restore a fact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from smstui.domain.bundle import Family
from smstui.domain.changes.comparing import said_of_moved
from smstui.domain.changes.context import subjects_of
from smstui.domain.changes.facts import SSP_ACCOUNT, UNTOLD, Fact, StateSnapshot, Subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.domain.changes.restoring import (
    CARD_END,
    LINK,
    Image,
    Kind,
    Trace,
    is_restored,
    lost_for_good,
    moved_by,
)
from smstui.domain.changes.specs.table import SPECS, no_way_back
from smstui.domain.changes.verdict import DONE, Outcome, StepResult
from smstui.domain.identifiers import IdKind
from smstui.domain.privacy import in_words

WITH_EFFECT: Final = frozenset({"verified", "partial", "accepted"})
"""The outcomes of a change that an undo without an id looks for."""
USED_UP: Final = frozenset({"verified", "accepted"})
"""The outcomes of an undo after which its change counts as undone."""

NOTHING: Final = "There is nothing to undo"
"""The beginning of the refusal where all is as it was before the change."""

_POINTED_AT: Final = {
    "account": "account",
    "right": "rights",
    "user": "user",
    SSP_ACCOUNT: SSP_ACCOUNT,
}
"""For each kind of fact, the kind of the step's subject, if the id alone does not lead to it."""

_WORDS: Final = {
    ("box", "banned"): frozenset({"yes", "no"}),
    ("box", "enabled"): frozenset({"yes", "no"}),
    ("player", "enabled"): frozenset({"yes", "no"}),
    ("right", "status"): frozenset({"SUBSCRIBED", "UNSUBSCRIBED"}),
}
_ACCOUNTS: Final = (IdKind.ACCOUNT, IdKind.OPF_ACCOUNT)
_MAY_BE_NONE: Final = frozenset({LINK, ("box", "casn"), *CARD_END})


def traces_of(
    change: str, plan: Plan, results: Sequence[StepResult], family: Family
) -> tuple[Trace, ...]:
    """Return the facts that the sent steps of a stored change changed, the last one first.

    The outcome of a step does not matter: the present state decides. Raises RefusedHere if nothing
    was sent, if there is no undo for what it changed, and if the row is not one that this program
    writes.
    """
    if plan.family != family:
        raise unusable(change)
    numbers = [each.n for each in results if each.sent or each.sent_at]
    if not numbers:
        raise RefusedHere(
            f"Change {change} sent nothing, so there is nothing to undo.",
            hint="Look the record up and make the change you want now.",
        )
    if not all(isinstance(n, int) and 1 <= n <= len(plan.steps) for n in numbers):
        raise unusable(change)
    sent = [plan.steps[n - 1] for n in sorted(set(numbers))]
    found = tuple(
        replace(trace, subject=_pointer(trace.fact, sent)) for trace in moved_by(_images(sent))
    )
    for trace in found:
        _check(change, plan.operation, trace)
    if not found and unpaired_at_cas(plan, results):
        return ()
    if not found and all(step.write.call is Call.CAS_PAIR for step in plan.steps):
        raise RefusedHere(
            f"Change {change} sent the CAS half of a pairing again, and the record had it before.",
            hint="To undo the pairing itself, unpair the box.",
        )
    done = {each.n for each in results if each.outcome in DONE}
    certain = [plan.steps[n - 1] for n in sorted(done.intersection(numbers))]
    if lost := lost_for_good(_images(certain), plan.preconditions):
        raise _not_restored(change, lost)
    if not any(trace.kind not in CARD_END for trace in found):
        raise _no_undo(change, plan.operation)
    return found


def _images(steps: Iterable[Step]) -> list[Image]:
    return [(step.before, step.after) for step in steps]


def unpaired_at_cas(plan: Plan, results: Sequence[StepResult]) -> frozenset[str]:
    """Return the uids of the boxes that a stored change unpaired at the CAS, as far as is known."""
    sent = {
        each.n
        for each in results
        if (each.sent or each.sent_at) and each.outcome is not Outcome.REFUSED_BY_PLATFORM
    }
    return frozenset(
        step.write.target
        for n, step in enumerate(plan.steps, start=1)
        if n in sent and step.write.call is Call.CAS_UNPAIR
    )


def _pointer(fact: Fact, steps: Iterable[Step]) -> Subject | None:
    """Return what leads to `fact` where its id does not: a subject of the step that moves it."""
    wanted = _POINTED_AT.get(fact.kind)
    step = next(one for one in steps if one.before.get(fact) != one.after.get(fact))
    return next((each for each in step.subjects if each.kind == wanted), None)


def _check(change: str, operation: Operation, trace: Trace) -> None:
    fact, values = trace.fact, (trace.before, *trace.later)
    if not all(isinstance(each, str) and each for each in (fact.kind, fact.id, fact.name)):
        raise unusable(change)
    if not all(each is None or isinstance(each, str) for each in values):
        raise unusable(change)
    if trace.kind not in _restored_after(operation):
        raise _no_undo(change, operation)
    if trace.kind not in _MAY_BE_NONE and not trace.before:
        raise _no_undo(change, operation)
    if fact.name == "status" and trace.before == "CANCELLED" and trace.kind not in CARD_END:
        raise _no_undo(change, operation)  # it is final, so no change began there
    if trace.kind in _WORDS and not _WORDS[trace.kind].issuperset(values):
        raise _no_undo(change, operation)
    if fact.kind in _POINTED_AT:
        asked = trace.subject.ask if trace.subject else None
        if asked is None or not isinstance(asked.value, str) or not asked.value:
            raise unusable(change)
        led_by = (IdKind.LOGIN,) if fact.kind == "user" else _ACCOUNTS
        if asked.kind not in led_by:
            raise unusable(change)


def _restored_after(operation: Operation) -> frozenset[Kind]:
    """Return the kinds of fact that an undo of `operation` restores; of an undo, all of them."""
    if operation is Operation.UNDO:
        return frozenset().union(*(spec.restores for spec in SPECS.values()))
    return SPECS[operation].restores


def to_restore(change: str, traces: Sequence[Trace], now: StateSnapshot) -> tuple[Trace, ...]:
    """Return those of `traces` whose fact differs from before the change.

    A fact that is as before needs nothing. Raises RefusedHere if all are, and ChangedSince if a
    fact has a value that the change never gave it: another change came after it.
    """
    gone = [trace.fact for trace in traces if not _is_known(trace, now.get(trace.fact))]
    if gone:
        raise changed_since(change, now, gone)
    back = tuple(trace for trace in traces if now.get(trace.fact) != trace.before)
    if not back:
        raise RefusedHere(
            f"{NOTHING}: all that change {change} moved is as it was before it.",
            hint="Look the record up and make the change you want now.",
        )
    return back


def _is_known(trace: Trace, value: str | None) -> bool:
    if value in (trace.before, *trace.later):
        return True
    # The card's own end of a link may be in between: free, or in an unknown box.
    if trace.kind == ("smartcard", "box"):
        return value in (None, UNTOLD)
    return trace.kind == ("smartcard", "status") and value in ("AVAILABLE", "UNAVAILABLE")


def changed_since(
    change: str,
    now: StateSnapshot,
    gone: Sequence[Fact],
    names: Mapping[str, str] = MappingProxyType({}),
) -> ChangedSince:
    """Return the refusal to undo a change because of a later one.

    `names` are accounts by their uids, for records that belong to another account now.
    """
    said = said_of_moved(now, gone, names)
    return ChangedSince(
        f"Change {change} cannot be undone over what came after it. {said}",
        hint="Look it up again and make the change you want now.",
    )


def undo_plan(
    change: str,
    plans: Sequence[Plan],
    traces: Sequence[Trace],
    now: StateSnapshot,
    *,
    undone: str,
    reason: str = "",
) -> Plan:
    """Join `plans`, which follow each other, into the one plan that undoes a change: `undone`.

    `now` are the facts before the first of them; they replace what a later plan expects after an
    earlier one. Raises RefusedHere unless the plans restore every one of `traces`: an undo is never
    partial by plan.
    """
    steps = tuple(step for plan in plans for step in plan.steps)
    preconditions: dict[Fact, str | None] = {}
    for plan in plans:
        for fact, value in plan.preconditions.items():
            preconditions.setdefault(fact, now.get(fact, value))
    end = {**now}
    for step in steps:
        end |= step.after
    left = [trace for trace in traces if not is_restored(trace, end)]
    if left or not plans:
        left = left or [trace for trace in traces if now.get(trace.fact) != trace.before]
        raise _not_restored(change, {trace.fact: trace.before for trace in left})
    tail = max(plans, key=lambda plan: plan.tier)
    return Plan(
        operation=Operation.UNDO,
        title=undo_title(change, "; ".join(plan.title for plan in plans)),
        family=plans[0].family,
        steps=steps,
        preconditions=preconditions,
        subjects=subjects_of(*(plan.subjects for plan in plans)),
        locks=_once(plan.locks for plan in plans),
        account=plans[0].account,
        notes=_once([(f"Change {change} did this: {undone}.",), *(plan.notes for plan in plans)]),
        warnings=_once(plan.warnings for plan in plans),
        confirm=tail.confirm or next((plan.confirm for plan in plans if plan.confirm), ""),
        reason_needed=next((plan.reason_needed for plan in plans if plan.reason_needed), reason),
        undoes=change,
    )


def undo_title(change: str, title: str) -> str:
    """Return the title of the undo of `change`, which is done by a plan with the title `title`.

    What will be done stands first: `unban box 3421 (undoes change 4f2a)`.
    """
    return f"{title} (undoes change {change})"


def title_of_deed(plan: Plan) -> str:
    """Return what a plan does, without the change that it undoes."""
    return plan.title.removesuffix(undo_title(plan.undoes, "")) if plan.undoes else plan.title


def _once(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))


def _not_restored(change: str, lost: StateSnapshot) -> RefusedHere:
    return RefusedHere(
        f"Change {change} cannot be undone: {not_restorable(lost)}.",
        hint="Look the record up and make the change you want now.",
    )


def not_restorable(lost: StateSnapshot) -> str:
    """Return why the facts `lost` cannot be restored, for the end of a sentence."""
    twice = dict.fromkeys(
        card for fact, card in lost.items() if (fact.kind, fact.name) == LINK and card
    )
    said = [f"no operation puts card {card} into two boxes" for card in twice]
    own = [": ".join(in_words(fact, value)) for fact, value in lost.items()
           if (fact.kind, fact.name) != LINK and fact.id not in twice]  # fmt: skip
    if own:
        said.append(f"no operation restores {'; '.join(own)}")
    return ", and ".join(said)


def _no_undo(change: str, operation: Operation) -> RefusedHere:
    return RefusedHere(
        f"Change {change} cannot be undone: there is no undo for what it did.",
        hint=no_way_back(operation) or "Look the record up and make the change you want now.",
    )


def unusable(change: str) -> RefusedHere:
    """Return the refusal to undo a change whose row is damaged or was edited."""
    return RefusedHere(
        f"Change {change} cannot be undone: its journal row is not one that smstui writes.",
        hint="Look the record up and make the change you want now.",
    )
