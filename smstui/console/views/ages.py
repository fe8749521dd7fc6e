"""When something was read or happened, in words that stay true while nobody touches a key.

An idle screen is not repainted, so an age would soon be wrong. Everything is told as a clock time,
with the day in front unless it is today's.
"""

from datetime import datetime


def local(moment: datetime, now: datetime) -> datetime:
    """The moment in the zone of `now`; at either end of the calendar, as it stands."""
    try:
        return moment.astimezone(now.tzinfo)
    except OverflowError:
        return moment


def note_of(read_at: datetime | None, now: datetime) -> str:
    """Return `read 14:02:07`, or `read 2026-03-13 14:02`. `now` carries the local zone."""
    if read_at is None:
        return ""
    here = local(read_at, now)
    return f"read {here:%H:%M:%S}" if here.date() == now.date() else f"read {here:%Y-%m-%d %H:%M}"


def shorter(note: str) -> list[str]:
    """Return the note, and the note without its first word where there is less room."""
    return [note, note.removeprefix("read ")]


def day_and_time(moment: datetime, now: datetime) -> str:
    """Return the time, with the day in front unless it is today's."""
    here = local(moment, now)
    return f"{here:%H:%M}" if here.date() == now.date() else f"{here:%Y-%m-%d %H:%M}"


def whole(moment: datetime, now: datetime) -> str:
    """Day, time and zone, for a field of a record."""
    return f"{local(moment, now):%Y-%m-%d %H:%M:%S %Z}"


def day(moment: datetime | None, now: datetime) -> str:
    return f"{local(moment, now):%Y-%m-%d}" if moment else ""
