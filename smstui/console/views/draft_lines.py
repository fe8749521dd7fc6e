"""A draft placed in the cells of a screen: the change, its state as read, and when. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from smstui.console.styled_text import placed
from smstui.console.views.plan_lines import lines_of_part
from smstui.domain.errors import PlatformError
from smstui.presentation import drafts
from smstui.presentation.drafts import COLUMNS
from smstui.presentation.lines import Line, Paragraph
from smstui.presentation.tables import Row, clock_times
from smstui.presentation.times import whole
from smstui.store.drafts import Draft

__all__ = ["COLUMNS", "ground_lines", "lines_of", "rows_of"]


def lines_of(draft: Draft, lost: PlatformError, now: datetime, width: int) -> Sequence[Line]:
    """Return a draft while the platform is not reached."""
    saved = ("Saved; nothing was sent. When the platform is there it is checked again and "
             "waits for your yes.")  # fmt: skip
    return [
        [("◐ draft", "caution")],
        *placed(Paragraph(saved, "strong"), width),
        (),
        *ground_lines(draft, now, width),
        (),
        *placed(Paragraph(f"Not checked: {lost}", "muted"), width),
        *placed(Paragraph(f"draft {draft.id}, until {whole(draft.expires)}", "muted"), width),
    ]


def ground_lines(draft: Draft, _now: datetime, width: int) -> Iterator[Line]:
    """Yield the state that the draft was made from, and when it was read."""
    for part in drafts.paragraphs_of(draft):
        yield from lines_of_part(part, width)


def rows_of(saved: Sequence[Draft], now: datetime) -> list[Row]:
    """Return drafts as rows, the latest first."""
    return drafts.rows_of(saved, clock_times(now))
