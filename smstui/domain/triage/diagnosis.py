"""Run all checks of one record, rank them by what blocks first, and write the headline.

`gone` compares two diagnoses: what did a change remove?
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.specs.table import remedy_of
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.surface import in_words
from smstui.domain.triage import (
    accounts,
    approval,
    cas,
    clocks,
    devices,
    hardware,
    limits,
    pairing,
    pins,
    sessions,
    shared,
    users,
)
from smstui.domain.triage.basis import ruled, untold_parts
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Report, Result, Subject, seen
from smstui.domain.triage.gaps import part_gap, unread
from smstui.domain.triage.offers import offered
from smstui.domain.triage.reported import REPORTED, reported_code
from smstui.domain.triage.rights import rights
from smstui.domain.triage.watched import watched_changes
from smstui.domain.zone import minute

Check = Callable[[Facts], Finding | None]
"""Checks one thing. None if the family or the record does not have it."""

_WRONG: Final = (Result.FAULT, Result.CAUTION)
CLEAR: Final = "nothing wrong on our side"
CLEAR_THEN: Final = "nothing wrong was found then; what is so now is not known"

OF_ACCOUNT: Final[tuple[Check, ...]] = (
    hardware.created_devices,
    accounts.status,
    accounts.validity,
    limits.profile_limits,
    shared.shared_id,
)
OF_DEVICE: Final[tuple[Check, ...]] = (
    accounts.ownership,
    devices.status,
    devices.enabled,
    devices.banned,
    devices.activation,
    devices.initialization,
    approval.approval,
    limits.device_limit,
    pairing.smartcard_status,
    pairing.smartcard_present,
    pairing.pairing_link,
    pairing.cas_instance,
    cas.cas_half,
)
OF_CARD: Final[tuple[Check, ...]] = (
    pairing.smartcard_status,
    pairing.pairing_link,
    pairing.cas_instance,
)
OF_VIEWING: Final[tuple[Check, ...]] = (sessions.sessions, pins.pin_lock)
LAST: Final[tuple[Check, ...]] = (
    rights,
    accounts.credit,
    users.default_user,
    users.super_user,
    devices.long_unused,
    accounts.renting,
    clocks.platform_clock,
)
CHECKS: Final = (*OF_ACCOUNT, *OF_DEVICE, *OF_VIEWING, *LAST)
"""All checks. `RANKS` has their order."""

RANKS: Final = (
    "source", "watched-change", "ownership", "account-status", "account-validity", "devices",
    "profile", "shared-id",
    "device-status",
    "device-enabled", "banned", "activation", "initialization", "approval", "device-limit",
    "created-devices",
    "smartcard-status", "smartcard-type", "pairing-link", "cas-half",
    "cas-instance", "sessions", "pin-lock",
    "rights", "credit", "default-user", "super-user", "long-unused", "renting",
    "clock",
)  # fmt: skip
"""Ids of the checks, by what blocks first: if the account is suspended, the rest has no effect."""
_RANK_OF: Final = {name: at for at, name in enumerate(RANKS)}

MOST_DEVICES: Final = 100
"""The most devices of an account that are checked. Nobody reads a report on more."""

_MOST_GAPS: Final = 4
"""The most gaps that a verdict names. The findings have all of them."""

_THE_CARD: Final = "Take the card out, wipe its contacts, put it in again until it clicks."
_NO_REFRESH: Final = (
    "If it stays dark, ask whoever runs the conditional access to send its rights again."
)
_ORDER: Final = (Result.FAULT, Result.CAUTION, Result.NOT_CHECKED, Result.FINE)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`findings` worst first. `counts` are of all of them, that of a reported code too.

    `advice` is what to try at the home. `judged_at` is its moment, `correlation_id` that of its
    calls.
    """

    subject: Subject
    verdict: str
    result: Result
    findings: tuple[Finding, ...]
    counts: Counter[Result]
    advice: tuple[str, ...] = ()
    judged_at: datetime | None = None
    correlation_id: str = ""


def diagnose(facts: Facts) -> Diagnosis:
    """Diagnose the record that was looked up.

    A device is judged alone, whatever the state of the others; an account with each of its devices,
    of which at most MOST_DEVICES are checked.
    """
    device = facts.device or device_in_question(facts)
    if device is not None:
        facts = facts.of(device)
    if device is None and facts.bundle.focus.kind in ("account", "user") and facts.account:
        findings = _of_household(facts)
    elif device is None and (card := pairing.card_of_another_box(facts)):
        # The household that was read may not be that of this card: it is not judged.
        facts = pairing.without_household(facts, card)
        told = [*_run(facts, OF_CARD), *watched_changes(facts)]
        return _concluded(facts, [offered(one, facts) for one in told])
    else:
        findings = list(_run(facts, CHECKS))
    findings += [*untold_parts(facts, findings), *watched_changes(facts)]
    if facts.remembered:
        findings.append(_from_cache(facts))
    doable = [offered(one, facts) for one in findings]
    ranked = sorted(doable, key=lambda one: _RANK_OF[one.check])
    return _concluded(facts, [*reported_code(facts, ranked), *ranked])


def _of_household(facts: Facts) -> list[Finding]:
    """Run the account's own checks once, and those of each device."""
    devices_of_it = facts.bundle.devices.records
    findings = list(_run(facts, (*OF_ACCOUNT, *OF_VIEWING, *LAST)))
    for one in devices_of_it[:MOST_DEVICES]:
        findings += _run(facts.of(one), (shared.shared_id, *OF_DEVICE))
    if len(boxes := facts.bundle.boxes) == 1:
        findings += _run(facts.of(boxes[0]), (devices.lain_unused,))
    part = facts.bundle.devices
    report = Report("devices", facts.account_subject)
    if not part.was_read:
        findings.append(unread(report, "devices", part))
    elif not devices_of_it and part.is_whole:
        findings.append(
            report.seeing(seen(part, "devices", "none")).caution(
                "The account has no device at all",
                "The household has no device to watch on.",
                "A player appears once somebody has signed in on it; a box has to be provisioned.",
            )
        )
    elif (passed := len(devices_of_it) - MOST_DEVICES) > 0:
        findings.append(
            report.not_checked(
                f"{passed} of the account's devices were not looked at",
                "Look the device up by itself.",
                blind=True,
            )
        )
    return findings


def device_in_question(facts: Facts) -> SetTopBox | MediaPlayer | None:
    """Return the device that was looked up, itself or by its card.

    A box that has another card than the one that names it is not in question: nothing says that it
    is wrong.
    """
    focus, bundle = facts.bundle.focus, facts.bundle
    if focus.kind in ("box", "player"):
        return next((one for one in bundle.devices if one.uid == focus.id), None)
    if focus.kind != "smartcard":
        return None
    card = next((one for one in bundle.smartcards if one.id == focus.id), None)
    naming = [one for one in bundle.boxes if card and pairing.has_card(one, card)]
    holders = [one for one in bundle.boxes if card and one.uid == card.box_uid]
    both = [one for one in holders if one in naming]
    empty = [one for one in holders if not one.smartcard_id]
    return next(iter([*both, *naming, *empty]), None)


def _run(facts: Facts, checks: Sequence[Check]) -> Iterator[Finding]:
    for check in checks:
        found = check(facts)
        if found is not None:
            yield from ruled(facts, found)


def _concluded(facts: Facts, findings: list[Finding]) -> Diagnosis:
    findings = [_consistent(one, findings, facts) for one in findings]
    if any(one.result in _WRONG for one in findings):
        findings = [replace(one, first=False) for one in findings]
    ranked = sorted(
        findings, key=lambda one: (_ORDER.index(one.result), not one.blind, not one.first)
    )
    counts = Counter(one.result for one in findings)
    faults = [one for one in ranked if one.result is Result.FAULT]
    cautions = [one for one in ranked if one.result is Result.CAUTION]
    unseen = [one for one in ranked if one.blind]
    gaps = _listed(unseen)
    result = Result.NOT_CHECKED if facts.remembered else Result.FINE
    if faults:
        verdict, result = _blamed(facts, faults, unseen), Result.FAULT
    elif cautions and gaps:
        verdict = (
            f"{cautions[0].title}; nothing that blocks viewing was found, "
            f"but not enough could be read: {gaps}"
        )
        result = Result.CAUTION
    elif cautions:
        # Without a device nothing can be watched: that is no account on which nothing blocks.
        bare = cautions[0].check == "devices"
        lead = "" if bare else "nothing that blocks viewing was found, but note: "
        verdict = f"{lead}{cautions[0].title}"
        result = Result.CAUTION
    elif gaps:
        verdict = f"nothing wrong found, but not enough could be read: {gaps}"
        ownerless, is_read = unseen[0], not part_gap("account", facts.bundle.account)
        if ownerless.check == "ownership" and is_read and facts.device is not None:
            # Without an account nothing can be watched: that is no box on which nothing is wrong.
            rest = _listed(unseen[1:])
            verdict = ownerless.title + (f"; not enough could be read: {rest}" if rest else "")
        result = Result.NOT_CHECKED
    else:
        verdict = (CLEAR_THEN if facts.remembered else CLEAR) + _asked_first(ranked)
    if facts.remembered:
        verdict = f"offline, as read {minute(facts.bundle.read_at)}: {verdict}"
    # A code of a server says what to do. What is tried at any home would lead away from it.
    by_code = facts.reported is not None and not facts.reported.is_of_home
    advice = _at_home(facts) if not (faults or by_code or facts.device is None) else ()
    household = facts.device is None and facts.account is not None
    subject = facts.account_subject if household else facts.subject
    return Diagnosis(subject, verdict, result, tuple(ranked), counts, advice, facts.now)


def _consistent(finding: Finding, findings: Sequence[Finding], facts: Facts) -> Finding:
    """Return `finding` without a sentence that another fault makes wrong.

    In a household the devices are judged apart: the fault of one says nothing of another.
    """
    if not finding.beside_fault:
        return finding
    others = [one for one in findings if one.result is Result.FAULT and one is not finding]
    household = facts.account_subject
    worse = facts.device is not None or any(
        household in (one.subject, finding.subject) for one in others
    )
    return replace(finding, meaning=finding.beside_fault) if others and worse else finding


def _from_cache(facts: Facts) -> Finding:
    """Return the finding that nothing was read now."""
    return Report("source", facts.account_subject).not_checked(
        f"The platform was not read now: all of this was read at {minute(facts.bundle.read_at)}",
        "Ask again when the platform answers.",
    )


def _listed(unseen: Sequence[Finding]) -> str:
    """Name the gaps of a diagnosis, each once; of many, the first and the number of the rest."""
    titles = list(dict.fromkeys(one.title for one in unseen))
    more = len(titles) - _MOST_GAPS
    return "; ".join(titles[:_MOST_GAPS]) + (f"; and {more} more" if more > 0 else "")


def _asked_first(findings: Sequence[Finding]) -> str:
    """Return what to ask at the home before anything else; of several, the first."""
    question = next((one.question for one in findings if one.question), "")
    return f"; ask first {question}" if question else ""


def _blamed(facts: Facts, faults: Sequence[Finding], unseen: Sequence[Finding]) -> str:
    """Return the first fault; of a household its own first, because a box's ban is not its
    fault."""
    own = [one for one in faults if one.subject == facts.account_subject]
    if facts.device is None and facts.account is not None and not own:
        broken = len({one.subject for one in faults})
        own_gaps = _listed([one for one in unseen if one.subject == facts.account_subject])
        others = f"; {_more_devices(broken - 1)}" if broken > 1 else ""
        if own_gaps:
            itself = f"of the account itself not enough could be read: {own_gaps}"
        else:
            itself = "nothing wrong with the account itself"
        return f"{faults[0].title}{others}; {itself}"
    first = own[0] if facts.device is None and own else faults[0]
    more = len(faults) - 1
    return first.title + (f"; and {more} more" if more else "")


def _more_devices(count: int) -> str:
    return f"{count} more device{' has' if count == 1 else 's have'} a fault"


def _at_home(facts: Facts) -> tuple[str, ...]:
    """Return what to try at the device if no fault was found."""
    if facts.box is not None:
        has_card = facts.box.smartcard_type != "CARDLESS" and facts.box.smartcard_id
        way = in_words(":refresh", f"smstui refresh {facts.box.id or 'ID'}")
        again = f"Then send its rights again ({way}), with the box on and on a subscribed channel."
        return (
            "Ask which channel, and whether all channels are dark or only some.",
            "Check the cables, and that the television shows the input the box is on.",
            *((_THE_CARD,) if has_card else ()),
            "Switch the box off at the mains for 30 seconds; then leave it on for 10 minutes.",
            _NO_REFRESH if remedy_of(Cause.RIGHTS_NOT_RECEIVED) in facts.absent else again,
        )
    return (
        "Ask what exactly the screen says, and since when.",
        "Check the network: does another app on the same device play?",
        "Close the app fully and open it again; then sign out and in.",
        "Restart the device and the router. A VPN or proxy must be off.",
    )


def gone(before: Diagnosis, after: Diagnosis) -> tuple[Finding, ...]:
    """Return the faults and cautions of `before` that are gone, worst first.

    One that could not be checked again is not gone; nor is one that no check mentions now, if not
    everything could be read. The code that the viewer reported is never gone.
    """
    now = {(one.check, one.subject): one.result for one in after.findings}
    unseen = any(one.blind for one in after.findings)
    return tuple(
        one
        for one in before.findings
        if one.result in _WRONG
        and one.check != REPORTED
        and (now.get((one.check, one.subject)) is Result.FINE or not unseen)
        and now.get((one.check, one.subject)) not in (*_WRONG, Result.NOT_CHECKED)
    )
