"""Format moments and ages: the only formats of both, apart from JSON.

A sheet on the command line is read at once, so it has ages (`3 min ago`). A console that nobody
touches is not repainted, so an age would soon be wrong: it has clock times. Both are in the time
zone of the deployment (`domain.zone`).
"""

from datetime import datetime
from typing import Final

from smstui.domain import zone
from smstui.domain.age import AHEAD, is_ahead


def ago(moment: datetime, now: datetime) -> str:
    """Return `now`, `12 s ago`, `3 min ago`, `5 h ago` or `8 days ago`.

    A moment that has not come yet is named: `at 2026-12-03 09:11 UTC, ahead of this machine's
    clock`.
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


def ago_in_table(moment: datetime, now: datetime) -> str:
    """Return the same for a column: `2026-12-03 09:11 UTC, ahead of clock`."""
    return f"{zone.minute(moment)}, ahead of clock" if is_ahead(moment, now) else ago(moment, now)


def note_of(read_at: datetime | None, now: datetime) -> str:
    """Return `read 14:02:07` or `read 2026-03-13 14:02`; empty where nothing was read."""
    if read_at is None:
        return ""
    if is_ahead(read_at, now):
        return f"read {zone.brief(read_at, now)}, {AHEAD}"
    if zone.is_today(read_at, now):
        return f"read {zone.time_of_day(read_at)}"
    return f"read {zone.brief(read_at, now)}"


OLDER_S: Final = 60
"""Seconds by which a part must be older than what it is shown with, to say when it was read."""


def note_if_older(read_at: datetime | None, than: datetime, now: datetime) -> str:
    """Return `note_of` of a part that was read at another time than the rest; else nothing."""
    if read_at is None or abs((than - read_at).total_seconds()) < OLDER_S:
        return ""
    return note_of(read_at, now)


def shorter(note: str) -> list[str]:
    """Return the note, and shorter forms of it for less room."""
    bare = note.removeprefix("read ")
    return [note, bare, bare.replace(AHEAD, "ahead")] if AHEAD in note else [note, bare]


def day_and_time(moment: datetime | None, now: datetime) -> str:
    """Return `14:02`, with the day before it unless it is today; empty for None."""
    return zone.brief(moment, now) if moment else ""


def whole(moment: datetime) -> str:
    """Return day, time and zone."""
    return zone.second(moment)


def day(moment: datetime | None) -> str:
    """Return the day; empty for None."""
    return zone.day(moment) if moment else ""
