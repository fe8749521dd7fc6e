"""A length of time as people say it. Pure."""

from datetime import timedelta


def span(length: timedelta) -> str:
    """`40 s`, `3 min`, `9 h`, `12 days`; never less than nothing."""
    seconds = max(0, int(length.total_seconds()))
    for size, word in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (size < 86_400 and seconds >= size):
            return f"{seconds // size} {word}"
    return f"{seconds} s"
