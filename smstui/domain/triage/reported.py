"""The code that the viewer reads, compared with the live findings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.triage.dictionary import Meaning
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report, Result, Subject
from smstui.domain.triage.limits import BOXES_ONLY, NO_CALL_FOR_PLAYERS, TO_ENABLE_PLAYERS

REPORTED: Final = "reported"
"""The check that compares the code on the viewer's screen with the live state."""

OWN_CODES: Final = (
    "A code of this operator or of its devices can be added to codes.toml, beside the "
    "configuration."
)
IN_RECORDS: Final = "the records"
"""What is said of the records that were read, as evidence for or against a code."""
NOT_SHOWN: Final = "they neither show it nor exclude it"


def reported_code(facts: Facts, findings: Sequence[Finding]) -> list[Finding]:
    """Yield a finding for each meaning of the reported code, and whether the live state agrees."""
    reported = facts.reported
    if reported is None:
        return []
    subject = facts.subject
    if not reported.meanings:
        near = f" Codes like it: {', '.join(reported.near)}." if reported.near else ""
        unknown = Report(REPORTED, subject, (Evidence("the viewer reads", reported.text),))
        return [
            unknown.not_checked(
                f'The meaning of code "{reported.text}" is not known here',
                f"Have it read out once more.{near} {OWN_CODES}",
            )
        ]
    return [_explained(facts, subject, meaning, findings) for meaning in reported.meanings]


def _explained(
    facts: Facts, subject: Subject, meaning: Meaning, findings: Sequence[Finding]
) -> Finding:
    assert facts.reported is not None  # noqa: S101  the caller has seen to it
    report = Report(
        REPORTED,
        subject,
        (
            Evidence("the viewer reads", facts.reported.text),
            Evidence("code of", f"{meaning.vendor}, {meaning.server}"),
        ),
    )
    related = [one for one in findings if one.check in meaning.checks]
    worst = next((one for one in related if one.result is Result.FAULT), None) or next(
        (one for one in related if one.result is Result.CAUTION), None
    )
    if worst is not None and not worst.by_code:
        agreed = f"they agree ({worst.title})"
    elif any(one.result is Result.FINE for one in related):
        agreed = "they do not show it now; the device may have an older answer"
    else:
        agreed = NOT_SHOWN
    report = report.seeing(Evidence(IN_RECORDS, agreed))
    remedy = _remedy(facts, meaning, worst)
    words = " or ".join(one.rstrip(".") for one in meaning.words)
    whose = "" if meaning.vendor == "NAGRA" else f" ({meaning.vendor}, not NAGRA)"
    finding = report.caution(
        f"Code {meaning.code} of {meaning.server}{whose}: {meaning.cause}",
        f"The screen says: {words}." if words else "",
        remedy,
    )
    if worst is None or worst.next is None:
        return finding
    about = worst.next.about or (worst.subject if not worst.next.among else None)
    return replace(finding, next=replace(worst.next, text=remedy, about=about))


def _remedy(facts: Facts, meaning: Meaning, worst: Finding | None) -> str:
    """Return the remedy of a code: of a disabled device, what its own finding says to do."""
    if "device-enabled" in meaning.checks:
        if worst is not None and worst.check == "device-enabled" and worst.next is not None:
            return worst.next.text
        if facts.kept_by_others:
            return f"{TO_ENABLE_PLAYERS} {BOXES_ONLY}"
    if "device-limit" in meaning.checks and facts.kept_by_others:
        return f"{meaning.remedy} {NO_CALL_FOR_PLAYERS}"
    return meaning.remedy
