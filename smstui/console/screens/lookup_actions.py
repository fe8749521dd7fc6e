"""Actions on the record in hand: copy it, see its secrets, ask its other end."""

from dataclasses import replace
from typing import TYPE_CHECKING

from smstui.actions.changing import choose
from smstui.console.list_copies import table_of
from smstui.console.screens import dialogs, pages
from smstui.console.widgets.record_list import RecordList
from smstui.domain.changes.specs.table import MENUS
from smstui.domain.errors import SmstuiError
from smstui.domain.text import capital

if TYPE_CHECKING:
    from smstui.console.screens.lookup_view import LookupView
    from smstui.domain.bundle import Part
    from smstui.domain.device import SetTopBox
    from smstui.domain.smartcard import SmartCard
    from smstui.presentation.list_export import ListTable
    from smstui.services.outcomes import Opened


class RecordActions:
    """The actions on the record in hand. Each change leads to a plan; none sends anything."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view

    def do_copy(self) -> None:
        from smstui.console.views import copying, detail

        now = self._view.app.now()
        opened = self._view.hand.opened
        if opened is None:
            self._copy_of_list()
            return
        record, field = self._view.body.bundle.record, ""
        if record is not None and self._view.focused is self._view.body.bundle.detail:
            at = opened.bundle.platform_time(now)
            field = detail.value_of(record, self._view.body.bundle.detail.key, at)
        bundle = self._view.app.masker.records.opened(opened).bundle
        found = copying.choices(bundle, record, field, now)
        dialogs.choose_copy(self._view.app, found, self.table())

    def _copy_of_list(self) -> None:
        """Offer the id of the row under the cursor and the list; without rows copy what it says."""
        app, pane = self._view.app, self._view.body.finder
        text, table = self._view.state.copies.get(pane.key), self.table()
        if text and table is not None:
            dialogs.choose_copy(app, {"this id": text}, table)
        elif text or pane.sentences:
            dialogs.copy_text(app, text or pane.sentences)
        else:
            app.say("There is nothing to copy.", "bar-caution")

    def table(self) -> "ListTable | None":
        """Return the list in hand as it is shown, and secrets never."""
        view = self._view
        view.detail.mask()
        body, focused = view.body, view.focused
        if view.hand.opened is None:
            listed = body.finder if body.finder.filter.total else None
            return table_of(view.app, listed, view.hand.page.value)
        if not isinstance(focused, RecordList) or not focused.filter.total:
            return None
        table = table_of(view.app, focused)
        if table is not None and focused is body.bundle.detail:
            return replace(table, rows=body.bundle.whole_fields(view.app.now()))
        return table

    def do_reveal(self) -> None:
        """Show the secrets of the record in hand for a moment."""
        self._view.detail.reveal()

    def do_card_ask(self) -> None:
        from smstui.domain.smartcard import SmartCard

        opened, card = self._view.hand.opened, self._view.body.bundle.record
        box = _box_of(opened, card) if opened and isinstance(card, SmartCard) else None
        if opened is None or box is None or not isinstance(card, SmartCard):
            self._view.say("No box of this account names the card.", "bar-caution")
            return
        self._view.run_worker(self._ask_card(opened, card, box), group="card", exclusive=True)

    async def _ask_card(self, opened: "Opened", card: "SmartCard", box: "SetTopBox") -> None:
        try:
            client = await self._view.app.client()
            read = await client.engine.run(client.smartcard_of(box))
        except SmstuiError as error:
            self._view.say(str(error), "bar-fault")
            return
        if self._view.hand.opened is not opened:
            return
        told = _with_card(opened, card, read)
        if told is opened:
            self._view.say(
                read.reason or f"Card {card.id} has no record of its own.", "bar-caution"
            )
            return
        self._view.hand.revise(opened, told)
        self._view.body.show_entry()

    def do_pair(self) -> None:
        """Show the pairing page with the box or card in hand; say of another that it has none."""
        from smstui.console.screens.pair_sides import can_be_paired

        record = self._view.record_in_hand
        if record is None or can_be_paired(record):
            pages.open_pairing(self._view.app, record, ())
            return
        told = f"{capital(record.title)} takes no card. {choose('a box or a smartcard')}"
        self._view.say(told, "bar-caution")

    def do_pair_with(self, text: str) -> None:
        from smstui.domain.identifiers import typed_ids

        pages.open_pairing(self._view.app, None, typed_ids(text))

    def start_change(self, action: str, typed: str | None = None) -> bool:
        menu, _ = MENUS.get(action, (None, None))
        if menu is None or not menu.start or (typed is not None and not menu.takes_text):
            return False
        from smstui.console.screens import change_starts

        bundle = self._view.hand.opened.bundle if self._view.hand.opened is not None else None
        change_starts.start(self._view.app, action, self._view.record_in_hand, bundle, typed or "")
        return True


def _box_of(opened: "Opened", card: "SmartCard") -> "SetTopBox | None":
    """Return the box that names the card."""
    return next((box for box in opened.bundle.boxes if box.smartcard_id == card.number), None)


def _with_card(opened: "Opened", card: "SmartCard", read: "Part[SmartCard]") -> "Opened":
    """Return `opened` with the card as its own record tells it, in place of what the box told."""
    found = next((one for one in read if one.number == card.number), None)
    if found is None:
        return opened
    part = opened.bundle.smartcards
    records = tuple(found if one is card else one for one in part)
    cards = part.model_copy(update={"records": records})
    return replace(opened, bundle=opened.bundle.model_copy(update={"smartcards": cards}))
