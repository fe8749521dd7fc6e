"""What the trial of an operation is based on: can it be planned on the record of a finding?

Each trial stands beside the planner that it asks, and `OperationSpec.trial` names it. A value that
the person still has to enter (which card, which product) is replaced by one that fits. Pure.
"""

from dataclasses import dataclass
from typing import Final

from smstui.domain.changes.cards import CardFound, holds
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox

A_CARD: Final = CardFound("any", None, None)
"""A card that is free and exists on the platform."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The record with `kind` and `id`, in its context. `device` is None if it is not a device.

    `elsewhere` are boxes outside this household that its cards name.
    """

    context: PlanContext
    kind: str
    id: str
    device: AnyDevice | None
    elsewhere: tuple[SetTopBox, ...] = ()

    @property
    def box(self) -> SetTopBox:
        if not isinstance(self.device, SetTopBox):
            raise RefusedHere(f"No box {self.id} was read.", hint="Look it up.")
        return self.device

    @property
    def any_device(self) -> SetTopBox | MediaPlayer:
        if not isinstance(self.device, SetTopBox | MediaPlayer):
            raise RefusedHere(f"No device {self.id} was read.", hint="Look it up.")
        return self.device

    @property
    def card(self) -> CardFound | None:
        """The card that the box names, with the box that the card's own record names."""
        number = self.box.smartcard_id
        if not number:
            return None
        bundle = self.context.bundle
        cards = [each for each in bundle.smartcards if not each.told_by_box]
        record = next(
            (each for each in cards if each.number and holds(self.box, each.number)), None
        )
        if record is None or record.box_uid in (None, self.box.uid):
            return CardFound(number, record, self.box)
        known = [*bundle.boxes, *self.elsewhere]
        holder = next((each for each in known if each.uid == record.box_uid), self.box)
        return CardFound(number, record, holder)
