"""Actions for what comes into being and what goes for ever, for rights and profiles.

None has a key by default: each is reached by its word and by its line in the menu.
"""

from typing import Final

from smstui.actions import availability as when
from smstui.actions.action import Action, Place, Tier
from smstui.actions.changing import of_kind, on_living_account, permitted

_LOOKUP: Final = frozenset({Place.LOOKUP})
_A_BOX: Final = of_kind("box", noun="a box")

PROVISIONING: Final[tuple[Action, ...]] = (
    Action(
        "account.create", (), "Create an account with its first user", _LOOKUP,
        words=("create-account",), twin="smstui create-account NUMBER LOGIN", writes=True,
        tier=Tier.REVERSIBLE, available=permitted("create-account"),
    ),
    Action(
        "box.install", (), "Create a box with its new card", _LOOKUP,
        words=("create-box-and-card", "install"),
        twin="smstui create-box ACCOUNT CASN --new-card NUMBER", writes=True,
        tier=Tier.REVERSIBLE,
        available=permitted("create-box", then=permitted("create-box-and-card")),
    ),
    Action(
        "box.create", (), "Create a box", _LOOKUP,
        words=("create-box",), twin="smstui create-box ACCOUNT CASN", writes=True,
        tier=Tier.REVERSIBLE, available=permitted("create-box"),
    ),
    Action(
        "card.create", (), "Create a smartcard", _LOOKUP,
        words=("create-card",), twin="smstui create-card NUMBER", writes=True,
        tier=Tier.REVERSIBLE, available=permitted("create-card"),
    ),
    Action(
        "box.delete", (), "Delete a box for ever", _LOOKUP,
        words=("delete-box",), twin="smstui delete-box BOX", writes=True,
        tier=Tier.IRREVERSIBLE, available=permitted("delete-box"),
    ),
    Action(
        "card.delete", (), "Delete a smartcard for ever", _LOOKUP,
        words=("delete-card",), twin="smstui delete-card CARD", writes=True,
        tier=Tier.IRREVERSIBLE, available=permitted("delete-card"),
    ),
    Action(
        "right.add", (), "Give the account a right", _LOOKUP,
        words=("add-right",), twin="smstui add-right ID PRODUCT", writes=True,
        tier=Tier.REVERSIBLE, available=permitted("add-right", then=when.with_bundle),
    ),
    Action(
        "right.remove", (), "Take a right from the account", _LOOKUP,
        words=("remove-right",), twin="smstui remove-right ID RIGHT", writes=True,
        tier=Tier.DISRUPTIVE, available=permitted("remove-right", then=when.with_bundle),
    ),
    Action(
        "account.profile", (), "Give the account another profile", _LOOKUP,
        words=("profile",), twin="smstui profile ACCOUNT PROFILE", writes=True,
        tier=Tier.REVERSIBLE, available=permitted("account-profile", then=on_living_account),
    ),
    Action(
        "cas.subscribe", (), "Subscribe this box at the CAS", _LOOKUP,
        words=("cas-subscribe",), twin="smstui add-right BOX PRODUCT --cas", writes=True,
        tier=Tier.REVERSIBLE, available=permitted("cas-subscribe", then=_A_BOX),
    ),
    Action(
        "cas.unsubscribe", (), "Unsubscribe this box at the CAS", _LOOKUP,
        words=("cas-unsubscribe",), twin="smstui remove-right BOX PRODUCT --cas", writes=True,
        tier=Tier.DISRUPTIVE, available=permitted("cas-unsubscribe", then=_A_BOX),
    ),
)  # fmt: skip
