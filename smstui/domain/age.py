"""How long ago something was read, if this machine's clock can tell. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

AHEAD: Final = "ahead of this machine's clock"

_SLACK: Final = timedelta(seconds=5)
"""A clock that is set while it runs goes back by no more than this."""


def utc_now() -> datetime:
    """Return the time of this machine's clock."""
    return datetime.now(UTC)


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether `moment` has not come yet: the clock was put back since, so its age is unknown."""
    return moment - now > _SLACK


def age_s(moment: datetime | None, now: datetime) -> int | None:
    """Return the whole seconds from `moment` to `now`; None where that is not known."""
    if moment is None or is_ahead(moment, now):
        return None
    return max(0, round((now - moment).total_seconds()))
