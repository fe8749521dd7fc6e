"""Taking an answer: it shows a record, a list to pick from, or the reason why there is none."""

from typing import TYPE_CHECKING, Final

from smstui.console.in_hand import Asked, Page, Question
from smstui.console.questions import Questions
from smstui.console.screens import dialogs
from smstui.domain.errors import SignInRefused, SmstuiError
from smstui.domain.marking import typed
from smstui.domain.text import series

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from smstui.console.screens.lookup_view import LookupView
    from smstui.console.views.finder import Page as ListPage
    from smstui.domain.triage.dictionary import Meaning
    from smstui.services.outcomes import Nothing, Opened, Outcome, Several

LONGEST_CODE_ALONE: Final = 12
"""Characters of a whole code, with the name of its server."""


class LookupAnswers:
    """Takes answers that are still waited for. One that would change the record beneath a dialog
    waits until the dialog closes."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view
        self.held: Questions.Answered | Questions.Failed | None = None
        """An answer that waits for the end of a dialog."""

    def cached(self, message: Questions.Cached) -> None:
        """Show what the cache knows of another record until the platform answers.

        It is not faded: each pane says that it is cached, and its age.
        """
        view, asked = self._view, message.asked
        if not view.hand.is_open(asked) or asked.is_reload or self._is_beneath_dialog:
            return
        self._learn(message.opened)
        view.hand.early(asked, message.opened)
        view.body.show_entry()
        view.line.name_record()
        view.body.fade(False)

    def answered(self, message: Questions.Answered) -> None:
        """Show how a lookup ended."""
        from smstui.console.views import finder
        from smstui.services.outcomes import Nothing, Opened, Several

        view, asked, outcome = self._view, message.asked, message.outcome
        if not view.hand.is_open(asked):
            return
        strays = self._strays(outcome)
        is_other = strays or self._changes_household(outcome)
        if self._is_beneath_dialog and (is_other or not asked.is_reload):
            self.held = message
            return
        if strays and asked.is_reload and self._ask_by_account(asked):
            return
        view.body.fade(False)
        match outcome:
            case Opened():
                self._take(asked, outcome)
            case Several():
                self._list_matches(asked, outcome, message.meanings, finder.matches_page)
            case Nothing():
                self._list_nothing(asked, outcome, message.meanings, finder.nothing_page)
        view.line.name_record()
        view.refresh_bars()

    def failed(self, message: Questions.Failed) -> None:
        """Show why there is no answer."""
        if not self._view.hand.is_open(message.asked):
            return
        if self._is_beneath_dialog:
            self.held = message
            return
        asks_password = self._view.app.startup.asks_password
        if isinstance(message.error, SignInRefused) and asks_password:
            self._ask_password(message.asked, message.error)
        else:
            self.show_failure(message.asked, message.error, message.meanings)

    def take_held(self) -> None:
        """Take the answer that waited for the end of a dialog."""
        held, self.held = self.held, None
        if isinstance(held, Questions.Answered):
            self.answered(held)
        elif isinstance(held, Questions.Failed):
            self.failed(held)

    def forget_held(self) -> None:
        """Drop the answer that waits: its question was given up."""
        self.held = None

    @property
    def _is_beneath_dialog(self) -> bool:
        """Whether a dialog is open right above: its record is not changed beneath it."""
        app = self._view.app
        top: object = app.page
        return top is self._view and app.has_dialog

    def _strays(self, outcome: "Outcome") -> bool:
        """Return whether the answer is about another record than the entry that it belongs to."""
        asking = self._view.hand.asking
        entry = asking.entry if asking else None
        if entry is None:
            return False
        return not _are_one(entry.opened, outcome, of_anybody=entry.found_alone)

    def _changes_household(self, outcome: "Outcome") -> bool:
        """Return whether the answer is of another household than the entry that it belongs to."""
        asking = self._view.hand.asking
        entry = asking.entry if asking else None
        return entry is not None and not _are_one(entry.opened, outcome)

    # A record

    def _take(self, asked: Asked, opened: "Opened") -> None:
        view = self._view
        strays = self._strays(opened)
        self._learn(opened)
        is_anew = strays and asked.is_reload
        view.hand.answered(asked, opened, anew=is_anew)
        if (is_anew or not asked.is_reload) and (entry := view.hand.entry) is not None:
            entry.found_alone = opened.bundle.owner is None and opened.bundle.account.was_read
        view.state.platform_is(offline=bool(opened.offline))
        if not asked.by_itself:
            view.app.casebook.asked(opened)
        view.body.show_entry()
        if asked.question.from_queue and not asked.is_reload:
            view.findings.open_with_record(asked.question.text)
        if opened.offline:
            view.say(opened.offline, "bar-caution")
        elif asked.former:
            by = "id" if view.app.startup.family == "opf" else "number"
            view.say(
                f"The lookup of {asked.former} no longer finds this account. It was read again "
                f"by its account {by}.",
                "bar-caution",
            )
        elif strays:
            view.say("The platform names another account than was remembered.", "bar-caution")
        elif opened.notes:
            view.say(opened.notes[0], "bar-caution")
        elif asked.question.kind is None and not asked.is_reload:
            self._look_for_code(asked.question.text, opened)

    def _look_for_code(self, text: str, opened: "Opened") -> None:
        """Say that the id of the record in hand is a code on a screen too."""
        view = self._view
        if len(text) > LONGEST_CODE_ALONE:
            return

        async def work() -> None:
            client = await view.app.client()
            found = await client.engine.run(client.meanings(text, whole=True))
            if found and view.hand.opened is opened:
                key = view.app.key("diagnose.code")
                servers = series(list(dict.fromkeys(one.server for one in found)))
                view.say(
                    f"{found[0].code} is also a code on the screen ({servers}). "
                    f"{key}: diagnose with it."
                )

        view.run_worker(work, group="codes", exclusive=True)

    def _learn(self, opened: "Opened") -> None:
        """Remember what is private in it; a login id does not stay in the box."""
        app = self._view.app
        app.masker.records.learn(opened)
        if app.masker.enabled:
            app.redraw_masked()
            if app.masker.asked(opened.asked.text) != opened.asked.text:
                self._view.line.box.clear()

    def _ask_by_account(self, asked: Asked) -> bool:
        """If the id of an entry leads to another account now, ask for its account. False where that
        cannot be asked for."""
        from smstui.domain.identifiers import WORDS, IdKind

        view, entry = self._view, asked.entry
        owner = entry.opened.bundle.owner if entry is not None else None
        if entry is None or owner is None or asked.former:
            return False
        by_uid = view.app.startup.family == "opf"
        text = owner.uid if by_uid else owner.number
        if not text:
            return False
        kind = IdKind.OPF_ACCOUNT if by_uid else IdKind.ACCOUNT
        former = f"{WORDS[entry.opened.kind]} {typed(asked.question.text)}"
        view.line.start(view.hand.ask_by_account(asked, Question(text, kind), former))
        return True

    # A list

    def _list_matches(
        self,
        asked: Asked,
        outcome: "Several",
        meanings: "Sequence[Meaning]",
        page_of: "Callable[[Several], ListPage]",
    ) -> None:
        view = self._view
        view.state.platform_is(offline=False)
        view.hand.listed(asked, Page.MATCHES)
        shown = view.app.masker.records.several(outcome)
        view.state.offer(
            {
                f"match:{at}": Question(match.asked, match.as_kind)
                for at, match in enumerate(outcome.matches)
            },
            {f"match:{at}": one.id for at, one in enumerate(shown.matches)},
        )
        self._show_list(asked, page_of(shown), meanings)

    def _list_nothing(
        self,
        asked: Asked,
        outcome: "Nothing",
        meanings: "Sequence[Meaning]",
        page_of: "Callable[[Nothing, datetime], ListPage]",
    ) -> None:
        view, app = self._view, self._view.app
        view.state.platform_is(offline=bool(outcome.offline))
        view.hand.listed(asked, Page.NOTHING)
        told = app.masker.records.nothing(outcome)
        view.state.offer(
            {
                f"near:{at}": Question(near.text, near.kind)
                for at, near in enumerate(outcome.suggestions)
            }
            | {
                f"seen:{at}": Question(one.asked, one.as_kind)
                for at, one in enumerate(outcome.seen)
            },
            {f"near:{at}": one.text for at, one in enumerate(told.suggestions)}
            | {f"seen:{at}": one.id for at, one in enumerate(told.seen)},
        )
        self._show_list(asked, page_of(told, app.now()), meanings)

    def _show_list(self, asked: Asked, page: "ListPage", meanings: "Sequence[Meaning]") -> None:
        """Show a list, with the codes on a screen that the text may be."""
        self._view.body.show_list(page.with_meanings(meanings, asked.question.text))

    # No answer

    def show_failure(
        self, asked: Asked, error: SmstuiError, meanings: "Sequence[Meaning]" = ()
    ) -> None:
        """Say in place of a record why there is no answer."""
        from smstui.console.views import finder

        view = self._view
        view.body.fade(False)
        view.hand.listed(asked, Page.FAILED)
        view.state.say_of_platform(finder.failure_of(error), "bar-fault")
        page = finder.error_page(error, asked.question.text, view.app.key)
        self._show_list(asked, page, meanings)
        view.line.name_record()
        view.refresh_bars()

    def _ask_password(self, failed: Asked, error: SmstuiError) -> None:
        """Have a password that was typed at the start typed again; what is shown stays meanwhile.

        Who types none is not let in.
        """
        from smstui.console.views import finder

        view = self._view
        asked = view.hand.asking or failed
        view.hand.give_up()
        view.body.fade(False)
        view.state.say_of_platform(finder.failure_of(error), "bar-fault")
        view.line.name_record()
        view.refresh_bars()

        def typed(password: str) -> None:
            view.run_worker(self._sign_in_again(asked, password), name="the password")

        def left() -> None:
            if view.hand.asking is None:
                self.show_failure(view.hand.resume(asked), error)

        dialogs.ask_password(view.app, typed, left)

    async def _sign_in_again(self, asked: Asked, password: str) -> None:
        from smstui.domain.secret import Secret

        view = self._view
        client = await view.app.client()
        await client.engine.run(client.retype(Secret(password)))
        if view.hand.asking is None:
            view.line.start(view.hand.resume(asked))


def _are_one(before: "Opened", after: "Outcome", *, of_anybody: bool = False) -> bool:
    """Return whether two readings are of one household, or of one record of an unknown one; with
    `of_anybody` of one record whoever has it."""
    from smstui.services.outcomes import Opened

    if not isinstance(after, Opened):
        return False
    if of_anybody:
        return before.bundle.focus == after.bundle.focus
    first, second = before.bundle.owner, after.bundle.owner
    if first is not None and second is not None:
        return (first.uid or first.id) == (second.uid or second.id)
    if first is not None and after.bundle.account.was_read:
        return False  # the record is nobody's now
    return before.bundle.focus == after.bundle.focus
