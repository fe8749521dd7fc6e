"""A line of text: pieces, each with the role it plays.

A role is a word of a theme (`good`, `muted`, `strong`), never a colour. The console paints it with
the theme, the command line with the colours of a terminal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Span = tuple[str, str]
"""Text and its role."""

Line = Sequence[Span]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence that may need several lines. `lead` starts the first one, the others are indented
    by as much."""

    text: str
    role: str = "base"
    lead: str = ""


BETWEEN: Final = "  "
"""The blanks between two pieces of a line."""


def joined(parts: Iterable[Line], between: str = BETWEEN) -> list[Span]:
    """Return several short lines as one, without the empty ones."""
    found: list[Span] = []
    for part in parts:
        if part:
            found += [(between, "base"), *part] if found else list(part)
    return found
