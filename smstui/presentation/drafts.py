"""Render drafts as rows, and one draft with the state it was made from."""

from collections.abc import Iterator, Sequence
from typing import Final

from smstui.domain.changes.verdict import DONE, NOT_VISIBLE, Outcome
from smstui.domain.errors import ANSWERED
from smstui.presentation import plans
from smstui.presentation.lines import Paragraph
from smstui.presentation.looks import DRAFTS
from smstui.presentation.results import MEANINGS
from smstui.presentation.tables import Column, Row, When
from smstui.presentation.times import whole
from smstui.store.drafts import Draft
from smstui.store.plan_text import plan_from_text

COLUMNS: Final = (
    Column("made", most=16, firm=True),
    Column("status", most=13, firm=True),
    Column("change", most=60, least=24, wraps=3),
    Column("note", most=120, grows=True, least=20, wraps=3),
    Column("last read", rank=1, most=16),
    Column("by", rank=2, most=16),
)


_UNSEEN: Final = (Outcome.NOT_VERIFIED, Outcome.NOT_APPLIED)


def note_of(draft: Draft) -> str:
    """Return what is said of a draft: of one that was applied, the meaning of its outcome."""
    outcome, _, message = draft.said.partition(":")
    if not draft.change or outcome not in MEANINGS:
        return draft.said
    return f"{MEANINGS[outcome]} {message.strip()}".strip()


def reason_of(draft: Draft) -> str:
    """Return the note of a row that has the outcome as its status, and both ids beside it.

    It begins with the reason: the platform's own words, where it refused, or that nothing had
    changed.
    """
    outcome, _, message = draft.said.partition(":")
    if not draft.change or outcome not in MEANINGS or outcome in DONE:
        return note_of(draft)
    if outcome == Outcome.REFUSED_BY_PLATFORM:
        message = message.partition(ANSWERED)[2] or message
    elif outcome in _UNSEEN and NOT_VISIBLE in message:
        message = message[message.index(NOT_VISIBLE) :]
    return message.strip() or MEANINGS[outcome]


def last_attempt(draft: Draft) -> str:
    """Return how the change of an open draft ended; empty if none was sent."""
    outcome = draft.said.partition(":")[0]
    was_sent = draft.change and not draft.standing.is_over and outcome in MEANINGS
    return f"Last attempt: {note_of(draft)}" if was_sent else ""


def row_of(draft: Draft, when: When) -> Row:
    """Return a draft as a row."""
    return Row(
        draft.id,
        (
            (when(draft.made), "base"),
            DRAFTS[draft.standing].span,
            (draft.what, "strong"),
            (note_of(draft), "base"),
            (when(draft.image_at) or "never", "muted"),
            (draft.person, "muted"),
        ),
    )


def paragraphs_of(draft: Draft) -> Iterator[Paragraph | plans.Moved]:
    """Yield the records that a draft was made from, and when they were read."""
    if draft.said:
        yield Paragraph(note_of(draft))
    if not draft.plan or draft.image_at is None:
        yield Paragraph("The current state is not known here.", "caution")
        return
    yield Paragraph(f"{plans.CAUTION_LEAD}Not live: as read at {whole(draft.image_at)}.", "caution")
    plan = plan_from_text(draft.plan)
    if not plan.steps:
        yield from plans.known_of(plan)
    for n, step in enumerate(plan.steps, start=1):
        yield Paragraph(f"{n}. {step.title}", "strong")
        yield from plans.moved(step.before, step.after)


def rows_of(drafts: Sequence[Draft], when: When) -> list[Row]:
    """Return drafts as rows, the latest first."""
    return [row_of(draft, when) for draft in reversed(drafts)]
