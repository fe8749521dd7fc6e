"""A line of its own: the header, the footer, the prompt and the guess beside the lookup box."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import clip, strip_of, width_of
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host


class Bar(Widget):
    """One line, pieces at the left and pieces at the right; the left gives way."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, name: str, ground: str = "bar") -> None:
        super().__init__(id=name)
        self._ground = ground
        self.is_public = False
        """Whether it is shown while the screen is locked, since it says nothing of any record."""
        self._rows: Sequence[tuple[Line, Line]] = (((), ()),)

    def show(self, left: Line, right: Line = ()) -> None:
        """Say it. Nothing is drawn when nothing changed."""
        self.show_rows([(left, right)])

    def show_rows(self, rows: Sequence[tuple[Line, Line]]) -> None:
        """Say it on as many lines as the style sheet gives. Only a line that changed is drawn."""
        before, width = self._rows, self._wanted
        if rows == before:
            return
        self._rows = rows
        if self._wanted != width and self.styles.auto_dimensions:
            self.refresh(layout=True)
        elif self.size:
            changed = [y for y, row in enumerate(rows) if [row] != [*before[y : y + 1]]]
            changed += range(len(rows), len(before))
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))
        else:
            self.refresh()  # while it is hidden, what Textual keeps of it is thrown away

    def get_line_filters(self) -> Sequence[LineFilter]:
        usual = super().get_line_filters()
        return self.app.screen_lock.filters_of_header(usual) if self.is_public else usual

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self._wanted

    @property
    def text(self) -> str:
        """The text, as a person reads it."""
        return "\n".join("".join(text for text, _ in (*left, *right)) for left, right in self._rows)

    @property
    def _wanted(self) -> int:
        return max(width_of(left) + width_of(right) for left, right in self._rows)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        left, right = self._rows[y] if y < len(self._rows) else ((), ())
        left = clip(left, max(0, width - width_of(right)))
        gap = " " * max(0, width - width_of(left) - width_of(right))
        line = [*left, (gap, self._ground), *right]
        return strip_of(line, width, palette_of(self), self._ground)
