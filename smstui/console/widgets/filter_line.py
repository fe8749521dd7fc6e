"""The line above a list in which its filter is typed."""

from textual import on
from textual.app import ComposeResult

from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList


class FilterLine(Box):
    """A prompt, a `LineEdit` named `filter`, and the actions that move between it and the list.

    Above a choice, whoever offers the choice decides what Enter does, and the field starts empty
    each time. With `keeps` the filter stays in force, and Enter leads to the list.
    """

    DEFAULT_CSS = """
    FilterLine { height: 1; layout: horizontal; }
    FilterLine > #filter-prompt { width: 3; }
    """

    def __init__(
        self, key: str, pane: RecordList, hint: str = "filter the list", *, keeps: bool = False
    ) -> None:
        """`key` is the key that leads here, as it is shown; `pane` is the list that is filtered."""
        super().__init__()
        self._key = key
        self._pane = pane
        self._keeps = keeps
        self._prompt = Bar("filter-prompt", "base")
        self.edit = LineEdit("filter", hint, keeps=keeps)

    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self.edit

    def on_mount(self) -> None:
        self._prompt.show([(f" {self._key} ", "key")])

    @property
    def enters(self) -> str:
        """What Enter does here, where the filter has the focus."""
        return "to the list" if self.edit.has_focus else ""

    @on(LineEdit.Entered)
    def _entered(self) -> None:
        if self._keeps:
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
