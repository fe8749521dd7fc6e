"""State as glyph, word and role: never colour alone."""

from datetime import datetime
from typing import Final

from smstui.console.ink import Span
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.right import Right
from smstui.domain.smartcard import SmartCard
from smstui.domain.words import Unknown, shown

GOOD, CAUTION, FAULT, OFF, UNKNOWN = (
    ("●", "good"), ("◐", "caution"), ("■", "fault"), ("○", "off"), ("?", "unknown"),
)  # fmt: skip

_LOOKS: Final = {
    "ACTIVE": GOOD,
    "ENABLED": GOOD,
    "RESTRICTED": CAUTION,
    "SUSPENDED": FAULT,
    "CANCELLED": ("\N{MULTIPLICATION SIGN}", "fault"),
    "INACTIVE": OFF,
    "DISABLED": OFF,
    "UNAVAILABLE": GOOD,
    "AVAILABLE": OFF,
    "held": GOOD,
    "undated": GOOD,
    "not yet": CAUTION,
    "expired": OFF,
    "unsubscribed": OFF,
    "SET": GOOD,
    "UNSET": OFF,
    "LOCKED": FAULT,
}


def status(word: str | None) -> Span:
    """Any status word of the platform."""
    if not word:
        return "· not told", "muted"
    if isinstance(word, Unknown) or str(word) not in _LOOKS:
        return f"{UNKNOWN[0]} {shown(word)}", UNKNOWN[1]
    glyph, role = _LOOKS[str(word)]
    return f"{glyph} {shown(word)}", role


def device(record: SetTopBox | MediaPlayer) -> Span:
    """A device by what blocks it first: banned, disabled, then its own status."""
    text, role = status(record.status)
    word = shown(record.status)
    if isinstance(record, SetTopBox) and record.banned:
        return f"{FAULT[0]} BANNED" + (f", {word}" if word else ""), FAULT[1]
    if role == "fault":
        return text, role
    if record.enabled is False and word != "DISABLED":
        return f"{OFF[0]} DISABLED" + (f", {word}" if word else ""), OFF[1]
    if record.activation_status == "INACTIVE" and role == "good":
        return f"{CAUTION[0]} {word}, not activated", CAUTION[1]
    if not record.status and record.enabled:
        return f"{GOOD[0]} ENABLED", GOOD[1]
    return text, role


def smartcard(record: SmartCard) -> Span:
    """A card; one that only its box tells of has no status of its own."""
    if record.told_by_box:
        return "· told by its box", "muted"
    return status(record.status)


def right(record: Right, now: datetime) -> Span:
    return status(record.state(now))
