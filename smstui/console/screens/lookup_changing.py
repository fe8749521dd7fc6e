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
        self.app.open_pairing(self.record_in_hand)

    def do_pair_with(self, text: str) -> None:
        from smstui.domain.identifiers import typed_ids

        self.app.open_pairing(None, *typed_ids(text))

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

        if (record := self.record_in_hand) is not None and (opened := self.opened) is not None:
            change_dialogs.end_sessions_of(self.app, record, opened.bundle)

    def do_pin_reset(self) -> None:
        from smstui.console.screens import change_dialogs

        if (opened := self.opened) is not None:
            change_dialogs.reset_pin(self.app, opened.bundle)

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
