"""Lines that are read and, where there are more than fit, scrolled."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.message import Message

from smstui.console.widgets.list_keys import ListKeys
from smstui.console.widgets.panel import Panel
from smstui.presentation.lines import Line

READABLE: Final = 100
"""Cells of the longest line of a text: longer ones are hard to read on."""


class Reading(Panel):
    """A text of whole lines; the keys of a list move the view."""

    class Moved(Message):
        """Other lines are in view."""

    class Resized(Message):
        """It was drawn at another size: lines may have to be broken elsewhere."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.list_keys = ListKeys(self._scroll, lambda: self.inner_height, lambda: self.row_count)
        self.handlers = (self, self.list_keys)
        self._lines: Sequence[Line] = ()
        self._make: Callable[[int], Sequence[Line]] = lambda _width: self._lines
        self._top_line = 0
        self._unseen: set[int] = set()
        self._just_seen: set[int] = set()
        """Lines that were taken for seen, and for which nobody has moved the text since."""

    def show(self, lines: Sequence[Line]) -> None:
        """Show another text, from its start. Blank lines at its end are left out."""
        while lines and not any(text.strip() for text, _ in lines[-1]):
            lines = lines[:-1]
        if lines != self._lines:
            self._lines = lines
            self._top_line = 0
            self._unseen, self._just_seen = set(range(len(lines))), set()
            self.wanted_height = len(lines)
            self.redraw()

    def show_broken(self, make: Callable[[int], Sequence[Line]]) -> None:
        """Show the lines that `make` returns for a width, and know how to break them again."""
        self._make = make
        self.show(make(self.text_width))

    def break_again(self) -> bool:
        """Break the lines for the width there is now; return whether they are other lines."""
        lines = self._make(self.text_width)
        is_other = lines != self._lines
        self.show(lines)
        return is_other

    @property
    def text_width(self) -> int:
        return min(READABLE, self.inner_width or self.app.size.width - 4)

    @property
    def lines(self) -> Sequence[Line]:
        """The whole text, whatever part of it is in view."""
        return self._lines

    def look(self) -> int:
        """Take the lines in view for seen, once they are drawn; how many have never been."""
        self._just_seen |= self._unseen & self._in_view
        self._unseen -= self._in_view
        return len(self._unseen)

    @property
    def _in_view(self) -> set[int]:
        return set(range(self._top_line, self._top_line + self.inner_height))

    def memento(self) -> Callable[[], None]:
        """Return a function that shows the present lines again, from the same place."""
        lines, make = self._lines, self._make
        top, unseen = self._top_line, set(self._unseen)
        headed = (self._title, self._count, self._notes)

        def put_back() -> None:
            self.head(*headed)
            if (lines, top) != (self._lines, self._top_line):
                self._lines, self._top_line = lines, top
                self.wanted_height = len(lines)
                self.redraw()
            self._unseen, self._make = unseen, make

        return put_back

    @property
    def row_count(self) -> int:
        return len(self._lines)

    def content_line(self, y: int, width: int) -> tuple[Line, str]:
        at = self._top_line + y
        return (self._lines[at] if at < len(self._lines) else ()), "base"

    def foot(self) -> str:
        total = len(self._lines)
        if total <= self.inner_height:
            return ""
        last = min(total, self._top_line + self.inner_height)
        return f"{self._top_line + 1}-{last} of {total}"

    def sized(self) -> None:
        self._top_line = self._clamped(self._top_line)
        if self._unseen:  # a foot that tells so may hide lines that were in view for a frame
            hidden = self._just_seen - self._in_view
            self._unseen |= hidden
            self._just_seen -= hidden
        self.post_message(self.Resized())

    def _clamped(self, top: int) -> int:
        return max(0, min(top, len(self._lines) - self.inner_height))

    def _scroll(self, by: int) -> None:
        top = self._clamped(self._top_line + by)
        if top != self._top_line:
            self._top_line = top
            self._just_seen.clear()
            self.redraw()
            self.post_message(self.Moved())
