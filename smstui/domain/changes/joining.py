"""One plan of several pairings, to show them and confirm them together. Pure."""

from collections.abc import Sequence

from smstui.domain.changes.context import preconditions_of, subjects_of
from smstui.domain.changes.plan import Plan


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
        warnings=tuple(dict.fromkeys(text for plan in plans for text in plan.warnings)),
        confirm=str(len(plans)),
        reason_needed=next((plan.reason_needed for plan in plans if plan.reason_needed), ""),
        last4_needed=next((plan.last4_needed for plan in plans if plan.last4_needed), ""),
    )
