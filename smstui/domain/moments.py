"""Points in time as the platforms write them.

Seen in the field: ISO 8601 with `Z`, a full offset or a two-digit one (`+01`), with or without
fractions, a bare date, `dd-mm-yyyy`, and milliseconds since 1970 (sdp2.md: dateTime is lenient,
OTT session dates may be `dd-mm-yyyy`).
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Final

from pydantic import BeforeValidator

_WRITTEN: Final = re.compile(
    r"""
    (?: (?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})
      | (?P<day2>\d{1,2})-(?P<month2>\d{1,2})-(?P<year2>\d{4}) )
    (?: [T ] (?P<hour>\d{1,2}):(?P<minute>\d{2}) (?: :(?P<second>\d{2}) (?:[.,](?P<part>\d+))? )? )?
    \s* (?P<zone> Z | UTC | GMT | [+-]\d{2} (?: :?\d{2} )? )?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_DATE: Final = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4})(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)
_TO_ITS_END: Final = timedelta(hours=23, minutes=59, seconds=59)
_EARLIEST_MS: Final = 10_000_000_000
"""Below this a number counts seconds, above it milliseconds (the border is the year 2286)."""


def read_moment(raw: object) -> datetime | None:
    """`raw` as a moment in UTC; empty is None; a moment without a zone is taken as UTC.

    Raises ValueError for what is no moment.
    """
    try:
        return _read(raw)
    except OverflowError as error:
        raise ValueError("not a date") from error


def read_end(raw: object) -> datetime | None:
    """`raw` as the moment something ends: a bare date is over when its day is.

    Raises ValueError as `read_moment` does.
    """
    moment = read_moment(raw)
    if moment is None or not isinstance(raw, str) or not _DATE.fullmatch(raw.strip()):
        return moment
    try:
        return moment + _TO_ITS_END
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def moment_form(moment: datetime | None) -> str | None:
    """A moment as `2026-03-14T12:00:00Z`, with fractions where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def clock(moment: datetime) -> str:
    """Return the local time of day, `14:02:07`, for a sentence said at about that time."""
    return f"{moment.astimezone():%H:%M:%S}"


def _read(raw: object) -> datetime | None:
    if raw is None:
        return None
    if isinstance(raw, datetime):
        return _in_utc(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(float(raw))
    if not isinstance(raw, str):
        raise ValueError("not a date")
    text = raw.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) > 8:
        return _from_number(float(text[:16]))
    if quick := _iso(text):
        return quick
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError("not a date")
    part = found.group
    moment = datetime(
        int(part("year") or part("year2")),
        int(part("month") or part("month2")),
        int(part("day") or part("day2")),
        int(part("hour") or 0),
        int(part("minute") or 0),
        int(part("second") or 0),
        int((part("part") or "0")[:6].ljust(6, "0")),
        _zone(part("zone")),
    )
    return _in_utc(moment)


def _iso(text: str) -> datetime | None:
    """The common spelling, read by the standard library in a tenth of the time."""
    if len(text) < 19 or text[10] != "T":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    """The moment in UTC; at either end of the calendar, where "for ever" is written, its end."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.max if moment.year > 1 else datetime.min).replace(tzinfo=UTC)


def _from_number(number: float) -> datetime:
    seconds = number / 1000 if number >= _EARLIEST_MS else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except OSError as error:
        raise ValueError("not a date") from error


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


Moment = Annotated[datetime | None, BeforeValidator(read_moment)]
"""A record's time field, in UTC."""
End = Annotated[datetime | None, BeforeValidator(read_end)]
"""A time field that says until when something holds, in UTC."""
