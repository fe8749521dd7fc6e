"""Pairs on their way, a row each. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from smstui.console.widgets.rows import Column, Row
from smstui.domain.changes.cards import grouped
from smstui.domain.marking import coded, has_marks, parts, remarked
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
_UNDONE: Final = Look("○", "undone", "off")


def number(key: str) -> str:
    """Return a card's number in groups as on the card; anything else as it is."""
    named = key if has_marks(key) else coded(key)
    return "".join(remarked(kind, _number(inner)) for kind, inner in parts(named))


def _number(key: str) -> str:
    return grouped(key) if key.isdigit() and len(key) > 8 else key


def look_of(draft: Draft, undone: Collection[str] = ()) -> Look:
    """Return the look of a pair: the end of its change if it has one, else that of its draft.

    `undone` are the ids of changes that were undone since.
    """
    if draft.change and draft.change in undone:
        return _UNDONE
    end = _ENDS.get(draft.said.partition(":")[0]) if draft.change else None
    return end or DRAFTS[draft.standing]


def rows_of(pairs: Sequence[Draft], undone: Collection[str] = ()) -> list[Row]:
    """Return the pairs in the order they were scanned, the latest at the top."""
    rows = [
        Row(
            draft.id,
            (
                (str(n), "muted"),
                look_of(draft, undone).span,
                (draft.target_named, "strong"),
                (number(draft.second_named), "strong"),
                (draft.said, "base"),
            ),
        )
        for n, draft in enumerate(pairs, start=1)
    ]
    return rows[::-1]


def count_of(pairs: Sequence[Draft]) -> str:
    """Count the pairs by state, in words."""
    told = {standing: sum(one.standing is standing for one in pairs) for standing in Standing}
    return ", ".join(
        f"{told[standing]} {DRAFTS[standing].word}" for standing in Standing if told[standing]
    )
