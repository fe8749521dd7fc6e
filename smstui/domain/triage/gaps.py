"""Describe data that could not be read, and make findings of it."""

from typing import Any, Final

from smstui.domain.bundle import Part, PartState
from smstui.domain.record import Record, titled
from smstui.domain.right import NONE_OR_NO_CALL
from smstui.domain.triage.finding import Finding, Report
from smstui.domain.words import Unknown

PARTS: Final = {
    "account": "account",
    "users": "users",
    "devices": "devices",
    "smartcards": "smartcards",
    "sessions": "live sessions",
    "rights": "rights",
    "pins": "PINs",
    "approvals": "approvals",
}
"""For each part, the words for its records."""
_NOT_TOLD: Final = {
    "sdp2": frozenset({"sessions", "pins"}),
    "opf": frozenset({"sessions", "users", "smartcards"}),
}
"""Parts that a family, or a site of it, does not have. Their absence is not a gap."""
_FIELDS: Final = {"uid": "UID", "pin": "PIN", "cas": "CAS", "ppv": "PPV"}


def part_gap(name: str, part: Part[Any]) -> str:
    """Return what was not read of a part, or an empty text if it was read whole."""
    words = PARTS[name]
    match part.state:
        case PartState.READ if part.is_whole:
            return ""
        case PartState.READ if part.total is not None and part.total > len(part):
            return f"{len(part)} of {part.total} {words} were read"
        case PartState.READ:
            return f"not all {words} were read"
        case PartState.FORBIDDEN:
            return f"the {words} may not be read by this user"
        case PartState.UNSUPPORTED if part.reason == NONE_OR_NO_CALL:
            return f"the account has none of the {words}, or there is no such call (HTTP 404)"
        case PartState.UNSUPPORTED:
            return f"this platform does not tell the {words}"
        case PartState.NOT_ASKED:
            return f"the {words} were not read"
        case _:
            return f"the {words} could not be read"


def is_absent(name: str, part: Part[Any], family: str) -> bool:
    """Return whether the platform has no such part, so that it could not be read."""
    if name == "pins" and part.state is PartState.NOT_ASKED:
        return family == "sdp2"
    return part.state is PartState.UNSUPPORTED and name in _NOT_TOLD[family]


def field_gap(record: Record, name: str, unknown: str) -> str:
    """Return which field of which record cannot be used. `unknown` is an unknown word."""
    label = " ".join(_FIELDS.get(word, word) for word in name.split("_"))
    whose = titled(record.noun, record.id)
    if unknown:
        return f"{whose}: {label} {unknown} is not known here"
    return f"{whose}: {label} was sent in a form that makes no sense"


def unread(report: Report, name: str, part: Part[Any]) -> Finding:
    """Return the finding for a part that was not read whole, with the reason."""
    if part.state is PartState.UNSUPPORTED:
        return report.not_checked(part_gap(name, part), part.reason or "")
    failed = part.state in (PartState.FAILED, PartState.FORBIDDEN) or part.was_read
    return report.not_checked(
        part_gap(name, part),
        " ".join(told for told in (part.reason, _quoted(part), "Ask again.") if told),
        blind=failed,
    )


def untold(report: Report, record: Record, name: str, what: str, *, blind: bool = False) -> Finding:
    """Return the finding for a field that the answer lacked, or whose value makes no sense."""
    value = getattr(record, name, None)
    if name in record.unreadable or isinstance(value, Unknown):
        unknown = value if isinstance(value, Unknown) else ""
        return report.not_checked(field_gap(record, name, unknown), blind=blind)
    return report.not_checked(f"the platform did not tell {what}", blind=blind)


def _quoted(part: Part[Any]) -> str:
    number = part.correlation_id
    return f"(correlation id {number})" if number and number not in (part.reason or "") else ""
