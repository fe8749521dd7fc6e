"""Compute how long ago something was read, if this machine's clock can say. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

AHEAD: Final = "ahead of this machine's clock"

_SLACK: Final = timedelta(seconds=5)
"""The most that a clock goes back when it is set while it runs."""


def utc_now() -> datetime:
    """Return the time of this machine's clock."""
    return datetime.now(UTC)


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Return whether `moment` is in the future: the clock was set back, so the age is unknown."""
    return moment - now > _SLACK


def age_s(moment: datetime | None, now: datetime) -> int | None:
    """Return the whole seconds from `moment` to `now`, or None if they are unknown."""
    if moment is None or is_ahead(moment, now):
        return None
    return max(0, round((now - moment).total_seconds()))
