"""Mask passwords in addresses: `https://user:password@host`. Imports nothing large."""

import re
from typing import Final

MASKED: Final = "••••••"
_USER: Final = re.compile(r"(?:(?<=//)|(?<=:/)(?!/))[^\s\"'<>]*(?=@)")
"""Everything up to the last @, because a password may contain a slash, a colon or another @.

A path made from an address has only one slash left.
"""


def without_address_passwords(text: str, *, as_wide: bool = False) -> str:
    """Return `text` with user and password of every address masked.

    `as_wide` keeps the length, for a line that is already laid out.
    """
    if "/" not in text or "@" not in text:
        return text
    return _USER.sub((lambda found: "•" * len(found[0])) if as_wide else MASKED, text)
