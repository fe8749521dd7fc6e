"""Name rows that this version cannot read: damaged ones, and those of a newer version.

One such row does not keep another from being read.
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
    """A row that cannot be read: its id, if that can be read, and the reason."""

    id: str
    why: str


class UnreadableRow(StoreFailed):
    """Raised for one row; `row` names it."""

    def __init__(self, noun: str, row: Unreadable, path: Path) -> None:
        self.row = row
        hint = (
            "Update smstui to read it."
            if row.why == NEWER
            else f"Move {path} away and keep it. Look up the account to see its state."
        )
        super().__init__(f"{noun} {row.id} cannot be read: {row.why}.", hint=hint)


def id_of(value: Any) -> str:
    """Return the id of a row in a form that can be shown, whatever the value is."""
    return clean(value) if isinstance(value, str) and value else "without an id"


def types_hold(columns: Sequence[Any], numbers: Sequence[bool]) -> bool:
    """Return whether each of `columns` has the type it was written with: number or text."""
    return all(
        type(value) is (int if is_number else str)
        for value, is_number in zip(columns, numbers, strict=True)
    )


def unreadable_sentence(noun: str, rows: Sequence[Unreadable]) -> str:
    """Return a sentence that names `rows` of a `noun`, or an empty text without rows."""
    if not rows:
        return ""
    named = ", ".join(f"{noun} {row.id} ({row.why})" for row in rows)
    return f"Rows that cannot be read are not listed: {named}."
