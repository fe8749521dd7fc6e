"""How many ids to ask about at once: carefully at first, less where the platform struggles. Pure.

The first id goes alone, for a password that is refused must not be tried by many at once. Then
half of the bound, one more for each good answer, and half of it again for each trouble; answers
to what was asked before the last halving do not halve it again.
"""

from typing import Final

FEWEST: Final = 4
"""Below this nothing is gained: a platform that is gone would only take longer to say so."""


def ids_at_once(connections: int) -> int:
    """How many ids keep so many connections busy: each has six or seven calls under way, in two
    rounds, and waits for the slowest of them."""
    return max(1, connections * 2 // 5)


class ConcurrencyLimit:
    """The bound of the moment: `width`, at most `most`."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._begun = 0
        self._counts_from = 0
        self.width = 1

    def begin(self) -> int:
        """Count an id that is asked from here on; its number, for `good` and `trouble`."""
        self._begun += 1
        return self._begun

    def good(self) -> None:
        """The platform answered."""
        grown = max(1, self._most // 2) if self.width == 1 else self.width + 1
        self.width = min(self._most, grown)

    def trouble(self, number: int) -> None:
        """The platform did not answer for the id with that number."""
        if number >= self._counts_from:
            self.width = min(self._most, max(FEWEST, self.width // 2))
            self._counts_from = self._begun + 1
