"""Settings that are sent: texts without anything that cannot be seen, and header values."""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator

_NAMES: Final = {"\r": "a carriage return", "\n": "a line break", "\t": "a tab", "\0": "a NUL"}


def check_plain(text: str) -> str:
    """Return `text`. Raises ValueError for what cannot be seen in it, and for blanks around it."""
    if unseen := unseen_in(text):
        raise ValueError(f"must not hold {unseen}")
    if text != text.strip():
        raise ValueError("must not begin or end with a blank")
    if not text:
        raise ValueError("must not be empty")
    return text


def check_header(text: str) -> str:
    """The same for a value that travels in a header or an address: ASCII alone."""
    check_plain(text)
    if not text.isascii():
        strange = next(each for each in text if not each.isascii())
        raise ValueError(
            f"must be plain ASCII, for it is sent in a header; it holds {named(strange)}"
        )
    return text


def unseen_in(text: str) -> str:
    """Return the first character of `text` that cannot be seen, in words; empty if there is none.

    Blanks count as seen, other white space does not.
    """
    return next((named(each) for each in text if not each.isprintable()), "")


def named(character: str) -> str:
    """Return what a person can look a character up by."""
    code = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return f"a byte that is not UTF-8 ({code})"
    name = _NAMES.get(character) or unicodedata.name(character, "").lower()
    return f"{name} ({code})" if name else code


PlainText = Annotated[str, AfterValidator(check_plain)]
HeaderText = Annotated[str, AfterValidator(check_header)]
