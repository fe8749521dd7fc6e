"""Account, its profile, access point, PINs and approvals.

Sources: sdp2.md "Entities", opf.md "ADM: accounts" (all D).
"""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Final

from pydantic import BeforeValidator, model_validator

from smstui.domain.moments import End, Moment
from smstui.domain.record import (
    PERSONAL,
    Amount,
    Count,
    Flag,
    Hidden,
    Limit,
    Record,
    Text,
    with_end_as_sent,
)
from smstui.domain.text import Clean, clean
from smstui.domain.words import AccountWord, PinWord

Pair = tuple[Clean, Clean]
MOST_KEYS: Final = 60
"""Keys of a billing address that are kept, five times those that are published."""


def _pairs(raw: Any) -> Any:
    """Return keys and values of an address: a list of `{key, value}`, an object, or pairs.

    Another shape is returned as it is, for the field to be refused.
    """
    if isinstance(raw, dict):
        told = list(raw.items())
    elif isinstance(raw, list | tuple):
        told = [pair for each in raw if (pair := _pair(each)) is not None]
    else:
        return raw
    kept = [
        (clean(key), clean(value))
        for key, value in told
        if value not in (None, "") and not isinstance(value, dict | list)
    ]
    return tuple(kept[:MOST_KEYS]) or None


def _pair(raw: Any) -> tuple[Any, Any] | None:
    if isinstance(raw, dict):
        return (raw["key"], raw.get("value")) if "key" in raw else None
    return (raw[0], raw[1]) if isinstance(raw, list | tuple) and len(raw) == 2 else None


class AccountProfile(Record):
    """The limits of an account.

    A limit is only in force if its `enable_…_limit` is true: if `enable_session_limit` is false,
    the number beside it is not enforced (opf.md, A). An account of `sdp2` only tells the uid; the
    limits come from the profile's own service, where a site has it (`domain.references`).
    """

    noun: ClassVar[str] = "profile"

    uid: Text = None
    name: Text = None
    status: Text = None
    enable_device_limit: Flag = None
    enable_active_device_limit: Flag = None
    enable_user_limit: Flag = None
    enable_session_limit: Flag = None
    max_sessions_allowed: Count = None
    created: Moment = None
    modified: Moment = None
    max_devices: Count = None
    max_activations: Count = None

    @property
    def sessions_limit(self) -> int | None:
        """The number of sessions in force: None without one, or if it is switched off.

        A profile without any switch, as `sdp2` has it, enforces its numbers (sdp2.md, D).
        """
        switches = (
            self.enable_device_limit, self.enable_active_device_limit, self.enable_user_limit,
            self.enable_session_limit,
        )  # fmt: skip
        has_none = all(switch is None for switch in switches)
        return self.max_sessions_allowed if self.enable_session_limit or has_none else None


class AccessPoint(Record):
    """The access point that serves an account. An account should have one. An account tells its
    uid only."""

    noun: ClassVar[str] = "access point"

    uid: Text = None
    name: Text = None


class PinStatus(Record):
    """The state of one PIN of an account (opf.md, PIN status). `lock_remaining_s` is in seconds."""

    noun: ClassVar[str] = "PIN"

    pin_type: Text = None
    status: PinWord = None
    extended_status: Text = None
    lock_remaining_s: Count = None
    last_change: Moment = None

    @property
    def id(self) -> str | None:
        return self.pin_type

    @property
    def is_locked(self) -> bool:
        return self.status == "LOCKED"


_ABOVE_OTHERS: Final = "MASTER"
"""The PIN that guards the others. A customer types one of the others every day."""


def pins_by_use(pins: Iterable[PinStatus]) -> list[PinStatus]:
    """Return the PINs that are locked first, and in both groups the MASTER PIN last."""
    return sorted(pins, key=lambda pin: (not pin.is_locked, pin.pin_type == _ABOVE_OTHERS))


class Account(Record):
    """The customer: at least one user, exactly one default user, at least one super-user.

    `credit_limit` None is unlimited; amounts are in the operator's currency. `uid` is the
    platform's own key (`UID`, or `_id` in `opf`); `number` is unique and never reused.
    """

    noun: ClassVar[str] = "account"

    uid: Text = None
    number: Annotated[Text, Limit(20)] = None
    status: AccountWord = None
    title_of_address: Annotated[Text, PERSONAL] = None
    first_name: Annotated[Text, PERSONAL] = None
    last_name: Annotated[Text, Limit(100), PERSONAL] = None
    address1: Annotated[Text, Limit(150), PERSONAL] = None
    address2: Annotated[Text, Limit(150), PERSONAL] = None
    locality: Annotated[Text, Limit(100), PERSONAL] = None
    city: Annotated[Text, PERSONAL] = None
    county: Annotated[Text, Limit(100), PERSONAL] = None
    postcode: Annotated[Text, Limit(10), PERSONAL] = None
    country: Annotated[Text, Limit(50), PERSONAL] = None
    access_point: AccessPoint | None = None
    profile: AccountProfile | None = None
    rollout_profile_uid: Text = None
    npvr_profile: Annotated[Text, Limit(32)] = None
    pvr_status: Text = None
    ppv_status: Flag = None
    credit_limit: Amount = None
    credit_spent: Amount = None
    credit_spent_reset: Text = None
    max_players: Count = None
    max_users: Count = None
    valid_from: Moment = None
    valid_until: End = None
    end_as_sent: Text = None
    """The value received for `valid_until` if it gives no end, such as `0`."""
    geo_block_exempt: Flag = None
    provider_id: Text = None
    sign_on_id: Annotated[Text, PERSONAL] = None
    password: Annotated[Hidden, Limit(20)] = None
    created: Moment = None
    modified: Moment = None
    origin_id: Text = None
    origin_key: Annotated[Text, Limit(20), PERSONAL] = None
    billing_address: Annotated[tuple[Pair, ...] | None, BeforeValidator(_pairs), PERSONAL] = None
    """Every key of the address as it was sent, also those that no field above has."""
    pins: tuple[PinStatus, ...] | None = None
    """Its PINs as the account tells them: their types and last changes."""

    @model_validator(mode="before")
    @classmethod
    def _keep_what_came_for_the_end(cls, fields: Any) -> Any:
        return with_end_as_sent(fields, "valid_until")

    @property
    def id(self) -> str | None:
        return self.number or self.uid

    @property
    def name(self) -> Clean | None:
        """First and last name, as far as they are known."""
        known = " ".join(part for part in (self.first_name, self.last_name) if part)
        return Clean(known) if known else None


class ApprovalQuota(Record):
    """The number of devices that an account may still approve (opf.md "approval quota", D).

    A device that is not approved signs in and does not play. Counts are devices, `period_days`
    are days. The approval of a single device is not known.
    """

    noun: ClassVar[str] = "approval quota"

    approved_now: Count = None
    approved_in_period: Count = None
    allowed_in_period: Count = None
    most: Count = None
    period_days: Count = None
    next_on: Moment = None
    allowed: Flag = None
