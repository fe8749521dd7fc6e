"""What can be done with the record in hand: copy it, see its secrets, ask its other end."""

from typing import TYPE_CHECKING

from smstui.console.screens import dialogs
from smstui.console.screens.lookup_triage import LookupTriage
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.domain.device import SetTopBox
    from smstui.domain.smartcard import SmartCard
    from smstui.services.outcomes import Opened


REVEAL_S = 5


class LookupRecord(LookupTriage):
    def do_copy(self) -> None:
        from smstui.console.views import copying, detail

        now = self.app.now()
        opened = self._hand.opened
        if opened is None:
            dialogs.copy_text(self.app, self._copies.get(self.finder.key) or self.finder.sentences)
            return
        record, field = self.bundle.record, ""
        if record is not None and self.focused is self.bundle.detail:
            at = opened.bundle.platform_time(now)
            field = detail.value_of(record, self.bundle.detail.key, at)
        bundle = self.app.masker.opened(opened).bundle
        dialogs.choose_copy(self.app, copying.choices(bundle, record, field, now))

    def do_reveal(self) -> None:
        """Secrets of the record in hand, for REVEAL_S or until anything leaves it (`mask`)."""
        if not self.bundle.detail.region:
            self._open_detail(*self.bundle.in_hand)
        self.mask()  # its timer is another's
        self.bundle.reveal(True, self.app.now())
        self._revealed_at = self.focused
        self._masking = self.set_timer(REVEAL_S, self.mask)
        self.say(f"Shown for {REVEAL_S} s.", "bar-caution")

    def do_card_ask(self) -> None:
        from smstui.console import revision
        from smstui.domain.smartcard import SmartCard

        opened, card = self._hand.opened, self.bundle.record
        box = revision.box_of(opened, card) if opened and isinstance(card, SmartCard) else None
        if opened is None or box is None or not isinstance(card, SmartCard):
            self.say("No box of this account names the card.", "bar-caution")
            return
        self.run_worker(self._ask_card(opened, card, box), group="card", exclusive=True)

    async def _ask_card(self, opened: "Opened", card: "SmartCard", box: "SetTopBox") -> None:
        from smstui.console import revision

        try:
            client = await self.app.client()
            read = await client.engine.run(client.smartcard_of(box))
        except SmstuiError as error:
            self.say(str(error), "bar-fault")
            return
        if self._hand.opened is not opened:
            return
        told = revision.with_card(opened, card, read)
        if told is opened:
            self.say(
                read.reason or f"Card {card.id} does not answer at its own end.", "bar-caution"
            )
            return
        self._hand.revise(opened, told)
        self._show_entry()
