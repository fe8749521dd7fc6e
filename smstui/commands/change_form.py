"""Plans, results and the journal as JSON. Pure. A secret has no form."""

from collections.abc import Sequence
from typing import Any, Final

from smstui.domain.changes.forms import plan_form, result_form
from smstui.domain.changes.plan import Plan
from smstui.domain.marking import personal
from smstui.domain.moments import moment_form
from smstui.services.changes.change_result import ChangeResult
from smstui.store.journal import Entry
from smstui.store.plan_text import results_from_text
from smstui.store.unreadable import Unreadable

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
    """Return the document of one write command: planned, applied, or refused before either."""
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


def failure_form(result: ChangeResult) -> Form:
    """Return the `error` of a change that was not verified, to join to its document."""
    return {
        "error": {
            "code": str(result.outcome),
            "message": result.message,
            "hint": None,
            "correlation_id": result.correlation_id or None,
        }
    }


def entry_form(entry: Entry, *, at_work: bool) -> Form:
    """One change of the journal."""
    return {
        "change_id": entry.id,
        "operation": entry.operation,
        "title": None if entry.unreadable else entry.title,
        "account": entry.account or None,
        "began_at": moment_form(entry.began),
        "ended_at": moment_form(entry.ended),
        "open": entry.open,
        "taken_over": entry.taken_over,
        "left_over": entry.open and not at_work,
        "outcome": entry.outcome or None,
        "reason": personal(entry.reason) or None,
        "role": entry.role,
        "person": entry.person,
        "correlation_id": entry.correlation_id or None,
        "undoes": entry.undoes or None,
        "watched_until": moment_form(entry.watch_until),
        "superseded_by": entry.superseded_by or None,
        "unreadable": entry.unreadable or None,
        "steps": _steps_of(entry),
    }


def unreadable_forms(noun: str, rows: Sequence[Unreadable]) -> Sequence[Form]:
    """Return the rows of the journal or of the drafts that cannot be read."""
    return [{f"{noun}_id": row.id, "reason": row.why} for row in rows]


def _steps_of(entry: Entry) -> Sequence[Form]:
    return (
        [] if entry.unreadable else [result_form(each) for each in results_from_text(entry.results)]
    )
