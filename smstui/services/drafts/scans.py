"""Scan to pair: codes in any order become pairs, each saved as a draft once it counts.

`smstui.domain.pairing_hand` decides the effect of a code. The platform is only called for two
numbers that could both be cards, and for a code that contains several ids.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from smstui.domain.changes.cards import grouped
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import SCANNED
from smstui.domain.errors import NotFound
from smstui.domain.identifiers import IdKind, code_key, core_of
from smstui.domain.marking import coded
from smstui.domain.pair_list import pair_in
from smstui.domain.pairing_hand import (
    Hand,
    HowScanned,
    Place,
    ScanOutcome,
    Step,
    pair_refused,
    refused,
    scanned,
    set_aside,
)
from smstui.domain.scanning import Code, Sort, apart
from smstui.domain.text import capital
from smstui.services.drafts.checking import Checked
from smstui.services.drafts.sorting import CodeClassifier
from smstui.services.drafts.waiting import Drafts
from smstui.store.drafts import Draft, DraftBook, Standing

REFUSED: Final = ""
"""Stored among the codes in hand: a scan was refused."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code and its result. `said` is a sentence if it was not accepted.

    `half` waits for its other half now, and `second` is the code beside it if the pair does not
    count yet. `draft` is the pair that it made or belongs to. `let_go` are codes that were in hand
    and must be scanned again, `discarded` is the draft it was taken from.
    """

    code: Code
    took: ScanOutcome
    said: str = ""
    half: Code | None = None
    draft: Draft | None = None
    second: Code | None = None
    let_go: tuple[Code, ...] = ()
    discarded: str = ""


@dataclass(frozen=True, slots=True)
class PairingChecked:
    """Pairs as they are now. `discarded` is one with an unknown code, and `said` says so.

    Its other code, `half`, is in hand again.
    """

    checked: Sequence[Checked]
    half: Code | None = None
    discarded: str = ""
    said: str = ""


class PairingSession:
    """The codes of one person with a scanner. Lives in the engine's thread."""

    def __init__(self, book: DraftBook, drafts: Drafts, classifier: CodeClassifier) -> None:
        self._book = book
        self._drafts = drafts
        self._classifier = classifier
        self._hand = Hand()
        self._is_read = False
        self._kinds: dict[str, IdKind] = {}
        """The kinds of codes in hand whose records were open, by the keys of the codes."""
        self._numbers: list[int] = []
        self._made: dict[str, tuple[Code, Code]] = {}
        """The codes of each pair that was scanned here, in the order of the scans."""
        self._waited: set[str] = set()
        """The pairs that were scanned here and had to wait for the platform."""
        self._one_by_one = asyncio.Lock()

    async def half(self) -> Code | None:
        """Return the code that waits for its other half, even one of an earlier run."""
        return self._read().first

    async def hand(self) -> Hand:
        """Return the codes in hand, even those of an earlier run."""
        return self._read()

    def _read(self) -> Hand:
        """Return the hand. What an earlier run left in it is read once."""
        if self._is_read:
            return self._hand
        codes: list[Code] = []
        in_doubt = False
        for number, text in self._book.scans():
            self._numbers.append(number)
            if text == REFUSED:
                in_doubt = True
            else:
                codes.append(self._classifier.at_once(text))
        self._is_read = True
        first, second = (*codes[-2:], None, None)[:2]
        if first is not None and second is not None:
            pair = apart(first, second)
            first, second = _sorted(first, pair), _sorted(second, pair)
            if pair is None:
                first, second = second, None
        self._hand = Hand(first, second, in_doubt=in_doubt or second is not None)
        return self._hand

    def _keep(self, hand: Hand) -> None:
        """Set the hand, on disk first."""
        if (hand.codes, hand.in_doubt) != (self._hand.codes, self._hand.in_doubt):
            texts = [code.text for code in hand.codes]
            texts += [REFUSED] if texts and hand.in_doubt else []
            self._numbers = self._book.keep_scans(texts, self._numbers)
        self._hand = hand
        if hand.first is None:
            self._kinds.clear()

    async def hold(self, code: Code, kind: IdKind | None = None) -> Scanned:
        """Make the code of a record wait for its other half. `kind` is its kind.

        Where a code waits already, it is taken as if it was scanned: the other half makes a pair,
        anything else is refused. Nothing in hand is lost.
        """
        async with self._one_by_one:
            hand = self._read()
            if hand.first is not None and code in hand:
                if hand.second is None:
                    return Scanned(hand.first, ScanOutcome.HALF, half=hand.first)
                took = ScanOutcome.UNSURE
                return Scanned(hand.second, took, half=hand.first, second=hand.second)
            if hand.second is not None:
                waits = " and ".join(_spoken(each) for each in hand.codes)
                why = f"{_named(code)} was not taken: {waits} are not saved as a pair yet."
                return Scanned(code, ScanOutcome.WRONG, why, hand.first, second=hand.second)
            if hand.first is None:  # a refused scan before it puts it in no doubt
                self._hand = Hand()
            if kind is not None:
                self._kinds[code.key] = kind
            taken = await self._taken(code)
            if code not in self._hand:
                self._kinds.pop(code.key, None)
            if self._hand.first is None and taken.draft is None:
                self._hand = Hand()
            return taken

    async def is_box_after_all(self) -> bool:
        """Return whether a waiting card is a box on the platform; then treat it as one."""
        half = self._read().first
        if half is None or half.sure or half.sort is Sort.BOX:
            return False
        if not await self._classifier.is_box(half):
            return False
        if self._hand.first is half:
            self._hand = replace(self._hand, first=replace(half, sort=Sort.BOX, sure=True))
        return True

    async def drop(self) -> None:
        """Clear the hand, and any refused scan."""
        self._read()
        self._book.drop_scans(self._numbers)
        self._kinds.clear()
        self._hand, self._numbers = Hand(), []

    async def refuse(self, code: Code) -> Code | None:
        """Remove an unknown `code` from the hand. Return what is in hand then."""
        async with self._one_by_one:
            if code in self._read():
                self._keep(refused(self._hand, code))
            return self._hand.first

    async def take(self, scanned: str) -> Scanned:
        """Take one code, or a pair on one line. Return its result, which is on disk then.

        Raises StoreFailed, and RefusedHere if this deployment cannot pair.
        """
        async with self._one_by_one:
            if (pair := pair_in(scanned, self._classifier.at_once)) is not None:
                return await self._taken_together(scanned, *pair)
            code = self._classifier.at_once(scanned)
            return await self._taken(await self._classifier.decided(code))

    async def _taken_together(self, line: str, box: Code, card: Code) -> Scanned:
        """Take a pair that was written as one. A code in hand is never paired with a part of it.

        A refused scan before it puts it in no doubt. Where it makes no pair, the hand is as before.
        """
        before = self._read()
        if before.codes:
            waits = " and ".join(_spoken(code) for code in before.codes)
            why = f"Nothing was taken: {waits} still waits for its other half. Complete it first."
            wrong = Code(line, Sort.WRONG, why=why)
            return Scanned(wrong, ScanOutcome.WRONG, why, before.first, second=before.second)
        for code in (box, card):
            decided, draft = await self._classifier.decided(code), await self._draft_with(code)
            is_paired = draft is not None and draft.standing is not Standing.ASIDE
            if decided.sort is Sort.WRONG or is_paired:
                taken = await self._taken(decided)
                self._keep(before)
                return replace(taken, half=None)
        self._keep(Hand())
        first = await self._taken(box)
        second = await self._taken(card)
        if second.draft is None or second.took is not ScanOutcome.PAIR:
            self._keep(before)
            return replace(second, half=None)
        sure = self._book.change(second.draft.id, scanned=HowScanned.CONFIRMED)
        return replace(second, draft=sure, discarded=second.discarded or first.discarded)

    async def _taken(self, code: Code) -> Scanned:
        hand = self._read()
        draft = None if code.sort is Sort.WRONG else await self._draft_with(code)
        place = Place.NEW
        if draft is not None:
            place = Place.ASIDE if draft.standing is Standing.ASIDE else Place.PAIRED
        first, fits = hand.first, True
        needs_other = first is not None and hand.second is None and code.key != first.key
        if first is not None and needs_other and place is not Place.PAIRED:
            pair = None if code.sort is Sort.WRONG else await self._told_apart(first, code)
            if fits := pair is not None:
                code, hand = _sorted(code, pair), replace(hand, first=_sorted(first, pair))
        step = scanned(hand, code, place, fits=fits)
        made = await self._save(step.pair, hand, step.hand) if step.pair else None
        if draft is not None and step.took_out:
            await self._drafts.discard(draft.id)
        if made is None:
            self._keep(step.hand)
        return Scanned(
            code,
            step.took,
            "" if made else _said(step, code, hand, draft),
            self._hand.first,
            made if made or step.took is not ScanOutcome.AGAIN else draft,
            self._hand.second,
            step.let_go,
            draft.id if draft is not None and step.took_out else "",
        )

    async def _save(self, pair: tuple[Code, Code], hand: Hand, after: Hand) -> Draft:
        """Save a pair that counts, and take its codes out of the hand."""
        first, second = pair
        box, card = (first, second) if first.sort is Sort.BOX else (second, first)
        kind = self._kinds.get(box.key)
        request = Request(SCANNED, box.text, card.text, as_kind=kind)
        how = HowScanned.CONFIRMED if hand.second is not None else HowScanned.ONCE
        draft = await self._drafts.save(request, consumed=self._numbers, scanned=how)
        self._made[draft.id] = pair
        self._kinds.clear()
        self._hand, self._numbers = after, []
        return draft

    async def _told_apart(self, half: Code, code: Code) -> tuple[Code, Code] | None:
        """Return which is the box and which the card. Two bare numbers are looked up briefly."""
        if half.sort is code.sort is Sort.CARD:
            for box, card in ((code, half), (half, code)):
                if not box.sure and await self._classifier.is_box(box):
                    return box, card
        return apart(half, code)

    async def _draft_with(self, code: Code) -> Draft | None:
        """Return the open pair of a code: one that counts, else the latest that was set aside.

        One that counts is found by any id of its box or card that the cache knows.
        """
        pairs = [one for one in await self._drafts.open() if one.is_pair]
        found = [
            draft for draft in pairs if code.key in (code_key(draft.target), code_key(draft.second))
        ]
        counting = [
            draft
            for draft in (*found, *(one for one in pairs if self._has_record(one, code)))
            if draft.standing is not Standing.ASIDE
        ]
        return next(iter(counting or found[::-1]), None)

    def _has_record(self, draft: Draft, code: Code) -> bool:
        """Return whether `code` names the box or the card of a draft by another of its ids."""
        text = draft.target if code.sort is Sort.BOX else draft.second
        records = self._classifier.records(code.text, code.sort)
        return bool(records & self._classifier.records(text, code.sort))

    # Results from the platform

    async def check(
        self, ids: Iterable[str] | None = None, *, gives_back: bool = False, keeps: bool = False
    ) -> PairingChecked:
        """Check drafts like `Drafts.check`, and update the hand by the results.

        With `gives_back`, the other half of a pair with an unknown code is in hand again.
        """
        before = {draft.id: draft.standing for draft in await self._drafts.open()}
        checked = await self._drafts.check(ids, fresh=self._made.keys() - self._waited, keeps=keeps)
        self._waited |= {one.draft.id for one in checked if not one.draft_check.was_reached}
        answer = PairingChecked(checked)
        async with self._one_by_one:
            for one in checked:
                is_new = before.get(one.draft.id) is Standing.WAITING
                if is_new and one.draft.standing is Standing.ASIDE:
                    answer = await self._aside(one, answer, gives_back)
        return answer

    async def _aside(
        self, one: Checked, answer: PairingChecked, gives_back: bool
    ) -> PairingChecked:
        draft, error = one.draft, one.draft_check.error
        hand, pair = self._read(), self._made.get(draft.id)
        if not isinstance(error, NotFound):
            can_be = one.draft_check.plan is not None
            self._hand = hand if pair is None else set_aside(hand, pair, can_be=can_be)
            return answer
        nobodys = next((code for code in pair or () if _is(code, error.of)), None)
        if pair is None or nobodys is None or not gives_back:
            if hand.codes or pair is not None:
                self._keep(replace(hand, in_doubt=True))
            return answer
        after, is_back = pair_refused(hand, pair, nobodys)
        self._keep(after)
        if not is_back:
            return answer
        await self._drafts.discard(draft.id)
        return replace(answer, half=after.first, discarded=draft.id, said=error.message)


def _is(code: Code, text: str) -> bool:
    return bool(text) and code.key in {code_key(text), code_key(core_of(text))}


def _sorted(code: Code, pair: tuple[Code, Code] | None) -> Code:
    """Return `code` as the box or the card that it is in `pair`."""
    if pair is None or (pair[0].sort, pair[1].sort) == (Sort.BOX, Sort.CARD):
        return code
    return replace(code, sort=Sort.BOX if code is pair[0] else Sort.CARD)


def _said(step: Step, code: Code, hand: Hand, draft: Draft | None) -> str:
    """Return the sentence for a code that made no pair."""
    told = _not_taken(step, code, hand, draft)
    if step.let_go:
        gone = " and ".join(_named(each) for each in step.let_go)
        told = f"{gone} were released: scan them again. {told}".strip()
    return told


def _not_taken(step: Step, code: Code, hand: Hand, draft: Draft | None) -> str:
    if step.took is ScanOutcome.AGAIN:
        if draft is None or (not step.let_go and code in hand):
            return f"{_named(code)} was scanned twice."
        is_card = code.sort is Sort.CARD or code_key(draft.second) == code.key
        is_box = not is_card or code_key(draft.target) == code.key
        other = draft.second if is_box else draft.target
        return f"{_named(code)} is in a pair already, with {_shown(other)}."
    if step.took is ScanOutcome.WRONG:
        if code.sort is Sort.WRONG or hand.first is None:
            return code.why
        return _two_alike(hand.first, code)
    return ""


def _two_alike(half: Code, code: Code) -> str:
    other = "box" if half.sort is Sort.CARD else "card"
    named = _named(code) if code.is_known else _shown(code.text)
    return f"{named} was not taken: {_spoken(half)} still waits for its {other}."


def _named(code: Code) -> str:
    return capital(_spoken(code))


def _spoken(code: Code) -> str:
    """Return kind and text of a code for the middle of a sentence."""
    return f"{'card' if code.sort is Sort.CARD else 'box'} {_shown(code.text)}"


def _shown(text: str) -> str:
    return grouped(text) if text.isdigit() and len(text) > 8 else coded(text)
