"""Classify a scanned code: a box, a card, or the wrong code of a label. Pure, no calls.

Box and card differ by their ids: a card has a number, a box a CASN, NUID or uid. A number of nine
digits or more counts as a card's as long as nothing says otherwise (it is not `sure`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import (
    WORDS,
    IdKind,
    Reading,
    code_key,
    identify,
    several_sentence,
)
from smstui.domain.scanned_code import scanned_code
from smstui.domain.text import clean

BOX_KINDS: Final = (IdKind.CASN, IdKind.NUID, IdKind.DEVICE_UID, IdKind.OPF_DEVICE)
"""The kinds of a box's code. A MAC address or serial number is not scanned to pair."""


class Sort(StrEnum):
    """BOX and CARD take a place in a pair; WRONG does not."""

    BOX = "box"
    CARD = "smartcard"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Code:
    """One scanned code, without the additions of the scanner.

    `sure` says that the form alone decides. `why` says what a wrong code is and what to scan
    instead. `ids` are set if one code contains several ids and none is chosen yet, `is_known` if
    the cache has the record. `else_wrong` says what the code is if it belongs to no box and no
    card, as far as is known without the platform.
    """

    text: str
    sort: Sort
    sure: bool = True
    why: str = ""
    ids: tuple[str, ...] = ()
    is_known: bool = False
    else_wrong: str = ""

    @property
    def key(self) -> str:
        """A key that is the same for every spelling of the code."""
        return code_key(self.text)


def sorted_by_form(scanned: str, family: str) -> Code:
    """Classify `scanned` by its form. A label's word ("MAC:", "CASN:", "card:") is believed.

    Only known additions of a scanner are removed. Any other character is part of the code, or the
    code is refused with it.
    """
    code = scanned_code(scanned)
    try:
        asked = identify(scanned, family)
        if not code.text.isascii():  # it may be a login id, but is no box and no card
            identify(scanned, family, IdKind.CASN)
    except BadIdentifier as error:
        return Code(clean(code.text[:80]), Sort.WRONG, why=f"{error.message} Scan it again.")
    if len(code.likely) > 1:
        why = f"{several_sentence(code)} Scan another code of the label, or type the right one."
        return Code(code.shown, Sort.WRONG, why=why, ids=code.likely)
    text = code.likely[0]
    asked = identify(text, family)
    kinds = asked.kinds
    first = asked.readings[0] if asked.readings else Reading(IdKind.LOGIN, text)
    if kinds == (IdKind.SMARTCARD,):
        return Code(first.value, Sort.CARD)
    if IdKind.SMARTCARD in kinds:
        is_card = first.kind is IdKind.SMARTCARD
        return Code(first.value, Sort.CARD if is_card else Sort.BOX, sure=False)
    if any(kind in kinds for kind in BOX_KINDS):
        return Code(first.value if len(kinds) == 1 else text, Sort.BOX)
    return Code(text, Sort.WRONG, why=wrong_one(first.kind))


def wrong_one(kind: IdKind, whose: str = "") -> str:
    """Return a sentence that a code of `kind` is the wrong one, and which one to scan."""
    what = WORDS[kind]
    of = f" of {whose}" if whose else ""
    if kind in (IdKind.MAC, IdKind.SERIAL, IdKind.IP):
        article = "its" if not whose else "the"
        return f"That is {article} {what}{of}: scan the CA number (CASN) on the box."
    return f"That is {_a(what)}, neither a box nor a card: scan the CA number or the card."


def apart(one: Code, other: Code) -> tuple[Code, Code] | None:
    """Return which of two codes is the box and which the card; None if both are of one kind.

    Two bare numbers of different length are not two cards. The platform then decides which of them
    is the box; until then it is the first.
    """
    if {one.sort, other.sort} == {Sort.BOX, Sort.CARD}:
        return (one, other) if one.sort is Sort.BOX else (other, one)
    unsure = one.sort is other.sort is Sort.CARD and not (one.sure or other.sure)
    return (one, other) if unsure and len(one.key) != len(other.key) else None


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiouAEIOU" else f"a {what}"
