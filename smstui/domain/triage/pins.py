"""Check the account's PINs (opf.md, PIN status, D)."""

from datetime import timedelta
from typing import Final

from smstui.domain.account import PinStatus, pins_by_use
from smstui.domain.causes import Cause
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report
from smstui.domain.triage.gaps import is_absent, unread, untold
from smstui.domain.words import shown
from smstui.domain.zone import minute

_KNOWN = frozenset({"UNSET", "SET", "LOCKED"})
_LONGEST: Final = timedelta(days=3650)
"""A lock that lasts longer than this is one without an end."""


def pin_lock(facts: Facts) -> Finding | None:
    """Check for a locked PIN. Too many tries lock it for a while; setting it again unlocks it."""
    if facts.account is None:
        return None
    part = facts.bundle.pins
    report = Report("pin-lock", facts.account_subject)
    if is_absent("pins", part, facts.bundle.family):
        return report.not_checked("this platform does not tell the state of PINs")
    if not part.was_read:
        return unread(report, "pins", part)
    pins = pins_by_use(part)
    locked = [pin for pin in pins if pin.is_locked]
    report = report.seeing(
        *(Evidence(pin.title, shown(pin.status) or None, part.read_at) for pin in pins)
    )
    if locked:
        names = " and ".join(pin.title for pin in locked)
        return report.fault(
            f"{names} {'is' if len(locked) == 1 else 'are'} locked{_remaining(facts, locked)}",
            "The PIN was entered wrongly too often, so what it guards stays closed.",
            "Set the PIN again, which opens it at once; or wait for the time to run out.",
            Cause.PIN_LOCKED,
            certain=True,
        )
    if unclear := next((pin for pin in part if pin.status not in _KNOWN), None):
        return untold(report, unclear, "status", f"the state of {unclear.title}", blind=True)
    return report.fine("no PIN is locked" if len(part) else "no PIN has been set")


def _remaining(facts: Facts, locked: list[PinStatus]) -> str:
    known = [pin.lock_remaining_s for pin in locked if pin.lock_remaining_s is not None]
    if not known:
        return ""
    read_at = facts.bundle.pins.read_at or facts.bundle.read_at
    until = read_at + timedelta(seconds=min(max(known), 2 * _LONGEST.total_seconds()))
    if until - facts.now > _LONGEST:
        return ""
    return f" until {minute(until)}" if until > facts.now else ", though its time is over"
