"""Ask the platform for the owners of the two scanned codes while the next is being scanned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.console.views.pair_lines import CardInHand
from smstui.domain.bundle import Bundle
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import WORDS, IdKind
from smstui.domain.not_found import no_record
from smstui.domain.record import Record
from smstui.domain.scanning import BOX_KINDS, Code, Sort
from smstui.domain.smartcard import SmartCard
from smstui.services.outcomes import Match, Nothing, Opened, Several

if TYPE_CHECKING:
    from smstui.console.startup import Client


@dataclass(frozen=True, slots=True)
class Side:
    """One half of the pair in view: its code, and whose it is as far as that was asked.

    `note` says why nothing is known of it, or that it is no such thing; `offline` that it comes
    from the cache. `code` is as it was scanned, whatever id led to the record. `was_asked` says
    that the platform has answered: it is not asked again about the same scan.
    """

    code: str
    box: SetTopBox | None = None
    card: CardInHand | None = None
    bundle: Bundle | None = None
    note: str = ""
    offline: bool = False
    was_asked: bool = False

    @property
    def is_known(self) -> bool:
        return self.box is not None or self.card is not None


def can_be_paired(record: Record) -> bool:
    """Return whether a record is half of a pair: a box or a card."""
    return isinstance(record, SetTopBox | SmartCard)


def seeded(
    record: Record | None, bundle: Bundle | None, family: str
) -> tuple[Code, IdKind | None, Side] | None:
    """Return a record to begin with as a code and its side; None for no box and no card."""
    if isinstance(record, SetTopBox):
        by_uid = IdKind.DEVICE_UID if family == "sdp2" else IdKind.OPF_DEVICE
        code, kind = (record.casn, IdKind.CASN) if record.casn else (record.uid or "", by_uid)
        box = Code(code, Sort.BOX, is_known=True)
        return box, kind, Side(code, box=record, bundle=bundle)
    if isinstance(record, SmartCard) and record.number:
        held = CardInHand(record.number, record, record.box_uid or "")
        card = Code(record.number, Sort.CARD, is_known=True)
        return card, None, Side(record.number, card=held, bundle=bundle)
    return None


async def box_side(client: "Client", code: str) -> Side:
    """Return the box of a code, in two lookups at most. Raises SmstuiError.

    A scanned code is a CASN, NUID or uid. What has the same text as a MAC address, a login or an
    account number is not meant, and does not keep the box from being found.
    """
    outcome = await client.engine.run(client.look_up(code))
    if isinstance(outcome, Several):
        boxes = [
            match
            for match in outcome.matches
            if match.kind == "box" and match.matched_by in BOX_KINDS
        ]
        if len(boxes) != 1:
            return Side(code, note=_several(code, boxes or outcome.matches))
        only, asked = boxes[0].as_kind, boxes[0].asked
        outcome = await client.engine.run(client.look_up(asked, only=only))
    if isinstance(outcome, Several):
        return Side(code, note=_several(code, outcome.matches))
    if isinstance(outcome, Nothing):
        return _nothing(client, code, outcome)
    focus, bundle = outcome.bundle.focus, outcome.bundle
    for box in bundle.boxes:
        if focus.kind == "box" and focus.id == box.uid:
            return Side(code, box=box, bundle=bundle, offline=bool(outcome.offline))
    return Side(code, note=f"{focus.title} is neither a box nor a smartcard.")


def _several(code: str, matches: Sequence[Match]) -> str:
    named = [f"{match.kind} {match.id} ({WORDS[match.matched_by]})" for match in matches]
    return f"{code} leads to several: {', '.join(named)}. Scan another of its ids."


async def card_side(client: "Client", code: str, family: str) -> Side:
    """Return the card of a number. Raises SmstuiError. A free one has no record in one family."""
    outcome = await client.engine.run(client.look_up(code, only=IdKind.SMARTCARD))
    if isinstance(outcome, Nothing):
        if family == "opf" and not outcome.offline:
            return Side(code, card=CardInHand(code, None))
        return _nothing(client, code, outcome)
    if isinstance(outcome, Opened):
        bundle = outcome.bundle
        for card in bundle.smartcards:
            if bundle.focus.kind == "smartcard" and bundle.focus.id in (card.number, card.uid):
                held = CardInHand(card.number or code, card, card.box_uid or "")
                return Side(code, card=held, bundle=bundle, offline=bool(outcome.offline))
    if isinstance(outcome, Several):
        return Side(code, note=_several(code, outcome.matches))
    return Side(code, note=f"{code} is no smartcard's number alone.")


def _nothing(client: "Client", code: str, nothing: Nothing) -> Side:
    if nothing.offline:
        return Side(code, note="Not known here yet; it is checked later.", offline=True)
    place, family = client.deployment.name, nothing.family
    return Side(code, note=no_record(code, place, nothing.tried, nothing.not_asked, family))
