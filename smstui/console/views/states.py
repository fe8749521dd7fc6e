"""State as glyph, word and role: never colour alone."""

from datetime import datetime
from typing import Final

from smstui.console.styled_text import Span
from smstui.domain.record import Record
from smstui.domain.shown_state import TOLD_BY_BOX, Level, level_of, state_of

GOOD, CAUTION, FAULT, OFF, UNKNOWN = (
    ("●", "good"), ("◐", "caution"), ("■", "fault"), ("○", "off"), ("?", "unknown"),
)  # fmt: skip

_LOOKS: Final = {
    Level.FAULT: FAULT,
    Level.OFF: OFF,
    Level.UNKNOWN: UNKNOWN,
    Level.CAUTION: CAUTION,
    Level.FREE: OFF,
    Level.GOOD: GOOD,
}
_FINAL: Final = ("\N{MULTIPLICATION SIGN}", "fault")
"""The look of CANCELLED, which nothing follows."""


def status(word: str | None) -> Span:
    """Return how one word looks, such as the state that was stored with a recent lookup."""
    if not word:
        return "· not told", "muted"
    if word == TOLD_BY_BOX:
        return f"· {word}", "muted"
    glyph, role = _FINAL if word == "CANCELLED" else _LOOKS[level_of(word)]
    return f"{glyph} {word}", role


def of(record: Record, now: datetime) -> Span:
    """Return how the state of a record looks: the worst of it first, in its colour."""
    state = state_of(record, now)
    text, role = status(state.word)
    return ", ".join((text, *state.words[1:])), role
