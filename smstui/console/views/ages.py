"""How old something is, in words that stay true while nobody touches a key.

An age that ticks would repaint an idle screen, so what was just read says when, and what is
older says its age together with the moment.
"""

from datetime import datetime, timedelta
from typing import Final

_FRESH: Final = timedelta(minutes=10)


def local(moment: datetime, now: datetime) -> datetime:
    """The moment in the zone of `now`; at either end of the calendar, as it stands."""
    try:
        return moment.astimezone(now.tzinfo)
    except OverflowError:
        return moment


def note_of(read_at: datetime | None, now: datetime, cached: bool) -> str:
    """`read 14:02:07`, or from the cache `2 h ago (12:02)`. `now` carries the local zone."""
    if read_at is None:
        return ""
    here = local(read_at, now)
    if not cached and now - here < _FRESH:
        return f"read {here:%H:%M:%S}"
    return f"{span(now - here)} ago ({day_and_time(here, now)})"


def shorter(note: str) -> list[str]:
    """The note, and what is left of it where there is less room: without its moment."""
    age, _, moment = note.partition(" (")
    return [note, age] if moment else [note, note.removeprefix("read ")]


def span(age: timedelta) -> str:
    """A length of time in its largest unit: `40 s`, `3 min`, `2 h`, `5 d`."""
    seconds = max(0, int(age.total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def running(age: timedelta) -> str:
    """How long something has been going on: `00:42`, `9:05:10` (hours), `3 d`."""
    minutes = max(0, int(age.total_seconds())) // 60
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} d"
    return f"{minutes // 60:02}:{minutes % 60:02}"


def day_and_time(moment: datetime, now: datetime) -> str:
    """The time, with the day in front unless it is today's."""
    here = local(moment, now)
    return f"{here:%H:%M}" if here.date() == now.date() else f"{here:%Y-%m-%d %H:%M}"


def whole(moment: datetime, now: datetime) -> str:
    """Day, time and zone, for a field of a record."""
    return f"{local(moment, now):%Y-%m-%d %H:%M:%S %Z}"


def day(moment: datetime | None, now: datetime) -> str:
    return f"{local(moment, now):%Y-%m-%d}" if moment else ""
