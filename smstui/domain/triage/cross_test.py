"""Swap box and card with a working pair to find out which of the two is at fault. Pure.

A is the box and the card in question, B a pair that works elsewhere. Four combinations are tried at
a home or on a test bench; the result follows from the four answers alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import product
from typing import Final

from smstui.domain.text import capital

ENDS: Final = ("A", "B")
Cell = tuple[str, str]
"""A box and a card: `("A", "B")` is the box in question with the good card."""
CELLS: Final[tuple[Cell, ...]] = tuple(product(ENDS, ENDS))


class Tried(StrEnum):
    """The result of one combination."""

    NOT_TRIED = "not tried"
    WORKS = "works"
    FAILS = "does not work"


class AtFault(StrEnum):
    """The conclusion from the four answers."""

    BOX = "box"
    CARD = "card"
    ACCOUNT = "account"
    NOTHING = "nothing"
    COMPARISON = "comparison"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`sentence` is for the person, `at_fault` for a program."""

    at_fault: AtFault
    sentence: str


@dataclass(frozen=True, slots=True)
class CrossTest:
    """The table of four cells. An empty id is not known."""

    box_a: str = ""
    card_a: str = ""
    box_b: str = ""
    card_b: str = ""
    cells: Mapping[Cell, Tried] = field(default_factory=dict)

    def at(self, box: str, card: str) -> Tried:
        """Return the result of box `box` with card `card`, each A or B."""
        return self.cells.get((box, card), Tried.NOT_TRIED)

    def having(self, cell: Cell, tried: Tried) -> "CrossTest":
        """Return the table with one answer added or removed."""
        return replace(self, cells={**self.cells, cell: tried})

    @property
    def begun(self) -> bool:
        """Whether anything was tried."""
        return any(tried is not Tried.NOT_TRIED for tried in self.cells.values())

    def box(self, end: str) -> str:
        """`box A 3421`; without its id `box A`."""
        return " ".join(filter(None, ("box", end, self.box_a if end == "A" else self.box_b)))

    def card(self, end: str) -> str:
        return " ".join(filter(None, ("card", end, self.card_a if end == "A" else self.card_b)))


def conclude(test: CrossTest) -> Conclusion:
    """Return the conclusion so far. While it is open, also the next combination to try."""
    own, good = test.at("A", "A"), test.at("B", "B")
    in_good_box, good_card = test.at("B", "A"), test.at("A", "B")
    if own is Tried.WORKS:
        return Conclusion(
            AtFault.NOTHING,
            "The box works with its own card just now: the fault did not show. Ask when it does.",
        )
    if good is Tried.FAILS:
        return Conclusion(
            AtFault.COMPARISON,
            "The good pair does not work by itself, so it proves nothing. Take another one.",
        )
    match good_card, in_good_box:
        case Tried.WORKS, Tried.FAILS:
            return Conclusion(
                AtFault.CARD,
                f"{capital(test.card('A'))} is at fault: the box works with another card, and the "
                "card in no box.",
            )
        case Tried.FAILS, Tried.WORKS:
            return Conclusion(
                AtFault.BOX,
                f"{capital(test.box('A'))} is at fault: its card works in another box, and no card "
                "works in it.",
            )
        case Tried.WORKS, Tried.WORKS:
            return Conclusion(
                AtFault.ACCOUNT,
                "Neither is at fault by itself: box and card each work with another. Look at the "
                "account's side: the pairing of the two, and the rights.",
            )
        case Tried.FAILS, Tried.FAILS:
            return Conclusion(
                AtFault.ACCOUNT,
                "Both fail crosswise. Two broken things at once are rare: look at the account's "
                "side first, its status, rights and pairing; then replace both.",
            )
        case _:
            return Conclusion(AtFault.OPEN, _next(test))


def _next(test: CrossTest) -> str:
    good_card, in_good_box = test.at("A", "B"), test.at("B", "A")
    if good_card is Tried.NOT_TRIED and in_good_box is Tried.NOT_TRIED:
        return "Nothing follows yet. Put a good card into the box, and this card into a good box."
    if good_card is Tried.NOT_TRIED:
        hint = "the card" if in_good_box is Tried.FAILS else "the box"
        return f"It points to {hint}. To be sure, put a good card into the box."
    hint = "the box" if good_card is Tried.FAILS else "the card"
    return f"It points to {hint}. To be sure, put this card into a good box."
