"""Which operation of a platform comes nearest to the one that the catalogue names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from smstui.platforms.callable import open_names
from smstui.platforms.catalogue import Entry
from smstui.platforms.names import LEAST, MOST, words
from smstui.platforms.sdp2.wsdl import Described

SURE: Final = 55.0
"""Of 100: what is less like is named and not suggested."""
_REMOVING: Final = frozenset(
    {"delete", "remove", "purge", "destroy", "cancel", "terminate", "suspend", "wipe"}
)
"""An operation with one of these words is never suggested for one without it."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The operations that come nearest to one entry, and the one that may be meant."""

    names: tuple[str, ...] = ()
    meant: Described | None = field(default=None)


def nearest_of(entries: Mapping[str, Entry], offered: Iterable[Described]) -> Mapping[str, Nearest]:
    """Return what comes nearest to each of `entries`, all of one service that lacks them.

    `offered` are the operations that no other entry names. Each is meant by one entry at most.
    """
    scored = {
        name: sorted(
            ((_likeness(entry, each), each) for each in offered),
            key=lambda pair: (-pair[0], pair[1].name),
        )
        for name, entry in entries.items()
    }
    meant: dict[str, Described] = {}
    taken: set[str] = set()
    ranked = sorted(
        ((score, name, each) for name, rows in scored.items() for score, each in rows),
        key=lambda row: (-row[0], row[1], row[2].name),
    )
    for score, name, each in ranked:
        fits = len(each.arguments) == len(entries[name].arguments)
        fits = fits and not _takes_away(entries[name], each)
        if score >= SURE and fits and name not in meant and each.name not in taken:
            meant[name] = each
            taken.add(each.name)
    return {
        name: Nearest(
            tuple(each.name for score, each in rows if score >= LEAST)[:MOST], meant.get(name)
        )
        for name, rows in scored.items()
    }


def _likeness(entry: Entry, offered: Described) -> float:
    """Return how like an operation is, from 0 to 100: by its name and by what it takes."""
    names = fuzz.token_set_ratio(words(entry.operation), words(offered.name))
    names = (names + fuzz.token_sort_ratio(words(entry.operation), words(offered.name))) / 2
    return 0.65 * names + 0.35 * _same(open_names(entry), offered.arguments)


def _takes_away(entry: Entry, offered: Described) -> bool:
    """Return whether an operation takes something away that the entry does not."""
    taking = _REMOVING & set(words(offered.name).split())
    return not taking <= set(words(entry.operation).split())


def _same(wanted: Collection[str], offered: Collection[str]) -> float:
    if len(wanted) != len(offered):
        return 0.0
    if not wanted:
        return 100.0
    ours, theirs = " ".join(map(words, wanted)), " ".join(map(words, offered))
    return float(fuzz.token_sort_ratio(ours, theirs))
