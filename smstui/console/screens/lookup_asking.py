"""Asking a question, and taking what comes back: several ways to end, each with its page."""

from typing import TYPE_CHECKING

from textual import events, on
from textual.widgets import Input

from smstui.console.in_hand import Asked, Page, Question
from smstui.console.questions import Questions
from smstui.console.screens.lookup_showing import LookupShowing
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.line_edit import LineEdit
from smstui.domain.errors import SignInRefused, SmstuiError
from smstui.domain.marking import typed

if TYPE_CHECKING:
    from smstui.services.outcomes import Nothing, Opened, Outcome, Several


class LookupAsking(LookupShowing):
    def client_opened(self) -> None:
        """Questions are answered from now on."""
        if self.hand.asking is None:
            self._state = ("ready", "bar")
            self.show_recents()
        self.refresh_bars()

    @on(LineEdit.Entered, "#box")
    def _entered(self, message: LineEdit.Entered) -> None:
        is_asked = self.ask(Question(message.text), keys_read=message.keys_read)
        if message.scanned and not is_asked:
            self.app.ring()

    def ask(self, question: Question, keys_read: int | None = None) -> bool:
        """Ask about another record; what stands here stays until the answer, faded if that takes
        long. `keys_read` counts the keys up to the one that asks; by default up to now. False
        where the text is no id."""
        from smstui.domain.errors import BadIdentifier
        from smstui.domain.identifiers import identify

        self._keys_at_ask = self.app.dispatcher.keys_read if keys_read is None else keys_read
        try:
            identify(question.text, self.app.startup.family, question.kind)
        except BadIdentifier as error:
            if self._is_ready:
                self._questions.cancel()
                self._fail(self.hand.ask(question), error)
            else:
                self.say(str(error), "bar-caution")
            return False
        self._start(self.hand.ask(question))
        return True

    def _start(self, asked: Asked) -> None:
        self._held = None
        self._state = ("asking…", "bar-caution")
        self._name_in_line()
        self._fade_unless_quick()
        self._questions.ask(asked)
        self.refresh_bars()

    def _ask_again(self) -> None:
        """Read what is shown again, where it can be asked for."""
        if (asked := self.hand.ask_again()) is not None:
            self._keys_at_ask = self.app.dispatcher.keys_read
            self._start(asked)

    @on(Input.Changed, "#box")
    def _typed(self, message: Input.Changed) -> None:
        """What is being typed has not been read as anything yet."""
        if len(message.value) <= 1:
            self.refresh_footer()  # other keys are usable once a text has begun
        if self._guess and self.box.has_focus and not self.box.is_blank:
            self._guess = ""
            self.refresh_bars()

    def _stop_asking(self) -> bool:
        """Give the open question up. False where there is none."""
        if self.hand.asking is None:
            return False
        self._questions.cancel()
        self.hand.give_up()
        self._held = None
        self._state = ("stopped", "bar")
        self._fade(False)
        self._name_in_line()
        return True

    # Answers

    @on(Questions.Cached)
    def _cached(self, message: Questions.Cached) -> None:
        """Show what the cache knows of another record until the platform answers."""
        asked = message.asked
        if not self.hand.is_open(asked) or asked.is_reload or self._is_beneath_dialog:
            return
        self._learn(message.opened)
        self.hand.early(asked, message.opened)
        self.show_entry()
        self._name_in_line()
        self._fade_unless_quick()

    @on(Questions.Answered)
    def _answered(self, message: Questions.Answered) -> None:
        from smstui.services.outcomes import Nothing, Opened, Several

        asked, outcome = message.asked, message.outcome
        if not self.hand.is_open(asked):
            return
        strays = self._strays(outcome)
        if self._is_beneath_dialog and (strays or not asked.is_reload):
            self._held = message
            return
        if strays and asked.is_reload and self._ask_by_account(asked):
            return
        self._fade(False)
        match outcome:
            case Opened():
                self._take(asked, outcome)
            case Several():
                self._list_matches(asked, outcome)
            case Nothing():
                self._list_nothing(asked, outcome)
        self._name_in_line()
        self.refresh_bars()

    def _strays(self, outcome: "Outcome") -> bool:
        """Whether the answer is about another record than the entry that it belongs to."""
        entry = self.hand.asking.entry if self.hand.asking else None
        return entry is not None and not _are_one(entry.opened, outcome)

    def _take(self, asked: Asked, opened: "Opened") -> None:
        strays = self._strays(opened)
        self._learn(opened)
        self.hand.answered(asked, opened, anew=strays and asked.is_reload)
        self._state = self._standing_of(opened)
        self.app.casebook.asked(opened)
        self.show_entry()
        if opened.offline:
            self.say(opened.offline, "bar-caution")
        elif asked.former:
            self.say(
                f"{typed(asked.former)} no longer leads to this account; "
                "it was read by its number.",
                "bar-caution",
            )
        elif strays:
            self.say("The platform names another account than was remembered.", "bar-caution")
        elif opened.notes:
            self.say(opened.notes[0], "bar-caution")

    def _ask_by_account(self, asked: Asked) -> bool:
        """Where the id of an entry leads elsewhere by now, ask for its account. False where that
        cannot be asked for."""
        from smstui.domain.identifiers import IdKind

        entry = asked.entry
        owner = entry.opened.bundle.owner if entry is not None else None
        if owner is None or asked.former:
            return False
        by_uid = self.app.startup.family == "opf"
        text = owner.uid if by_uid else owner.number
        if not text:
            return False
        kind = IdKind.OPF_ACCOUNT if by_uid else IdKind.ACCOUNT
        self._start(self.hand.ask_by_account(asked, Question(text, kind)))
        return True

    def _list_matches(self, asked: Asked, outcome: "Several") -> None:
        from smstui.console.views import finder

        self._state = ("online", "bar")
        self.hand.listed(asked, Page.MATCHES)
        self._picks = {
            f"match:{at}": Question(match.asked, match.as_kind)
            for at, match in enumerate(outcome.matches)
        }
        shown = self.app.masker.records.several(outcome)
        self.copies = {f"match:{at}": one.id for at, one in enumerate(shown.matches)}
        self._show_list(finder.matches_page(shown, self._text_width))

    def _list_nothing(self, asked: Asked, outcome: "Nothing") -> None:
        from smstui.console.views import finder

        self._state = ("offline", "bar-fault") if outcome.offline else ("online", "bar")
        self.hand.listed(asked, Page.NOTHING)
        self._picks = {
            f"near:{at}": Question(near.text, near.kind)
            for at, near in enumerate(outcome.suggestions)
        }
        told = self.app.masker.records.nothing(outcome)
        self.copies = {f"near:{at}": one.text for at, one in enumerate(told.suggestions)}
        self._show_list(finder.nothing_page(told, self.app.now(), self._text_width, self.app.key))

    @on(Questions.Failed)
    def _failed(self, message: Questions.Failed) -> None:
        if not self.hand.is_open(message.asked):
            return
        if self._is_beneath_dialog:
            self._held = message
            return
        if isinstance(message.error, SignInRefused) and self.app.startup.asks_password:
            self._ask_password(message.asked, message.error)
        else:
            self._fail(message.asked, message.error)

    def _ask_password(self, failed: Asked, error: SmstuiError) -> None:
        """Have a password that was typed at the start typed again; what is shown stays meanwhile.

        Who types none is not let in.
        """
        from smstui.console.screens import dialogs
        from smstui.console.views import finder

        asked = self.hand.asking or failed
        self.hand.give_up()
        self._fade(False)
        self._state = (finder.failure_of(error), "bar-fault")
        self._name_in_line()
        self.refresh_bars()

        def typed(password: str) -> None:
            self.run_worker(self._sign_in_again(asked, password), name="the password")

        def left() -> None:
            if self.hand.asking is None:
                self._fail(self.hand.resume(asked), error)

        dialogs.ask_password(self.app, typed, left)

    async def _sign_in_again(self, asked: Asked, password: str) -> None:
        from smstui.domain.secret import Secret

        client = await self.app.client()
        await client.engine.run(client.retype(Secret(password)))
        if self.hand.asking is None:
            self._start(self.hand.resume(asked))

    # What stands above

    @property
    def _is_beneath_dialog(self) -> bool:
        """Whether a dialog stands right above: what it is about is not changed beneath it."""
        top: object = self.app.page
        return top is self and self.app.has_dialog

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """The dialog above has gone: take the answer that waited for it."""
        held, self._held = self._held, None
        if isinstance(held, Questions.Answered):
            self._answered(held)
        elif isinstance(held, Questions.Failed):
            self._failed(held)

    def _learn(self, opened: "Opened") -> None:
        """What is private in it; a login id does not stay in the box."""
        masker = self.app.masker
        masker.records.learn(opened)
        if masker.enabled:
            self.app.redraw_masked()
            if masker.asked(opened.asked.text) != opened.asked.text:
                self.box.clear()

    def take_scan(self, text: str, entered: bool) -> None:
        """A scan from anywhere: into the box, and asked when it was ended by Enter."""
        self.set_focus(self.box)
        self.box.clear()
        self.box.take_text(f"{text}\n" if entered else text)

    def do_reload(self) -> None:
        self._ask_again()

    def do_lookup_focus_with(self, text: str) -> None:
        self.ask(Question(text))

    def do_lookup_cached(self) -> None:
        if text := self.box.value or self.hand.line:
            self.do_lookup_cached_with(text)
        else:
            self.say("Type an id first.", "bar-caution")

    def do_lookup_cached_with(self, text: str) -> None:
        self.ask(Question(text, offline=True))

    # The history

    def do_history_back(self) -> None:
        self._questions.cancel()
        self.hand.back()
        self._return()

    def do_history_forward(self) -> None:
        self._questions.cancel()
        self.hand.forward()
        self._return()

    def _return(self) -> None:
        """Show the entry that came in hand again; if a change has ended since, read it again."""
        entry = self.hand.entry
        if entry is None:
            return
        self._held = None
        self._fade(False)
        self._state = self._standing_of(entry.opened)
        self.show_entry()
        self._name_in_line()
        self.refresh_bars()
        if entry.outdated:
            self._ask_again()

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
        if self._stop_asking():
            self.say("Stopped. The filter is open.")
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
            self.app.dispatcher.take_scan(message.scanned, entered=True)
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


def _are_one(before: "Opened", after: "Outcome") -> bool:
    """Whether two readings are of one household, or of one record whose household was not told."""
    from smstui.services.outcomes import Opened

    if not isinstance(after, Opened):
        return False
    first, second = before.bundle.owner, after.bundle.owner
    if first is not None and second is not None:
        return (first.uid or first.id) == (second.uid or second.id)
    if first is not None and after.bundle.account.was_read:
        return False  # the record is nobody's now
    return before.bundle.focus == after.bundle.focus
