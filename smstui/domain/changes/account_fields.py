"""The fields of an account that a change can give it: how each is typed, and how it reads back.

A new account gets them at creation; some can be changed later (`OperationSpec.changes`). Names are
those of the record `Account`; what a platform calls them stands in its catalogue. Pure.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from smstui.domain.account import Account


class Typed(StrEnum):
    """The form in which the value of a field is written."""

    TEXT = "text"
    UID = "uid"
    COUNT = "count"
    AMOUNT = "amount"
    FLAG = "flag"


FIELDS: Final[Mapping[str, Typed]] = {
    "title_of_address": Typed.TEXT,
    "first_name": Typed.TEXT,
    "last_name": Typed.TEXT,
    "address1": Typed.TEXT,
    "address2": Typed.TEXT,
    "locality": Typed.TEXT,
    "city": Typed.TEXT,
    "county": Typed.TEXT,
    "postcode": Typed.TEXT,
    "country": Typed.TEXT,
    "npvr_profile": Typed.TEXT,
    "access_point": Typed.UID,
    "rollout_profile_uid": Typed.TEXT,
    "ppv_status": Typed.FLAG,
    "credit_limit": Typed.AMOUNT,
    "max_players": Typed.COUNT,
    "max_users": Typed.COUNT,
}
"""Every field besides number, status and profile, in the order of a form."""

_LABELS: Final = {
    "title_of_address": "title", "access_point": "access point", "rollout_profile_uid":
    "rollout profile", "npvr_profile": "recording profile", "ppv_status": "PPV",
    "max_players": "players allowed", "max_users": "users allowed",
}  # fmt: skip
"""What a field is called in a sentence, where that is not its name."""


def fact_name(field: str) -> str:
    """Return what the fact of a field is called."""
    return field.replace("_", " ")


FIELD_OF_FACT: Final[Mapping[str, str]] = {fact_name(field): field for field in FIELDS}


def is_account_field(kind: tuple[str, str]) -> bool:
    """Return whether a fact of this kind and name is that of such a field."""
    return kind[0] == "account" and kind[1] in FIELD_OF_FACT


def label_of(field: str) -> str:
    """Return what a field is called in a sentence."""
    return _LABELS.get(field, fact_name(field))


def value_in(account: Account, field: str) -> str | None:
    """Return the value of a field as a change would write it; None without one."""
    value = getattr(account, field)
    if value is None:
        return None
    match FIELDS[field]:
        case Typed.UID:
            uid: str | None = value.uid
            return uid
        case Typed.FLAG:
            return "yes" if value else "no"
        case Typed.AMOUNT:
            return amount_form(value)
        case _:
            return str(value)


def amount_form(amount: float) -> str:
    """Return an amount with at least two decimals, as it is compared and sent."""
    short = f"{amount:.2f}"
    return short if float(short) == amount else repr(amount)
