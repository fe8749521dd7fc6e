"""The cross-test: four cells, each tried or not, and what they come to."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.actions.availability import nothing_open
from smstui.console.screens.ask import AskScreen
from smstui.console.screens.base import BaseScreen, too_small
from smstui.console.views.choosing import moving
from smstui.console.views.cross_test_rows import COLUMNS, GOOD_BOX, GOOD_CARD, cell_of, rows_of
from smstui.console.widgets.reading import READABLE
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.sheet import Sheet
from smstui.domain.device import SetTopBox
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.cross_test import CrossTest, Tried

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.domain.bundle import Bundle
    from smstui.domain.record import Record

_NEXT: Final = {
    Tried.NOT_TRIED: Tried.WORKS, Tried.WORKS: Tried.FAILS, Tried.FAILS: Tried.NOT_TRIED,
}  # fmt: skip


def open_cross_test(app: "Host") -> None:
    """The cross-test of what is open, where it was left; its box and card are those in hand."""
    opened = app.page.opened
    if opened is None:
        app.say(nothing_open(app.page.situation), "bar-caution")
        return
    test = app.casebook.of(opened).cross_test
    box, card = _in_hand(opened.bundle, app.base.record_in_hand)
    if test is None or (box and test.box_a and box != test.box_a):
        test = CrossTest(box_a=box, card_a=card)
    screen = CrossTestScreen(test, lambda made: app.casebook.tested(opened, made))
    app.push_dialog(screen, lambda _: None)


class CrossTestScreen(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """Enter on a cell goes from not tried to works, to does not work, and round again.

    `told` is given the table after every answer: it is in the case before the dialog closes.
    """

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(self, test: CrossTest, told: Callable[[CrossTest], None]) -> None:
        super().__init__()
        self._test = test
        self._told = told

    def compose(self) -> ComposeResult:
        yield Sheet("cross-test", "Cross-test", RecordList("cells", "Cross-test", COLUMNS))
        yield too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.set_focus(self._list)
        self._show()

    @property
    def _list(self) -> RecordList:
        return self.query_one("#pane-cells", RecordList)

    @on(RecordList.Outgrown)
    def _outgrown(self) -> None:
        self._show()

    @on(RecordList.Chosen)
    def _chosen(self, message: RecordList.Chosen) -> None:
        cell = cell_of(message.key)
        if cell is not None:
            self._take(self._test.having(cell, _NEXT[self._test.at(*cell)]))
        elif message.key == GOOD_BOX:
            self._ask("A box", lambda text: replace(self._test, box_b=text))
        elif message.key == GOOD_CARD:
            self._ask("A card", lambda text: replace(self._test, card_b=text))

    def _ask(self, what: str, made: Callable[[str], CrossTest]) -> None:
        def given(text: str | None) -> None:
            if text and text.strip():
                self._take(made(text.strip()[:64]))

        ask = AskScreen(
            f"{what} that works elsewhere", "type or scan its id", leads_to="use this id"
        )
        self.app.push_dialog(ask, given)

    def _take(self, test: CrossTest) -> None:
        self._test = test
        self._told(test)
        self._show()

    def _show(self) -> None:
        width = self._list.inner_width or self.app.size.width - 4
        key = self.app.key
        self._list.show(rows_of(self._test, min(READABLE, width - 2), key("open")))
        keys = [*moving(key), (key("open"), "change the row"), (key("back"), "close")]
        self.query_one(Sheet).keys(keys)

    def do_back(self) -> None:
        self.leave("")


def _in_hand(bundle: "Bundle", record: "Record | None") -> tuple[str, str]:
    """Box and card of the record in hand, else of what was asked for, else nothing."""
    if isinstance(record, SmartCard):
        return record.box_uid or "", record.number or ""
    if not isinstance(record, SetTopBox):
        asked = (box for box in bundle.boxes if box.uid == bundle.focus.id)
        record = next(asked, None)
    return (record.uid or "", record.smartcard_id or "") if record is not None else ("", "")
