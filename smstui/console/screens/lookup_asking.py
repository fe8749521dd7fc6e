"""Asking a question, and taking what comes back: several ways to end, each with its page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on

from smstui.console.questions import Question, Questions
from smstui.console.screens.lookup_showing import LookupShowing
from smstui.console.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from smstui.services.outcomes import Opened


class LookupAsking(LookupShowing):
    def desk_opened(self) -> None:
        """Questions are answered from now on."""
        if self._questions.in_flight is None:
            self._state = ("ready", "bar")
            self.show_recents()
        self.refresh_bars()

    @on(LineEdit.Entered, "#box")
    def _entered(self, message: LineEdit.Entered) -> None:
        self._way_back = None
        self.ask(Question(message.text))

    def ask_from(self, question: Question, way_back: Callable[[], None]) -> None:
        """Ask for a row of another screen, which `way_back` leads to."""
        self._way_back = way_back
        self.ask(question)

    def ask(self, question: Question) -> None:
        """Ask the platform; what stands here stays until the answer, faded if that takes long."""
        from smstui.domain.errors import BadIdentifier
        from smstui.domain.identifiers import identify

        try:
            asked = identify(question.text, self.app.glance.family, question.kind)
        except BadIdentifier as error:
            if self._is_ready:
                self._fail(question, error)
            else:
                self.say(str(error), "bar-caution")
            return
        self._last = question
        self._to_point = question.anew
        self._guess = asked.guess
        self._state = ("asking…", "bar-caution")
        self._fade_unless_quick()
        self._questions.ask(question)
        self.refresh_bars()

    @on(Questions.Cached)
    def _cached(self, message: Questions.Cached) -> None:
        if self._questions.is_current(message.number):
            self._learn(message.opened)
            self._open(message.opened)
            self._fade_unless_quick()

    @on(Questions.Answered)
    def _answered(self, message: Questions.Answered) -> None:
        from smstui.console.views import finder
        from smstui.domain.identifiers import WORDS
        from smstui.services.outcomes import Nothing, Opened, Several

        outcome = message.outcome
        self._fade(False)
        self._guess = outcome.asked.guess
        match outcome:
            case Opened():
                focus = outcome.bundle.focus
                self._guess = f"read as {WORDS[outcome.kind]}, {focus.kind} {focus.id}"
                self._state = ("offline", "bar-fault") if outcome.offline else ("online", "bar")
                self._keep(outcome, message.question.anew)
                self._learn(outcome)
                self.app.casebook.asked(outcome)
                self._open(outcome)
                if outcome.offline:
                    self.say(outcome.offline, "bar-caution")
            case Several():
                self._state = ("online", "bar")
                self._picks = {
                    f"match:{at}": Question(match.asked, match.as_kind)
                    for at, match in enumerate(outcome.matches)
                }
                shown = self.app.veil.several(outcome)
                page = finder.matches_page(shown, self._text_width, self._letters)
                self._show_page(page, "matches")
            case Nothing():
                self._state = ("offline", "bar-fault") if outcome.offline else ("online", "bar")
                self._picks = {
                    f"near:{at}": Question(near.text, near.kind)
                    for at, near in enumerate(outcome.suggestions)
                }
                page = finder.nothing_page(
                    self.app.veil.nothing(outcome),
                    self.app.now(),
                    self._text_width,
                    self.app.key,
                    self._letters,
                )
                self._show_page(page, "nothing")
        self.refresh_bars()

    def _learn(self, opened: "Opened") -> None:
        """What is private in it; a login id does not stay in the box."""
        veil = self.app.veil
        veil.learn(opened)
        if veil.drawn:
            self.app.draw_veil()
            if veil.text(self.box.value) != self.box.value:
                self.box.clear()

    @on(Questions.Failed)
    def _failed(self, message: Questions.Failed) -> None:
        self._fail(message.question, message.error)

    def take_scan(self, text: str, entered: bool) -> None:
        """A scan from anywhere: into the box, and asked when it was ended by Enter."""
        self.set_focus(self.box)
        self.box.clear()
        self.box.take_text(f"{text}\n" if entered else text)

    def do_reload(self) -> None:
        if self._last is not None:
            self.ask(Question(self._last.text, self._last.kind, anew=not self.has_class("-opened")))

    def do_lookup_focus_with(self, text: str) -> None:
        self._way_back = None
        self.ask(Question(text))

    def do_lookup_cached(self) -> None:
        text = self.box.value or (self._last.text if self._last else "")
        if text:
            self.do_lookup_cached_with(text)
        else:
            self.say("Type an id first.", "bar-caution")

    def do_lookup_cached_with(self, text: str) -> None:
        self.ask(Question(text, offline=True))

    def do_match_pick(self, key: str) -> None:
        """The row with this letter, wherever the cursor is."""
        rows = [key for key in self._picks if key.startswith(("match:", "near:"))]
        at = self.app.keymap.keys_by_id["match.pick"].index(key)
        if at < len(rows):
            self.ask(self._picks[rows[at]])
