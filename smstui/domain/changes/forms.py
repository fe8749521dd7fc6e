"""Plans and the results of their steps, as JSON. A secret is never part of it."""

from collections.abc import Callable
from typing import Any

from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.verdict import StepResult
from smstui.domain.marking import numbered
from smstui.domain.privacy import value_of, wanted_value_of

Form = dict[str, Any]


def plan_form(plan: Plan) -> Form:
    """Return a plan as a person sees it."""
    inverse = plan.inverse
    return {
        "title": plan.title,
        "account": plan.account or None,
        "tier": plan.tier.word,
        "steps": [step_form(n, step) for n, step in enumerate(plan.steps, start=1)],
        "warnings": list(plan.sentences),
        "confirm": plan.confirm_named or None,
        "reason_needed": plan.reason_needed or None,
        "last4_needed": plan.last4_needed or None,
        "undoes": plan.undoes or None,
        "inverse": (
            [step_form(n, step, undone=True) for n, step in enumerate(inverse, start=1)]
            if inverse
            else None
        ),
    }


def step_form(n: int, step: Step, undone: bool = False) -> Form:
    """Return a step; one that is `undone` by an inverse starts from what the plan gives."""
    return {
        "n": n,
        "call": str(step.write.call),
        "target": numbered(step.write.target),
        "title": step.title,
        "before": _image_form(step.before, wanted_value_of if undone else value_of),
        "after": _image_form(step.after, value_of if undone else wanted_value_of),
        "tier": step.tier.word,
        "provable": step.provable,
    }


def result_form(result: StepResult) -> Form:
    return {
        "n": result.n,
        "sent": result.sent,
        "acknowledged": result.acknowledged,
        "verified": result.verified,
        "outcome": str(result.outcome) if result.outcome else None,
        "correlation_id": result.correlation_id or None,
        "message": result.message or None,
    }


def _image_form(image: StateSnapshot, named: Callable[[Fact, str | None], str]) -> Form:
    return {str(fact): named(fact, value) if value else value for fact, value in image.items()}
