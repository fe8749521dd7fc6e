"""Points in time as the platforms write them.

Seen in the field: ISO 8601 with `Z`, a full offset or a two-digit one (`+01`), with or without
fractions, a bare date, `dd-mm-yyyy`, `yyyymmdd`, `yyyymmddhhmmss`, and seconds or milliseconds
since 1970 (sdp2.md: dateTime is lenient, OTT session dates may be `dd-mm-yyyy`).

A bare date is a day in the deployment's time zone (`zone`), so that it is shown as that day.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final

from pydantic import BeforeValidator

from smstui.domain import zone

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
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_TO_ITS_END: Final = timedelta(hours=23, minutes=59, seconds=59)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_10000: Final = 253_402_300_800
"""Seconds from 1970 to the end of the calendar."""
_LONGEST: Final = 40
"""Characters of a number that can be a moment. The calendar ends far below that."""


def read_moment(raw: object) -> datetime | None:
    """Return `raw` as a moment in UTC; None if it is empty.

    Without an offset, a time is in UTC and a bare date is the beginning of that day in the time
    zone in use. Raises ValueError.
    """
    try:
        return _read(raw)
    except OverflowError as error:
        raise ValueError("not a date") from error


def read_end(raw: object) -> datetime | None:
    """Return `raw` as the moment something ends: a bare date ends with its day.

    None if it gives no end (see `gives_no_end`). Raises ValueError like `read_moment`.
    """
    moment = read_moment(raw)
    if moment is None or _is_unset(moment):
        return None
    if not _is_bare_date(raw):
        return moment
    if not _is_zoneless(raw):
        try:
            return moment + _TO_ITS_END
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)
    return zone.day_ends(moment)


def gives_no_end(raw: object) -> bool:
    """Return whether `raw` is a placeholder for an end: 0, -1, 1970 itself or a moment of year 1.

    Nothing is sold until then. Probably no end was set, rather than there is none.
    """
    try:
        moment = read_moment(raw)
    except ValueError:
        return False
    return moment is not None and _is_unset(moment)


def moment_form(moment: datetime | None) -> str | None:
    """Return a moment as `2026-03-14T12:00:00Z`, with fractions if there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _read(raw: object) -> datetime | None:
    if raw is None:
        return None
    if isinstance(raw, datetime):
        return _in_utc(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(str(raw))
    if not isinstance(raw, str):
        raise ValueError("not a date")
    text = raw.strip()
    if not text:
        return None
    if quick := _iso(text):
        return quick
    if _NUMBER.fullmatch(text):
        return _from_number(text)
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError("not a date")
    part = found.group
    date = (
        int(part("year") or part("year2")),
        int(part("month") or part("month2")),
        int(part("day") or part("day2")),
    )
    if part("hour") is None and part("zone") is None:
        return zone.day_begins(*date)
    moment = datetime(
        *date,
        int(part("hour") or 0),
        int(part("minute") or 0),
        int(part("second") or 0),
        int((part("part") or "0")[:6].ljust(6, "0")),
        _zone(part("zone")),
    )
    return _in_utc(moment)


def _iso(text: str) -> datetime | None:
    """Read the common spelling with the standard library, in a tenth of the time."""
    if len(text) < 19 or text[10] != "T":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC, or the end of the calendar, which some systems write for "for
    ever"."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.max if moment.year > 1 else datetime.min).replace(tzinfo=UTC)


def _from_number(text: str) -> datetime:
    """Return a number as a moment, by the number of its digits.

    14 or 8 digits that are a date are that date. Up to 11 digits count seconds, 13 and more
    milliseconds; 12 count seconds as long as those end before the year 10000.
    """
    if len(text) > _LONGEST:
        raise ValueError("not a date")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("not a date") from error
    if not number.is_finite():
        raise ValueError("not a date")
    digits = _digits_of(text, number)
    if day := _calendar(number, digits):
        return day
    whole = int(number)
    is_ms = len(digits) > 12 or (len(digits) == 12 and abs(whole) >= _YEAR_10000)
    return _EPOCH + timedelta(microseconds=int(number * (1_000 if is_ms else 1_000_000)))


def _digits_of(text: str, number: Decimal) -> str:
    """Return the digits before the point, as written if they are written out."""
    written = text.lstrip("+-").partition(".")[0]
    return written if written.isdigit() and "e" not in text.lower() else str(abs(int(number)))


def _calendar(number: Decimal, digits: str) -> datetime | None:
    """Return the date of 14 or 8 digits, or None if they are not a date."""
    if number < 0 or number != int(number) or len(digits) not in (8, 14):
        return None
    parts = (digits[:4], *(digits[at : at + 2] for at in range(4, len(digits), 2)))
    try:
        if len(parts) == 3:
            return zone.day_begins(*map(int, parts))
        return datetime(*map(int, parts), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def _is_unset(moment: datetime) -> bool:
    """Return whether a moment is one that software writes for a date that was not set."""
    return (
        moment.year == 1
        or -timedelta(seconds=1) <= moment - _EPOCH <= timedelta(0)
        or moment == zone.day_begins(1970, 1, 1)
    )


def _is_bare_date(raw: object) -> bool:
    """Return whether `raw` is a day without a time."""
    if isinstance(raw, int | float):
        raw = str(raw)
    if not isinstance(raw, str):
        return False
    text = raw.strip()
    if _DATE.fullmatch(text):
        return True
    if not _NUMBER.fullmatch(text) or len(text) > _LONGEST:
        return False
    number = Decimal(text)
    digits = _digits_of(text, number)
    return len(digits) == 8 and _calendar(number, digits) is not None


def _is_zoneless(raw: object) -> bool:
    """Return whether a bare date has no offset."""
    written = _WRITTEN.fullmatch(str(raw).strip())
    return written is None or written.group("zone") is None


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


Moment = Annotated[datetime | None, BeforeValidator(read_moment)]
"""A record's time field, in UTC."""
End = Annotated[datetime | None, BeforeValidator(read_end)]
"""A time field that gives the end of something, in UTC."""
