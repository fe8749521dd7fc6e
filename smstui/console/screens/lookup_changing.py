"""Changes begun from the record in hand. Each leads to a plan; none sends anything."""

from typing import TYPE_CHECKING

from smstui.console.screens.lookup_record import LookupRecord

if TYPE_CHECKING:
    from smstui.domain.record import Record
    from smstui.services.changes import ChangeResult
    from smstui.services.outcomes import Opened


class LookupChanging(LookupRecord):
    @property
    def opened(self) -> "Opened | None":
        """What is open, whether its bundle is in view or a list over it."""
        return self._opened

    @property
    def record_in_hand(self) -> "Record | None":
        return self.bundle.record if self.has_class("-opened") else None

    def change_ended(self, result: "ChangeResult") -> None:
        """What is shown was read before it: ask again, cursors staying where they are."""
        super().change_ended(result)
        if self._opened is not None and self._last is not None:
            from smstui.console.questions import Question

            self.ask(Question(self._last.text, self._last.kind, anew=False))

    def do_pair(self) -> None:
        self.app.open_pairing(self.record_in_hand)

    def do_pair_with(self, text: str) -> None:
        self.app.open_pairing(None, *text.split())

    def do_unpair(self) -> None:
        self._plan("unpair")

    def do_refresh(self) -> None:
        self._plan("refresh")

    def do_recover_date_code(self) -> None:
        self._plan("recover-date-code")

    def do_enable(self) -> None:
        self._plan("enable")

    def do_disable(self) -> None:
        self._plan("disable")

    def do_ban(self) -> None:
        self._plan("ban")

    def do_unban(self) -> None:
        self._plan("unban")

    def do_swap(self) -> None:
        from smstui.console.screens import change_dialogs

        if (record := self.record_in_hand) is not None:
            change_dialogs.choose_swap(self.app, record)

    def do_status(self) -> None:
        from smstui.console.screens import status_dialog

        if (record := self.record_in_hand) is not None:
            status_dialog.choose_status(self.app, record)

    def do_status_with(self, word: str) -> None:
        from smstui.console.screens import status_dialog

        if (record := self.record_in_hand) is not None:
            status_dialog.plan_status(self.app, record, word)

    def do_sessions_end(self) -> None:
        from smstui.console.screens import change_dialogs

        if (record := self.record_in_hand) is not None and self._opened is not None:
            change_dialogs.end_sessions_of(self.app, record, self._opened.bundle)

    def do_pin_reset(self) -> None:
        from smstui.console.screens import change_dialogs

        if self._opened is not None:
            change_dialogs.reset_pin(self.app, self._opened.bundle)

    def do_cas_pin(self) -> None:
        from smstui.console.screens import change_dialogs

        if (record := self.record_in_hand) is not None:
            change_dialogs.set_cas_pin(self.app, record)

    def do_cas_pin_reset(self) -> None:
        self._plan("cas-reset-pin")

    def do_approve(self) -> None:
        self._plan("approve")

    def do_card_suspend(self) -> None:
        self._plan("suspend-card")

    def do_message(self) -> None:
        from smstui.console.screens import change_dialogs

        if (record := self.record_in_hand) is not None:
            change_dialogs.write_message(self.app, record)

    def do_message_with(self, text: str) -> None:
        from smstui.console.screens import change_dialogs

        if (record := self.record_in_hand) is not None:
            change_dialogs.send_message(self.app, record, text)

    def _plan(self, operation: str) -> None:
        from smstui.console.screens import change_dialogs

        if (record := self.record_in_hand) is not None:
            change_dialogs.plan_for(self.app, record, operation)
