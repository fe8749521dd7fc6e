"""Filter the rows of a list by the words that a person types. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from smstui.domain.text import folded
from smstui.presentation.tables import Row

INVERTS: Final = "!"
"""The sign before a word that a row must not contain."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Words that a row must contain, and words that it must not contain."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Self:
        """Return the filter that `typed` means. A `!` alone is a word that is not finished."""
        words = folded(typed).split()
        return cls(
            tuple(word for word in words if not word.startswith(INVERTS)),
            tuple(word[1:] for word in words if word.startswith(INVERTS) and word != INVERTS),
        )

    @property
    def is_empty(self) -> bool:
        """Whether every row holds."""
        return not self.wanted and not self.unwanted

    def holds(self, text: str) -> bool:
        """Return whether a folded text has all wanted words and no unwanted one."""
        return all(word in text for word in self.wanted) and not any(
            word in text for word in self.unwanted
        )


def text_of(row: Row) -> str:
    """Return the text of all cells of a row."""
    return " ".join(text for text, _ in row.cells)


def _folded(row: Row) -> str:
    return folded(text_of(row))


def narrowed(
    rows: Sequence[Row], typed: str, text: Callable[[Row], str] = _folded
) -> Sequence[Row]:
    """Return the rows that hold for what was typed, each with its further lines.

    What stands before the first row is kept: it says what the list is. A heading is kept with a
    row below it. `text` returns the text of a row that is searched, folded.
    """
    wanted = Filter.of(typed)
    if wanted.is_empty:
        return rows
    kept: list[Row] = []
    heading: Row | None = None
    for block in _blocks(rows):
        first = block[0]
        if _is_heading(first) and len(block) == 1:
            heading = first
        elif first.passive and not _is_heading(first):
            kept += block
        elif wanted.holds(" ".join(map(text, block))):
            kept += [*([heading] if heading is not None else ()), *block]
            heading = None
    return kept


def _blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield each row with the passive ones that follow it, up to the next heading."""
    block: list[Row] = []
    for row in rows:
        if block and (not row.passive or _is_heading(row)):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _is_heading(row: Row) -> bool:
    return row.passive and not row.part_of and row.cells[0][1] == "heading"
