"""The closed vocabularies of the platform, and how to treat a word outside them.

An unknown word is kept as it is and shown as "unknown: X"; it never refuses a record (contract
README, rule 2). Words are compared without regard to case (sdp2.md, D).
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf

from smstui.domain.text import clean


class Unknown(str):
    """A word the platform knows and this program does not."""

    __slots__ = ()


class LifeStatus(StrEnum):
    """Status of an account, and in `sdp2` of a box (sdp2.md, life cycle)."""

    INACTIVE = "INACTIVE"
    ACTIVE = "ACTIVE"
    RESTRICTED = "RESTRICTED"
    SUSPENDED = "SUSPENDED"
    CANCELLED = "CANCELLED"


class DeviceStatus(StrEnum):
    """Status of a device: the life cycle in `sdp2`, ENABLED or DISABLED in `opf`."""

    INACTIVE = "INACTIVE"
    ACTIVE = "ACTIVE"
    RESTRICTED = "RESTRICTED"
    SUSPENDED = "SUSPENDED"
    CANCELLED = "CANCELLED"
    ENABLED = "ENABLED"
    DISABLED = "DISABLED"


class SmartcardStatus(StrEnum):
    """AVAILABLE: free; UNAVAILABLE: in a box; CANCELLED: never reusable (sdp2.md, SmartCard)."""

    AVAILABLE = "AVAILABLE"
    UNAVAILABLE = "UNAVAILABLE"
    CANCELLED = "CANCELLED"


class SmartcardType(StrEnum):
    """The use of a card by a box. A CARDLESS box has a virtual card that SDP generates."""

    CARDBASED = "CARDBASED"
    CARDLESS = "CARDLESS"
    UNSPECIFIED = "UNSPECIFIED"


class ActivationStatus(StrEnum):
    """Activation of an `opf` device: only an ACTIVE, ENABLED and approved one plays."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class UserType(StrEnum):
    """SUP: super-user, at least one an account; NOR: normal."""

    SUP = "SUP"
    NOR = "NOR"


class PurchaseAbility(StrEnum):
    """The right of a user to buy."""

    ALLOWED = "ALLOWED"
    DENIED = "DENIED"


class PinState(StrEnum):
    """State of a PIN (opf.md, PIN status): a LOCKED one becomes SET when it is set again."""

    UNSET = "UNSET"
    SET = "SET"
    LOCKED = "LOCKED"


class PurchasedKind(StrEnum):
    """The form of a purchase: asset, asset group, catalogue, package, playlist, subscription.

    The letters are documented (sdp2.md, purchasedItemType); their long forms are our reading.
    """

    AST = "AST"
    AGR = "AGR"
    CAT = "CAT"
    PKG = "PKG"
    PLG = "PLG"
    SUB = "SUB"


def read_word(vocabulary: type[StrEnum], raw: Any) -> StrEnum | Unknown | None:
    """Return `raw` as a member of `vocabulary`, or as `Unknown`. None and blank are None.

    Raises ValueError for a structure in place of a word.
    """
    if raw is None:
        return None
    if isinstance(raw, dict | list | tuple):
        raise ValueError("not a word")
    text = clean(raw, cap=100).strip()
    if not text:
        return None
    folded = text.upper()
    return vocabulary(folded) if folded in vocabulary.__members__ else Unknown(text)


def shown(word: str | None) -> str:
    """Return how a word is shown on a screen."""
    return f"unknown: {word}" if isinstance(word, Unknown) else (word or "")


_Outside = InstanceOf[Unknown]

AccountWord = Annotated[
    LifeStatus | _Outside | None, BeforeValidator(partial(read_word, LifeStatus))
]
DeviceWord = Annotated[
    DeviceStatus | _Outside | None, BeforeValidator(partial(read_word, DeviceStatus))
]
SmartcardWord = Annotated[
    SmartcardStatus | _Outside | None, BeforeValidator(partial(read_word, SmartcardStatus))
]
SmartcardTypeWord = Annotated[
    SmartcardType | _Outside | None, BeforeValidator(partial(read_word, SmartcardType))
]
ActivationWord = Annotated[
    ActivationStatus | _Outside | None, BeforeValidator(partial(read_word, ActivationStatus))
]
UserTypeWord = Annotated[UserType | _Outside | None, BeforeValidator(partial(read_word, UserType))]
PurchaseAbilityWord = Annotated[
    PurchaseAbility | _Outside | None, BeforeValidator(partial(read_word, PurchaseAbility))
]
PinWord = Annotated[PinState | _Outside | None, BeforeValidator(partial(read_word, PinState))]
PurchasedWord = Annotated[
    PurchasedKind | _Outside | None, BeforeValidator(partial(read_word, PurchasedKind))
]


def vocabulary_of(metadata: Iterable[object]) -> type[StrEnum] | None:
    """Return the vocabulary of a field by its `metadata`; None for a field with free text."""
    for mark in metadata:
        read = mark.func if isinstance(mark, BeforeValidator) else None
        if isinstance(read, partial) and read.func is read_word:
            vocabulary: type[StrEnum] = read.args[0]
            return vocabulary
    return None
