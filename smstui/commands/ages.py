"""How long ago something was, as people say it. Pure."""

from datetime import datetime


def ago(moment: datetime, now: datetime) -> str:
    """`now`, `12 s ago`, `3 min ago`, `5 h ago`, `8 days ago`."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 1:
        return "now"
    for size, word in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (size < 86_400 and seconds >= size):
            return f"{seconds // size} {word} ago"
    return f"{seconds} s ago"
