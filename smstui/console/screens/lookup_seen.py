"""What was seen here before, found by a part of an id, a name or a street while it is typed."""

from typing import TYPE_CHECKING

from textual.timer import Timer

from smstui.actions.keynames import shown
from smstui.console.in_hand import Page, Question
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.console.screens.lookup_view import LookupView
    from smstui.services.outcomes import Seen


class LookupSeen:
    """Searches the cache once the keys pause, never the platform. Opens nothing by itself.

    Where no record is open the list stands in place of the recent lookups. Over a record the
    lookup line says how many there are, and the key that lists them.
    """

    def __init__(self, view: "LookupView") -> None:
        self._view = view
        self._timer: Timer | None = None
        self._found: Sequence[Seen] = ()
        self._text = ""

    @property
    def is_pending(self) -> bool:
        """Whether a search waits for the keys to pause."""
        return self._timer is not None

    @property
    def hint(self) -> str:
        """The words of the lookup line for the records that were found."""
        if not self._found or self._view.hand.page is Page.SEEN:
            return ""
        return f"{len(self._found)} seen here, {shown('down')} to list"

    def typed(self, text: str) -> None:
        """Take what the lookup line holds: search for it when the keys pause."""
        self.cancel()
        if not text:
            self._drop()
            return
        self._timer = self._view.set_timer(self._view.app.timing.join_s, self._search)

    def cancel(self) -> None:
        """Search no more for what was typed."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def forget(self) -> None:
        """Drop what was found: the lookup line holds something else."""
        self.cancel()
        self._found, self._text = (), ""

    def show(self) -> bool:
        """List what was found, in place of what is shown. False where nothing was."""
        if not self._found or self._view.hand.page is Page.SEEN:
            return False
        self._list()
        return True

    # Inside

    def _search(self) -> None:
        self._timer = None
        text = self._view.line.box.value
        self._view.run_worker(self._find(text), group="seen", exclusive=True)

    async def _find(self, text: str) -> None:
        view = self._view
        try:
            client = await view.app.client()
            found = await client.engine.run(client.seen(text))
        except SmstuiError:
            found = ()  # whoever looks up is told what is wrong
        if view.line.box.value != text or view.hand.asking is not None:
            return
        self._found, self._text = found, text
        if not found:
            self._drop()
        elif view.hand.page in (Page.RECENTS, Page.SEEN):
            self._list()
        view.line.show_guess()

    def _list(self) -> None:
        from smstui.console.views import finder

        view = self._view
        view.hand.list_seen(self._text)
        shown = view.app.masker.records.seen(self._found)
        page = finder.seen_page(shown, view.app.now())
        view.state.offer(
            {
                row.key: Question(one.asked, one.as_kind)
                for row, one in zip(page.rows, self._found, strict=True)
            },
            {row.key: one.id for row, one in zip(page.rows, shown, strict=True)},
        )
        view.body.show_list(page)
        view.refresh_bars()

    def _drop(self) -> None:
        """Show again what the list stood in place of."""
        view = self._view
        self._found, self._text = (), ""
        if view.hand.page is not Page.SEEN or view.hand.asking is not None:
            view.line.show_guess()
            return
        if view.hand.beneath is not None:
            view.hand.uncover()
            view.body.show_entry()
        else:
            view.recents.show()
        view.refresh_bars()
