"""Findings as JSON."""

from datetime import datetime
from typing import Any

from smstui.domain.age import age_s
from smstui.domain.marking import called
from smstui.domain.moments import moment_form
from smstui.domain.triage.finding import Evidence, Finding

Form = dict[str, Any]


def finding_form(finding: Finding, now: datetime) -> Form:
    """One finding."""
    return {
        "check": finding.check,
        "result": finding.result.value,
        "subject": {
            "kind": finding.subject.kind,
            "id": called(finding.subject.kind, finding.subject.id) or None,
        },
        "title": finding.title,
        "evidence": [_evidence(one, now) for one in finding.evidence],
        "meaning": finding.meaning or None,
        "next": {"action": str(finding.next.action) or None, "text": finding.next.text}
        if finding.next
        else None,
    }


def _evidence(evidence: Evidence, now: datetime) -> Form:
    read_at = evidence.read_at
    return {
        "what": evidence.what,
        "value": moment_form(evidence.moment) or evidence.value,
        "read_at": moment_form(read_at),
        "age_s": age_s(read_at, now),
    }
