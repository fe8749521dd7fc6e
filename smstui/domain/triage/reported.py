"""The code that the viewer reads, compared with the live findings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.surface import in_words
from smstui.domain.triage.dictionary import CARD, Meaning
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report, Result, Subject
from smstui.domain.triage.limits import BOXES_ONLY, TO_ENABLE_PLAYERS, TO_FREE_A_PLACE

REPORTED: Final = "reported"
"""The check that compares the code on the viewer's screen with the live state."""

OWN_CODES: Final = (
    "A code of this operator or of its devices can be added to codes.toml, beside the "
    "configuration."
)
IN_RECORDS: Final = "the records"
"""What is said of the records that were read, as evidence for or against a code."""
NOT_SHOWN: Final = "they neither show it nor exclude it"
NO_FAULT: Final = "The account has no fault."
"""A sentence of shipped codes that is left out where the records show a fault."""

_TOLD_BY_RECORDS: Final = frozenset(
    {
        "account-status", "device-enabled", "device-limit", "approval", "pairing-link",
        "smartcard-type", "smartcard-status",
    }
)  # fmt: skip
"""Checks that are fine only where the cause of their codes is not so."""
_OF_CARD: Final = frozenset({"pairing-link", "smartcard-type", "smartcard-status"})
"""Checks of the card that is in a box."""
_NOT_SO: Final = "The records do not show this now, so change nothing yet."
_THEN_BOX: Final = (
    "Switch the box off at the mains for 30 seconds. Then have the code read out once more."
)
_THEN_DEVICE: Final = (
    "Sign out on the device, then sign in again. A device may need up to an hour to notice a "
    "change. If the code comes back, report it to the platform's operators."
)
_NO_SESSION: Final = (
    "No session is live, so there is none to end. Have the viewer start the stream again. If the "
    "code comes back, a limit of a group or of IP addresses is reached. No call shows that."
)


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
    if meaning.mark and meaning.server == CARD and _has_no_card(facts) and worst is None:
        return _of_no_card(facts, report, meaning, findings)
    if worst is not None and not worst.by_code:
        agreed = f"they agree ({worst.title})"
    elif worst is not None and worst.check == "device-limit":
        agreed = worst.title
    elif _is_excluded(facts, related):
        agreed = "they do not show it now; the device may have an older answer"
    else:
        agreed = NOT_SHOWN
    report = report.seeing(Evidence(IN_RECORDS, agreed))
    remedy = _remedy(facts, meaning, related, worst)
    if any(one.result is Result.FAULT for one in findings):
        remedy = remedy.replace(f"{NO_FAULT} ", "")
    words = " or ".join(one.rstrip(".") for one in meaning.words)
    finding = report.caution(
        f"Code {meaning.code} of {meaning.server}{_vendor_of(meaning)}: {meaning.cause}",
        f"The screen says: {words}." if words else "",
        remedy,
    )
    if worst is None or worst.next is None:
        return finding
    about = worst.next.about or (worst.subject if not worst.next.among else None)
    return replace(finding, next=replace(worst.next, text=remedy, about=about))


def _vendor_of(meaning: Meaning) -> str:
    return "" if meaning.vendor == "NAGRA" else f" ({meaning.vendor}, not NAGRA)"


def _has_no_card(facts: Facts) -> bool:
    """Return whether the records have no card in the device: a player, or a box without one."""
    if facts.box is not None:
        return not facts.box.smartcard_id and facts.card is None
    return facts.device is not None


def _of_no_card(
    facts: Facts, report: Report, meaning: Meaning, findings: Sequence[Finding]
) -> Finding:
    """Return that a code of a card is read from a device that has none in the records."""
    code = f"Code {meaning.code} of a card{_vendor_of(meaning)}"
    means = f"A box shows this code for the card in it. It means: {meaning.cause}."
    ask = "Have the code read out again, and ask which device shows it. Look that device up."
    if facts.box is None:
        return report.seeing(Evidence(IN_RECORDS, "they exclude it")).caution(
            f"{code} cannot come from {facts.subject}, which has no card", means, ask
        )
    about_card = next(
        (one.next.text for one in findings if one.check in _OF_CARD and one.next is not None), ""
    )
    then = f" If it is {facts.subject}: {about_card[:1].lower()}{about_card[1:]}"
    return report.seeing(Evidence(IN_RECORDS, f"{facts.subject} has no card")).caution(
        f"{code}: the records have no card in {facts.subject}",
        means,
        f"{ask}{then if about_card else ''}",
    )


def _remedy(
    facts: Facts, meaning: Meaning, related: Sequence[Finding], worst: Finding | None
) -> str:
    """Return the remedy of a code, as far as it makes sense for what was read.

    An operator's own meaning is told as it is. Where the records tell the state that a code speaks
    of, their own finding says what to do about it, or that it is not so.
    """
    if not meaning.mark:
        return meaning.remedy
    if "device-enabled" in meaning.checks:
        if worst is not None and worst.check == "device-enabled" and worst.next is not None:
            return worst.next.text
        if facts.kept_by_others:
            return f"{TO_ENABLE_PLAYERS} {BOXES_ONLY}"
    if "device-limit" in meaning.checks:
        if worst is not None and worst.next is not None:
            return worst.next.text
        if facts.kept_by_others and not _is_excluded(facts, related):
            return f"{meaning.remedy} {TO_FREE_A_PLACE}"
    if "sessions" in meaning.checks:
        return _of_sessions(facts, meaning)
    if "approval" in meaning.checks and not related:
        unknown = f"Nothing here tells whether {facts.subject} is approved."
        return f"{unknown} Ask whoever runs the platform."
    if not meaning.checks or not _TOLD_BY_RECORDS.issuperset(meaning.checks):
        return meaning.remedy
    if worst is not None and worst.next is not None:
        return worst.next.text
    if _is_excluded(facts, related) and all(one.result is Result.FINE for one in related):
        return f"{_NOT_SO} {_THEN_BOX if meaning.server == CARD else _THEN_DEVICE}"
    return meaning.remedy


def _is_excluded(facts: Facts, related: Sequence[Finding]) -> bool:
    """Return whether the records were checked for the cause of a code, and do not show it.

    The limit of active devices says nothing of that of all devices, whose number is not told.
    """
    profile = facts.account.profile if facts.account else None
    all_devices = facts.opf and (profile is None or profile.enable_device_limit is not False)
    return any(
        one.result is Result.FINE and not (one.check == "device-limit" and all_devices)
        for one in related
    )


def _of_sessions(facts: Facts, meaning: Meaning) -> str:
    """Return the remedy for too many streams, with where the sessions are listed and ended."""
    part = facts.bundle.sessions
    if part.is_whole and not len(part):
        return _NO_SESSION
    if not part.was_read:
        return meaning.remedy
    asked = facts.account.id if facts.account else facts.subject.id
    where = in_words("Page 3 lists them.", f"smstui sessions {asked} lists them.")
    return f"{meaning.remedy} {where}"
