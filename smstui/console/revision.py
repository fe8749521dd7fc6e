"""An opened bundle with one part of it read again. Pure."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.domain.bundle import Part
    from smstui.domain.device import SetTopBox
    from smstui.domain.smartcard import SmartCard
    from smstui.services.outcomes import Opened


def box_of(opened: "Opened", card: "SmartCard") -> "SetTopBox | None":
    """The box that names the card."""
    return next((box for box in opened.bundle.boxes if box.smartcard_id == card.number), None)


def with_card(opened: "Opened", card: "SmartCard", read: "Part[SmartCard]") -> "Opened":
    """The card as its own end tells it, in the place of what the box told."""
    found = next((one for one in read if one.number == card.number), None)
    if found is None:
        return opened
    part = opened.bundle.smartcards
    records = tuple(found if one is card else one for one in part)
    cards = part.model_copy(update={"records": records})
    return replace(opened, bundle=opened.bundle.model_copy(update={"smartcards": cards}))
