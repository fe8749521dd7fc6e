"""The lines below a text: as many as what they say takes, none of them cut."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import strip_of
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host


class Foot(Widget):
    """Lines that were wrapped to its width already."""

    DEFAULT_CSS = "Foot { height: auto; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        if lines != self._lines:
            taller = len(lines) != len(self._lines)
            self._lines = lines
            self.refresh(layout=taller)

    @property
    def height(self) -> int:
        """Lines it takes."""
        return len(self._lines)

    @property
    def text(self) -> str:
        """The text, as a person reads it."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        line = self._lines[y] if y < len(self._lines) else ()
        return strip_of(line, self.size.width, palette_of(self))
