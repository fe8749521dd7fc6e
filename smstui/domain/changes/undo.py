"""The plan that takes a change back. Pure."""

from collections.abc import Sequence

from smstui.domain.changes.ground import guard_of, subjects_of
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan, Step, inverse_of
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.verdict import Outcome, StepResult


def plan_undo(change: str, plan: Plan, results: Sequence[StepResult]) -> Plan:
    """Take back the steps of `plan` that were done, the last first.

    Raises RefusedHere when none was done, or one of them cannot be taken back.
    """
    done = [plan.steps[result.n - 1] for result in results if result.outcome is Outcome.VERIFIED]
    if not done:
        raise RefusedHere(f"Of change {change} nothing was done that could be taken back.")
    back: list[Step] = []
    for step in reversed(done):
        inverse = inverse_of(step)
        if inverse is None:
            raise RefusedHere(
                f"Change {change} cannot be taken back: {step.title}.",
                hint="Look the account up and make the change that is wanted now.",
            )
        back.append(inverse)
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
