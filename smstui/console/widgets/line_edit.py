"""Where text is typed. A scanner is a fast keyboard that ends with Enter.

Textual's stock Input lets Enter and the editing keys bubble, so that they run after keys that
were typed later (Textual #6605) and scans merge. Here every key that edits, and Enter, is taken
in the widget's own turn, and a paste is split into its lines.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from smstui.console.guard import harmless
from smstui.console.palette import palette_of
from smstui.console.scanner import LINE_FEED, SHORTEST
from smstui.console.styled_text import strip_of
from smstui.console.timing import IN_A_ROW
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.console.host import Host

LONGEST_LINE: Final = 4_096
"""Characters of one pasted line that a field takes; a longer one is refused before."""

_ENTER: Final = "submit"
_TAB, _TAB_CHARACTER = "tab", "\t"


def _editing_keys() -> dict[str, str]:
    """Key to action, as the stock Input binds them."""
    return {
        key: binding.action
        for binding in Input.BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }


class LineEdit(Input):
    """One line of text on one line of the screen, without a blinking cursor."""

    DEFAULT_CSS = """
    LineEdit, LineEdit:focus {
        height: 1; width: 1fr; border: none; padding: 0;
        background: $ground; color: $ink; background-tint: transparent;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []
    EDITING: ClassVar[dict[str, str]] = _editing_keys()

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    @dataclass
    class Entered(Message):
        """One line was finished, by Enter or by a line break in a paste.

        `scanned` is what a scanner typed right before the Enter, from the pause of `join_s` before
        it on, or a paste: no link tears a code so that its end is taken for the whole.
        `keys_read` is how many keys had been read by then.
        """

        edit: "LineEdit"
        text: str
        scanned: str = ""
        keys_read: int = 0

        @property
        def control(self) -> "LineEdit":
            return self.edit

    def __init__(
        self,
        name: str,
        hint: str = "",
        keeps: bool = False,
        scanned: bool = False,
        tab_enters: bool = False,
    ) -> None:
        """`keeps` leaves the text in place, marked, when it has been entered.

        A scanner may end with Tab: where ids are `scanned`, one behind a scan counts as Enter;
        with `tab_enters` every Tab does while there is text.
        """
        super().__init__(id=name, placeholder=hint, compact=True, select_on_focus=keeps)
        self.cursor_blink = False
        self._keeps = keeps
        self._scanned = scanned
        self._tab_enters = tab_enters
        self._unread = 0
        self._taken_back = 0
        """Keys in the queue that were taken back before they were read."""
        self._paced = ""
        """What was typed at a scanner's pace so far, and nothing else behind it."""
        self._joined = ""
        """What was typed since a pause of `join_s`. A scan whose last characters came at a
        scanner's pace is all of it: a link may have held the others back."""
        self._in_row = 0
        """Characters in a row, none further than `row_s` behind the one before."""
        self._last_at = 0.0
        self._ended = False
        self._behind: list[str] = []
        self._is_carried_off = False
        """Whether somebody else goes on with what was scanned last."""
        self._as_text: set[int] = set()
        """Keys in the queue that are characters here whatever they are elsewhere."""
        self._paced_lines: list[str] = []
        """For each ending that is not read yet, what a scanner typed right before it."""
        self._scanned_line = ""
        self._entered_at: int | None = None
        self._ends_read: list[int] = []
        """For each ending that is not read yet, how many keys had been read with it."""

    @classmethod
    def _get_component_classes(cls) -> frozenset[str]:  # type: ignore[override]  # it is cached
        """Return no parts of an Input to look up styles for: the line draws itself."""
        return frozenset()

    def takes(self, event: events.Key) -> bool:
        """Return whether the key is for this line rather than for the registry."""
        if event.key == LINE_FEED:
            return True
        if event.key == _TAB:
            scanned = self._scanned and (self._is_paced(event) or self._is_in_row(event))
            return scanned or (self._tab_enters and not self.is_blank)
        return event.is_printable or event.key in self.EDITING or is_odd(event)

    @property
    def looks_up(self) -> bool:
        """Whether an id that is entered here is taken at once: it is not one of several fields."""
        return self._scanned or self._tab_enters

    @property
    def _pace_s(self) -> float:
        return self.app.timing.pace_s

    @property
    def is_blank(self) -> bool:
        """Whether the next character starts a new text."""
        return not self._unread and self._is_fresh

    @property
    def _is_fresh(self) -> bool:
        start, end = sorted((self.selection.start, self.selection.end))
        return start == 0 and end == len(self.value)

    def _is_paced(self, event: events.Key) -> bool:
        """Return whether a scanner typed what came just before `event`."""
        return len(self._paced) >= SHORTEST and self._gap(event) <= self._pace_s

    def _is_in_row(self, event: events.Key) -> bool:
        """Return whether `event` ends a row of keys that no hand keeps up (see `scanner`)."""
        return self._in_row >= IN_A_ROW - 1 and self._gap(event) <= self.app.timing.row_s

    def _gap(self, event: events.Key) -> float:
        return round(event.time - self._last_at, 6)

    def is_mid_scan(self, event: events.Key) -> bool:
        """Return whether `event` follows a character at a scanner's pace: one code is never cut."""
        return bool(self._paced) and self._gap(event) <= self._pace_s

    def take(self, event: events.Key, *, as_text: bool = False) -> None:
        """Put a key in the line's queue. Until it is read, the line is not what it will be.

        With `as_text` a key that would do something is one more character.
        """
        if as_text:
            self._as_text.add(id(event))
        character = (event.character or "") if event.is_printable or as_text else ""
        gap = self._gap(event)
        if self.EDITING.get(event.key) == _ENTER or event.key in (LINE_FEED, _TAB):
            self._paced_lines.append(self._joined if self._is_paced(event) else "")
            self._ends_read.append(self.app.dispatcher.keys_read)
        in_row = self._in_row if gap <= self.app.timing.row_s else 0
        self._in_row = in_row + 1 if character else 0
        goes_on = gap <= self._pace_s and character
        self._paced = self._paced + character if goes_on else character
        joins = gap <= self.app.timing.join_s and character
        self._joined = self._joined + character if joins else character
        self._last_at = event.time
        self._unread += 1
        self.post_message(event)

    async def _on_key(self, event: events.Key) -> None:
        if self._taken_back:
            self._taken_back -= 1
            event.stop()
            event.prevent_default()
            return
        self._unread = max(0, self._unread - 1)
        action = self.EDITING.get(event.key)
        scanned, keys_read = "", None
        if (action == _ENTER or event.key in (LINE_FEED, _TAB)) and self._paced_lines:
            scanned, keys_read = self._paced_lines.pop(0), self._ends_read.pop(0)
        if event.key in (LINE_FEED, _TAB):
            # The second half of CR and LF: what it would end is entered already.
            action = None if self._is_fresh else _ENTER
            event.stop()
            event.prevent_default()
        if is_odd(event) or id(event) in self._as_text:
            self._as_text.discard(id(event))
            action = None
            self.replace(event.character or "", *self.selection)
        elif action is None or event.is_printable:
            return
        event.stop()
        event.prevent_default()
        if action == _ENTER:
            self._scanned_line = scanned
            self._entered_at = keys_read
            self._enter()
            self._scanned_line, self._entered_at = "", None
        elif action is not None:
            await self.run_action(action)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take_text(event.text)

    def take_text(self, text: str) -> None:
        """As if typed: every line but the last is entered at once."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if self._tab_enters or (self._scanned and text.endswith(_TAB_CHARACTER)):
            text = text.replace(_TAB_CHARACTER, "\n")
        *whole, rest = text.split("\n")
        for line in whole:
            self.replace(line, *self.selection)
            self._scanned_line = line
            self._enter()
            self._scanned_line = ""
        if rest:
            self.replace(rest, *self.selection)

    def _enter(self) -> None:
        text = self.value
        if self._keeps:
            self.select_all()
        else:
            self.clear()
        if self._ended:
            self._behind.append(text)
            return
        self._ended = self.screen.is_modal
        read = self.app.dispatcher.keys_read if self._entered_at is None else self._entered_at
        self.post_message(self.Entered(self, text, self._scanned_line, read))

    def memento(self) -> Callable[[], None]:
        """Return a function that puts the present text back."""
        value, selection = self.value, self.selection

        def put_back() -> None:
            self._take_back_unread()
            self._ended = False
            self.value, self.selection = value, selection

        return put_back

    def take_back(self) -> None:
        """Be empty, as when it was made: the keys that were typed into it are a code."""
        self._take_back_unread()
        self.clear()

    def _take_back_unread(self) -> None:
        """Read none of the keys that wait in the queue."""
        self._taken_back += self._unread
        self._unread = 0
        self._paced_lines.clear()
        self._ends_read.clear()
        self._as_text.clear()

    def stay(self, text: str) -> None:
        """Go on with `text`: what was entered did not end the dialog."""
        self._ended = False
        self._behind.clear()
        self.value = text
        self.cursor_position = len(text)

    def carry_off(self) -> str:
        """Return what was scanned so far, for whoever goes on with it: the line is gone, or lies
        beneath another dialog. What was scanned whole before it is still to be handed on."""
        self._is_carried_off = True
        return self._joined

    def _on_unmount(self) -> None:
        """Hand on what was scanned behind the Enter that ended a dialog."""
        if self.app.screen_stack and self.app.base.is_attached:  # else the console was left
            self.hand_on()

    def hand_on(self) -> None:
        """Hand on what was scanned behind the Enter that entered the text, as ids to look up."""
        if not self._ended:
            return
        behind, rest = self._behind, "" if self._is_carried_off else self.value.strip()
        self._behind, self._is_carried_off = [], False
        self.clear()
        for text in behind:
            if len(text.strip()) >= SHORTEST:
                self.app.dispatcher.take_scan(text, entered=True)
        if len(rest) >= SHORTEST:
            self.app.dispatcher.take_scan(rest, entered=False)

    @property
    def has_ended(self) -> bool:
        """Whether its text was entered, and ended the dialog or opened another one."""
        return self._ended

    @property
    def drawn_value(self) -> str:
        """The text as it is drawn: masked where it must be, and as long."""
        return self.value

    def render_line(self, y: int) -> Strip:
        line = _drawn(
            self.drawn_value, self.placeholder, self.selection, self.has_focus, self.size.width
        )
        return strip_of(line, self.size.width, palette_of(self))


def is_odd(event: events.Key) -> bool:
    """A character that does not print, say a bidi override, typed or pasted without brackets.

    It is taken, so that the text is refused with its code point: dropping it in silence would
    make another id of it.
    """
    return not event.is_printable and event.character is not None and event.character > "\x7f"


def _drawn(value: str, hint: str, selection: Selection, focused: bool, width: int) -> Line:
    """Return the part of the line around the cursor, so that the cursor is always in view."""
    start, end = sorted((selection.start, selection.end))
    if not value:
        first, rest = (hint[:1] or " ", hint[1:]) if focused else ("", hint)
        return [(first, "input-cursor"), (rest, "input-hint")]
    if not focused:
        return [(harmless(value), "input")]
    at = selection.end
    left = value[:at]
    while cell_len(left) >= width > 0:
        left = left[max(1, len(left) // 8) :]
    skipped = at - len(left)
    pieces: list[Span] = []
    in_view = f"{value} "[skipped : skipped + 2 * max(1, width)]
    for place, character in enumerate(in_view, start=skipped):
        role = "input-selection" if start <= place < end else "input"
        pieces.append((harmless(character), "input-cursor" if place == at else role))
    return pieces
