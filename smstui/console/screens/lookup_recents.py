"""The recent lookups, in place of a record, and forgetting them."""

from typing import TYPE_CHECKING

from smstui.console import lost_cases
from smstui.console.in_hand import Page, Question
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.console.screens.lookup_view import LookupView
    from smstui.console.views.finder import Page as ListPage


class LookupRecents:
    """Reads them from the cache each time they are shown."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view

    def show(self) -> None:
        """Show what was looked up lately."""
        self._view.hand.show_recents()
        self._view.picking.drop()
        self._view.run_worker(self._load(), group="recents", exclusive=True)

    def _show_examples(self, examples: "Sequence[tuple[str, str]]", page: "ListPage") -> None:
        """Show the examples of the demo: ids to look up, and what each shows."""
        view = self._view
        ids = {row.key: one for row, (one, _) in zip(page.rows, examples, strict=True)}
        view.state.offer({key: Question(one) for key, one in ids.items()}, ids)
        view.body.show_list(page)
        view.refresh_bars()

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
        if not shown and client.examples:
            self._show_examples(client.examples, finder.examples_page(client.examples))
            return
        page = finder.recents_page(shown, app.now())
        view.state.offer(
            {
                row.key: Question(recent.asked, recent.as_kind)
                for row, recent in zip(page.rows, recents, strict=True)
            },
            {row.key: recent.id for row, recent in zip(page.rows, shown, strict=True)},
        )
        view.body.show_list(page)
        if not page.rows:
            hint = [("Nothing has been looked up here yet. Type an id of a customer,", "base")]
            kinds = [("such as a CASN, a NUID, a smartcard or an account number", "muted")]
            view.body.finder.show((), (hint, kinds))
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
