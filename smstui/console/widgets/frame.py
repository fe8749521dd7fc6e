"""The frame of a pane around other widgets."""

from smstui.console.widgets.panel import Panel
from smstui.presentation.lines import Line


class Frame(Panel, can_focus=False):
    """Draws its title and its lines; what stands inside keeps a cell away from them by itself."""

    DEFAULT_CSS = "Frame { height: auto; layout: vertical; overflow: hidden hidden; }"

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self._in_view = ""

    def on_mount(self) -> None:
        self.look_focused(True)

    def tell(self, in_view: str) -> None:
        """Say in the lower right what part of the content is in view; empty for all of it."""
        if in_view != self._in_view:
            self._in_view = in_view
            self.redraw()

    def foot(self) -> str:
        return self._in_view

    def content_line(self, y: int, width: int) -> tuple[Line, str]:
        return (), "base"
