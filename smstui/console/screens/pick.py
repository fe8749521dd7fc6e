"""A dialog that offers a list to pick from: by letter, with the cursor, or through a filter."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Input

from smstui.actions import Place
from smstui.console.chooser import LETTER, Chooser, Narrow, letters_of
from smstui.console.screens.base import BaseScreen, KeyListener, too_small
from smstui.console.styled_text import wrap
from smstui.console.views import choosing
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.foot import Foot
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.list_keys import TypingKeys
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.rows import Column, Row
from smstui.console.widgets.sheet import Sheet
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host

CHOICES: Final = (Column("what", most=28, firm=True), Column("meaning", most=80, grows=True))
"""Columns of a choice between a few things, each with its meaning."""


def pick(
    app: "Host",
    title: str,
    offered: Mapping[str, tuple[str, str]],
    picked: Callable[[str], None],
    *,
    columns: Sequence[Column] = CHOICES,
) -> None:
    """Offer a few things, each with its meaning."""

    def narrow(typed: str) -> list[Row]:
        return [
            Row(key, ((name, "strong"), (meaning, "base")))
            for key, (name, meaning) in offered.items()
            if typed.casefold() in f"{name} {meaning}".casefold()
        ]

    def whole(key: str) -> str:
        return offered[key][1] if key else ""

    app.push_dialog(
        PickScreen(title, columns, narrow, whole=whole), lambda key: picked(key) if key else None
    )


class PickScreen(ModalScreen[str], BaseScreen[str], KeyListener, inherit_bindings=False):
    """Ends with the key of the row that was picked, or with "" when nothing was.

    `pointed` is called for every row the cursor comes to, to show what picking it would do;
    `why` says what keeps a row from being picked; `whole` gives the text of a row, which is shown
    below the list where the list cuts it. `own` gives a row a letter of its own. Of more than two
    columns the titles are shown.
    """

    PLACES: ClassVar[tuple[Place, ...]] = (Place.PICK, Place.FILTER, Place.DIALOG)

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        narrow: Narrow,
        *,
        at: str = "",
        pointed: Callable[[str], None] | None = None,
        why: Callable[[str], str] = lambda key: "",
        whole: Callable[[str], str] = lambda key: "",
        own: Callable[[str], str] | None = None,
        share: float = 1.0,
    ) -> None:
        super().__init__()
        self.listener = self
        self._list = RecordList(
            "choices",
            title,
            (LETTER, *columns),
            headed=len(columns) > 2,
            moved=lambda _: self._point_at(self._list.key),
        )
        self._filter_line = FilterLine(self.app.key("match.filter"), self._list)
        self._filter = self._filter_line.edit
        self._chooser = Chooser(narrow, letters_of(self.app.keymap), own)
        self._told = Foot("why")
        self._sheet = Sheet(
            "pick", title, self._filter_line, self._list, self._told, share=share, keeps=True
        )
        self._at = at
        self._pointed = pointed
        self._most = 0
        """Lines that the longest sentence on a row takes."""
        self._why = why
        self._whole = whole

    def compose(self) -> ComposeResult:
        yield self._sheet
        yield too_small()

    def on_mount(self) -> None:
        self._filter_line.display = False
        self.fit(self.app.size)
        self.set_focus(self._list)
        self._show()
        if self._at:
            self._list.point_at(self._at)

    def fit(self, size: Size) -> None:
        super().fit(size)
        self._tell_why(self._list.key)
        self._sheet.fit_content()

    # What keys do

    def picks(self, key: str) -> bool:
        return self.is_mounted and bool(self._chooser.key_of(key))

    def do_match_pick(self, letter: str) -> None:
        """Pick the row that shows the letter."""
        if self.app.refuses_scan():
            return
        key = self._chooser.key_of(letter)
        if key:
            self.leave(key)
        elif not self._chooser.is_filtering:
            self.app.say(f'No row has the letter "{letter}".', "bar-caution")

    @on(RecordList.Chosen)
    def _chosen(self, message: RecordList.Chosen) -> None:
        if message.key:
            self.leave(message.key)

    def do_match_filter(self) -> None:
        if not self._chooser.is_filtering:
            self._chooser.open_filter()
            self._filter_line.display = True
            self.set_focus(self._filter)
            self._show()

    @on(Input.Changed, "#filter")
    def _narrowed(self, message: Input.Changed) -> None:
        if self._chooser.is_filtering:
            self._chooser.filter(message.value)
            self._show()

    @on(LineEdit.Entered, "#filter")
    def _entered(self, message: LineEdit.Entered) -> None:
        """Pick the row in hand, if it matches what was typed.

        The field is empty by now, so what was entered decides. A scan picks nothing: it belongs
        into the lookup box.
        """
        if choosing.is_code_in_dialog(message.scanned):
            self.app.dispatcher.take_scan(message.scanned, entered=True)
        elif self.app.refuses_scan():
            self._filter.stay(message.text)
        elif message.scanned or not self._chooser.is_offered(self._list.key, message.text):
            self._filter.stay(message.text)
            self.app.say(choosing.not_picked(message.text, message.scanned), "bar-caution")
        else:
            self.leave(self._list.key)

    def scanned_over(self) -> None:
        """Close without an effect: the scan asks about something else."""
        self.leave("")

    def do_back(self) -> None:
        """Close the filter, then the choice."""
        if self._chooser.is_filtering:
            self._chooser.close_filter()
            self._filter_line.display = False
            self.set_focus(self._list)
            self._filter.stay("")
            self._show()
        else:
            self.leave("")

    def do_leave(self) -> None:
        self.leave("")

    @property
    def handlers(self) -> "tuple[object, ...]":
        """Move the cursor also while the filter has the focus."""
        return (self, TypingKeys(self._list.list_keys))

    # Showing

    @on(RecordList.Pointed)
    def _pointed_at(self, message: RecordList.Pointed) -> None:
        self._point_at(message.key)

    def _point_at(self, key: str) -> None:
        self._tell_why(key)
        if self._pointed is not None and key:
            self._pointed(key)

    def _tell_why(self, key: str) -> None:
        """Say the whole sentence on a row, below a list that never moves for it.

        The lines of the longest one are kept free, unless a list that is cut could use them.
        """
        width = self._sheet.text_width
        keys = [row.key for row in self._chooser.rows if not row.passive]
        most = max((len(self._lines_on(each, width)) for each in keys), default=0)
        self._most = max(self._most, most)
        lines = self._lines_on(key, width)
        kept = max(len(lines), min(self._most, self._sheet.spare))
        before = self._told.height
        self._told.show([*lines, *([()] * (kept - len(lines)))])
        if kept != before:
            self._sheet.fit_content()

    def _lines_on(self, key: str, width: int) -> list[Line]:
        why = self._why(key)
        is_cut = not why and self._list.layout_of_rows.is_cut(key, width)
        said, role = (why, "caution") if why else (self._said_of(key) if is_cut else "", "muted")
        return [[(f"  {line}", role)] for line in wrap(said, width)] if said else []

    def _said_of(self, key: str) -> str:
        """Return the whole text of a row; of more than two cells each with the title above it."""
        row = next((row for row in self._chooser.rows if row.key == key), None)
        texts = [text for text, _ in row.cells[1:]] if row is not None else []
        if len(texts) > 2:
            titles = ["", *(column.title for column in self._list.layout_of_rows.columns[2:])]
            named = zip(titles, texts, strict=False)
            told = ", ".join(f"{title} {text}".strip() for title, text in named if text)
        else:
            told = ": ".join(filter(None, texts))
        return self._whole(key) or told

    def _show(self) -> None:
        chooser = self._chooser
        rows = chooser.rows
        self._list.head(count=str(chooser.count) if chooser.is_filtering else "")
        self._list.show(rows, () if rows else ([("Nothing matches.", "muted")],))
        self._list.look_focused(chooser.is_filtering)
        self._tell_why(self._list.key)
        self._sheet.keys(
            choosing.keys_of_choice(
                self.app.key,
                chooser.count,
                filtering=chooser.is_filtering,
                letters=chooser.letters,
            )
        )
