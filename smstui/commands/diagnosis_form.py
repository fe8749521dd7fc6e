"""A diagnosis as JSON. Pure."""

from datetime import datetime
from typing import Any, Final

from smstui.commands.json_form import Form, asked_form, match_form, problems_form
from smstui.commands.output import error_form
from smstui.commands.verdicts import not_found
from smstui.domain.age import age_s
from smstui.domain.marking import called, typed
from smstui.domain.moments import moment_form
from smstui.domain.text import clean, clean_sentence
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Result
from smstui.domain.triage.forms import finding_form
from smstui.services.diagnosis import Diagnosed
from smstui.services.outcomes import Opened, Several
from smstui.services.queue.running import Answered

DIAGNOSE_SCHEMA: Final = "smstui/diagnose/1"


def document_of(deployment: str, family: str, answered: Answered, now: datetime) -> Form:
    """Return the document of one id, whatever came of it."""
    if answered.error is not None:
        form = failed_form(deployment, family, answered.text)
        return form | {"error": error_form(answered.error)}
    diagnosed = answered.diagnosed
    assert diagnosed is not None  # noqa: S101  without an error there is an outcome
    outcome = diagnosed.outcome
    if isinstance(outcome, Opened):
        return diagnosis_form(deployment, family, diagnosed, now)
    if isinstance(outcome, Several):
        return several_form(deployment, family, outcome)
    error = not_found(outcome, deployment, now)
    form = failed_form(deployment, family, outcome.asked.text)
    return form | {"error": error_form(error)}


def diagnosis_form(deployment: str, family: str, diagnosed: Diagnosed, now: datetime) -> Form:
    """Return the document of one diagnosed id. `result` is the worst that was found."""
    opened, diagnosis = diagnosed.outcome, diagnosed.diagnosis
    assert isinstance(opened, Opened)  # noqa: S101  the caller tells the others apart
    assert diagnosis is not None  # noqa: S101
    bundle = opened.bundle
    return _frame(
        deployment,
        family,
        asked_form(opened.asked, opened.kind),
        source=opened.source,
        offline=opened.offline or None,
        read_at=moment_form(bundle.read_at),
        age_s=age_s(bundle.read_at, now),
        account=bundle.owner.id if bundle.owner else None,
        **_judged(diagnosis, now),
        problems=problems_form(opened),
        correlation_id=opened.correlation_id or None,
    )


def aged(form: Form, now: datetime) -> Form:
    """Return `form` with its ages counted from `now`: it may be shown long after it was made."""

    def fresh(told: Form) -> Form:
        read_at = told.get("read_at")
        if not read_at:
            return told
        return told | {"age_s": age_s(datetime.fromisoformat(read_at), now)}

    findings = [
        finding | {"evidence": [fresh(seen) for seen in finding["evidence"]]}
        for finding in form.get("findings") or []
    ]
    return fresh(form) | {"findings": findings}


def several_form(deployment: str, family: str, several: Several) -> Form:
    """Return the document of an id that leads to more than one record."""
    return _frame(
        deployment,
        family,
        asked_form(several.asked),
        matches=[match_form(match) for match in several.matches],
        problems=[{"part": "platform", "reason": clean_sentence(why)} for why in several.problems],
        correlation_id=several.correlation_id or None,
    )


def failed_form(deployment: str, family: str, text: str) -> Form:
    """Return the document of an id that could not be diagnosed; the caller adds `error`."""
    return _frame(deployment, family, {"text": typed(clean(text)), "kinds": [], "kind": None})


def _judged(diagnosis: Diagnosis, now: datetime) -> Form:
    return {
        "subject": {
            "kind": diagnosis.subject.kind,
            "id": called(diagnosis.subject.kind, diagnosis.subject.id),
        },
        "verdict": diagnosis.verdict,
        "result": diagnosis.result.value,
        "counts": {result.value.replace("-", "_"): diagnosis.counts[result] for result in Result},
        "findings": [finding_form(one, now) for one in diagnosis.findings],
        "advice": list(diagnosis.advice),
    }


def _frame(deployment: str, family: str, asked: Form, **known: Any) -> Form:
    """Return every key in its order, what is not known as null or none."""
    frame: Form = {
        "schema": DIAGNOSE_SCHEMA,
        "deployment": deployment,
        "family": family,
        "asked": asked,
        "source": None,
        "offline": None,
        "kept_at": None,
        "read_at": None,
        "age_s": None,
        "account": None,
        "subject": None,
        "verdict": None,
        "result": None,
        "counts": None,
        "findings": [],
        "advice": [],
        "problems": [],
        "matches": [],
        "correlation_id": None,
    }
    return frame | known
