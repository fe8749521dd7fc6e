"""The lookup line: the id that is typed there, and the question that it asks."""

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from smstui.console.in_hand import Asked, Page, Question
from smstui.console.questions import Questions
from smstui.console.screens.base import page_keys, unless_gone
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.domain.errors import BadIdentifier
from smstui.domain.marking import PRIVACY_MASK

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.screens.lookup_view import LookupView

_PROMPT: Final = 5
"""Cells around the box and its guess: the key that leads here, and a blank at each end."""
_GUESS_SHARE: Final = 0.6
"""Part of the line that what the id is read as may take; with more it is said in short."""


EMPTY: Final = "type or scan any id, then enter"
"""What the empty field says."""


class LookupLine(Box):
    """Asks one question at a time. Answers are taken in `lookup_answers`."""

    app: "Host"  # type: ignore[assignment]

    def __init__(self, view: "LookupView") -> None:
        super().__init__(id="ask")
        self._view = view
        self._questions = Questions(self, lambda: self.app)
        self._keys_at_ask = 0
        """Keys that had been read when the open question was asked."""
        self._prompt = Bar("prompt", "base")
        self.box = LineEdit("box", EMPTY, keeps=True, scanned=True)
        self._guess = Bar("guess", "base")
        self._is_masked = False
        """Whether the box is empty because its id is masked."""

    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self.box
        yield self._guess

    async def _on_message(self, message: Message) -> None:
        await unless_gone(super()._on_message, message, self._view)

    def begin(self) -> None:
        """Show the key that leads here."""
        self._prompt.show([(f" {self.app.key('lookup.focus')} ", "key")])
        self.on_resize()

    def on_resize(self) -> None:
        """Name the keys of the pages where there is room: a digit is typed here."""
        self._hint(masked=self._is_masked)

    def _hint(self, *, masked: bool) -> None:
        """Show in the empty box how it is filled in, or that its id is masked."""
        self._is_masked = masked
        self.box.placeholder = PRIVACY_MASK if masked else f"{EMPTY}{page_keys(self.app)}"

    # Asking

    @on(LineEdit.Entered, "#box")
    def _entered(self, message: LineEdit.Entered) -> None:
        view = self._view
        if not (message.scanned or message.text.strip()) and view.hand.page is Page.RECENTS:
            if view.body.finder.key:
                view.set_focus(view.body.finder)
            return
        is_asked = self.ask(Question(message.text), keys_read=message.keys_read)
        if message.scanned and not is_asked:
            self.app.ring()

    def ask(self, question: Question, keys_read: int | None = None) -> bool:
        """Ask about another record. False where the text is no id.

        What is shown stays until the cache or the platform answers, faded if that takes long.
        `keys_read` counts the keys up to the one that asks; by default up to now.
        """
        from smstui.domain.identifiers import identify

        view = self._view
        self._keys_at_ask = self.app.dispatcher.keys_read if keys_read is None else keys_read
        try:
            identify(question.text, self.app.startup.family, question.kind)
        except BadIdentifier as error:
            if view.body.can_show_records:
                self.cancel()
                view.answers.show_failure(view.hand.ask(question), error)
            else:
                view.say(str(error), "bar-caution")
            return False
        self.start(view.hand.ask(question))
        return True

    def ask_again(self, *, by_itself: bool = False) -> None:
        """Read what is shown again, where it can be asked for; `by_itself` if nobody asked."""
        if (asked := self._view.hand.ask_again(by_itself=by_itself)) is not None:
            self._keys_at_ask = self.app.dispatcher.keys_read
            self.start(asked)

    def start(self, asked: Asked) -> None:
        """Ask a question that has been opened."""
        view = self._view
        view.answers.forget_held()
        view.seen_before.forget()
        view.state.say_of_platform("asking…", "bar-caution")
        self.name_record()
        if asked.is_reload:
            view.body.fade(False)
        else:
            view.body.fade_unless_quick()
        self._questions.ask(asked)
        view.refresh_bars()

    def stop(self) -> bool:
        """Give the open question up. False where there is none."""
        view = self._view
        if view.hand.asking is None:
            return False
        self.cancel()
        view.hand.give_up()
        view.answers.forget_held()
        view.state.say_of_platform("stopped")
        view.body.fade(False)
        self.name_record()
        return True

    def cancel(self) -> None:
        """Cancel the call on its way."""
        self._questions.cancel()

    @on(Questions.Cached)
    def _cached(self, message: Questions.Cached) -> None:
        self._view.answers.cached(message)

    @on(Questions.Answered)
    def _answered(self, message: Questions.Answered) -> None:
        self._view.answers.answered(message)

    @on(Questions.Failed)
    def _failed(self, message: Questions.Failed) -> None:
        self._view.answers.failed(message)

    # Its text

    @on(Input.Changed, "#box")
    def _typed(self, message: Input.Changed) -> None:
        """Drop the guess: a text that is being typed has not been read as anything yet."""
        if self.box.value and self._is_masked:
            self._hint(masked=False)
        if len(message.value) <= 1:
            self._view.refresh_footer()  # other keys are usable once a text has begun
        if self.is_typing or (self.box.has_focus and not message.value):
            self._view.seen_before.typed(message.value)
        if self.is_typing and self._view.state.clear_guess():
            self._view.refresh_bars()

    @property
    def is_typing(self) -> bool:
        """Whether the box has the focus and a text that is being typed."""
        return self.box.has_focus and not self.box.is_blank

    def name_record(self) -> None:
        """Name what is shown, or asked for, unless a text is being typed."""
        state, box = self._view.state, self.box
        state.read_guess(self.app.startup.family)
        if self.is_typing:
            state.clear_guess()
            return
        masker, line = self.app.masker, state.hand.line
        is_masked = masker.enabled and masker.asked(line) != line
        shown = "" if is_masked else line
        if is_masked is not self._is_masked:
            self._hint(masked=is_masked)
        if box.value != shown:
            box.value = shown
            box.select_all()

    def show_guess(self) -> None:
        """Show what the id is read as, or how often what is typed was seen."""
        guess = self._view.state.guess or self._view.seen_before.hint
        if len(guess) >= _GUESS_SHARE * self.app.size.width:
            guess = guess.partition(",")[0]
        # Where the text fills its box, a blank stands between them.
        lead = " " if len(self.box.value) + len(guess) + _PROMPT > self.app.size.width else ""
        self._guess.show([(f"{lead}{guess} ", "muted")] if guess else ())

    def give_focus(self, widget: Widget, keys_read: int | None = None) -> None:
        """Move the focus for an answer. Out of a text field only the person's own key does that:
        the one that asked, by default for a record, if no key came since (`keys_read` by then)."""
        typed_since = self.app.dispatcher.keys_read != (
            self._keys_at_ask if keys_read is None else keys_read
        )
        if not (isinstance(self._view.focused, LineEdit) and typed_since):
            self._view.set_focus(widget)

    def take_scan(self, text: str, entered: bool) -> None:
        """Take a scan from anywhere, and ask for it when it was ended by Enter."""
        self._view.set_focus(self.box)
        self.box.clear()
        self.box.take_text(f"{text}\n" if entered else text)

    # Keys

    def do_lookup_focus(self) -> None:
        self._view.set_focus(self.box)
        self.box.select_all()

    do_screen_lookup = do_lookup_focus

    def do_lookup_focus_with(self, text: str) -> None:
        self.ask(Question(text))

    def do_reload(self) -> None:
        self.ask_again()

    def do_lookup_cached(self) -> None:
        if text := self.box.value or self._view.hand.line:
            self.do_lookup_cached_with(text)
        else:
            self._view.say("Type an id first.", "bar-caution")

    def do_lookup_cached_with(self, text: str) -> None:
        self.ask(Question(text, offline=True))
