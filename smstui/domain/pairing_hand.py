"""The codes in hand on the pairing page, and the effect of the next one. Pure.

Box and card of one home belong together because one was scanned right after the other. A refused
scan breaks that: the refused code may have been either half. So nothing in hand is lost by it, and
a pair that is completed after it counts only once its first half is scanned again. Any other code
drops both.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from smstui.domain.scanning import Code, Sort


class Place(StrEnum):
    """The place of a code: in no pair, in one that counts, or in one that was set aside."""

    NEW = "new"
    PAIRED = "paired"
    ASIDE = "aside"


class ScanOutcome(StrEnum):
    """The result of a code.

    UNSURE is a pair that does not count yet: its first half must be scanned again.
    """

    HALF = "half"
    PAIR = "pair"
    UNSURE = "unsure"
    AGAIN = "again"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Hand:
    """The codes that are in no saved pair yet, in the order of the scans.

    `second` is set while a pair waits for its `first` to be scanned again. `in_doubt` says that a
    scan was refused since the last pair that counted. `last` is the key of the last code: a scanner
    that sends it twice changes nothing.

    After a pair was set aside, a person may scan another code in place of one of its halves.
    `behind` is the last saved pair, while at most one code was scanned since, and `aside` is that
    pair once it was set aside. `belongs_to` is the key of the half that the code in hand may be
    meant for: only with that one it counts at once.
    """

    first: Code | None = None
    second: Code | None = None
    in_doubt: bool = False
    last: str = ""
    behind: tuple[Code, Code] | None = None
    aside: "Aside | None" = None
    belongs_to: str = ""

    @property
    def codes(self) -> tuple[Code, ...]:
        return tuple(code for code in (self.first, self.second) if code is not None)

    def __contains__(self, code: Code) -> bool:
        return code.key in {each.key for each in self.codes}


@dataclass(frozen=True, slots=True)
class Aside:
    """A pair that was set aside, in the order its codes were scanned.

    `can_be` says that it can be confirmed by itself, for example if its card is in another box.
    """

    first: Code
    second: Code
    can_be: bool = False

    def replaces(self, code: Code) -> bool:
        """Return whether a person may mean `code` in place of one half.

        That is a card in place of a card, and whatever is like the half that was scanned last. A
        box in place of the box that was scanned first only if the pair is not possible.
        """
        if code.key in (self.first.key, self.second.key):
            return code.key == self.second.key  # the scanner may only have sent it twice
        likely = code.sort in (Sort.CARD, self.second.sort)
        return likely or not self.can_be

    def beside(self, code: Code) -> Code:
        """Return the half that a code of this kind would be paired with."""
        return self.second if code.sort is self.first.sort else self.first


@dataclass(frozen=True, slots=True)
class Step:
    """The hand after a code, and the result of that code.

    `pair` is in the order of the scans. `let_go` are the codes that were in hand and are in no pair
    now; they must be scanned again. `took_out` says that the code was taken from a pair that was
    set aside: that pair is to be discarded.
    """

    hand: Hand
    took: ScanOutcome
    pair: tuple[Code, Code] | None = None
    let_go: tuple[Code, ...] = ()
    took_out: bool = False


def scanned(hand: Hand, code: Code, place: Place = Place.NEW, *, fits: bool = True) -> Step:
    """Return the hand after `code`. `fits` says that it is the other half of the first."""
    if code.sort is Sort.WRONG:
        return Step(_doubted(hand), ScanOutcome.WRONG)
    first, second = hand.first, hand.second
    if first is not None and second is not None:
        if code.key == first.key:
            return _paired(code, (first, second))
        if code.key == second.key:
            return Step(replace(hand, last=code.key), ScanOutcome.AGAIN)
        step = scanned(Hand(in_doubt=True), code, place)
        return replace(step, let_go=(first, second))
    if first is not None and code.key == first.key:
        return Step(replace(hand, last=code.key), ScanOutcome.AGAIN)
    if place is Place.PAIRED:
        return Step(hand if code.key == hand.last else _doubted(hand), ScanOutcome.AGAIN)
    out = place is Place.ASIDE
    if first is None:
        return Step(_begun(hand, code), ScanOutcome.HALF, took_out=out)
    if not fits:
        return Step(_doubted(hand), ScanOutcome.WRONG)
    if hand.in_doubt or hand.belongs_to not in ("", code.key):
        step = Step(replace(hand, second=code, last=code.key, in_doubt=True), ScanOutcome.UNSURE)
        return replace(step, took_out=out)
    return _paired(code, (first, code), out)


def _paired(code: Code, pair: tuple[Code, Code], out: bool = False) -> Step:
    return Step(Hand(last=code.key, behind=pair), ScanOutcome.PAIR, pair, took_out=out)


def _begun(hand: Hand, code: Code) -> Hand:
    """Return the hand with `code` as its first half."""
    begun = Hand(code, in_doubt=hand.in_doubt, last=code.key, behind=hand.behind)
    return begun if hand.aside is None else _beside(begun, code, hand.aside)


def _beside(hand: Hand, code: Code, aside: Aside) -> Hand:
    """Return a hand with `code` alone, scanned right after a pair that was set aside."""
    return replace(hand, belongs_to=aside.beside(code).key) if aside.replaces(code) else hand


def _doubted(hand: Hand) -> Hand:
    return replace(hand, in_doubt=True, last="", behind=None, aside=None)


def refused(hand: Hand, code: Code) -> Hand:
    """Return the hand after the platform has not found `code`, which is in hand."""
    left = tuple(each for each in hand.codes if each.key != code.key)
    return Hand(left[0] if left else None, in_doubt=True)


def pair_refused(hand: Hand, pair: tuple[Code, Code], nobodys: Code) -> tuple[Hand, bool]:
    """Return the hand after the platform has not found one code of a saved `pair`.

    Unless something was scanned since, the other code is in hand again and the pair is to be
    discarded; that is the second value.
    """
    if hand.codes or not _is_latest(hand, pair):
        return _doubted(hand), False
    left = next((each for each in pair if each.key != nobodys.key), None)
    return Hand(left, in_doubt=True), left is not None


def set_aside(hand: Hand, pair: tuple[Code, Code], *, can_be: bool) -> Hand:
    """Return the hand after a saved `pair` with two known codes was set aside."""
    if not _is_latest(hand, pair):
        return hand
    aside = Aside(*pair, can_be)
    if hand.first is not None:
        return _beside(hand, hand.first, aside)
    return replace(hand, aside=aside)


class HowScanned(StrEnum):
    """Return how certain it is that the two codes of a pair belong together. Empty: not scanned."""

    TYPED = ""
    ONCE = "once"
    CONFIRMED = "confirmed"
    """Its first half was scanned again."""
    DOUBTED = "doubted"
    """A code before it is unknown, so its halves may be of two homes."""


def doubtful(pairs: Sequence[HowScanned], nobodys: Collection[int]) -> list[int]:
    """Return which of `pairs`, in the order they were saved, may be of two homes.

    An unknown code, in one of the pairs at `nobodys`, may have been scanned in between: then each
    later pair consists of two halves that do not belong together, up to the first that was
    confirmed.
    """
    found: list[int] = []
    behind = False
    for at, how in enumerate(pairs):
        if at in nobodys:
            behind = how is not HowScanned.TYPED or behind
        elif how is HowScanned.CONFIRMED:
            behind = False
        elif behind and how is HowScanned.ONCE:
            found.append(at)
    return found


def _is_latest(hand: Hand, pair: tuple[Code, Code]) -> bool:
    """Return whether at most one code was scanned since `pair` was saved."""
    return hand.second is None and hand.behind == pair
