"""The triage queue as rows: their order, and which match a filter. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import (
    PRINTED_IN_GROUPS,
    identify,
    lines_of_text,
    search_key,
)
from smstui.domain.lists import listed
from smstui.domain.marking import plain
from smstui.domain.privacy import PRIVACY_MASK
from smstui.domain.scanned_code import ASCII_BLANKS
from smstui.domain.triage.diagnosis import RANKS


class Standing(StrEnum):
    """The state of one id of a queue, worst first. An unknown one is never FINE."""

    FAULT = "fault"
    CAUTION = "caution"
    FAILED = "failed"
    SEVERAL = "several"
    NOT_FOUND = "not-found"
    NOT_CHECKED = "not-checked"
    FINE = "fine"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One id of a queue. `place` is its position in the list, from 0.

    `title` is the top finding, or the reason why there is none. `final` is set if checking again
    would give the same: not for a failure, nor for an answer of the cache. `private` is set if the
    text that was looked up is or may be personal: a login id. `title` and `way_on` have personal
    text marked.
    """

    place: int
    asked: str
    standing: Standing = Standing.WAITING
    kind: str = ""
    id: str = ""
    account: str = ""
    check: str = ""
    title: str = ""
    way_on: str = ""
    action: str = ""
    source: str = ""
    read_at: datetime | None = None
    error: str = ""
    correlation_id: str = ""
    final: bool = False
    private: bool = False
    words: str = field(default="", compare=False)
    """The text that a filter searches, in one case. Made once, because every key searches it."""

    @property
    def severity(self) -> tuple[int, int, int]:
        """The sort key, worst first: state, what blocks first, place in the list."""
        return _STANDING[self.standing], _RANK.get(self.check, len(_RANK)), self.place

    def masked(self) -> "QueueRow":
        """Return the row, masked for display.

        Its place in the list, from 1, tells one person from another.
        """
        return replace(
            self,
            asked=f"{PRIVACY_MASK} {self.place + 1}" if self.private else self.asked,
            id=PRIVACY_MASK if self.kind == "user" else self.id,
        )

    def searchable(self) -> "QueueRow":
        """Return the row with its `words`: everything of it that a person could search."""
        parts = (
            self.asked, self.standing, self.kind, self.id, self.account, self.check, self.title,
            self.source,
        )  # fmt: skip
        return replace(self, words=plain(" ".join(parts)).casefold())


_STANDING: Final = {standing: at for at, standing in enumerate(Standing)}
_RANK: Final = {check: at for at, check in enumerate(RANKS)}


def counted(rows: Iterable[QueueRow]) -> Counter[Standing]:
    """Return the number of rows by state."""
    return Counter(row.standing for row in rows)


def is_offline(row: QueueRow) -> bool:
    """Return whether the row is from the cache, because the platform was not reached."""
    return row.source == "cache"


_COUNTABLE: Final = (Standing.FAULT, Standing.CAUTION)
"""Standings whose words have a plural."""


def summary(counts: Counter[Standing], offline: int = 0) -> str:
    """Return `3 faults, 12 cautions, 485 fine`: worst first, without zeros.

    `offline` is how many of them are from the cache.
    """
    told = [
        f"{counts[standing]} {standing.replace('-', ' ')}"
        f"{'s' if counts[standing] > 1 and standing in _COUNTABLE else ''}"
        for standing in Standing
        if counts[standing]
    ]
    return ", ".join([f"{offline} offline", *told] if offline else told)


def id_in(line: str) -> str:
    """Return the id of a line of a list.

    That is the line, or its first cell if it came from a spreadsheet, without quotes.
    """
    cells = line.split("\t")
    return next((cell for each in cells if (cell := each.strip(f'"{ASCII_BLANKS}'))), "")


SHORTEST_CODE: Final = 9
"""The fewest characters of a printed code. A shorter text may be a login id (`Ada`, `ada`)."""


class Once:
    """Recognizes ids that were there before, in any notation: `00:1a…` and `001A.…` are one."""

    def __init__(self, family: str) -> None:
        self._family = family
        self._seen: set[object] = set()
        self.repeated = 0

    def is_new(self, text: str) -> bool:
        """Return whether `text` is new."""
        try:
            identified = identify(text, self._family)
            readings = identified.readings
            mark: object = readings or identified.text
            if readings and readings[0].kind in PRINTED_IN_GROUPS and len(text) >= SHORTEST_CODE:
                # a printed code is the same in any notation and letter case
                mark = readings[0].kind, search_key(readings[0].kind, readings[0].value)
        except BadIdentifier:
            mark = text
        if mark in self._seen:
            self.repeated += 1
            return False
        self._seen.add(mark)
        return True


def ids_of(
    text: str, family: str, most: int, have: Iterable[str] = ()
) -> tuple[Sequence[str], str]:
    """Return the new ids of a pasted text or a file, and a sentence on what was left out.

    Each id is in it once, and none of `have`. Lines after the first `most` ids are counted and not
    read.
    """
    once = Once(family)
    for each in have:
        once.is_new(each)
    cells = filter(None, map(id_in, listed(lines_of_text(text))))
    ids = list(islice(filter(once.is_new, cells), most))
    beyond = sum(1 for _ in cells)
    said = []
    if once.repeated:
        said.append(f"{once.repeated} {'was' if once.repeated == 1 else 'were'} there already.")
    if beyond:
        said.append(f"{beyond:,} beyond the first {most:,} were left out.")
    return ids, " ".join(said)
