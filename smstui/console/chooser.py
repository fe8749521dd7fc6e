"""A list to choose from: rows, the letter that picks each one, and a filter. Pure.

A letter that is shown picks exactly its row. While the filter is open letters are text, so none
is shown. The rows come from `narrow`, which returns those that match a text.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from smstui.actions import Keymap, Place
from smstui.console.widgets.rows import Column, Row

Narrow = Callable[[str], Sequence[Row]]
"""Return the rows that match a text; all of them for an empty one."""

LETTER: Final = Column("", most=1, firm=True)
"""The column of the letters, in front of the columns of the rows."""

_FEW: Final = 3
"""Letters that a hint tells one by one."""
_AROUND: Final = (Place.LIST, Place.DIALOG)


class Chooser:
    """The state of one choice. `own` gives a row a letter of its own; else letters go in order.

    A row without a letter is reached with the cursor or through the filter.
    """

    def __init__(
        self,
        narrow: Narrow,
        letters: Sequence[str],
        own: Callable[[str], str] | None = None,
    ) -> None:
        self._narrow = narrow
        self._own = own
        self._rows = list(narrow(""))
        self._letters = self._given(letters)
        self.is_filtering = False

    @property
    def rows(self) -> list[Row]:
        """The rows to show, each with its letter in front."""
        letters = {} if self.is_filtering else self._letters
        return [
            row
            if row.passive and len(row.cells) == 1
            else replace(row, cells=((letters.get(row.key, ""), "key"), *row.cells))
            for row in self._rows
        ]

    @property
    def letters(self) -> str:
        """Return the letters that are shown, as a hint tells them; empty where none is."""
        shown = [] if self.is_filtering else list(self._letters.values())
        if shown and self._own is not None:
            return "the keys on the left"
        if len(shown) <= _FEW:
            return " ".join(shown)
        return f"{shown[0]}-{shown[-1]}"

    @property
    def count(self) -> int:
        """Rows that can be picked."""
        return sum(not row.passive for row in self._rows)

    def key_of(self, letter: str) -> str:
        """Return the key of the row that shows `letter`; empty where no row does."""
        if self.is_filtering:
            return ""
        return next((key for key, its in self._letters.items() if its == letter), "")

    def is_offered(self, key: str, text: str) -> bool:
        """Return whether the row `key` can be picked while the filter is `text`."""
        return bool(key) and any(row.key == key and not row.passive for row in self._narrow(text))

    def open_filter(self) -> None:
        """Take letters as text from now on."""
        self.is_filtering = True

    def filter(self, text: str) -> None:
        """Show only the rows that match `text`."""
        self._rows = list(self._narrow(text))

    def close_filter(self) -> None:
        """Show every row again, with its letter."""
        self.is_filtering = False
        self.filter("")

    def _given(self, letters: Sequence[str]) -> dict[str, str]:
        """Return the letter of each row that has one, by the row's key."""
        keys = list(dict.fromkeys(row.key for row in self._rows if not row.passive))
        if self._own is None:
            return dict(zip(keys, letters, strict=False))
        found: dict[str, str] = {}
        for key in keys:
            letter = self._own(key)
            if letter and letter not in found.values():
                found[key] = letter
        return found


def letters_of(keymap: Keymap) -> list[str]:
    """Return the letters that may stand on a row: none that moves, opens, filters or leaves."""
    return [
        key
        for key in keymap.keys_by_id["match.pick"]
        if len(key) == 1 and not _is_taken(keymap, key)
    ]


def letter_in(keymap: Keymap, action_id: str) -> str:
    """Return the key of an action that can stand on its row in a menu, else nothing."""
    return next(
        (
            key
            for key in keymap.keys_by_id[action_id]
            if len(key) == 1 and key.isalnum() and not _is_taken(keymap, key)
        ),
        "",
    )


def _is_taken(keymap: Keymap, key: str) -> bool:
    """Return whether the key already moves, opens, filters or leaves in a choice."""
    return any(
        key in keymap.keys_by_id[action_id]
        for action_id in ("open", "back", "leave", "match.filter")
    ) or any(
        (action := keymap.find(key, (place,))) is not None and action.moves for place in _AROUND
    )
