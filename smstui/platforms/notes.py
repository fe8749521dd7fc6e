"""Notes on answers that were read although something in them was not right.

Who asks for several answers wants each note once: it opens a list with `noted`, and whatever is
read within it adds to the list.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

REPLACED: Final = (
    "The platform sent characters that cannot be read; each is shown as \N{REPLACEMENT CHARACTER}."
)
"""Said where what was sent is lost."""
CONTROLS: Final = (
    "The platform sent control characters; each is shown as \N{REPLACEMENT CHARACTER}."
)

_NOTES: Final[ContextVar[list[str] | None]] = ContextVar("notes", default=None)


def note(sentence: str) -> None:
    """Add a sentence, once, for whoever asked."""
    held = _NOTES.get()
    if held is not None and sentence not in held:
        held.append(sentence)


@contextmanager
def noted() -> Iterator[list[str]]:
    """Collect what is noted meanwhile, also by tasks that are started within. An outer list gets it
    too, at the end."""
    collected: list[str] = []
    token = _NOTES.set(collected)
    try:
        yield collected
    finally:
        _NOTES.reset(token)
        for sentence in collected:
            note(sentence)
