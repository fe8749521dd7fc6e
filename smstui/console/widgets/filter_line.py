"""The line in which the filter of a list is typed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from smstui.console.views import choosing
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList

if TYPE_CHECKING:
    from smstui.console.host import Host


class FilterEdit(LineEdit):
    """The field of a filter. A scan is no part of a filter, however it ends.

    A Tab behind a scan ends it, as Enter does. What is entered is looked up by nobody.
    """

    def __init__(self, name: str, hint: str, *, keeps: bool) -> None:
        super().__init__(name, hint, keeps=keeps, scanned=True)

    @property
    def looks_up(self) -> bool:
        return False


class FilterLine(Box):
    """A prompt, a field, and the actions that move between it and the list.

    Above a choice, whoever offers the choice decides what Enter does, and the field starts empty
    each time. With `keeps` it narrows `pane` itself: the filter stays in force, Enter leads to
    the list, and a scan goes where every scan goes, the filter being what it was before.
    """

    DEFAULT_CSS = """
    FilterLine { height: 1; layout: horizontal; }
    FilterLine > .prompt { width: 3; }
    """

    app: "Host"  # type: ignore[assignment]

    def __init__(
        self,
        key: str,
        pane: RecordList | None,
        hint: str = "filter the list",
        *,
        keeps: bool = False,
        name: str = "filter",
    ) -> None:
        """`key` is the key that leads here, as it is shown."""
        super().__init__(id=f"{name}-line")
        self.pane = pane
        self._key = key
        self._keeps = keeps
        self.changed: Callable[[], None] = lambda: None
        """What is called after the list was narrowed."""
        self._before = ("", "")
        """The filter and the row under the cursor before this one was begun."""
        self._prompt = Bar(f"{name}-prompt", "base")
        self._prompt.add_class("prompt")
        self.edit: LineEdit = (
            FilterEdit(name, hint, keeps=True) if keeps else LineEdit(name, hint, keeps=False)
        )

    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self.edit

    def on_mount(self) -> None:
        margin = "  " if self.screen.is_modal else " "
        self._prompt.show([(f"{margin}{self._key} ", "key")])

    @property
    def enters(self) -> str:
        """The effect of Enter here, where the filter has the focus."""
        return "to the list" if self.edit.has_focus else ""

    def begin(self, pane: RecordList | None = None) -> None:
        """Type a filter, of `pane` where that is given. The one in force is marked."""
        self.pane = pane or self.pane
        if self.pane is not None and self._keeps:
            self.edit.value = self.pane.filter.typed
            self._before = self.pane.filter.typed, self.pane.key
            self.pane.look_focused(True)
        self.screen.set_focus(self.edit)
        self.edit.select_all()

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        if self._keeps and self.pane is not None:
            self.pane.narrow(message.value)
            self.changed()

    @on(LineEdit.Entered)
    def _entered(self, message: LineEdit.Entered) -> None:
        """Go to the list, unless a scanner did this: a code is no filter."""
        if not self._keeps:
            return
        if not message.scanned:
            self.to_list()
            return
        message.stop()
        self._put_back(message.text.removesuffix(message.scanned))
        self.to_list()
        if choosing.is_id(message.scanned):
            self.app.dispatcher.take_scan(message.scanned, entered=True)
        else:
            self.app.say(choosing.no_filter(message.scanned), "bar-caution")

    def _put_back(self, by_hand: str) -> None:
        """Have the filter again that was typed by hand before a scan, else the one before it."""
        typed, key = self._before
        self.edit.value = by_hand or typed
        if self.pane is not None:
            self.pane.narrow(by_hand or typed)
            self.pane.point_at(key)

    def do_list_down(self) -> None:
        self.to_list()

    def to_list(self) -> None:
        """Give the focus to the list."""
        if self.pane is not None:
            self.screen.set_focus(self.pane)
