"""Plans, results and the journal as JSON. Pure. A secret has no form."""

from collections.abc import Sequence
from typing import Any, Final

from smstui.commands.json_form import moment_form
from smstui.domain.changes.facts import Image
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.verdict import StepResult
from smstui.services.changes.request import ChangeResult
from smstui.store.journal import Entry
from smstui.store.plan_text import results_from_text

JOURNAL_SCHEMA: Final = "smstui/journal/1"

Form = dict[str, Any]


def change_form(
    noun: str,
    deployment: str,
    family: str,
    *,
    plan: Plan | None = None,
    result: ChangeResult | None = None,
    outcome: str | None = None,
) -> Form:
    """The document of one write command: planned, applied, or refused before either."""
    return {
        "schema": f"smstui/{noun}/1",
        "deployment": deployment,
        "family": family,
        "change_id": result.change_id if result else None,
        "operation": str(plan.operation) if plan else noun,
        "plan": plan_form(plan) if plan else None,
        "outcome": str(result.outcome) if result else outcome,
        "steps": [result_form(each) for each in result.results] if result else [],
        "message": (result.message or None) if result else None,
    }


def plan_form(plan: Plan) -> Form:
    """A plan as a person is shown it."""
    inverse = plan.inverse
    return {
        "title": plan.title,
        "account": plan.account or None,
        "tier": plan.tier.word,
        "steps": [step_form(n, step) for n, step in enumerate(plan.steps, start=1)],
        "warnings": list(plan.warnings),
        "confirm": plan.confirm or None,
        "reason_needed": plan.reason_needed or None,
        "undoes": plan.undoes or None,
        "inverse": (
            [step_form(n, step) for n, step in enumerate(inverse, start=1)] if inverse else None
        ),
    }


def step_form(n: int, step: Step) -> Form:
    return {
        "n": n,
        "call": str(step.write.call),
        "target": step.write.target,
        "title": step.title,
        "before": _image_form(step.before),
        "after": _image_form(step.after),
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


def entry_form(entry: Entry, *, at_work: bool) -> Form:
    """One change of the journal."""
    return {
        "change_id": entry.id,
        "operation": entry.operation,
        "title": entry.title,
        "account": entry.account or None,
        "began_at": moment_form(entry.began),
        "ended_at": moment_form(entry.ended),
        "open": entry.open,
        "left_over": entry.open and not at_work,
        "outcome": entry.outcome or None,
        "reason": entry.reason or None,
        "role": entry.role,
        "person": entry.person,
        "correlation_id": entry.correlation_id or None,
        "undoes": entry.undoes or None,
        "steps": _steps_of(entry),
    }


def _steps_of(entry: Entry) -> Sequence[Form]:
    return [result_form(each) for each in results_from_text(entry.results)]


def _image_form(image: Image) -> Form:
    return {str(fact): value for fact, value in image.items()}
