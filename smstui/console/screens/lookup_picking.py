"""Picking a row of the list: by its letter, with the cursor, or through the filter."""

from typing import TYPE_CHECKING

from smstui.actions import Place
from smstui.console.chooser import LETTER, Chooser, letters_of
from smstui.console.in_hand import Page
from smstui.console.screens import dialogs
from smstui.console.views import choosing
from smstui.console.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from smstui.console.screens.lookup_view import LookupView
    from smstui.console.views import finder
    from smstui.domain.triage.dictionary import Meaning
    from smstui.presentation.lines import Line


class LookupPicking:
    """The choice between the rows of a list. The row that is picked is asked for."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view
        self.chooser: Chooser | None = None
        self._page: finder.Page | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """The other maps in which a key is looked up while the rows have the focus."""
        if not self.is_offered or self.chooser is None or not self.chooser.count:
            return ()
        is_filtered = self._view.hand.page is Page.MATCHES
        return (Place.PICK, Place.FILTER) if is_filtered else (Place.PICK,)

    @property
    def is_offered(self) -> bool:
        """Whether the finder offers rows by letter and has the focus."""
        return self.chooser is not None and self._view.focused is self._view.body.finder

    @property
    def is_filtering(self) -> bool:
        return self.chooser is not None and self.chooser.is_filtering

    @property
    def as_filter(self) -> "_PickingFilter":
        """The handler of the key that filters a list: here it filters the choice."""
        return _PickingFilter(self)

    def has_letter(self, key: str) -> bool:
        """Return whether the key is a letter that is shown on a row."""
        return self.is_offered and self.chooser is not None and bool(self.chooser.key_of(key))

    def keys_line(self) -> "Line | None":
        """Return the last line while the filter is open."""
        if self.chooser is None or not self.is_filtering:
            return None
        key, rows = self._view.app.key, self.chooser.count
        keys = choosing.keys_of_choice(key, rows, filtering=True)
        return choosing.hint_line(keys, on_bar=True)

    def offer(self, page: "finder.Page") -> None:
        """Offer the rows of a list."""
        self._page = page
        keymap = self._view.app.keymap
        filters = keymap.keys_by_id["filter"]
        letters = [letter for letter in letters_of(keymap) if letter not in filters]
        self.chooser = Chooser(page.narrow, letters)
        self._show()

    def drop(self) -> None:
        """Offer nothing any more."""
        self.chooser = None
        self._view.set_class(False, "-filtering")

    def pick(self, key: str) -> None:
        """Ask for a row, or open the meaning that it names."""
        self._take(key)

    def _take(self, key: str) -> bool:
        """Take a row. False where none has this key."""
        state = self._view.state
        if (meaning := state.meaning(key)) is not None:
            self._read_out(meaning)
        elif (question := state.picks.get(key)) is not None:
            self._view.line.ask(question)
        else:
            return False
        return True

    def _read_out(self, meaning: "Meaning") -> None:
        app, page = self._view.app, self._view.state.listed
        if page is not None:
            dialogs.read_out(
                app,
                f"Code {meaning.code}",
                lambda width: page.lines_of(meaning, width, app.key),
            )

    def do_match_pick(self, letter: str) -> None:
        """Ask for the row that shows the letter, wherever the cursor is."""
        if self.chooser is None or self._view.app.refuses_scan():
            return
        if not self._take(self.chooser.key_of(letter)):
            self._view.say(f'No row has the letter "{letter}".', "bar-caution")

    # The filter

    def do_match_filter(self) -> None:
        if self.chooser is None:
            return
        if self._view.line.stop():
            self._view.say("Stopped. The filter is open.")
        self.chooser.open_filter()
        self._view.set_class(True, "-filtering")
        self._view.set_focus(self._view.body.filter_edit)
        self._show()

    def narrow(self, text: str) -> None:
        """Show the rows that hold what was typed."""
        if self.chooser is not None and self.chooser.is_filtering:
            self.chooser.filter(text)
            self._show()

    def enter(self, message: LineEdit.Entered) -> None:
        """Ask for the row in hand, if it matches what was typed. A scan is an id to look up."""
        view, chooser, key = self._view, self.chooser, self._view.body.finder.key
        if choosing.is_id(message.scanned):
            view.app.dispatcher.take_scan(message.scanned, entered=True)
        elif chooser is None or not chooser.is_filtering:
            return
        elif message.scanned or not chooser.is_offered(key, message.text):
            view.body.filter_edit.stay(message.text)
            view.say(choosing.not_picked(message.text, message.scanned), "bar-caution")
        elif key in view.state.picks or view.state.meaning(key) is not None:
            self.close_filter()
            self._take(key)

    def close_filter(self, to_list: bool = True) -> None:
        """Show every row again, with its letter."""
        if self.chooser is None:
            return
        self.chooser.close_filter()
        self._view.body.filter_edit.stay("")
        self._view.set_class(False, "-filtering")
        if to_list:
            self._view.set_focus(self._view.body.finder)
        self._show()

    def _show(self) -> None:
        """Show the rows to pick from, with their letters or as the filter leaves them."""
        chooser, page, pane = self.chooser, self._page, self._view.body.finder
        if chooser is None or page is None:
            return
        pane.show(chooser.rows, (), (LETTER, *page.columns), page.is_headed)
        total = sum(not row.passive for row in page.rows)
        shown = f"{chooser.count} of {total} match" if chooser.is_filtering else page.count
        pane.head(page.title, shown)
        pane.look_focused(chooser.is_filtering)
        self._view.refresh_bars()


class _PickingFilter:
    """The filter of the rows to pick from, by the key that filters every list."""

    def __init__(self, picking: LookupPicking) -> None:
        self.do_filter = picking.do_match_filter
