"""What is asked for an operation that takes more than a record: its fields, as data. Pure.

A field's limit is the entity's own; the sentence about a wrong value is the one under the field.
What only the platform can know is asked when the plan is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from smstui.domain.account import Account
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.rights import PRODUCT_TYPES
from smstui.domain.changes.viewing import LONGEST_MESSAGE
from smstui.domain.device import SetTopBox
from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import WORDS, IdKind, mac_form, one_reading
from smstui.domain.record import limits_of
from smstui.domain.scanned_code import ASCII_BLANKS
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital, does_not_print
from smstui.domain.user import User

_OF_ACCOUNT: Final = limits_of(Account)
_OF_USER: Final = limits_of(User)
_OF_BOX: Final = limits_of(SetTopBox)
_OF_CARD: Final = limits_of(SmartCard)

TARGET: Final = "target"
"""The field that is what the operation is aimed at; others are named as the door names them."""
SECOND: Final = "second"
SECRET: Final = "secret"  # noqa: S105 - the name of a field


class Takes(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    SCAN = "scan"
    SECRET = "secret"  # noqa: S105 - a word, not one
    CHOICE = "choice"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. `most` is in characters; `kind` what a scanned id must be.

    `choices` are the words of a CHOICE, the first one taken unless another is; an empty one
    leaves it out.
    """

    name: str
    label: str
    takes: Takes = Takes.TEXT
    most: int | None = None
    needed: bool = False
    kind: IdKind | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one operation. `title` begins with a verb."""

    operation: Operation
    title: str
    fields: tuple[Field, ...]


def _scanned(
    name: str, kind: IdKind, most: int | None = None, *, label: str = "", needed: bool = False,
    hint: str = "scan or type",
) -> Field:  # fmt: skip
    label = label or WORDS[kind]
    return Field(name, label, Takes.SCAN, most, needed=needed, kind=kind, hint=hint)


_ACCOUNT: Final = Field(TARGET, "account", needed=True, hint="its number")
_CASN: Final = _scanned(SECOND, IdKind.CASN, _OF_BOX["casn"], needed=True)
_BOX_ATTRIBUTES: Final = (
    _scanned("mac", IdKind.MAC, _OF_BOX["mac_address"]),
    _scanned("nuid", IdKind.NUID, _OF_BOX["nuid"]),
    _scanned("serial", IdKind.SERIAL, _OF_BOX["serial_number"]),
    Field("description", "description"),
)
_PRODUCTS: Final = Field("product", "products", needed=True, hint="ids, with commas between")

FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "create-account": Form(
            Operation.CREATE_ACCOUNT,
            "Create an account with its first user",
            (
                Field(TARGET, "number", most=_OF_ACCOUNT["number"], needed=True,
                      hint="never reused"),
                Field(SECOND, "login id", most=_OF_USER["login_id"], needed=True,
                      hint="of its default user, a super-user"),
                Field(SECRET, "password", Takes.SECRET, _OF_USER["password"], needed=True,
                      hint="of that user; shown to nobody"),
                Field("profile", "profile", hint="its id"),
                Field("first_name", "first name"),
                Field("last_name", "last name", most=_OF_ACCOUNT["last_name"]),
                Field("address1", "address", most=_OF_ACCOUNT["address1"]),
                Field("address2", "address, line 2", most=_OF_ACCOUNT["address2"]),
                Field("locality", "locality", most=_OF_ACCOUNT["locality"]),
                Field("city", "city"),
                Field("county", "county", most=_OF_ACCOUNT["county"]),
                Field("postcode", "postcode", most=_OF_ACCOUNT["postcode"]),
                Field("country", "country", most=_OF_ACCOUNT["country"]),
            ),
        ),
        "create-box": Form(
            Operation.CREATE_BOX,
            "Create a box",
            (
                _ACCOUNT,
                _CASN,
                _scanned("card", IdKind.SMARTCARD, _OF_CARD["number"],
                         hint="a free one that exists, or none"),
                *_BOX_ATTRIBUTES,
                Field("type", "meets its card", Takes.CHOICE,
                      choices=("", "CARDBASED", "CARDLESS")),
            ),
        ),
        "create-box-and-card": Form(
            Operation.CREATE_BOX,
            "Create a box with its new card",
            (
                _ACCOUNT,
                _CASN,
                _scanned("new_card", IdKind.SMARTCARD, _OF_CARD["number"], needed=True,
                         hint="scan or type; it is created with the box"),
                *_BOX_ATTRIBUTES,
            ),
        ),
        "create-card": Form(
            Operation.CREATE_CARD,
            "Create a smartcard",
            (
                _scanned(TARGET, IdKind.SMARTCARD, _OF_CARD["number"], needed=True),
                Field("cas", "CAS instance", most=_OF_CARD["cas_instance_id"]),
            ),
        ),
        "delete-box": Form(
            Operation.DELETE_BOX,
            "Delete a box for ever",
            (Field(TARGET, "box", Takes.SCAN, needed=True, hint="any id of it"),),
        ),
        "delete-card": Form(
            Operation.DELETE_CARD,
            "Delete a free smartcard for ever",
            (_scanned(TARGET, IdKind.SMARTCARD, needed=True),),
        ),
        "add-right": Form(
            Operation.ADD_RIGHT,
            "Give a right",
            (
                Field("product", "product", needed=True, hint="its id"),
                Field("kind", "type", Takes.CHOICE,
                      choices=("SUBSCRIPTION", *(word for word in PRODUCT_TYPES
                                                 if word != "SUBSCRIPTION"))),
                Field("from", "from", Takes.DATE, hint="first day, as 2026-01-31, or none"),
                Field("until", "until", Takes.DATE, hint="last day, or none"),
            ),
        ),
        "account-profile": Form(
            Operation.ACCOUNT_PROFILE,
            "Give another profile",
            (Field("profile", "profile", needed=True, hint="its id"),),
        ),
        "cas-subscribe": Form(Operation.CAS_SUBSCRIBE, "Subscribe at the CAS", (_PRODUCTS,)),
        "cas-unsubscribe": Form(
            Operation.CAS_UNSUBSCRIBE, "Unsubscribe at the CAS", (_PRODUCTS,)
        ),
    }
)  # fmt: skip
"""By what a screen calls them: the operation, or the one way to do it that the form is for."""


_MORE: Final[Mapping[Operation, tuple[Field, ...]]] = MappingProxyType(
    {Operation.MESSAGE: (Field("text", "message", most=LONGEST_MESSAGE, needed=True),)}
)
"""Fields of operations that have a dialog of their own."""


def checked(operation: Operation, typed: Mapping[str, str], family: str) -> dict[str, str]:
    """Return the fields of `operation` in their normal form, by their names.

    Raise RefusedHere for the first one that breaks a rule, and for one that is needed and empty.
    Names without a field are returned as they are.
    """
    fields = {field.name: field for form in FORMS.values() if form.operation is operation
              for field in form.fields} | {
        field.name: field for field in _MORE.get(operation, ())}  # fmt: skip
    found = dict(typed)
    for name, field in fields.items():
        if name not in typed:
            continue
        if sentence := wrong_with(field, typed[name], family) or missing_in(field, typed[name]):
            raise RefusedHere(f"The {field.label} is wrong. {sentence}")
        found[name] = typed[name] if name == SECRET else taken_from(field, typed[name], family)
    return found


def wrong_with(field: Field, typed: str, family: str) -> str:
    """What is wrong with a text so far, in a sentence; empty when nothing is. Says no secret."""
    text = typed.strip(ASCII_BLANKS)
    if not text:
        return ""
    if field.takes is Takes.SECRET:
        return _too_long(field, typed)
    if odd := does_not_print(text):
        return f"A character that does not print (U+{ord(odd):04X}) is in it. Type it anew."
    if field.takes is Takes.DATE:
        return _no_date(text)
    if field.takes is Takes.CHOICE and text.upper() not in field.choices:
        return f"{text} is none of {', '.join(word for word in field.choices if word)}."
    if field.kind is None:
        return _too_long(field, text)
    try:
        value = one_reading(text, family, field.kind).value
    except BadIdentifier as error:
        return str(error)
    if field.kind is IdKind.MAC and mac_form(value) is None:
        return f"{value} is no MAC address, which has twelve hexadecimal digits."
    return _too_long(field, value)


def missing_in(field: Field, typed: str) -> str:
    """That a field is still to be filled in, in a sentence; empty when it need not be."""
    if not field.needed or typed.strip():
        return ""
    return f"{capital(field.label)} is needed."


def taken_from(field: Field, typed: str, family: str) -> str:
    """What the door is given for a text that nothing is wrong with: a scanned id without its
    label and separators, a secret as it was typed."""
    text = typed.strip(ASCII_BLANKS)
    if not text or field.kind is None:
        return text
    return one_reading(text, family, field.kind).value


def _too_long(field: Field, text: str) -> str:
    if field.most is None or len(text) <= field.most:
        return ""
    return f"At most {field.most} characters; this has {len(text)}."


def _no_date(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return f"{text} is no date. Write it as 2026-12-31."
    return ""
