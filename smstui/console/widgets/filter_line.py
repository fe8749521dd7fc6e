"""The line above a choice in which its filter is typed."""

from textual.app import ComposeResult

from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit


class FilterLine(Box):
    """A prompt, and a `LineEdit` named `filter` that has the focus while the filter is open."""

    DEFAULT_CSS = """
    FilterLine { height: 1; layout: horizontal; }
    FilterLine > #filter-prompt { width: 3; }
    """

    def __init__(self, key: str) -> None:
        """`key` is the key that opens the filter, as it is shown."""
        super().__init__(id="filter-line")
        self._key = key
        self._prompt = Bar("filter-prompt", "base")
        self.edit = LineEdit("filter", "filters the list")

    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self.edit

    def on_mount(self) -> None:
        self._prompt.show([(f" {self._key} ", "key")])
