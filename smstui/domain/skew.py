"""Describe in words how far the platform's clock is from this machine's.

A skew is the platform's time minus this machine's: positive if the platform is ahead.
"""

from datetime import timedelta
from typing import Final

LARGE: Final = timedelta(minutes=2)
"""A skew is reported from here on. A smaller one changes no answer that a person gives."""

OWN: Final = "this machine's"


def is_large(skew: timedelta | None) -> bool:
    """Return whether the skew is known and larger than LARGE, in either direction."""
    return skew is not None and abs(skew) > LARGE


def skew_sentence(skew: timedelta) -> str:
    """Return `The platform's clock is 2 h 5 min behind this machine's`, without a full stop."""
    if abs(skew) <= LARGE:
        return f"The platform's clock agrees with {OWN}"
    direction = "ahead of" if skew > timedelta() else "behind"
    return f"The platform's clock is {length(skew)} {direction} {OWN}"


def length(skew: timedelta) -> str:
    """Return the size of a skew in its two largest units: `3 min`, `2 h 5 min`, `4 days 1 h`."""
    minutes = round(abs(skew).total_seconds() / 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    named = [(f"{days} day{'s' if days != 1 else ''}", days), (f"{hours} h", hours),
             (f"{rest} min", rest)]  # fmt: skip
    first = next((at for at, (_, number) in enumerate(named) if number), 2)
    return " ".join(text for text, number in named[first : first + 2] if number) or "0 min"
