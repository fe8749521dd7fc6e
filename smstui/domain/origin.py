"""Another system's id and key of an account, written as one text: `10000:CRM-1001`."""

import re
from typing import Final

_ORIGIN: Final = re.compile(r"([0-9]{1,9}):([^:\s].{0,19})")


def origin_of(text: str) -> tuple[str, str] | None:
    """Return the id and the key in `10000:CRM-1001`; None for a text of another form."""
    found = _ORIGIN.fullmatch(text)
    return (found[1], found[2]) if found else None
