"""The look of every state: its glyph, its word and its role. The only such table.

A state is never shown by its colour alone. The tables are keyed by the words of the enumerations
(`Level`, `Result`, `Standing`, `Outcome` …), so that this module imports none of them: the first
frame needs it. `tests/unit/test_looks.py` checks that no member is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from smstui.presentation.lines import Span

if TYPE_CHECKING:
    from smstui.domain.record import Record


@dataclass(frozen=True, slots=True)
class Look:
    """A glyph and a word, and the role that both are painted with."""

    glyph: str
    word: str
    role: str

    @property
    def mark(self) -> Span:
        """The glyph alone."""
        return self.glyph, self.role

    @property
    def span(self) -> Span:
        """Glyph and word."""
        return f"{self.glyph} {self.word}", self.role


def _table(*rows: tuple[str, ...]) -> Mapping[str, Look]:
    """Return the looks of `rows`: state, glyph, role and, where it differs from the state, word."""
    return {
        state: Look(glyph, word[0] if word else state.replace("-", " "), role)
        for state, glyph, role, *word in rows
    }


LEVELS: Final = _table(
    ("fault", "■", "fault"),
    ("off", "○", "off"),
    ("unknown", "?", "unknown"),
    ("caution", "◐", "caution"),
    ("untold", "·", "muted"),
    ("free", "○", "off"),
    ("good", "●", "good"),
)
"""The state of a record, by its level. The word is the platform's own."""

_MEANT: Final = {"UNAVAILABLE": "in use", "AVAILABLE": "free"}
"""The meaning of a word that says too little: the statuses of a smartcard."""

_FINAL: Final = Look("\N{MULTIPLICATION SIGN}", "CANCELLED", "fault")
"""No state follows this one."""

RESULTS: Final = _table(
    ("fault", "■", "fault"),
    ("caution", "◐", "caution"),
    ("not-checked", "?", "unknown"),
    ("fine", "●", "good"),
)
"""The result of one check of a diagnosis."""

CLEAR: Final = Look("✓", "clear", "good")
"""A diagnosis without a fault, and a fault that is gone."""

QUEUE: Final = _table(
    ("fault", "■", "fault"),
    ("caution", "◐", "caution"),
    ("failed", "\N{MULTIPLICATION SIGN}", "fault"),
    ("several", "+", "caution"),
    ("not-found", "○", "off"),
    ("not-checked", "?", "unknown"),
    ("fine", "●", "good"),
    ("waiting", "·", "muted"),
)
"""The status of an id in the triage queue."""

OUTCOMES: Final = _table(
    ("verified", "●", "good"),
    ("accepted", "◐", "caution"),
    ("refused-here", "■", "caution"),
    ("refused-by-platform", "■", "fault"),
    ("not-sent", "○", "caution"),
    ("unknown", "?", "unknown"),
    ("not-verified", "■", "fault"),
    ("not-applied", "○", "caution"),
    ("changed", "◐", "caution"),
    ("partial", "◐", "fault", "partly done"),
)
"""The outcome of a change or of a step. JSON has the state, with its hyphen."""

NOT_STARTED: Final = Look("·", "not started", "muted")
AT_WORK: Final = Look("◐", "open, at work", "caution")
LEFT_OVER: Final = Look("?", "open, left over", "unknown")
"""The three states of a step or a change without an outcome."""

DRAFTS: Final = _table(
    ("waiting", "◐", "caution", "saved"),
    ("ready", "●", "good"),
    ("set aside", "■", "fault"),
    ("done", "●", "good"),
    ("discarded", "○", "off"),
    ("expired", "○", "off"),
)
"""The status of a draft."""

TIERS: Final = _table(
    ("reversible", "●", "good"),
    ("disruptive", "◐", "caution", "disruptive: viewers will notice"),
    ("irreversible", "■", "fault", "irreversible: this cannot be undone"),
)
"""The tier of a change: how deliberate its confirmation must be."""

ADDS_ONLY: Final = Look("●", "no impact on viewing", "good")
"""A change that cannot be undone and removes nothing."""

PARTS: Final = _table(
    ("failed", "■", "fault", "could not be read"),
    ("forbidden", "■", "caution", "not allowed for this sign-in"),
    ("unsupported", "○", "off", "not offered here"),
    ("not asked", "·", "muted", "not read"),
)
"""A part of an account that was not read."""

TRIED: Final = _table(
    ("not tried", "·", "muted"),
    ("works", "●", "good"),
    ("does not work", "■", "fault"),
)
"""A pair in the cross-test."""

CHECKS: Final = _table(
    ("fine", "✓", "good"),
    ("caution", "!", "caution"),
    ("fault", "✗", "fault"),
    ("skipped", "-", "muted"),
)
"""A check of `smstui doctor`."""


_MARKS: Final = frozenset(
    look.mark
    for table in (LEVELS, RESULTS, QUEUE, OUTCOMES, DRAFTS, TIERS, PARTS, TRIED)
    for look in (*table.values(), NOT_STARTED, AT_WORK, LEFT_OVER, ADDS_ONLY)
)


def bare(span: Span) -> str:
    """Return the text of a span without the glyph of a state, for a terminal of any encoding."""
    text, role = span
    glyph, blank, word = text.partition(" ")
    return word if blank and (glyph, role) in _MARKS else text


def of_word(word: str | None) -> Look:
    """Return the look of one word of a state, such as the one stored with a recent lookup."""
    from smstui.domain.shown_state import level_of

    if not word:
        return Look("·", "not told", "muted")
    if word == _FINAL.word:
        return _FINAL
    level = LEVELS[level_of(word)]
    return Look(level.glyph, word, level.role)


def of_record(record: "Record", now: datetime) -> Look:
    """Return the look of the state of `record`: the worst of it first, in its role."""
    from smstui.domain.shown_state import state_of

    state = state_of(record, now)
    worst = of_word(state.word)
    return replace(worst, word=", ".join((worst.word, *state.words[1:])))


def explained(look: Look) -> Look:
    """Return a look whose word says what it means, where it says the contrary of it."""
    meaning = _MEANT.get(look.word)
    return replace(look, word=f"{look.word} ({meaning})") if meaning else look
