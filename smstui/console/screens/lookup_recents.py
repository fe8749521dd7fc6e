"""The recent lookups, in place of a record, and forgetting them."""

from typing import TYPE_CHECKING

from smstui.console import lost_cases
from smstui.console.in_hand import Page, Question
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.screens.lookup_view import LookupView


class LookupRecents:
    """Reads them from the cache each time they are shown."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view
        self._is_postponed = False

    def postpone(self) -> None:
        """Leave the list to the answer of the open question, or to `catch_up` if it is stopped."""
        self._is_postponed = True

    def catch_up(self) -> None:
        """Show the list that was postponed, where nothing else was shown since."""
        if self._is_postponed and self._view.hand.page is Page.RECENTS:
            self.show()

    def show(self) -> None:
        """Show what was looked up lately."""
        self._is_postponed = False
        self._view.hand.show_recents()
        self._view.picking.drop()
        self._view.run_worker(self._load(), group="recents", exclusive=True)

    async def _load(self) -> None:
        from smstui.console.views import finder

        view, app = self._view, self._view.app
        try:
            client = await app.client()
            recents = await client.engine.run(client.recents())
        except SmstuiError as error:
            if view.hand.page is Page.RECENTS:
                view.answers.show_failure(view.hand.ask(Question("")), error)
            return
        if view.hand.page is not Page.RECENTS:
            return
        shown = app.masker.records.recents(recents)
        page, examples = finder.recents_page(shown, app.now()), client.examples
        picks = {
            row.key: Question(recent.asked, recent.as_kind)
            for row, recent in zip(page.rows, recents, strict=True)
        }
        copies = {row.key: recent.id for row, recent in zip(page.rows, shown, strict=True)}
        if examples:
            tried = finder.examples_page(examples)
            # The cursor takes two cells.
            page = finder.with_examples(page, tried, view.body.text_width - 2) if shown else tried
            rows = [row for row in page.rows if not row.passive][-len(examples) :]
            ids = {row.key: one for row, (one, _) in zip(rows, examples, strict=True)}
            picks |= {key: Question(one) for key, one in ids.items()}
            copies |= ids
        view.state.offer(picks, copies)
        view.body.show_list(page if page.rows else finder.first_page())
        if page.rows and not view.body.finder.has_focus:
            view.body.finder.point_at(page.rows[0].key)  # it was left last
        view.refresh_bars()

    def do_recents_forget(self) -> None:
        from smstui.console.screens.sure import make_sure

        view = self._view
        make_sure(
            view.app,
            f"Forget everything about {view.app.startup.label} on this machine: lookups, the queue "
            "and kept cases?",
            "forget it",
            lambda: view.run_worker(self._forget(), group="recents", exclusive=True),
        )

    async def _forget(self) -> None:
        view, app = self._view, self._view.app
        try:
            client = await app.client()
            await app.queue_run.drop()
            await client.engine.run(client.forget())
            lost_cases.forget(app.startup.deployment)
        except (SmstuiError, OSError) as error:
            view.say(str(error), "bar-fault")
            return
        view.say(f"Nothing of {app.startup.label} is remembered on this machine any more.")
        if view.hand.page is not Page.RECORD:
            view.hand.show_recents()
            view.picking.drop()
            await self._load()
