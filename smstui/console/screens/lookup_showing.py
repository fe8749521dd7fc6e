"""Showing the record in hand, or a list in its place. What is shown is decided in `in_hand`."""

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.widget import Widget

from smstui.console import lost_cases
from smstui.console.chooser import Chooser
from smstui.console.in_hand import Asked, Page, Question
from smstui.console.screens.lookup_bars import LookupBars
from smstui.console.widgets.line_edit import LineEdit
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.views import finder
    from smstui.services.outcomes import Opened


class LookupShowing(LookupBars):
    def show_entry(self) -> None:
        """Show the entry in hand: from its beginning if it is another than the one drawn last."""
        self.findings.before_entry()
        entry = self.hand.entry
        if entry is None:
            return
        self.mask()
        self.app.frame_batch.one_frame()
        opened = entry.opened
        drawn, self.drawn = self.drawn, entry
        fresh = drawn is not entry or not self.has_class("-opened")
        fresh = fresh or self.bundle.asked_by != opened.bundle.focus
        self._crumb = ""
        self._drop_chooser()
        self._show_bundle(opened, pointing=drawn is not entry)
        self.set_class(True, "-opened")
        if fresh:
            self.set_class(False, "-detail")
        if fresh or not self._stands_in_view:
            self.give_focus(self.bundle.first_pane())
        self.refresh_bars()
        self.call_after_refresh(self._refit)
        self.findings.after_entry()

    @property
    def _stands_in_view(self) -> bool:
        """Whether what has the focus is there beside a bundle."""
        return self._in_panes or self.focused is self.box

    def give_focus(self, widget: Widget, keys_read: int | None = None) -> None:
        """Move the focus for an answer. Out of a text field only the person's own key does that:
        the one that asked, by default for a record, if no key came since (`keys_read` by then)."""
        typed_since = self.app.dispatcher.keys_read != (
            self._keys_at_ask if keys_read is None else keys_read
        )
        if not (isinstance(self.focused, LineEdit) and typed_since):
            self.set_focus(widget)

    def _standing_of(self, opened: "Opened") -> tuple[str, str]:
        return ("offline", "bar-fault") if opened.offline else ("online", "bar")

    def _name_in_line(self) -> None:
        """Have the lookup line name what is shown, or asked for, unless a text is being typed."""
        from smstui.domain.errors import BadIdentifier
        from smstui.domain.identifiers import WORDS, identify

        hand, box = self.hand, self.box
        self._guess = ""
        if hand.asked_for or hand.opened is None:
            try:
                asked = identify(hand.line, self.app.startup.family) if hand.line else None
            except BadIdentifier:
                asked = None
            self._guess = asked.guess if asked else ""
        else:
            focus = hand.opened.bundle.focus
            self._guess = f"read as {WORDS[hand.opened.kind]}, {focus.title}"
        if box.has_focus and not box.is_blank:
            self._guess = ""
            return
        masker = self.app.masker
        shown = "" if masker.enabled and masker.asked(hand.line) != hand.line else hand.line
        if box.value != shown:
            box.value = shown
            box.select_all()

    def _drop_chooser(self) -> None:
        self._chooser = None
        self.set_class(False, "-filtering")

    def _show_rows(self) -> None:
        """Show the rows to pick from, with their letters or as the filter leaves them."""
        from smstui.console.chooser import LETTER

        chooser, page = self._chooser, self._pick_page
        if chooser is None or page is None:
            return
        self.finder.show(chooser.rows, (), (LETTER, *page.columns))
        self.finder.look_focused(chooser.is_filtering)
        self.refresh_bars()

    def _show_bundle(self, opened: "Opened", pointing: bool = False) -> None:
        """The bundle as it may be shown."""
        self.bundle.show(
            self.app.masker.records.opened(opened), self.app.now(), self.app.key, pointing
        )

    def show_again(self) -> None:
        """Show what stands here once more: what may be shown of it is another now."""
        self.mask()
        self._refit()
        if self.hand.page is not Page.RECORD:
            self.show_recents()

    def fit(self, size: Size) -> None:
        self.mask()
        super().fit(size)
        self.call_after_refresh(self._refit)
        self.call_after_refresh(self.findings.show)

    def _refit(self) -> None:
        """Break lines anew for the room there is now; what fits already is not drawn again."""
        if self.hand.opened is not None:
            self._show_bundle(self.hand.opened)
        self.refresh_bars()

    def _show_list(self, page: "finder.Page") -> None:
        """A list in place of the record; Esc leads back to that."""
        self.mask()
        self.app.frame_batch.one_frame()
        self._page_shown = page
        crumb = self.hand.page
        self._crumb = page.title if crumb is not Page.RECENTS else ""
        self._drop_chooser()
        self.finder.head(page.title, page.count)
        if crumb in (Page.MATCHES, Page.NOTHING):
            self._pick_page = page
            self._chooser = Chooser(page.narrow, self._letters)
            self._show_rows()
        else:
            self.finder.look_focused(False)
            self.finder.show(page.rows, (), page.columns)
        self.set_class(False, "-opened")
        if crumb is not Page.RECENTS:
            self.give_focus(self.finder)

    def show_recents(self) -> None:
        """What was looked up lately, read from the cache each time it is shown."""
        self.hand.show_recents()
        self._drop_chooser()
        self.run_worker(self._load_recents(), group="recents", exclusive=True)

    async def _load_recents(self) -> None:
        from smstui.console.views import finder

        try:
            client = await self.app.client()
            self._recents = await client.engine.run(client.recents())
        except SmstuiError as error:
            if self.hand.page is Page.RECENTS:
                self._fail(self.hand.ask(Question("")), error)
            return
        if self.hand.page is not Page.RECENTS:
            return
        shown = self.app.masker.records.recents(self._recents)
        page = finder.recents_page(shown, self.app.now())
        self._picks = {
            row.key: Question(recent.asked, recent.as_kind)
            for row, recent in zip(page.rows, self._recents, strict=True)
        }
        self.copies = {row.key: recent.id for row, recent in zip(page.rows, shown, strict=True)}
        self._show_list(page)
        if not page.rows:
            hint = [("Nothing has been looked up here yet. Type an id of a customer,", "base")]
            kinds = [("such as a CASN, a NUID, a smartcard or an account number", "muted")]
            self.finder.show((), (hint, kinds))
        self.refresh_bars()

    def do_recents_forget(self) -> None:
        from smstui.console.screens.sure import make_sure

        make_sure(
            self.app,
            f"All that is remembered of {self.app.startup.label} on this machine: lookups, the "
            "queue, kept cases.",
            "forgets it",
            lambda: self.run_worker(self._forget(), group="recents", exclusive=True),
        )

    async def _forget(self) -> None:
        try:
            client = await self.app.client()
            await self.app.queue_run.drop()
            await client.engine.run(client.forget())
            lost_cases.forget(self.app.startup.deployment)
        except (SmstuiError, OSError) as error:
            self.say(str(error), "bar-fault")
            return
        self.say(f"Nothing of {self.app.startup.label} is remembered on this machine any more.")
        if self.hand.page is not Page.RECORD:
            self.hand.show_recents()
            self._drop_chooser()
            await self._load_recents()

    def _fail(self, asked: Asked, error: SmstuiError) -> None:
        """Say in place of a record why there is no answer."""
        from smstui.console.views import finder

        self._fade(False)
        self.hand.listed(asked, Page.FAILED)
        self._state = (finder.failure_of(error), "bar-fault")
        page = finder.error_page(error, asked.question.text, self._text_width, self.app.key)
        self._show_list(page)
        self._name_in_line()
        self.refresh_bars()
