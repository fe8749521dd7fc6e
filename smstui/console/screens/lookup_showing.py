"""Showing a bundle, or a list in its place."""

from typing import TYPE_CHECKING

from textual.geometry import Size

from smstui.console import lost_cases
from smstui.console.chooser import Chooser
from smstui.console.questions import Question
from smstui.console.screens.lookup_bars import LookupBars
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.views.finder import Page
    from smstui.services.outcomes import Opened


class LookupShowing(LookupBars):
    def _keep(self, opened: "Opened", anew: bool) -> None:
        if anew:
            self._history.add(opened)
        else:
            self._history.replace(opened)

    def _open(self, opened: "Opened") -> None:
        self.app.curtain.one_frame()
        pointing, self._to_point = self._to_point, False
        was = self._opened
        fresh = pointing or was is None or was.bundle.focus != opened.bundle.focus
        self._opened = opened
        self._shown = self._last
        self._crumb = ""
        self._drop_chooser()
        self._speak_of(opened)
        self._show_bundle(opened, pointing)
        self.set_class(True, "-opened")
        if fresh or not self._in_panes:
            self.set_class(False, "-detail")
            self.set_focus(self.bundle.first_pane())
        self.refresh_bars()
        self.call_after_refresh(self._refit)

    def _return_to(self, opened: "Opened") -> None:
        """Show what was open before. Reloading it asks for it again, not for what came between."""
        self._last = Question(opened.asked.text, opened.kind)
        self._open(opened)

    def _speak_of(self, opened: "Opened") -> None:
        """Name in the lookup line what is shown, and how it was read."""
        from smstui.domain.identifiers import WORDS

        focus = opened.bundle.focus
        self._guess = f"read as {WORDS[opened.kind]}, {focus.kind} {focus.id}"
        self._put_in_box(opened.asked.text)

    def _put_in_box(self, text: str) -> None:
        """Put an id into the lookup line, unless another one is being typed there."""
        if not self.box.is_blank:
            return
        veil = self.app.veil
        shown = "" if veil.drawn and veil.text(text) != text else text
        if self.box.value != shown:
            self.box.value = shown
            self.box.select_all()

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
        self.bundle.show(self.app.veil.opened(opened), self.app.now(), self.app.key, pointing)

    def show_again(self) -> None:
        """Show what stands here once more: what may be shown of it is another now."""
        self._refit()
        if not self.has_class("-opened"):
            self.show_recents()

    def fit(self, size: Size) -> None:
        super().fit(size)
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        """Break lines anew for the room there is now; what fits already is not drawn again."""
        if self._opened is not None and self.has_class("-opened"):
            self._show_bundle(self._opened)
        self.refresh_bars()

    def _show_page(self, page: "Page", crumb: str) -> None:
        """A list in place of the bundle; the bundle is where Esc leads back to."""
        self.app.curtain.one_frame()
        self._page = crumb
        self._crumb = page.title if crumb != "recents" else ""
        self._shown = self._last
        self._drop_chooser()
        self.finder.head(page.title, page.count)
        if crumb in ("matches", "nothing"):
            self._pick_page = page
            self._chooser = Chooser(page.narrow, self._letters)
            self._show_rows()
        else:
            self.finder.look_focused(False)
            self.finder.show(page.rows, (), page.columns)
        self.set_class(False, "-opened")
        if crumb != "recents":
            self.set_focus(self.finder)

    def show_recents(self) -> None:
        """What was looked up lately, read from the cache each time it is shown."""
        self._drop_chooser()
        self.run_worker(self._load_recents(), group="recents", exclusive=True)

    async def _load_recents(self) -> None:
        from smstui.console.views import finder

        try:
            desk = await self.app.desk()
            self._recents = await desk.engine.run(desk.recents())
        except SmstuiError as error:
            self._fail(Question(""), error)
            return
        if self.has_class("-opened") or self._chooser is not None:
            return
        shown = self.app.veil.recents(self._recents)
        page = finder.recents_page(shown, self.app.now())
        self._picks = {
            row.key: Question(recent.asked, recent.as_kind)
            for row, recent in zip(page.rows, self._recents, strict=True)
        }
        self._copies = {row.key: recent.id for row, recent in zip(page.rows, shown, strict=True)}
        self._show_page(page, "recents")
        if not page.rows:
            hint = [("Nothing has been looked up here yet. Type any id of a customer:", "base")]
            kinds = [("CASN, smartcard, MAC, serial, NUID, account number or login", "muted")]
            self.finder.show((), (hint, kinds))
        self.refresh_bars()

    def do_recents_forget(self) -> None:
        self.run_worker(self._forget(), group="recents", exclusive=True)

    async def _forget(self) -> None:
        try:
            desk = await self.app.desk()
            await self.app.queue_run.drop()
            await desk.engine.run(desk.forget())
            lost_cases.forget(self.app.glance.deployment)
        except (SmstuiError, OSError) as error:
            self.say(str(error), "bar-fault")
            return
        self._drop_chooser()
        self.say(f"Nothing of {self.app.glance.label} is remembered on this machine any more.")
        await self._load_recents()

    def do_history_back(self) -> None:
        self._return_to(self._history.back())

    def do_history_forward(self) -> None:
        self._return_to(self._history.forward())

    def _fail(self, question: Question, error: SmstuiError) -> None:
        from smstui.console.views import finder

        self._fade(False)
        self._last = question
        self._state = (finder.failure_of(error), "bar-fault")
        page = finder.error_page(error, question.text, self._text_width, self.app.key)
        self._show_page(page, "failed")
        self.refresh_bars()
