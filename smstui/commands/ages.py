"""How long ago something was, as people say it. Pure."""

from datetime import datetime

from smstui.domain import zone
from smstui.domain.age import AHEAD, is_ahead


def ago(moment: datetime, now: datetime) -> str:
    """`now`, `12 s ago`, `3 min ago`, `5 h ago`, `8 days ago`.

    A moment that has not come yet is given as it is: `at 2026-12-03 09:11 UTC, ahead of this
    machine's clock`.
    """
    if is_ahead(moment, now):
        return f"at {zone.minute(moment)}, {AHEAD}"
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 1:
        return "now"
    for size, word in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (size < 86_400 and seconds >= size):
            return f"{seconds // size} {word} ago"
    return f"{seconds} s ago"


def cell(moment: datetime, now: datetime) -> str:
    """The same for a column of a table: `2026-12-03 09:11 UTC, ahead of clock`."""
    return f"{zone.minute(moment)}, ahead of clock" if is_ahead(moment, now) else ago(moment, now)
