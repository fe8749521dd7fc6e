"""The characters that a plan asks for before it can be applied: typed, compared, never scanned.

Design §3: they go to their field wherever the focus is, at most four; a fifth that follows at
once makes all of them a scanned code. Pure.
"""

from collections.abc import Callable
from typing import Final

MOST: Final = 4


class Check:
    """`prompt` says what is asked for. `is_right` compares it; `required` says that an empty
    field stops the plan as well. `letters` are those that it may contain."""

    def __init__(
        self,
        prompt: str,
        is_right: Callable[[str], bool],
        *,
        required: bool,
        letters: str = "",
    ) -> None:
        self.prompt = prompt
        self.required = required
        self.typed = ""
        self._is_right = is_right
        self._letters = letters.casefold()
        self._read: list[tuple[str, float]] = []
        """Every character with the moment it was read, as far back as they came at once."""

    def takes(self, character: str) -> bool:
        """Return whether the character can be one of those asked for."""
        return len(character) == 1 and (
            (character.isascii() and character.isdigit()) or character.casefold() in self._letters
        )

    def take(self, character: str, read_at: float, join_s: float) -> str:
        """Take a character; a scanned code, with all of its characters so far, empties the field.

        Returns that code, else "".
        """
        follows = bool(self._read) and read_at - self._read[-1][1] <= join_s
        self._read = [*(self._read if follows else ()), (character, read_at)]
        if not self.is_full:
            self.typed += character
            return ""
        if not follows:
            return ""
        code, self.typed = "".join(each for each, _ in self._read), ""
        return code

    @property
    def is_full(self) -> bool:
        """Whether one more character is too many."""
        return len(self.typed) >= MOST

    def clear(self) -> None:
        """Be empty: what was typed was a scan, or belongs to what was shown before."""
        self.typed = ""
        self._read.clear()

    def take_back(self) -> None:
        """Delete the last character."""
        self.typed = self.typed[:-1]

    @property
    def is_right(self) -> bool:
        """Whether it is complete and right."""
        return bool(self.typed) and self._is_right(self.typed)

    @property
    def stops(self) -> bool:
        """Whether it keeps the plan from being applied."""
        return not self.is_right if self.typed else self.required
