"""The line above the list of a page in which its filter is typed."""

from textual import on
from textual.app import ComposeResult

from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList


class ListFilter(Box):
    """A prompt, a `LineEdit` named `typed`, and the actions that move between it and the list."""

    DEFAULT_CSS = """
    ListFilter { height: 1; layout: horizontal; }
    ListFilter > #typed-prompt { width: 3; }
    """

    def __init__(self, key: str, hint: str, pane: RecordList) -> None:
        """`key` is the key that leads here, as it is shown; `pane` is the list that is filtered."""
        super().__init__()
        self._key = key
        self._hint = hint
        self._pane = pane

    def compose(self) -> ComposeResult:
        yield Bar("typed-prompt", "base")
        yield LineEdit("typed", self._hint, keeps=True)

    def on_mount(self) -> None:
        self.query_one("#typed-prompt", Bar).show([(f" {self._key} ", "key")])

    @property
    def edit(self) -> LineEdit:
        return self.query_one("#typed", LineEdit)

    @on(LineEdit.Entered, "#typed")
    def _entered(self) -> None:
        self.screen.set_focus(self._pane)

    def do_filter(self) -> None:
        self.screen.set_focus(self.edit)
        self.edit.select_all()

    def do_filter_with(self, text: str) -> None:
        self.edit.value = text

    def do_list_down(self) -> None:
        self.screen.set_focus(self._pane)

    def leave(self) -> bool:
        """Clear the filter and go to the list. False where the filter has not the focus."""
        if not self.edit.has_focus:
            return False
        self.edit.clear()
        self.screen.set_focus(self._pane)
        return True
