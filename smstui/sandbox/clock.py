"""The platform's clock, which a test can stop, set and move."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time until it is set; then it stands still until it is set or advanced."""

    def __init__(self, at: datetime | None = None) -> None:
        self._at = at

    def now(self) -> datetime:
        """The present, in UTC."""
        return self._at if self._at is not None else datetime.now(UTC)

    def set(self, at: datetime | None) -> None:
        """Stop the clock at an aware time, or let it run again with `None`."""
        self._at = at

    def advance(self, by: timedelta) -> None:
        """Move a clock onwards (a running one stops at the moved time)."""
        self._at = self.now() + by
