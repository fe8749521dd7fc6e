"""The time zone in which moments are shown, and their forms in it.

A deployment has one time zone (`time_zone`, UTC by default), and a process works on one deployment
at a time, so the zone is set when the deployment is known. The zone of this machine is never used.
Each moment is shown with the offset that its own date has in the zone. JSON does not use this
module: it has UTC (`moments.moment_form`).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, tzinfo
from typing import Final

UTC_NAME: Final = "UTC"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_NOT_ZONES: Final = frozenset({"localtime", "posixrules", "Factory"})
"""Names in the zone data that are not IANA zones: the zone of this machine, and placeholders."""
_NOT_FOLDERS: Final = ("posix/", "right/")

_WRITTEN: Final = re.compile(
    r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
    re.ASCII,
)


class UnknownZone(ValueError):
    """Raised if this machine has no data for a time zone of this name."""


class _Current:
    """The zone in use, and its IANA name."""

    zone: tzinfo = UTC
    name: str = UTC_NAME


def load(name: str) -> tzinfo:
    """Return the IANA time zone `name`. UTC needs no data. Raises UnknownZone."""
    if name == UTC_NAME:
        return UTC
    if not may_be_zone(name):
        raise UnknownZone(name)
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # no such file, a folder, not zone data
        raise UnknownZone(name) from None


def may_be_zone(name: str) -> bool:
    """Return whether `name` has the form of an IANA name and is not this machine's own zone."""
    return (
        bool(_NAME.fullmatch(name)) and name not in _NOT_ZONES and not name.startswith(_NOT_FOLDERS)
    )


def use(name: str) -> None:
    """Show every moment in the time zone `name` from now on. Raises UnknownZone."""
    _Current.zone, _Current.name = load(name), name


@contextmanager
def used(name: str) -> Iterator[None]:
    """Use the time zone `name` within the block, and the previous one after it."""
    before = _Current.name
    use(name)
    try:
        yield
    finally:
        use(before)


def zone_name() -> str:
    """Return the IANA name of the zone in use."""
    return _Current.name


def note() -> str:
    """Return `times in Europe/Warsaw`, which is shown once where moments are shown."""
    return f"times in {_Current.name}"


def local(moment: datetime) -> datetime:
    """Return `moment` in the zone in use. At either end of the calendar it stays unchanged."""
    try:
        return moment.astimezone(_Current.zone)
    except OverflowError:
        return moment


def day(moment: datetime) -> str:
    """Return `2026-03-14`."""
    return f"{local(moment):%Y-%m-%d}"


def time_of_day(moment: datetime) -> str:
    """Return `14:02:07`, for a screen that names the zone elsewhere."""
    return f"{local(moment):%H:%M:%S}"


def time_and_zone(moment: datetime) -> str:
    """Return `14:02:07 CET`, for a sentence that is read on the same day."""
    return f"{local(moment):%H:%M:%S %Z}"


def minute(moment: datetime) -> str:
    """Return `2026-03-14 14:02 CET`, for a sentence that may be read much later."""
    return f"{local(moment):%Y-%m-%d %H:%M %Z}"


def second(moment: datetime) -> str:
    """Return `2026-03-14 14:02:07 CET`."""
    return f"{local(moment):%Y-%m-%d %H:%M:%S %Z}"


def retold(text: str) -> str:
    """Return `text` with each moment in it that has the form of JSON, in the zone in use."""
    return _WRITTEN.sub(_retold, text)


def is_today(moment: datetime, now: datetime) -> bool:
    """Return whether `moment` is on the same day as `now` in the zone in use."""
    return local(moment).date() == local(now).date()


def brief(moment: datetime, now: datetime) -> str:
    """Return `14:02`, with the day in front unless it is today."""
    here = local(moment)
    return f"{here:%H:%M}" if is_today(moment, now) else f"{here:%Y-%m-%d %H:%M}"


def day_begins(year: int, month: int, date: int) -> datetime:
    """Return the first moment of a day in the zone in use, in UTC. Raises ValueError."""
    return _in_utc(datetime(year, month, date, tzinfo=_Current.zone))


def day_ends(moment: datetime) -> datetime:
    """Return the last second of the day that `moment` is on in the zone in use, in UTC."""
    here = local(moment)
    try:
        last = here.replace(hour=23, minute=59, second=59, microsecond=0, fold=1)
        return _in_utc(last)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def is_day(moment: datetime) -> bool:
    """Return whether `moment` begins a day, like one that was sent as a bare date."""
    return local(moment).time() == time()


def _retold(found: re.Match[str]) -> str:
    try:
        return second(datetime.fromisoformat(found[0]))
    except ValueError:  # such as a 31st of April
        return found[0]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.max if moment.year > 1 else datetime.min).replace(tzinfo=UTC)
