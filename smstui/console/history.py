"""The bundles opened in this session, to walk back and forth among. Pure."""

from typing import Generic, TypeVar

T = TypeVar("T")

DEPTH = 50
"""Bundles remembered; one is some tens of kilobytes."""


class History(Generic[T]):
    """A line of things opened; opening one drops what lay ahead, as in a browser."""

    def __init__(self) -> None:
        self._opened: list[T] = []
        self._at = -1

    def add(self, opened: T) -> None:
        self._opened = [*self._opened[: self._at + 1], opened][-DEPTH:]
        self._at = len(self._opened) - 1

    def replace(self, opened: T) -> None:
        """The one in hand, read again."""
        if self._opened:
            self._opened[self._at] = opened
        else:
            self.add(opened)

    @property
    def latest_first(self) -> list[T]:
        """All that is remembered."""
        return self._opened[::-1]

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        return self._at + 1 < len(self._opened)

    def back(self) -> T:
        """The one before. Only when `can_go_back`."""
        self._at -= 1
        return self._opened[self._at]

    def forward(self) -> T:
        """The one after. Only when `can_go_forward`."""
        self._at += 1
        return self._opened[self._at]
