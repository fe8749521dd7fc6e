"""A sentence in as many lines as it takes."""

from typing import TYPE_CHECKING, Final

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import strip_of, wrap
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host

_SIGN: Final = "■ "


class Sentence(Widget):
    """A sentence about what is wrong, behind a sign, or a quiet one. Empty it takes no room."""

    DEFAULT_CSS = "Sentence { height: auto; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, indent: int) -> None:
        super().__init__()
        self._indent = indent
        self.text = ""
        self._is_wrong = True

    def show(self, text: str, *, is_wrong: bool = True) -> None:
        if (text, is_wrong) != (self.text, self._is_wrong):
            self.text, self._is_wrong = text, is_wrong
            self.refresh(layout=True)

    def lines_in(self, width: int) -> list[str]:
        """Return the lines of the sentence in a row of `width` cells."""
        room = max(1, width - self._indent - len(_SIGN))
        return wrap(self.text, room) if self.text else []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines_in(width))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        lines = self.lines_in(width)
        said = lines[y] if y < len(lines) else ""
        is_signed = self._is_wrong and said and not y
        sign = _SIGN if is_signed else " " * len(_SIGN)
        role = "caution" if self._is_wrong else "muted"
        line: Line = [(" " * self._indent + sign, "fault"), (said, role)]
        return strip_of(line, width, palette_of(self))
