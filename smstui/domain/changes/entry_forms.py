"""The form of an operation that takes more than a record: its fields, as data. Pure.

A field's limit is the entity's own; the sentence about a wrong value is the one under the field.
What only the platform can know is asked when the plan is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from smstui.domain.account import Account
from smstui.domain.changes.account_values import why_no_amount, why_no_count
from smstui.domain.changes.context import PIN_LENGTHS
from smstui.domain.changes.operations import SECRET, FieldSpec, Operation, Takes
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.device import SetTopBox
from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import WORDS, IdKind, mac_form, one_reading
from smstui.domain.record import Record, limits_of
from smstui.domain.scanned_code import ASCII_BLANKS
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital, does_not_print
from smstui.domain.user import User


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. `most` is in characters; `kind` what a scanned id must be.

    `choices` are the words of a CHOICE, the first one taken unless another is; an empty one
    leaves it out. `only` is the family that has the field, where the other has none.
    """

    name: str
    label: str
    takes: Takes = Takes.TEXT
    most: int | None = None
    needed: bool = False
    kind: IdKind | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    only: str = ""

    @property
    def is_secret(self) -> bool:
        return self.takes in (Takes.SECRET, Takes.PIN)


_DIGITS: Final = f"{PIN_LENGTHS.start} to {PIN_LENGTHS.stop - 1} digits"
_PIN: Final = f"A PIN must be {_DIGITS}."
_BY_THE_PLANNER: Final = (Takes.COUNT, Takes.AMOUNT, Takes.PIN)
"""Fields whose form the planner checks as well, in the same words."""
_FORMATS: Final = {
    Takes.COUNT: "0 to 999999",
    Takes.AMOUNT: "an amount, as 49.90",
    Takes.UID: "its id",
    Takes.PIN: _DIGITS,
}
"""How a field is filled in, where the way in which it is does not say it with each field."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one operation. `title` begins with a verb."""

    operation: Operation
    title: str
    fields: tuple[Field, ...]

    def fields_of(self, family: str) -> tuple[Field, ...]:
        """Return the fields that a platform of `family` has."""
        return tuple(field for field in self.fields if field.only in ("", family))


_RECORDS: Final[Mapping[str, type[Record]]] = {
    "account": Account,
    "user": User,
    "box": SetTopBox,
    "card": SmartCard,
}


def _field(told: FieldSpec) -> Field:
    """Return a field with its limit in characters, and its kind as one of `IdKind`."""
    most = told.limit
    if isinstance(most, str):
        noun, _, name = most.partition(".")
        most = limits_of(_RECORDS[noun])[name]
    kind = IdKind(told.kind) if told.kind else None
    label = told.label or (WORDS[kind] if kind else "")
    return Field(
        told.name, label, told.takes, most, told.needed, kind, told.choices, told.hint, told.only
    )


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        form.name: Form(spec.operation, form.title, tuple(_field(each) for each in form.fields))
        for spec in SPECS.values()
        for form in spec.forms
    }
)
"""By what a screen calls them: the operation, or the one way to do it that the form is for."""


def checked(operation: Operation, typed: Mapping[str, str], family: str) -> dict[str, str]:
    """Return the fields of `operation` in their normal form, by their names.

    Raise RefusedHere for the first one that breaks a rule, and for one that is needed and empty.
    Names without a field are returned as they are.
    """
    fields = {told.name: _field(told) for told in SPECS[operation].all_fields}
    found = dict(typed)
    for name, field in fields.items():
        if name not in typed or (field.takes in _BY_THE_PLANNER and typed[name]):
            continue
        if sentence := wrong_with(field, typed[name], family) or missing_in(field, typed[name]):
            raise RefusedHere(f"The {field.label} is wrong. {sentence}")
        found[name] = typed[name] if name == SECRET else taken_from(field, typed[name], family)
    return found


def wrong_with(field: Field, typed: str, family: str) -> str:
    """Return the error of a text so far, in a sentence; empty if it is valid. Shows no secret."""
    text = typed.strip(ASCII_BLANKS)
    if not text:
        return ""
    if field.is_secret:
        is_no_pin = field.takes is Takes.PIN and not (typed.isascii() and typed.isdigit())
        return _PIN if is_no_pin else _too_long(field, typed)
    if odd := does_not_print(text):
        return f"A character that does not print (U+{ord(odd):04X}) is in it. Type it anew."
    if field.takes is Takes.DATE:
        return _no_date(text)
    if field.takes is Takes.CHOICE and text.upper() not in field.choices:
        return f"{text} is none of {', '.join(word for word in field.choices if word)}."
    if said := _wrong_shape(field, text, family):
        return said
    if field.kind is None:
        return _too_long(field, text)
    try:
        value = one_reading(text, family, field.kind).value
    except BadIdentifier as error:
        return str(error)
    if field.kind is IdKind.MAC and mac_form(value) is None:
        return f"{value} is no MAC address, which has twelve hexadecimal digits."
    return _too_long(field, value)


def _wrong_shape(field: Field, text: str, family: str) -> str:
    match field.takes:
        case Takes.COUNT:
            return why_no_count(text)
        case Takes.AMOUNT:
            return why_no_amount(text)
        case Takes.UID if family == "sdp2" and not (text.isascii() and text.isdigit()):
            return f"{text} is no id of a {field.label}, which is a whole number."
    return ""


def format_of(field: Field, family: str) -> str:
    """Return how a field is filled in, in a few words: its own hint, and its form or its limit."""
    told = _FORMATS.get(field.takes, "")
    if field.takes is Takes.UID and family == "sdp2":
        told = "its id, a whole number"
    elif field.kind is IdKind.MAC:
        told = "12 hexadecimal digits"
    if not told and field.takes in (Takes.TEXT, Takes.SECRET) and field.most:
        told = f"up to {field.most} characters"
    is_told = told and told not in field.hint
    parts = ("needed" if field.needed else "", field.hint, told if is_told else "")
    return ", ".join(part for part in parts if part) or "any text"


def missing_in(field: Field, typed: str) -> str:
    """That a field is still to be filled in, or a PIN is too short, in a sentence; else empty."""
    if field.takes is Takes.PIN and typed.isdigit() and len(typed) < PIN_LENGTHS.start:
        return _PIN
    if not field.needed or typed.strip():
        return ""
    return f"{capital(field.label)} is needed."


def taken_from(field: Field, typed: str, family: str) -> str:
    """Return the value of a valid text for the change service: a scanned id without its
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
