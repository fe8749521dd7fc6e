"""The filter of one list: what was typed, the rows it leaves, and what the list says of it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from smstui.console.widgets.rows import Row
from smstui.domain.marking import typed
from smstui.domain.text import folded
from smstui.presentation.filtering import Filter, narrowed, text_of
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.console.host import Host


class ListFilter:
    """Knows every row of its list. It searches what is shown: a masked text is not found."""

    def __init__(self, host: "Callable[[], Host]") -> None:
        self._host = host
        self.typed = ""
        """The text of the filter; empty where every row is shown."""
        self.given: tuple[Sequence[Row], Sequence[Line]] = ((), ())
        """Every row of the list, and the notice in their place."""
        self.shown: Sequence[Row] = ()
        """The rows that are shown."""
        self._texts: dict[str, tuple[Row, bool, str]] = {}

    @property
    def is_set(self) -> bool:
        """Whether rows may be hidden. A `!` alone hides none yet."""
        return not Filter.of(self.typed).is_empty

    @property
    def total(self) -> int:
        """Rows that there are without the filter."""
        return _count(self.given[0])

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of the rows that are not shown."""
        if not self.is_set:
            return frozenset()
        shown = {row.key for row in self.shown}
        return frozenset(row.key for row in self.given[0] if row.key not in shown)

    def take(
        self, rows: Sequence[Row], notice: Sequence[Line]
    ) -> tuple[Sequence[Row], Sequence[Line]]:
        """Take the rows of the list. Return those to show, and the notice in their place."""
        self.given, self.shown = (rows, notice), rows
        if not self.is_set:
            self._texts.clear()
            return rows, notice
        found = narrowed(rows, self.typed, self._text)
        is_empty = not _count(found) and bool(self.total)
        self.shown = () if is_empty else found
        return self.shown, self.nothing if is_empty else notice

    def head(self, count: str, notes: Sequence[Span]) -> tuple[str, Sequence[Span]]:
        """Return the count and the notes of the list: how many rows of how many match."""
        if not self.is_set:
            return count, notes
        told = f"{_count(self.shown):,} of {self.total:,} match"
        more = f" · {count}" if count and count != str(self.total) else ""
        return f"{told}{more}", [(f"filter: {typed(self.typed)}", "stale"), ("filter", "stale")]

    @property
    def nothing(self) -> Sequence[Line]:
        """The notice where no row is left: why, and the key that shows them again."""
        key = self._host().key("back")
        said: Line = [("No row matches the filter ", "muted"), (typed(self.typed), "strong"),
                      (".", "muted")]  # fmt: skip
        return (said, [(key, "key"), (" clear the filter", "muted")])

    def _text(self, row: Row) -> str:
        """Return the text of a row that is searched, folded. Made once for each row."""
        masker = self._host().masker
        held = self._texts.get(row.key)
        if held is not None and held[0] is row and held[1] is masker.enabled:
            return held[2]
        words = "" if masker.enabled else f" {row.words}"
        text = folded(f"{masker.text(text_of(row))}{words}")
        self._texts[row.key] = row, masker.enabled, text
        return text


def _count(rows: Sequence[Row]) -> int:
    return sum(not row.passive for row in rows)
