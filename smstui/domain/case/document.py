"""A case as JSON: `smstui/transcript/1`. Redacted, and masked if privacy is on.

Events are in the order they happened. Requests are in it as they were made, so that they can be
made again (`reading.py`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from smstui.domain.case.record import Case, Change, Event, Found, Judgement, Planned, Question
from smstui.domain.changes.forms import plan_form, result_form
from smstui.domain.changes.request import Request
from smstui.domain.changes.verdict import StepResult
from smstui.domain.marking import called, personal, plain, typed
from smstui.domain.moments import moment_form
from smstui.domain.privacy import asked_by, marked_values
from smstui.domain.redaction import redacted_text
from smstui.domain.triage.cross_test import CELLS, CrossTest, Tried, conclude
from smstui.domain.triage.finding import Result
from smstui.domain.triage.forms import finding_form

SCHEMA: Final = "smstui/transcript/1"

Form = dict[str, Any]
Masker = Callable[[str], str]
"""Masks what is marked as personal in a text."""


def document(case: Case, made_at: datetime, masker: Masker | None = None) -> Form:
    """Return the document of `case`. Every text is redacted and passed through `masker`."""
    form = {
        "schema": SCHEMA,
        "deployment": case.deployment,
        "family": case.family,
        "account": case.account or None,
        "began_at": moment_form(case.began),
        "made_at": moment_form(made_at),
        "privacy": masker is not None,
        "events": [_event(event) for event in case.events],
        "cross_test": cross_test_form(case.cross_test) if case.cross_test else None,
        "gaps": list(case.gaps),
    }
    told: Form = _cleaned(form, masker or plain)
    return told


def found_form(found: Found) -> Form:
    """Return the record that a lookup opened."""
    return {
        "kind": found.record.kind,
        "id": called(found.record.kind, found.record.id),
        "account": found.account or None,
        "status": found.status or None,
        "counts": dict(found.counts),
        "gaps": [{"part": part, "reason": reason} for part, reason in found.gaps],
    }


def request_form(request: Request) -> Form:
    """Return the request of a change. `secret` says that one came with it."""
    return {
        "operation": request.operation,
        "target": asked_by(request.target, request.as_kind),
        "second": typed(request.second) or None,
        "values": marked_values(request.values),
        "as_kind": request.as_kind.value if request.as_kind else None,
        "secret": request.had_secret,
    }


def cross_test_form(test: CrossTest) -> Form:
    """Return the four cells and their conclusion."""
    ended = conclude(test)
    words = {Tried.NOT_TRIED: None, Tried.WORKS: True, Tried.FAILS: False}
    return {
        "boxes": {"A": test.box_a or None, "B": test.box_b or None},
        "cards": {"A": test.card_a or None, "B": test.card_b or None},
        "cells": [
            {"box": box, "card": card, "works": words[test.at(box, card)]} for box, card in CELLS
        ],
        "at_fault": ended.at_fault.value,
        "conclusion": ended.sentence,
    }


def _event(event: Event) -> Form:
    match event:
        case Question():
            return _question(event)
        case Judgement():
            return _judgement(event)
        case Planned():
            return _planned(event)
        case Change():
            return _change(event)


def _question(event: Question) -> Form:
    return {
        "event": "question",
        "at": moment_form(event.at),
        "text": asked_by(event.text, event.kind),
        "as_kind": event.kind,
        "found": found_form(event.found),
        "source": event.source,
        "offline": event.offline or None,
        "correlation_id": event.correlation_id or None,
    }


def _judgement(event: Judgement) -> Form:
    told = event.diagnosis
    return {
        "event": "diagnosis",
        "at": moment_form(event.at),
        "subject": {"kind": told.subject.kind, "id": called(told.subject.kind, told.subject.id)},
        "reported": event.reported or None,
        "verdict": told.verdict,
        "result": told.result.value,
        "counts": {result.value.replace("-", "_"): told.counts[result] for result in Result},
        "findings": [finding_form(one, event.at) for one in told.findings],
        "advice": list(told.advice),
        "correlation_id": told.correlation_id or None,
    }


def _planned(event: Planned) -> Form:
    return {
        "event": "plan",
        "at": moment_form(event.at),
        "title": event.title,
        "request": request_form(event.request) if event.request else None,
        "plan": plan_form(event.plan) if event.plan else None,
        "refusal": event.refusal or None,
        "correlation_id": event.correlation_id or None,
    }


def _change(event: Change) -> Form:
    request = event.plan.request
    return {
        "event": "change",
        "at": moment_form(event.at),
        "ended_at": moment_form(event.ended),
        "change_id": event.id,
        "operation": event.operation,
        "title": event.plan.title,
        "request": request_form(request) if request else None,
        "plan": plan_form(event.plan),
        "open": event.open,
        "outcome": event.outcome or None,
        "steps": [result_form(each) | {"sent_at": _sent_at(each)} for each in event.results],
        "reason": personal(event.reason) or None,
        "role": event.role or None,
        "person": event.person or None,
        "undoes": event.undoes or None,
        "correlation_id": event.correlation_id or None,
    }


def _sent_at(result: StepResult) -> str | None:
    return moment_form(datetime.fromisoformat(result.sent_at)) if result.sent_at else None


def _cleaned(value: Any, masker: Masker) -> Any:
    """Return `value` without marks and secrets."""
    match value:
        case str():
            return redacted_text(masker(value))
        case Mapping():
            return {masker(key): _cleaned(inner, masker) for key, inner in value.items()}
        case list() | tuple():
            return [_cleaned(inner, masker) for inner in value]
        case _:
            return value
