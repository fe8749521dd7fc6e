"""One acquired right: AcquiredContentList in `sdp2`, entitlement in `opf` (both D)."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Final

from pydantic import model_validator

from smstui.domain.moments import End, Moment
from smstui.domain.record import PERSONAL, Count, Record, Text, with_end_as_sent
from smstui.domain.words import PurchasedWord, Unknown, shown

NONE_OR_NO_CALL: Final = (
    "The platform answered 404: the account has no right at all, or there is no such call here."
)
"""Why the rights are not known after a 404 (opf.md "RMG": never a certain "none")."""


class Product(Record):
    """The product that a right gives: the policy group in `sdp2`."""

    noun: ClassVar[str] = "product"

    uid: Text = None
    name: Text = None


class Right(Record):
    """The right of an account to watch something until a time.

    `product` is the policy group in `sdp2`, the product id in `opf`. Windows and durations are in
    seconds. A right that names a device holds on that device only (opf.md, A).
    """

    noun: ClassVar[str] = "right"

    uid: Text = None
    account_uid: Text = None
    product: Text = None
    product_type: Text = None
    status: Text = None
    purchased_kind: PurchasedWord = None
    purchased_uid: Text = None
    purchase_type: Text = None
    validity_type: Text = None
    valid_from: Moment = None
    expires: End = None
    end_as_sent: Text = None
    """The value received for `expires` if it gives no end, such as `0`."""
    list_expires: End = None
    consumption_window_s: Count = None
    license_duration_s: Count = None
    device_uid: Text = None
    user_uid: Text = None
    viewings: Count = None
    cas_instance_id: Text = None
    cas_id: Text = None
    smartcard: Text = None
    origin_id: Text = None
    origin_key: Annotated[Text, PERSONAL] = None
    product_name: Text = None
    """The name of `product`. No right tells it (`domain.references`)."""

    @model_validator(mode="before")
    @classmethod
    def _keep_what_came_for_the_end(cls, fields: Any) -> Any:
        return with_end_as_sent(fields, "expires")

    def state(self, now: datetime) -> str:
        """Return `held`, `not yet`, `expired`, `unsubscribed` or, without dates, `undated`.

        An unknown status is `unknown: X`; fields that make no sense are `not readable`.
        """
        if self.status and self.status.upper() in UNSUBSCRIBED:
            return "unsubscribed"
        if self.expires and now >= self.expires:
            return "expired"
        if self.status and self.status.upper() not in SUBSCRIBED:
            return shown(Unknown(self.status))
        if any(name in self.unreadable for name in ("status", "valid_from", "expires")):
            return "not readable"
        if self.valid_from is None and self.expires is None:
            return "undated"
        if self.valid_from and now < self.valid_from:
            return "not yet"
        return "held"


SUBSCRIBED = frozenset({"S", "SUBSCRIBED"})
"""`S` was seen in `sdp2` (O), SUBSCRIBED is documented for `opf` (D)."""
UNSUBSCRIBED = frozenset({"U", "UNSUBSCRIBED"})
