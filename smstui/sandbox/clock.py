"""The clock of the platform, which a test can stop, set and move."""

import re
from datetime import UTC, datetime, timedelta

_OFFSET = re.compile(r"([+-]?)(\d{1,6})([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def offset_of(text: str) -> timedelta:
    """Return `+2h`, `-90m`, `30s` or `1d` as a length of time. Raises ValueError."""
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        raise ValueError("must be a number with s, m, h or d, such as +2h or -90m")
    length = timedelta(**{_UNITS[found[3]]: int(found[2])})
    return -length if found[1] == "-" else length


class Clock:
    """A clock that runs until it is set; then it stops until it is set or advanced.

    `ahead` is the error of a running clock; negative if it is behind.
    """

    def __init__(self, at: datetime | None = None, ahead: timedelta = timedelta()) -> None:
        self._at = at
        self.ahead = ahead

    def now(self) -> datetime:
        """Return the present, in UTC."""
        return self._at if self._at is not None else datetime.now(UTC) + self.ahead

    def set(self, at: datetime | None) -> None:
        """Stop the clock at an aware time, or let it run again with `None`."""
        self._at = at

    def advance(self, by: timedelta) -> None:
        """Advance the clock. A running one stops at the new time."""
        self._at = self.now() + by
