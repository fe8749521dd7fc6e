"""How much waits, for the header: counted once the client is open, and after what may change it."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from smstui.actions import Place
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.startup import Client


class Shown(Protocol):
    """The page on top."""

    def refresh_bars(self) -> None: ...


class WaitingHost(Protocol):
    """The part of the app that the counts need."""

    @property
    def page(self) -> Shown: ...
    @property
    def screen_stack(self) -> Any: ...
    async def client(self) -> "Client": ...
    def run_worker(
        self, work: Coroutine[None, None, None], name: str | None = "", group: str = "default"
    ) -> Any: ...


class Waiting:
    """Counts by page. A page that knows better says so with `tell`."""

    def __init__(self, app: WaitingHost) -> None:
        self._app = app
        self.counts: dict[Place, int] = {}

    def tell(self, place: Place, count: int) -> None:
        """Note how much waits on the page of `place`, and show it."""
        if count != self.counts.get(place, 0):
            self.counts[place] = count
            self._app.page.refresh_bars()

    def forget(self) -> None:
        """Count nothing: another deployment is in use."""
        self.counts = {}

    def count(self) -> None:
        """Count everything anew, in the background."""
        self._app.run_worker(self._count(), name="what waits", group="waiting")

    async def _count(self) -> None:
        try:
            client = await self._app.client()
            found = await client.engine.run(client.waiting())
        except SmstuiError:
            return  # the page that needs the file says why
        if self._app.screen_stack:
            self.counts = {
                Place.PAIR: found.pairs, Place.TRIAGE: found.ids, Place.JOURNAL: found.changes,
            }  # fmt: skip
            self._app.page.refresh_bars()
