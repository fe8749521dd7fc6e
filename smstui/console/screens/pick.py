"""A dialog that offers a list to pick from, narrowed by typing."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input

from smstui.actions import Place
from smstui.console.screens.base import BaseScreen
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.rows import Column, Row

Narrow = Callable[[str], Sequence[Row]]
"""The rows left when this has been typed."""


class PickScreen(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """Ends with the key of the row that was picked, or with "" when nothing was.

    `pointed` is told of every row the cursor comes to, to show what picking it would do; `why`
    says what keeps a row from being picked.
    """

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        narrow: Narrow,
        *,
        at: str = "",
        pointed: Callable[[str], None] | None = None,
        why: Callable[[str], str] = lambda key: "",
    ) -> None:
        super().__init__()
        self._heading = title
        self._columns = columns
        self._narrow = narrow
        self._at = at
        self._pointed = pointed
        self._why = why

    def compose(self) -> ComposeResult:
        with Box(id="dialog"):
            with Box(id="filter-line"):
                yield Bar("filter-prompt", "base")
                yield LineEdit("filter", "type to narrow the list")
            yield RecordList("choices", self._heading, self._columns)
            yield Bar("why", "base")
        yield self.too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#filter-prompt", Bar).show([(" › ", "key")])  # noqa: RUF001 - a prompt
        self.set_focus(self.query_one("#filter", LineEdit))
        self._show("")
        if self._at:
            self._list.point_at(self._at)

    @property
    def _list(self) -> RecordList:
        return self.query_one("#pane-choices", RecordList)

    @on(Input.Changed, "#filter")
    def _narrowed(self, message: Input.Changed) -> None:
        self._show(message.value)

    @on(LineEdit.Entered, "#filter")
    def _entered(self, message: LineEdit.Entered) -> None:
        """Pick the row; what matches nothing was perhaps scanned, and is looked up.

        By what was entered: the field is empty again by now, and the list whole.
        """
        text = message.text.strip()
        left = {row.key for row in self._narrow(message.text) if not row.passive}
        key = self._list.key if self._list.key in left else ""
        self.leave(key)
        if text and not key:
            self.app.take_scan(text, entered=True)

    @on(RecordList.Pointed)
    def _pointed_at(self, message: RecordList.Pointed) -> None:
        self.query_one("#why", Bar).show([(" ", "base"), (self._why(message.key), "caution")])
        if self._pointed is not None and message.key:
            self._pointed(message.key)

    def _show(self, typed: str) -> None:
        rows = self._narrow(typed)
        self._list.head(count=str(len(rows)), notes=[(f"{self.app.key('back')} closes", "muted")])
        self._list.show(rows, () if rows else ([("Nothing matches.", "muted")],))
        self._list.look_focused(True)

    def do_list_down(self) -> None:
        self._list.do_list_down()

    def do_list_up(self) -> None:
        self._list.do_list_up()

    def do_list_page_down(self) -> None:
        self._list.do_list_page_down()

    def do_list_page_up(self) -> None:
        self._list.do_list_page_up()

    def do_back(self) -> None:
        self.leave("")
