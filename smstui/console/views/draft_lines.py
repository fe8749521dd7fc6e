"""A draft as it is seen: what it wants, on what ground, when that was read. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from smstui.console.styled_text import wrap
from smstui.console.views import plan_lines
from smstui.console.widgets.rows import Column, Row
from smstui.domain.errors import PlatformError
from smstui.domain.privacy import value_of
from smstui.presentation.lines import Line
from smstui.presentation.looks import DRAFTS
from smstui.presentation.times import day_and_time, whole
from smstui.store.drafts import Draft
from smstui.store.plan_text import plan_from_text

COLUMNS: Final = (
    Column("made", most=16, firm=True),
    Column("standing", most=13, firm=True),
    Column("what", most=60),
    Column("why", most=120, grows=True),
    Column("known", rank=1, most=16),
    Column("by", rank=2, most=16),
)


def lines_of(draft: Draft, lost: PlatformError, now: datetime, width: int) -> Sequence[Line]:
    """A draft while there is no platform: nothing of it is sent, and nothing shown is of now."""
    lines: list[Line] = [
        [("◐ draft", "caution")],
        *_wrapped("Saved; nothing was sent. When the platform is there it is checked again and "
                  "waits for your yes.", "strong", width),
        (),
        *ground_lines(draft, now, width),
        (),
        *_wrapped(f"The platform: {lost}", "muted", width),
        *_wrapped(f"draft {draft.id}, until {whole(draft.expires)}", "muted", width),
    ]  # fmt: skip
    return lines


def ground_lines(draft: Draft, now: datetime, width: int) -> Iterator[Line]:
    """Yield the before-image with the moment it was read, or that there is none."""
    if draft.said:
        yield from _wrapped(draft.said, "base", width)
    if not draft.plan or draft.image_at is None:
        yield from _wrapped("Nothing is known here of how it stands there now.", "caution", width)
        return
    read = f"as it was read at {whole(draft.image_at)}"
    yield from _wrapped(f"! Not live: {read}.", "caution", width)
    plan = plan_from_text(draft.plan)
    if not plan.steps:
        for fact, value in plan.preconditions.items():
            yield from _wrapped(f"{fact.shown}: {value_of(fact, value)}", "base", width)
        for warning in plan.warnings:
            yield from _wrapped(f"! {warning}", "caution", width)
    for n, step in enumerate(plan.steps, start=1):
        yield from _wrapped(f"{n}. {step.title}", "strong", width)
        yield from plan_lines.changes_of(step.before, step.after, width)


def rows_of(drafts: Sequence[Draft], now: datetime) -> list[Row]:
    """Drafts as rows, the latest at the top."""
    return [
        Row(
            draft.id,
            (
                (day_and_time(draft.made, now), "base"),
                DRAFTS[draft.standing].span,
                (draft.what, "strong"),
                (draft.said, "base"),
                (day_and_time(draft.image_at, now) if draft.image_at else "nothing", "muted"),
                (draft.person, "muted"),
            ),
        )
        for draft in reversed(drafts)
    ]


def _wrapped(text: str, role: str, width: int) -> list[Line]:
    return [[(line, role)] for line in wrap(text, max(8, width))]
