"""Scan to pair: codes in any order become pairs, each a draft on disk the moment it is whole.

Asks nobody, but for two numbers that by their form could both be cards.
"""

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum

from smstui.domain.changes.cards import grouped
from smstui.domain.changes.operations import Operation
from smstui.domain.identifiers import IdKind, code_key
from smstui.domain.scanning import Code, Sort, apart
from smstui.services.changes.request import Request
from smstui.services.drafts.sorting import Sorter
from smstui.services.drafts.waiting import Drafts
from smstui.store.drafts import Draft, DraftBook


class Took(StrEnum):
    """What became of a code."""

    HALF = "half"
    PAIR = "pair"
    AGAIN = "again"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code and what became of it; `said` is a sentence where it was not taken.

    `half` is what waits for its other half now, `draft` the pair it made or belongs to.
    """

    code: Code
    took: Took
    said: str = ""
    half: Code | None = None
    draft: Draft | None = None


class Scans:
    """The bench of one person with a scanner. Lives in the engine's thread."""

    def __init__(self, book: DraftBook, drafts: Drafts, sorter: Sorter) -> None:
        self._book = book
        self._drafts = drafts
        self._sorter = sorter
        self._half: Code | None = None
        self._kind: IdKind | None = None
        self._numbers: list[int] = []
        self._one_by_one = asyncio.Lock()

    async def half(self) -> Code | None:
        """The code that waits for its other half, one of an earlier run included."""
        if self._half is None:
            for number, text in self._book.scans():
                self._numbers.append(number)
                self._half = self._sorter.at_once(text)
        return self._half

    async def hold(self, code: Code, kind: IdKind | None = None) -> None:
        """Have `code` wait for its other half, in place of whatever did; `kind` is its kind."""
        await self.drop()
        self._half, self._kind = code, kind

    async def is_box_after_all(self) -> bool:
        """Whether what waits as a card is a box to the platform; from here on it is one."""
        half = await self.half()
        if half is None or half.sure or half.sort is Sort.BOX:
            return False
        if not await self._sorter.is_box(half):
            return False
        if self._half is half:
            self._half = replace(half, sort=Sort.BOX, sure=True)
        return True

    async def drop(self) -> None:
        """Nothing waits for its other half any more."""
        await self.half()
        self._book.drop_scans(self._numbers)
        self._half, self._kind, self._numbers = None, None, []

    async def take(self, scanned: str) -> Scanned:
        """Take one code; what became of it. On disk when this returns. Raises StoreFailed.

        RefusedHere where this deployment does not pair at all.
        """
        async with self._one_by_one:
            return await self._taken(self._sorter.at_once(scanned))

    async def _taken(self, code: Code) -> Scanned:
        half = await self.half()
        if code.sort is Sort.WRONG:
            return Scanned(code, Took.WRONG, code.why, half)
        if half is not None and half.key == code.key:
            return Scanned(code, Took.AGAIN, f"{_named(code)} was scanned twice.", half)
        if (draft := await self._draft_with(code)) is not None:
            other = draft.second if code_key(draft.target) == code.key else draft.target
            said = f"{_named(code)} is in a pair already, with {_shown(other)}."
            return Scanned(code, Took.AGAIN, said, half, draft)
        if half is None:
            self._numbers = [self._book.keep_scan(code.text)]
            self._half = code
            return Scanned(code, Took.HALF, half=code)
        pair = await self._told_apart(half, code)
        if pair is None:
            return Scanned(code, Took.WRONG, _two_alike(half, code), half)
        box, card = pair
        kind = self._kind if box is half else None
        request = Request(Operation.PAIR, box.text, card.text, as_kind=kind)
        draft = await self._drafts.save(request, consumed=self._numbers)
        self._half, self._kind, self._numbers = None, None, []
        return Scanned(code, Took.PAIR, draft=draft)

    async def _told_apart(self, half: Code, code: Code) -> tuple[Code, Code] | None:
        """Which is the box and which the card. Two bare numbers are asked about, briefly."""
        if half.sort is code.sort is Sort.CARD:
            for box, card in ((code, half), (half, code)):
                if not box.sure and await self._sorter.is_box(box):
                    return box, card
        return apart(half, code)

    async def _draft_with(self, code: Code) -> Draft | None:
        for draft in await self._drafts.open():
            if draft.operation == Operation.PAIR and code.key in (
                code_key(draft.target),
                code_key(draft.second),
            ):
                return draft
        return None


def _two_alike(half: Code, code: Code) -> str:
    other = "box" if half.sort is Sort.CARD else "card"
    kind = "card" if half.sort is Sort.CARD else "box"
    return (
        f"{_shown(code.text)} is another {kind}: {_shown(half.text)} still waits for its {other}."
    )


def _named(code: Code) -> str:
    return f"{'Card' if code.sort is Sort.CARD else 'Box'} {_shown(code.text)}"


def _shown(text: str) -> str:
    return grouped(text) if text.isdigit() and len(text) > 8 else text
