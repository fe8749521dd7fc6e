"""What a scanned code is: a box, a card, or the wrong one of a label. Pure, asks nobody.

Box and card are told apart by what they are: a card has a number, a box a CASN, NUID or uid. A
number of nine digits or more is a card's as long as nothing says otherwise (it is not `sure`).
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

CARD_DIGITS: Final = 9
"""Digits from which on a bare number is taken for a card's; as `identify` orders its readings."""

BOX_KINDS: Final = (IdKind.CASN, IdKind.NUID, IdKind.DEVICE_UID, IdKind.OPF_DEVICE)
"""What the code of a box is. A MAC address or serial number is not scanned to pair."""


class Sort(StrEnum):
    """BOX and CARD take a place in a pair; WRONG does not."""

    BOX = "box"
    CARD = "smartcard"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Code:
    """One code as it was scanned, without what the scanner puts around it.

    `sure` is whether the form alone decides. `why` says of a wrong one what it is and what to
    scan instead. `ids` are set where one code holds several ids, of which none is chosen yet,
    `is_known` where the cache has the record. `else_wrong` says what the code is if it is no
    box's and no card's, as far as is known without the platform.
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
        """The same for every writing of the same code."""
        return code_key(self.text)


def sorted_by_form(scanned: str, family: str) -> Code:
    """What `scanned` is by its form. A label's word ("MAC:", "CASN:", "card:") is believed.

    Only what a scanner is known to add is taken off. Any other character is part of the code, or
    the code is refused with it.
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
    """That a code of `kind` is not the one to scan, and which is."""
    what = WORDS[kind]
    of = f" of {whose}" if whose else ""
    if kind in (IdKind.MAC, IdKind.SERIAL, IdKind.IP):
        article = "its" if not whose else "the"
        return f"That is {article} {what}{of}: scan the CA number (CASN) on the box."
    return f"That is {_a(what)}, neither a box nor a card: scan the CA number or the card."


def apart(one: Code, other: Code) -> tuple[Code, Code] | None:
    """Which of two codes is the box and which the card; None where both are the same sort.

    Two bare numbers of different length are no two cards. Which of them is the box is then found
    out when the platform is asked; until then the first is taken for it.
    """
    if {one.sort, other.sort} == {Sort.BOX, Sort.CARD}:
        return (one, other) if one.sort is Sort.BOX else (other, one)
    unsure = one.sort is other.sort is Sort.CARD and not (one.sure or other.sure)
    return (one, other) if unsure and len(one.key) != len(other.key) else None


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiouAEIOU" else f"a {what}"
