"""Names of the records that the record in hand refers to, read after it is shown."""

from typing import TYPE_CHECKING

from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.in_hand import Entry
    from smstui.console.screens.lookup_view import LookupView


class LookupNames:
    """Completes what is shown. The record in hand stays as it was read: names decide nothing."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view

    def complete(self, entry: "Entry") -> None:
        """Have the names of `entry` read once its frame is drawn, unless they are there."""
        if entry.named is not None:
            return

        async def work() -> None:
            await self._read(entry)

        def start() -> None:
            if self._view.hand.entry is entry and entry.named is None:
                self._view.run_worker(work, group="names", exclusive=True)

        self._view.call_after_refresh(start)

    async def _read(self, entry: "Entry") -> None:
        opened = entry.opened
        try:
            client = await self._view.app.client()
            named = await client.engine.run(client.named(opened))
            profiles = await client.engine.run(client.profiles())
        except SmstuiError:
            return  # the uids are shown
        if entry.opened is not opened:
            return
        entry.named, entry.profiles = named, profiles
        if named is not opened and self._view.hand.entry is entry:
            self._view.body.refit()
