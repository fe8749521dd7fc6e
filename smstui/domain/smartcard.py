"""A smartcard (sdp2.md "Entities", D)."""

from typing import Annotated, ClassVar

from smstui.domain.moments import Moment
from smstui.domain.record import PERSONAL, Flag, Limit, Record, Text
from smstui.domain.words import SmartcardWord


class SmartCard(Record):
    """A card. `box_uid` is the card's own end of the pairing link.

    `told_by_box` marks a card that is only known from its box: `box_uid` is that box, and the
    card's own record (its status and its end of the link) was not read, which would cost one call
    for each box.
    """

    noun: ClassVar[str] = "card"

    uid: Text = None
    number: Annotated[Text, Limit(100)] = None
    status: SmartcardWord = None
    status_code: Text = None
    box_uid: Text = None
    account_uid: Text = None
    cas_instance_id: Annotated[Text, Limit(20)] = None
    origin_id: Text = None
    origin_key: Annotated[Text, Limit(20), PERSONAL] = None
    modified: Moment = None
    told_by_box: Flag = None

    @property
    def id(self) -> str | None:
        return self.number or self.uid
