"""Pairs on their way, a row each. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from smstui.console.widgets.rows import Column, Row
from smstui.domain.changes.cards import grouped
from smstui.domain.marking import coded, has_marks, parts, remarked
from smstui.presentation.drafts import reason_of
from smstui.presentation.looks import DRAFTS, OUTCOMES, Look
from smstui.presentation.tables import SHORT_ID
from smstui.store.drafts import Draft, Standing

COLUMNS: Final = (
    Column("", most=4, firm=True),
    Column("status", most=14, firm=True),
    Column("box", most=34, middle=True, whole=22, least=SHORT_ID),
    Column("card", most=22, firm=True),
    Column("note", most=120, grows=True, least=40, wraps=2),
)

_ENDS: Final[Mapping[str, Look]] = {
    "verified": DRAFTS["done"],
    "accepted": OUTCOMES["accepted"],
    "partial": OUTCOMES["partial"],
    "unknown": OUTCOMES["unknown"],
    "refused-by-platform": Look("■", "refused", "fault"),
    "not-verified": Look("■", "not verified", "fault"),
    "not-applied": Look("○", "not applied", "caution"),
}
"""The look of a pair that was applied, by the outcome of its change."""
UNDONE: Final = "undone"
"""What became of a change that was undone since."""
_UNDONE: Final = Look("○", UNDONE, "off")
_STAYS: Final = ("partial",)
"""The outcomes that a pair keeps when it is checked again: what is done of it stays done."""


NO_ENDS: Final[Mapping[str, str]] = {}
"""No change of the journal is known."""


def number(key: str) -> str:
    """Return a card's number in groups as on the card; anything else as it is."""
    named = key if has_marks(key) else coded(key)
    return "".join(remarked(kind, _number(inner)) for kind, inner in parts(named))


def _number(key: str) -> str:
    return grouped(key) if key.isdigit() and len(key) > 8 else key


def look_of(draft: Draft, ends: Mapping[str, str] = NO_ENDS) -> Look:
    """Return the look of a pair: the end of its change if it has one, else that of its draft.

    `ends` has the outcome of each change, by its id.
    """
    outcome = ends.get(draft.change, "") if draft.change else ""
    if outcome == UNDONE:
        return _UNDONE
    if outcome in _STAYS and not draft.standing.is_over:
        return _ENDS[outcome]
    end = _ENDS.get(draft.said.partition(":")[0]) if draft.change else None
    return end or DRAFTS[draft.standing]


def rows_of(pairs: Sequence[Draft], ends: Mapping[str, str] = NO_ENDS) -> list[Row]:
    """Return the pairs in the order they were scanned, the latest at the top."""
    rows = [
        Row(
            draft.id,
            (
                (str(n), "muted"),
                look_of(draft, ends).span,
                (draft.target_named, "strong"),
                (number(draft.second_named), "strong"),
                (reason_of(draft), "base"),
            ),
        )
        for n, draft in enumerate(pairs, start=1)
    ]
    return rows[::-1]


def count_of(pairs: Sequence[Draft], ends: Mapping[str, str] = NO_ENDS) -> str:
    """Count the pairs by state, in the words of their rows.

    One that is done is counted as done, also where the CAS has only accepted it.
    """
    told: Counter[str] = Counter()
    for standing in Standing:
        for pair in pairs:
            if pair.standing is standing:
                look = look_of(pair, ends)
                is_done = standing is Standing.DONE and look is not _UNDONE
                told[DRAFTS[standing].word if is_done else look.word] += 1
    return ", ".join(f"{count} {word}" for word, count in told.items())
