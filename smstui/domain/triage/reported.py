"""The code that the viewer reads, compared with the live findings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.triage.dictionary import Meaning
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report, Result, Subject

REPORTED: Final = "reported"
"""The check that compares the code on the viewer's screen with the live state."""


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
                f"Code {reported.text} is in no dictionary here",
                f"Have it read out once more.{near} An operator's own codes go into codes.toml.",
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
        agreed = f"the live state agrees: {worst.title}"
    elif any(one.result is Result.FINE for one in related):
        agreed = "the live state does not show it now; the device may have an older answer"
    else:
        agreed = "nothing that was read can confirm it"
    report = report.seeing(Evidence("beside it", agreed))
    words = " or ".join(one.rstrip(".") for one in meaning.words)
    whose = "" if meaning.vendor == "NAGRA" else f" ({meaning.vendor}, not NAGRA)"
    finding = report.caution(
        f"Code {meaning.code} of {meaning.server}{whose}: {meaning.cause}",
        f"The screen says: {words}." if words else "",
        meaning.remedy,
    )
    if worst is None or worst.next is None:
        return finding
    about = worst.next.about or (worst.subject if not worst.next.among else None)
    return replace(finding, next=replace(worst.next, text=meaning.remedy, about=about))
