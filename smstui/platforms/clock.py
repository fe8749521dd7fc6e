"""The platform's clock, as the `Date` headers of its answers tell it.

Between sending a request and the head of its answer the platform wrote the Date; the middle of
that time is the best guess when. So a sample is wrong by half the round trip at most, and by half
a second, since a Date has whole seconds. The best sample counts until another contradicts it: then
one of the clocks was set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from smstui.domain.age import utc_now

_HALF_A_SECOND: Final = timedelta(seconds=0.5)
_YEARS: Final = range(2000, 2200)
"""A Date outside of these years comes from a clock that was never set, and tells nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The skew that one answer tells, and by how much that may be wrong."""

    skew: timedelta
    error: timedelta


class PlatformClock:
    """Follows the clock of one host: `address` is the platform's main one.

    Other hosts, such as one that only issues tokens, may have clocks of their own and are not
    asked.
    """

    def __init__(self, address: str, own: Callable[[], datetime] = utc_now) -> None:
        self._host = urlsplit(address).netloc
        self._own = own
        self._best: Sample | None = None

    @property
    def skew(self) -> timedelta | None:
        """The platform's time minus this machine's; None while no answer told the time."""
        return self._best.skew if self._best else None

    def own(self) -> datetime:
        """Return this machine's time, to be handed to `note` as `sent`."""
        return self._own()

    def now(self) -> datetime:
        """Return the platform's time, or this machine's where the platform's is not known."""
        return self._own() + (self.skew or timedelta())

    def note(self, url: str, dates: Sequence[str], sent: datetime, *, stored: bool = False) -> None:
        """Learn from the Date headers of an answer whose head is here just now.

        `stored` says that a cache on the way kept the answer: then its Date is of another time.
        """
        received = self._own()
        if stored or urlsplit(url).netloc != self._host or received < sent:
            return
        sample = sample_of(dates, sent, received)
        if sample is not None and self._is_better(sample):
            self._best = sample

    def _is_better(self, sample: Sample) -> bool:
        best = self._best
        if best is None or sample.error <= best.error:
            return True
        return abs(sample.skew - best.skew) > sample.error + best.error


def sample_of(dates: Sequence[str], sent: datetime, received: datetime) -> Sample | None:
    """Return what one answer tells; None where it has no Date, several, or one without sense."""
    if len(dates) != 1 or dates[0].count(",") > 1:  # two of them, joined on the way
        return None
    try:
        written = parsedate_to_datetime(dates[0].strip())
    except (ValueError, TypeError, OverflowError):
        return None
    if written.tzinfo is None:
        written = written.replace(tzinfo=UTC)
    if written.year not in _YEARS:
        return None
    half = (received - sent) / 2
    return Sample(written + _HALF_A_SECOND - (sent + half), half + _HALF_A_SECOND)
