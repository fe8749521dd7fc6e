"""Decide how many ids to diagnose at once: few at first, fewer if the platform struggles. Pure.

The first id goes alone, because a refused password must not be tried by many at once. Then the
limit is half of the maximum, one more for each good answer, and half of it for each failure.
Answers to requests from before the last halving do not halve it again.
"""

from typing import Final

FEWEST: Final = 4
"""The lowest limit. With fewer, a platform that is down would only take longer to say so."""


def ids_at_once(connections: int) -> int:
    """Return how many ids keep so many connections busy.

    Each id has six or seven calls at a time, in two rounds, and waits for the slowest of them.
    """
    return max(1, connections * 2 // 5)


class ConcurrencyLimit:
    """The current limit: `width`, at most `most`."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._begun = 0
        self._counts_from = 0
        self.width = 1

    def begin(self) -> int:
        """Count a new id. Return its number, for `good` and `trouble`."""
        self._begun += 1
        return self._begun

    def good(self) -> None:
        """Record that the platform answered."""
        grown = max(1, self._most // 2) if self.width == 1 else self.width + 1
        self.width = min(self._most, grown)

    def trouble(self, number: int) -> None:
        """Record that the platform did not answer for the id with that number."""
        if number >= self._counts_from:
            self.width = min(self._most, max(FEWEST, self.width // 2))
            self._counts_from = self._begun + 1
