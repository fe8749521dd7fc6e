"""Specifications: how a call names a record, by exactly one child (sdp2.md "Specifications")."""

from smstui.sandbox.soap.schema import LONG, STRING, Field, Structure

ORIGIN = Structure(
    "originSpecification",
    (Field("originId", LONG, least=1), Field("originKey", STRING, least=1)),
)
_UID = Field("uid", LONG)
_BY_ORIGIN = Field("originSpecification", ORIGIN)

ACCOUNT = Structure(
    "accountSpecification", (Field("accountNumber", STRING), _UID, _BY_ORIGIN), choice=True
)
PURGED_ACCOUNT = Structure(
    "purgedAccountSpecification",
    (Field("accountNumber", STRING), Field("accountUid", LONG), _BY_ORIGIN),
    choice=True,
)
"""The base service's `purgeAccount` says `accountUid` (O)."""
DEVICE = Structure(
    "deviceSpecification",
    (Field("casn", STRING), _UID, _BY_ORIGIN, Field("nuID", STRING)),
    choice=True,
)
SMARTCARD = Structure(
    "smartCardSpecification", (Field("smartCardId", STRING), _UID, _BY_ORIGIN), choice=True
)
RATING = Structure("ratingSpecification", (Field("uid", STRING),))
