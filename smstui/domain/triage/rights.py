"""Check of the rights: whether at least one holds now, on this device."""

from enum import StrEnum
from typing import Final

from smstui.domain.changes.operations import Operation
from smstui.domain.record import titled
from smstui.domain.right import SUBSCRIBED, UNSUBSCRIBED, Right
from smstui.domain.triage.facts import NOBODY, Facts
from smstui.domain.triage.finding import Evidence, Finding, Report, seen
from smstui.domain.triage.gaps import unread

_SHOWN: Final = 20
_PRODUCT_TYPES: Final = ("TRANSACTIONAL", "SUBSCRIPTION", "FREE", "CAPABILITY")
"""Product types of `opf` (opf.md, RMG, D)."""


class Standing(StrEnum):
    """How one right stands for one device (opf.md, RMG, A)."""

    HELD = "held"
    ELSEWHERE = "held on another device"
    EXPIRED = "expired"
    NOT_YET = "not yet"
    UNSUBSCRIBED = "unsubscribed"
    UNCLEAR = "not told in full"


_MISSED: Final = (
    Standing.EXPIRED, Standing.NOT_YET, Standing.ELSEWHERE, Standing.UNSUBSCRIBED
)  # fmt: skip
"""Which right is likelier the one that is missed."""


def is_right_status(word: str) -> bool:
    """Return whether the word is a status of a right that is known here."""
    return word.upper() in SUBSCRIBED | UNSUBSCRIBED


def is_product_type(word: str) -> bool:
    """Return whether the word is a product type of `opf` that is known here."""
    return word.upper() in _PRODUCT_TYPES


def rights(facts: Facts) -> Finding | None:
    """A right holds when it is subscribed, in date, and not bound to another device.

    For an account nobody device is asked for, a right bound to any device counts.
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
            Evidence(titled("right", right.product or right.uid), _line(right, how), part.read_at)
            for right, how in standings[:_SHOWN]
        )
    )
    found = [how for _, how in worth_watching]
    held = found.count(Standing.HELD)
    if held:
        return (
            _lately_ended(facts, report, standings)
            or _without_an_end(report, worth_watching)
            or report.fine(f"{held} right{'s' if held > 1 else ''} in force")
        )
    if Standing.UNCLEAR in found:
        return report.not_checked(
            "no right is told in full: dates, status or device make no sense or are missing",
            blind=True,
        )
    return _none_held(facts, report, worth_watching)


def standing(right: Right, facts: Facts) -> Standing:
    """How `right` stands for the device in question."""
    fields = ("status", "valid_from", "expires")
    told = {name: _is_told(right, name, facts) for name in fields}
    if right.status and right.status.upper() not in SUBSCRIBED:
        return Standing.UNSUBSCRIBED if is_right_status(right.status) else Standing.UNCLEAR
    if right.expires and right.expires <= facts.now:
        return Standing.EXPIRED
    if right.valid_from and right.valid_from > facts.now:
        return Standing.NOT_YET
    device, bound = facts.device, right.device_uid
    if "device_uid" in right.unreadable or bound in NOBODY:
        return Standing.UNCLEAR
    if device is not None and bound and bound != device.uid:
        return Standing.ELSEWHERE
    return Standing.HELD if all(told.values()) else Standing.UNCLEAR


def _is_told(right: Right, name: str, facts: Facts) -> bool:
    if getattr(right, name) is not None:
        return True
    # An end that is told to be none is an open one; a status that is none tells nothing.
    return name != "status" and facts.says_none(right, name)


def _lately_ended(
    facts: Facts, report: Report, standings: list[tuple[Right, Standing]]
) -> Finding | None:
    """A subscription that ran out a short while ago may be the one that is missed."""
    since = facts.now - facts.thresholds.right_ended_lately
    again = {right.product for right, how in standings if how is Standing.HELD}
    for right, how in standings:
        ended = how is Standing.EXPIRED and right.expires is not None and right.expires >= since
        if ended and not _is_rented(right) and right.product not in again and right.expires:
            return report.caution(
                f"Right {right.product or right.uid} ran out on {right.expires:%Y-%m-%d}",
                "What belongs to it is closed; the other packages can be watched.",
                "If that is what the customer misses, renew the right.",
                Operation.ADD_RIGHT,
            )
    return None


def _without_an_end(report: Report, standings: list[tuple[Right, Standing]]) -> Finding | None:
    """A caution if nothing is known to hold but rights whose end is a placeholder."""
    held = [right for right, how in standings if how is Standing.HELD]
    if not all(right.end_as_sent for right in held):
        return None
    right = held[0]
    return report.caution(
        f"Right {right.product or right.uid or '?'} has no end: it was sent as {right.end_as_sent}",
        "It may hold without an end, or its end was never set.",
        "Check with billing until when it holds; renew it if it has ended.",
        Operation.ADD_RIGHT,
    )


def _none_held(facts: Facts, report: Report, standings: list[tuple[Right, Standing]]) -> Finding:
    if not standings:
        # `sdp2` is asked for what is current: what ran out is not in its answer.
        title = "No right at all: nothing is subscribed" if facts.opf else (
            "No right is current: nothing is subscribed, or it ran out"
        )  # fmt: skip
        return report.fault(
            title,
            "The household has nothing it may watch now.",
            "Find out what was ordered and until when; then have that right added.",
            Operation.ADD_RIGHT,
        )
    since = facts.now - facts.thresholds.right_ended_lately

    def missed_most(pair: tuple[Right, Standing]) -> tuple[bool, int, float]:
        """What was rented is missed least, then what ran out long ago."""
        right, how = pair
        long_ago = how is Standing.EXPIRED and right.expires is not None and right.expires < since
        place = len(_MISSED) if long_ago else _MISSED.index(how)
        return _is_rented(right), place, _newest_first(right)

    right, how = min(standings, key=missed_most)
    product = right.product or right.uid or "a right without an id"
    titles = {
        Standing.EXPIRED: f"No right in force: {product} ran out on {right.expires:%Y-%m-%d}"
        if right.expires
        else "",
        Standing.NOT_YET: f"No right in force yet: {product} begins on {right.valid_from:%Y-%m-%d}"
        if right.valid_from
        else "",
        Standing.ELSEWHERE: f"No right on this device: {product} holds on device "
        f"{right.device_uid} only",
        Standing.UNSUBSCRIBED: f"No right in force: {product} is unsubscribed",
    }
    return report.fault(
        titles[how],
        "The channels are closed because nothing that opens them is in force here.",
        "Check the order with billing; then add or renew the right. Licence code 4021 says the "
        "same.",
        Operation.ADD_RIGHT,
    )


def _is_rented(right: Right) -> bool:
    return (right.product_type or "").upper() == "TRANSACTIONAL"


def _is_capability(right: Right) -> bool:
    """It lets do something, such as record; nothing is watched with it (opf.md, RMG)."""
    return (right.product_type or "").upper() == "CAPABILITY"


def _newest_first(right: Right) -> float:
    moment = right.expires or right.valid_from
    return -moment.timestamp() if moment else 0.0


def _line(right: Right, how: Standing) -> str:
    until = f" until {right.expires:%Y-%m-%d}" if right.expires else ""
    bound = f", on device {right.device_uid} only" if right.device_uid else ""
    return f"{how}{until}{bound}"
