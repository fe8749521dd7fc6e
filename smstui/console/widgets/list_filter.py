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
        self._pane = pane
        self._prompt = Bar("typed-prompt", "base")
        self.edit = LineEdit("typed", hint, keeps=True)

    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self.edit

    def on_mount(self) -> None:
        self._prompt.show([(f" {self._key} ", "key")])

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
