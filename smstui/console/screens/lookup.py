"""The main screen: one box that takes any id, and all that hangs on it.

Its findings and its actions on a record are parts. Its other aspects are a file each, one standing
on the other: parts, first and last line, showing, asking, moving.
"""

from typing import TYPE_CHECKING

from smstui.console.screens.lookup_actions import RecordActions
from smstui.console.screens.lookup_findings import Findings
from smstui.console.screens.lookup_moving import LookupMoving
from smstui.console.widgets.bar import Bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.record import Record
    from smstui.services.changes import ChangeResult
    from smstui.services.outcomes import Opened


class LookupScreen(LookupMoving):
    def __init__(self) -> None:
        super().__init__()
        self.findings = Findings(self)
        self.actions = RecordActions(self)

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#prompt", Bar).show([(f" {self.app.key('lookup.focus')} ", "key")])
        self.finder.show((), ([("opening the desk…", "muted")],))
        self.set_focus(self.box)
        self.refresh_bars()

    @property
    def handlers(self) -> "tuple[object, ...]":
        return (self, self.findings, self.actions)

    @property
    def opened(self) -> "Opened | None":
        """The record in hand: what is shown, and nothing while a list stands in its place."""
        return self.hand.opened

    @property
    def asked_for(self) -> str:
        """The id of another record that is being asked for, as it may be shown."""
        return self.app.masker.asked(self.hand.asked_for)

    @property
    def record_in_hand(self) -> "Record | None":
        return self.bundle.record if self.hand.opened is not None else None

    @property
    def seen(self) -> "Sequence[Opened]":
        """What was opened here, the latest first."""
        return [entry.opened for entry in self.hand.entries]

    def change_ended(self, _result: "ChangeResult") -> None:
        """What was read before it may be otherwise now: what is shown is read again at once, the
        rest when it is shown. Whoever asks for another record meanwhile has moved on."""
        self.findings.change_ended()
        self.hand.change_ended()
        if self.hand.entry is not None and not self.hand.asked_for:
            self._ask_again()
