"""When something was read or happened, in words that stay true while nobody touches a key.

An idle screen is not repainted, so an age would soon be wrong. Everything is told as a clock time
in the deployment's time zone (`domain.zone`), with the day in front unless it is today's.
"""

from datetime import datetime

from smstui.domain import zone
from smstui.domain.age import AHEAD, is_ahead


def note_of(read_at: datetime | None, now: datetime) -> str:
    """Return `read 14:02:07`, or `read 2026-03-13 14:02`."""
    if read_at is None:
        return ""
    if is_ahead(read_at, now):
        return f"read {zone.brief(read_at, now)}, {AHEAD}"
    if zone.is_today(read_at, now):
        return f"read {zone.time_of_day(read_at)}"
    return f"read {zone.brief(read_at, now)}"


def shorter(note: str) -> list[str]:
    """Return the note, and what is left of it where there is less room."""
    bare = note.removeprefix("read ")
    return [note, bare, bare.replace(AHEAD, "ahead")] if AHEAD in note else [note, bare]


def day_and_time(moment: datetime, now: datetime) -> str:
    """Return the time, with the day in front unless it is today's."""
    return zone.brief(moment, now)


def whole(moment: datetime) -> str:
    """Day, time and zone, for a field of a record."""
    return zone.second(moment)


def day(moment: datetime | None) -> str:
    """Return the day, empty where there is none."""
    return zone.day(moment) if moment else ""
