"""Text from elsewhere, cleaned once where it enters the domain.

A name can carry ESC sequences, C1 bytes, right-to-left overrides or ten kilobytes of nothing.
What passed `clean` holds only characters that print, on one line, and has the type `Clean`:
screens accept nothing else. A line filter in the console guards the way out once more.
"""

import unicodedata
from collections.abc import Iterator
from typing import Annotated, Final, NewType

from pydantic import BeforeValidator

Clean = NewType("Clean", str)
"""Text without control, C1, bidi, zero-width, private-use or surrogate characters."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
TEXT_CAP: Final = 1_000
"""Characters kept of one field; the longest documented field has 320 (sdp2.md, drmInstanceName)."""
MARKS_CAP: Final = 4
"""Combining marks in a row; no script needs more, and a stack of them paints over other lines."""


def clean(raw: object, cap: int = TEXT_CAP) -> Clean:
    """`raw` as harmless text of at most `cap` characters; a cut is shown by an ellipsis.

    White space of any kind becomes a blank, whatever else does not print becomes U+FFFD, and
    combining marks beyond MARKS_CAP in a row are dropped.
    """
    text = str(raw)
    cut = len(text) > cap
    text = text[:cap] if cut else text
    if not text.isprintable():
        text = "".join(map(_printable, text))
    if not text.isascii():
        text = "".join(_without_stacks(text))
    return Clean(text[: cap - 1] + "…" if cut else text)


def capital(text: str) -> str:
    """The text as a sentence begins. Every other letter stays: ids are told as they are."""
    return text[:1].upper() + text[1:]


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs" or character in "\t\r\n":
        return " "
    return REPLACEMENT


def _without_stacks(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks <= MARKS_CAP:
            yield character


def _field(raw: object) -> Clean | None:
    if type(raw) is str and len(raw) <= TEXT_CAP and raw.isascii() and raw.isprintable():
        return Clean(raw) if raw else None
    if isinstance(raw, dict | list | tuple):
        raise ValueError("not a text")
    return (clean(raw) or None) if raw is not None else None


Text = Annotated[Clean | None, BeforeValidator(_field)]
"""A record's text field: cleaned on the way in, whatever the platform sent; empty is None."""
