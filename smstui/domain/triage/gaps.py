"""Findings for what could not be looked at, and why."""

from typing import Any

from smstui.domain.bundle import Part, PartState
from smstui.domain.record import Record
from smstui.domain.triage.finding import Finding, Report


def unread(report: Report, part: Part[Any], what: str) -> Finding:
    """A part that is not there: because the call failed, or because nobody can tell it."""
    if part.state is PartState.UNSUPPORTED:
        return report.not_checked(
            f"this platform does not tell {what}", part.reason or "", blind=False
        )
    words = {PartState.FORBIDDEN: "may not be read by this user", PartState.NOT_ASKED: "not asked"}
    failed = part.state in (PartState.FAILED, PartState.FORBIDDEN)
    word = words.get(part.state, "could not be read")
    return report.not_checked(
        f"{what}: {word}",
        " ".join(told for told in (part.reason, _quoted(part), "Ask again.") if told),
        blind=failed,
    )


def untold(report: Report, record: Record, name: str, what: str) -> Finding:
    """A field the answer lacked, or had with a value that makes no sense."""
    if name in record.unreadable:
        return report.not_checked(f"the platform sent {what} in a form that makes no sense")
    return report.not_checked(f"the platform did not tell {what}")


def _quoted(part: Part[Any]) -> str:
    number = part.correlation_id
    return f"(correlation id {number})" if number and number not in (part.reason or "") else ""
