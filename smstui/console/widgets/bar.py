"""A line of its own: the header, the footer, the prompt and the guess beside the lookup box."""

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

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
        self._left: Line = ()
        self._right: Line = ()

    def show(self, left: Line, right: Line = ()) -> None:
        """Say it. Nothing is drawn when nothing changed."""
        if (left, right) == (self._left, self._right):
            return
        width = self._wanted
        self._left, self._right = left, right
        self.refresh(layout=self._wanted != width and bool(self.styles.auto_dimensions))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self._wanted

    @property
    def text(self) -> str:
        """What it says, as a person reads it."""
        return "".join(text for text, _ in (*self._left, *self._right))

    @property
    def _wanted(self) -> int:
        return width_of(self._left) + width_of(self._right)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        left = clip(self._left, max(0, width - width_of(self._right)))
        gap = " " * max(0, width - width_of(left) - width_of(self._right))
        line = [*left, (gap, self._ground), *self._right]
        return strip_of(line, width, self.app.palette, self._ground)
