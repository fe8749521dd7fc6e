"""Changes begun from the record in hand. Each leads to a plan; none sends anything."""

from typing import TYPE_CHECKING

from smstui.console.screens import pages
from smstui.console.screens.lookup_record import LookupRecord
from smstui.domain.changes.specs.table import MENUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.record import Record
    from smstui.services.changes import ChangeResult
    from smstui.services.outcomes import Opened


class LookupChanging(LookupRecord):
    @property
    def opened(self) -> "Opened | None":
        """The record in hand: what is shown, and nothing while a list stands in its place."""
        return self._hand.opened

    @property
    def asked_for(self) -> str:
        """The id of another record that is being asked for, as it may be shown."""
        return self.app.masker.asked(self._hand.asked_for)

    @property
    def record_in_hand(self) -> "Record | None":
        return self.bundle.record if self._hand.opened is not None else None

    def change_ended(self, result: "ChangeResult") -> None:
        """What was read before it may be otherwise now: what is shown is read again at once, the
        rest when it is shown. Whoever asks for another record meanwhile has moved on."""
        super().change_ended(result)
        self._hand.change_ended()
        if self._hand.entry is not None and not self._hand.asked_for:
            self._ask_again()

    def do_pair(self) -> None:
        pages.open_pairing(self.app, self.record_in_hand, ())

    def do_pair_with(self, text: str) -> None:
        from smstui.domain.identifiers import typed_ids

        pages.open_pairing(self.app, None, typed_ids(text))

    @property
    def seen(self) -> "Sequence[Opened]":
        """What was opened here, the latest first."""
        return [entry.opened for entry in self._hand.entries]

    def start_change(self, action: str, typed: str | None = None) -> bool:
        menu, _ = MENUS.get(action, (None, None))
        if menu is None or not menu.start or (typed is not None and not menu.takes_text):
            return False
        from smstui.console.screens import change_starts

        bundle = self.opened.bundle if self.opened is not None else None
        change_starts.start(self.app, action, self.record_in_hand, bundle, typed or "")
        return True
