"""Asking a question, and taking what comes back: several ways to end, each with its page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from smstui.console.questions import Question, Questions
from smstui.console.screens.lookup_showing import LookupShowing
from smstui.console.widgets.filter_line import FilterLine
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
        self._put_in_box(question.text)
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
        from smstui.services.outcomes import Nothing, Opened, Several

        outcome = message.outcome
        self._fade(False)
        self._guess = outcome.asked.guess
        match outcome:
            case Opened():
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
                page = finder.matches_page(shown, self._text_width)
                self._copies = {f"match:{at}": one.id for at, one in enumerate(shown.matches)}
                self._show_page(page, "matches")
            case Nothing():
                self._state = ("offline", "bar-fault") if outcome.offline else ("online", "bar")
                self._picks = {
                    f"near:{at}": Question(near.text, near.kind)
                    for at, near in enumerate(outcome.suggestions)
                }
                told = self.app.veil.nothing(outcome)
                self._copies = {f"near:{at}": one.text for at, one in enumerate(told.suggestions)}
                page = finder.nothing_page(told, self.app.now(), self._text_width, self.app.key)
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

    # Picking one of several

    def picks(self, key: str) -> bool:
        return self._is_picking and self._chooser is not None and bool(self._chooser.key_of(key))

    def do_match_pick(self, letter: str) -> None:
        """Ask for the row that shows the letter, wherever the cursor is."""
        if self._chooser is None or self.app.refuses_scan():
            return
        question = self._picks.get(self._chooser.key_of(letter))
        if question is not None:
            self.ask(question)
        else:
            self.say(f'No row has the letter "{letter}".', "bar-caution")

    def do_match_filter(self) -> None:
        if self._chooser is None:
            return
        self._chooser.open_filter()
        self.set_class(True, "-filtering")
        self.set_focus(self._filter)
        self._show_rows()

    @property
    def _filter(self) -> LineEdit:
        return self.query_one(FilterLine).edit

    @on(Input.Changed, "#filter")
    def _narrowed(self, message: Input.Changed) -> None:
        if self._chooser is not None and self._chooser.is_filtering:
            self._chooser.filter(message.value)
            self._show_rows()

    @on(LineEdit.Entered, "#filter")
    def _filter_entered(self, message: LineEdit.Entered) -> None:
        """Ask for the row in hand, if it matches what was typed. A scan is an id to look up."""
        from smstui.console.views import choosing

        chooser, key = self._chooser, self.finder.key
        if choosing.is_id(message.scanned):
            self.app.take_scan(message.scanned, entered=True)
        elif chooser is None or not chooser.is_filtering:
            return
        elif message.scanned or not chooser.is_offered(key, message.text):
            self._filter.stay(message.text)
            self.say(choosing.not_picked(message.text, message.scanned), "bar-caution")
        elif key in self._picks:
            self._close_filter()
            self.ask(self._picks[key])

    def _close_filter(self, to_list: bool = True) -> None:
        """Show every row again, with its letter."""
        if self._chooser is None:
            return
        self._chooser.close_filter()
        self._filter.stay("")
        self.set_class(False, "-filtering")
        if to_list:
            self.set_focus(self.finder)
        self._show_rows()
