"""Plans and results as text for the journal, and back. A secret has no form here."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from smstui.domain.changes.facts import Fact, StateSnapshot, Subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Wanted, Write
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.marking import foreign, personal

Form = dict[str, Any]


def plan_to_text(plan: Plan) -> str:
    """`plan` as JSON, without the secrets of its writes."""
    return _text(
        {
            "operation": plan.operation,
            "title": plan.title,
            "family": plan.family,
            "steps": [_step(step) for step in plan.steps],
            "guard": _image(plan.preconditions),
            "subjects": [_subject(each) for each in plan.subjects],
            "holds": list(plan.locks),
            "account": plan.account,
            "warnings": list(plan.warnings),
            "confirm": plan.confirm,
            "reason_needed": plan.reason_needed,
            "last4_needed": plan.last4_needed,
            "undoes": plan.undoes,
            "wanted": _wanted(plan.wanted) if plan.wanted else None,
        }
    )


def plan_from_text(text: str) -> Plan:
    """The plan in `text`. Raises ValueError if it is none by today's models."""
    try:
        form = json.loads(text)
        plan = Plan(
            operation=Operation(form["operation"]),
            title=form["title"],
            family=form["family"],
            steps=tuple(map(_read_step, form["steps"])),
            preconditions=_read_image(form["guard"]),
            subjects=tuple(map(_read_subject, form["subjects"])),
            locks=tuple(form["holds"]),
            account=form["account"],
            warnings=tuple(_marked(each, form) for each in form["warnings"]),
            confirm=form["confirm"],
            reason_needed=form["reason_needed"],
            last4_needed=form.get("last4_needed", ""),
            undoes=form["undoes"],
            wanted=_read_wanted(form["wanted"]) if form.get("wanted") else None,
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no plan of this program") from error
    texts = (plan.title, plan.family, plan.account, plan.confirm, plan.reason_needed,
             plan.last4_needed, plan.undoes, *plan.locks, *plan.warnings,
             *(step.title for step in plan.steps))  # fmt: skip
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("no plan of this program")
    return plan


def holds_in(text: str) -> tuple[str, ...]:
    """Return what the plan in `text` holds, one of a newer version included; none in no plan."""
    try:
        form = json.loads(text)
        return tuple(hold for hold in form["holds"] if isinstance(hold, str))
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def results_to_text(results: Sequence[StepResult]) -> str:
    return _text(
        [
            {
                "n": each.n,
                "sent": each.sent,
                "acknowledged": each.acknowledged,
                "verified": each.verified,
                "outcome": each.outcome,
                "correlation_id": each.correlation_id,
                "message": each.message,
                "created": each.created,
                "sent_at": each.sent_at,
                "looked_at": each.looked_at,
                "own_refusal": each.own_refusal,
                "marked": True,
            }
            for each in results
        ]
    )


def results_from_text(text: str) -> tuple[StepResult, ...]:
    """The results in `text`. Raises ValueError if they are none by today's models."""
    try:
        results = tuple(map(_read_result, json.loads(text)))
        for each in results:
            if each.sent_at and datetime.fromisoformat(each.sent_at).tzinfo is None:
                raise ValueError("a moment without an offset")
            if type(each.n) is not int or not isinstance(each.message, str):
                raise TypeError("not as a result is written")
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no results of this program") from error
    return results


def _marked(warning: str, form: Form) -> str:
    """Return a warning with the names that it tells marked. Rows of earlier versions have no
    marks, and the names in a list of their own."""
    for name in form.get("private", ()):
        warning = warning.replace(f"({name})", f"({personal(name)})")
    return warning


def _read_result(form: Form) -> StepResult:
    told = form | {"outcome": form["outcome"] and Outcome(form["outcome"])}
    if not told.pop("marked", False):
        told["message"] = foreign(told["message"])  # of a version that did not mark the platform's
    return StepResult(**told)


def _text(form: Any) -> str:
    return json.dumps(form, ensure_ascii=True, separators=(",", ":"))


def _step(step: Step) -> Form:
    return {
        "write": _write(step.write),
        "title": step.title,
        "before": _image(step.before),
        "after": _image(step.after),
        "subjects": [_subject(each) for each in step.subjects],
        "tier": int(step.tier),
        "undo": _write(step.undo) if step.undo else None,
        "provable": step.provable,
    }


def _read_step(form: Form) -> Step:
    return Step(
        write=_read_write(form["write"]),
        title=form["title"],
        before=_read_image(form["before"]),
        after=_read_image(form["after"]),
        subjects=tuple(map(_read_subject, form["subjects"])),
        tier=Tier(form["tier"]),
        undo=_read_write(form["undo"]) if form["undo"] else None,
        provable=form["provable"],
    )


def _write(write: Write) -> Form:
    return {"call": write.call, "target": write.target, "values": dict(write.values)}


def _read_write(form: Form) -> Write:
    return Write(Call(form["call"]), form["target"], dict(form["values"]))


def _wanted(wanted: Wanted) -> Form:
    return {
        "target": wanted.target,
        "second": wanted.second,
        "values": dict(wanted.values),
        "as_kind": wanted.as_kind,
        "secret": wanted.secret,
    }


def _read_wanted(form: Form) -> Wanted:
    kind = IdKind(form["as_kind"]) if form["as_kind"] else None
    return Wanted(form["target"], form["second"], form["values"], kind, form["secret"])


def _image(image: StateSnapshot) -> list[list[str | None]]:
    return [[fact.kind, fact.id, fact.name, value] for fact, value in image.items()]


def _read_image(form: list[list[Any]]) -> dict[Fact, str | None]:
    if not all(value is None or isinstance(value, str) for *_, value in form):
        raise TypeError("a fact has a text or nothing")
    return {Fact(kind, key, name): value for kind, key, name, value in form}


def _subject(subject: Subject) -> list[str]:
    return [subject.kind, subject.ask.kind, subject.ask.value]


def _read_subject(form: list[str]) -> Subject:
    kind, asked, value = form
    return Subject(kind, Reading(IdKind(asked), value))
