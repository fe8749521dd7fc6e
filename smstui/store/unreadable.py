"""Rows that this version cannot read: damaged ones, and those of a newer version.

One such row is named; it keeps no other row from being read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from smstui.domain.errors import StoreFailed
from smstui.domain.text import clean

DAMAGED: Final = "its row is damaged"
NEWER: Final = "a newer version of smstui wrote it"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be read: its id, as far as that can be read, and why."""

    id: str
    why: str


class UnreadableRow(StoreFailed):
    """Raised for one row; `row` names it."""

    def __init__(self, noun: str, row: Unreadable, path: Path) -> None:
        self.row = row
        hint = (
            "Update smstui to read it."
            if row.why == NEWER
            else f"Move {path} away and keep it; look at the account itself for what is so."
        )
        super().__init__(f"{noun} {row.id} cannot be read: {row.why}.", hint=hint)


def id_of(value: Any) -> str:
    """Return the id of a row as it may be shown, whatever lies there."""
    return clean(value) if isinstance(value, str) and value else "without an id"


def types_hold(columns: Sequence[Any], numbers: Sequence[bool]) -> bool:
    """Whether each of `columns` has the type it was written with: a number, or a text."""
    return all(
        type(value) is (int if is_number else str)
        for value, is_number in zip(columns, numbers, strict=True)
    )


def unreadable_sentence(noun: str, rows: Sequence[Unreadable]) -> str:
    """Return a sentence that names `rows`, rows of a `noun` each; empty where there are none."""
    if not rows:
        return ""
    named = ", ".join(f"{noun} {row.id} ({row.why})" for row in rows)
    return f"Not listed, because it cannot be read: {named}."
