"""The `:` line: a word of the registry, completed by tab, with what was typed before on ↑."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Input

from smstui.actions import Place, words_starting
from smstui.console.screens.base import BaseScreen, too_small
from smstui.console.views import choosing
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit


class CommandScreen(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """Ends with the line that was entered, or with "" when it was left."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(
        self, before: list[str], arguments: Callable[[str], Sequence[str]] = lambda word: ()
    ) -> None:
        """`arguments` gives what may stand behind a word of the registry, where that is known."""
        super().__init__()
        self._before = before
        self._arguments = arguments
        self._known: dict[str, Sequence[str]] = {}
        self._at = len(before)

    def compose(self) -> ComposeResult:
        with Box(id="command-line"):
            yield Bar("command-prompt", "base")
            yield LineEdit("command")
            yield Bar("suggestions", "base")
        yield too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#command-prompt", Bar).show([(" :", "key")])
        self.set_focus(self._edit)
        self._suggest("")

    def fit(self, size: Size) -> None:
        super().fit(size)
        self.call_after_refresh(self._suggest_again)

    def _suggest_again(self) -> None:
        """Offer as many words as there is room for now."""
        if self.query("#command"):
            self._suggest(self._edit.value)

    @property
    def _edit(self) -> LineEdit:
        return self.query_one("#command", LineEdit)

    @on(Input.Changed, "#command")
    def _changed(self, message: Input.Changed) -> None:
        self._suggest(message.value)

    @on(LineEdit.Entered, "#command")
    def _entered(self, message: LineEdit.Entered) -> None:
        typed = message.text.strip()
        if typed == message.scanned.strip() and choosing.is_code_in_dialog(typed):
            self.leave("")
            self.app.dispatcher.take_scan(typed, entered=True)
            return
        self.leave(typed)

    def _suggest(self, typed: str) -> None:
        words = self._offered(typed)
        room = max(10, self.app.size.width // 2)
        self.query_one("#suggestions", Bar).show((), [(f"{_fitting(words, room)} ", "muted")])

    def _offered(self, typed: str) -> Sequence[str]:
        """Return the words that begin so, or what may stand behind the word that is typed."""
        word, blank, argument = typed.partition(" ")
        if not blank:
            return words_starting(typed)
        if word not in self._known:
            self._known[word] = self._arguments(word)
        begun = argument.casefold()
        return [each for each in self._known[word] if each.casefold().startswith(begun)]

    def do_pane_next(self) -> None:
        """Complete the word, or what stands behind it."""
        typed = self._edit.value
        offered = self._offered(typed)
        if offered:
            word, blank, _ = typed.partition(" ")
            whole = typed if typed in offered else offered[0]
            self._put(f"{word} {offered[0]}" if blank else f"{whole} ")

    def do_list_up(self) -> None:
        self._recall(self._at - 1)

    def do_list_down(self) -> None:
        self._recall(self._at + 1)

    def do_back(self) -> None:
        self.leave("")

    def _recall(self, at: int) -> None:
        if 0 <= at <= len(self._before):
            self._at = at
            self._put(self._before[at] if at < len(self._before) else "")

    def _put(self, text: str) -> None:
        self._edit.value = text
        self._edit.cursor_position = len(text)


def _fitting(words: Sequence[str], room: int) -> str:
    """Return the words that fit in `room` cells, and a sign where more follow."""
    line = "  ".join(words)
    if len(line) <= room:
        return line
    fit = ""
    for word in words:
        longer = f"{fit}  {word}" if fit else word
        if len(longer) > room - 2:
            break
        fit = longer
    return f"{fit} …"
