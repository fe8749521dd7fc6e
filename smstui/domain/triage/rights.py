"""Check the rights: whether at least one is in force now, on this device."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.specs.rights import PRODUCT_TYPES
from smstui.domain.record import titled
from smstui.domain.right import SUBSCRIBED, UNSUBSCRIBED, Right
from smstui.domain.triage.facts import NOBODY, Facts
from smstui.domain.triage.finding import Evidence, Finding, Report, seen, unless_worse
from smstui.domain.triage.gaps import unread
from smstui.domain.zone import brief, day, is_today, minute

_SHOWN: Final = 20


class Standing(StrEnum):
    """The state of one right for one device (opf.md, RMG, A)."""

    HELD = "held"
    ELSEWHERE = "held on another device"
    EXPIRED = "expired"
    NOT_YET = "not yet"
    UNSUBSCRIBED = "unsubscribed"
    UNCLEAR = "not told in full"


_MISSED: Final = (Standing.EXPIRED, Standing.ELSEWHERE, Standing.UNSUBSCRIBED)
"""Order rights by how likely each is the missing one."""


def is_right_status(word: str) -> bool:
    """Return whether the word is a known status of a right."""
    return word.upper() in SUBSCRIBED | UNSUBSCRIBED


def is_product_type(word: str) -> bool:
    """Return whether the word is a product type of `opf` that is known here."""
    return word.upper() in PRODUCT_TYPES


def rights(facts: Facts) -> Finding | None:
    """Check that a right is in force: subscribed, in date, and not for another device.

    For an account, if no device is in question, a right for any device counts.
    """
    if facts.account is None:
        return None
    part = facts.bundle.rights
    report = Report("rights", facts.subject if facts.device else facts.account_subject)
    if not part.was_read:
        return unread(report, "rights", part)
    standings = [(right, standing(right, facts)) for right in part]
    worth_watching = [(right, how) for right, how in standings if not _is_capability(right)]
    if not standings:
        report = report.seeing(seen(part, "rights" if facts.opf else "current rights", "none"))
    report = report.seeing(
        *(
            Evidence(titled("right", called(right, "")), _line(right, how), part.read_at)
            for right, how in standings[:_SHOWN]
        )
    )
    found = [how for _, how in worth_watching]
    held = found.count(Standing.HELD)
    if held:
        return (
            _lately_ended(facts, report, standings)
            or _beside_others(facts, report, worth_watching)
            or _without_an_end(report, worth_watching)
            or report.fine(f"{held} right{'s' if held > 1 else ''} in force")
        )
    if Standing.UNCLEAR in found:
        return report.not_checked(
            "no right is complete: dates, status or device are missing or invalid",
            blind=True,
        )
    return _none_held(facts, report, worth_watching)


def standing(right: Right, facts: Facts) -> Standing:
    """Return the state of `right` for the device in question."""
    fields = ("status", "valid_from", "expires")
    told = {name: _is_told(right, name, facts) for name in fields}
    if right.status and right.status.upper() not in SUBSCRIBED:
        return Standing.UNSUBSCRIBED if is_right_status(right.status) else Standing.UNCLEAR
    if right.expires and right.expires <= facts.platform_now:
        return Standing.EXPIRED
    device, bound = facts.device, right.device_uid
    elsewhere = device is not None and bound and bound not in NOBODY and bound != device.uid
    if facts.opf and facts.bound_rights == "no":
        elsewhere = False
    if right.valid_from and right.valid_from > facts.platform_now and not elsewhere:
        return Standing.NOT_YET
    if "device_uid" in right.unreadable or bound in NOBODY:
        return Standing.UNCLEAR
    if elsewhere:
        return Standing.ELSEWHERE
    return Standing.HELD if all(told.values()) else Standing.UNCLEAR


def _is_told(right: Right, name: str, facts: Facts) -> bool:
    if getattr(right, name) is not None:
        return True
    # An end sent as none is an open end; a status sent as none says nothing.
    return name != "status" and facts.says_none(right, name)


def called(right: Right, otherwise: str = "without an id") -> str:
    """Return the product of a right by its name, where that is known, with its id."""
    product = right.product or right.uid or otherwise
    return f"{right.product_name} ({product})" if right.product_name else product


def _lately_ended(
    facts: Facts, report: Report, standings: list[tuple[Right, Standing]]
) -> Finding | None:
    """Look for a subscription that ended a short while ago: it may be the missing one."""
    since = facts.platform_now - facts.thresholds.right_ended_lately
    again = {right.product for right, how in standings if how in (Standing.HELD, Standing.NOT_YET)}
    for right, how in standings:
        ended = how is Standing.EXPIRED and right.expires is not None and right.expires >= since
        if ended and not _is_rented(right) and right.product not in again and right.expires:
            found = report.caution(
                f"Right {called(right)} ran out on {day(right.expires)}",
                "What belongs to it is closed; the other packages can be watched.",
                "If that is what the customer misses, renew the right.",
                Cause.RIGHT_MISSING,
            )
            return unless_worse(_to_renew(found, right), "What belongs to it is closed.")
    return None


def _beside_others(
    facts: Facts, report: Report, standings: list[tuple[Right, Standing]]
) -> Finding | None:
    """Look for a right that begins soon: it may be the missing one, although others are in
    force."""
    again = {right.product for right, how in standings if how is Standing.HELD}
    until = facts.platform_now + facts.thresholds.right_begins_soon
    coming = [
        right
        for right in _to_come(standings)
        if right.product not in again and right.valid_from and right.valid_from <= until
    ]
    if not coming:
        return None
    when = _begins(coming[0], facts)
    found = report.caution(
        f"Right {called(coming[0])} {when}",
        f"What belongs to it is closed until then. It {when} by itself; the other packages can "
        "be watched.",
        "If that is what the customer misses, there is nothing to add: the right is there, and "
        "only its beginning is still to come.",
    )
    return unless_worse(found, "What belongs to it is closed until then.")


def _to_come(standings: list[tuple[Right, Standing]]) -> list[Right]:
    """Return the rights that begin later, the next one first."""
    coming = [right for right, how in standings if how is Standing.NOT_YET]
    return sorted(coming, key=lambda right: right.valid_from or datetime.max.replace(tzinfo=UTC))


def _begins(right: Right, facts: Facts) -> str:
    """Return `begins at 14:30`, with the day if that is not today on the platform's clock."""
    if right.valid_from is None:
        return "begins later"
    if is_today(right.valid_from, facts.platform_now):
        return f"begins at {brief(right.valid_from, facts.platform_now)}"
    return f"begins on {brief(right.valid_from, facts.platform_now).replace(' ', ' at ')}"


def _none_yet(facts: Facts, report: Report, coming: list[Right]) -> Finding:
    """Report that nothing is in force and something begins later: no order is missing."""
    product = called(coming[0])
    when = _begins(coming[0], facts)
    found = report.fault(
        f"No right in force yet: {product} {when}",
        "The channels are closed until then, and open by themselves.",
        f"There is nothing to add: the right is there and {when}. If it should have begun before, "
        "have billing correct its beginning.",
    )
    return unless_worse(found, "The channels are closed until then.")


def _without_an_end(report: Report, standings: list[tuple[Right, Standing]]) -> Finding | None:
    """Return a caution if only rights with a placeholder as their end are in force."""
    held = [right for right, how in standings if how is Standing.HELD]
    if not all(right.end_as_sent for right in held):
        return None
    right = held[0]
    found = report.caution(
        f"Right {called(right)} has no end: it was sent as {right.end_as_sent}",
        "It may hold without an end, or its end was never set.",
        "Check with billing until when it holds; renew it if it has ended.",
        Cause.RIGHT_MISSING,
    )
    return _to_renew(found, right)


def _none_held(facts: Facts, report: Report, standings: list[tuple[Right, Standing]]) -> Finding:
    if not standings:
        # `sdp2` only sends current rights: ended ones are not in its answer.
        title = "No right at all: nothing is subscribed" if facts.opf else (
            "No right is current: none was ordered, it ran out, or it begins later"
        )  # fmt: skip
        if not facts.opf:
            return report.fault(
                title,
                "The household has nothing it may watch now.",
                "This platform lists only what is current. Ask billing what was ordered, from "
                "when and until when. If a right begins later, wait for it; otherwise it has to "
                "be added.",
                Cause.RIGHT_MISSING,
            )
        return report.fault(
            title,
            "The household has nothing it may watch now.",
            "Find out what was ordered and until when; then have that right added.",
            Cause.RIGHT_MISSING,
        )
    since = facts.platform_now - facts.thresholds.right_ended_lately
    coming = _to_come(standings)
    follows = {right.product for right in coming}
    lately_ended = any(
        how is Standing.EXPIRED
        and right.expires is not None
        and right.expires >= since
        and right.product not in follows
        and not _is_rented(right)
        for right, how in standings
    )
    if coming and not lately_ended:
        return _none_yet(facts, report, coming)
    standings = [(right, how) for right, how in standings if how is not Standing.NOT_YET]

    def missed_most(pair: tuple[Right, Standing]) -> tuple[bool, int, float]:
        """Order ended rights: rented ones are the least likely, then those that ended long ago."""
        right, how = pair
        long_ago = how is Standing.EXPIRED and right.expires is not None and right.expires < since
        place = len(_MISSED) if long_ago else _MISSED.index(how)
        return _is_rented(right), place, _newest_first(right)

    right, how = min(standings, key=missed_most)
    product = called(right)
    titles = {
        Standing.EXPIRED: f"No right in force: {product} ran out on {day(right.expires)}"
        if right.expires
        else "",
        Standing.ELSEWHERE: f"No right on this device: {product} holds on device "
        f"{right.device_uid} only",
        Standing.UNSUBSCRIBED: f"No right in force: {product} is unsubscribed",
    }
    if how is Standing.ELSEWHERE and facts.opf and facts.bound_rights == "unknown":
        found = report.caution(
            f"Product {product} is of device {right.device_uid}; no other right is in force",
            "It may hold on that device only. Whether rights are bound to devices here is not "
            "known.",
            "Ask whoever runs the platform whether it has device-specific products, and set "
            "device_bound_rights. Then check the order with billing.",
            Cause.RIGHT_MISSING,
        )
        return _to_renew(found, right)
    later = f"; {called(coming[0])} {_begins(coming[0], facts)}" if coming else ""
    found = report.fault(
        f"{titles[how]}{later}",
        "The channels are closed because nothing that opens them is in force here.",
        "Check the order with billing; then add or renew the right. Licence code 4021 says the "
        "same.",
        Cause.RIGHT_MISSING,
    )
    return _to_renew(found, right)


def _to_renew(finding: Finding, right: Right) -> Finding:
    """Return `finding` whose operation is told the product of `right`, and its type if known."""
    if finding.next is None or not right.product:
        return finding
    kind = (right.product_type or "").upper()
    words = f"{right.product} {kind}" if kind in PRODUCT_TYPES else right.product
    return replace(finding, next=replace(finding.next, words=words))


def _is_rented(right: Right) -> bool:
    return (right.product_type or "").upper() == "TRANSACTIONAL"


def _is_capability(right: Right) -> bool:
    """Return whether the right is for a feature, such as recording, and not for content (opf.md,
    RMG)."""
    return (right.product_type or "").upper() == "CAPABILITY"


def _newest_first(right: Right) -> float:
    moment = right.expires or right.valid_from
    return -moment.timestamp() if moment else 0.0


def _line(right: Right, how: Standing) -> str:
    """Return the state of a right with its dates, as `ran out on 2026-01-31`."""
    end, until = right.expires, f" until {day(right.expires)}" if right.expires else ""
    if how is Standing.ELSEWHERE:
        return f"held on device {right.device_uid} only{until}"
    bound = f", on device {right.device_uid} only" if right.device_uid else ""
    if how is Standing.EXPIRED and end:
        return f"ran out on {day(end)}{bound}"
    if how is Standing.UNSUBSCRIBED:
        return f"{how}{bound}"
    begins = how is Standing.NOT_YET and right.valid_from
    since = f", begins {minute(right.valid_from)}" if begins and right.valid_from else ""
    return f"{how}{since}{until}{bound}"
