"""Compare names of fields and operations by their words, however they are written."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from rapidfuzz import fuzz, process

MOST: Final = 3
LEAST: Final = 40.0
"""Of 100: a name that is less alike is not named."""
SURE: Final = 80.0
"""Of 100: two names of fields that are at least so alike may be one field."""
_WORDS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_SAME: Final = {
    "state": "status",
    "surname": "last name",
    "family name": "last name",
    "forename": "first name",
    "given name": "first name",
    "chipset": "casn",
    "chip": "casn",
    "ca sn": "casn",
    "smart card": "card",
    "smartcard": "card",
    "viewing card": "card",
    "n uid": "nuid",
    "nu id": "nuid",
    "contract": "account",
    "subscriber": "account",
    "customer": "account",
    "stb": "box",
    "set top box": "box",
    "equipment": "device",
    "zip": "post code",
    "expires": "expiry",
    "enabled": "enable",
}
"""Words of the trade for one thing. The longest are tried first."""
_OF_ANY_FIELD: Final = frozenset(
    {"id", "uid", "no", "number", "nr", "date", "time", "code", "value", "text", "field"}
)
"""Words that say little: they count only where a name has no other."""


def words(name: str) -> str:
    """Return the words of a name in lower case: `smartCardId` is "smart card id"."""
    return " ".join(each.lower() for each in _WORDS.findall(name))


def nearest_names(name: str, names: Iterable[str]) -> str:
    """Return at most three of `names` that come nearest to `name`, for a sentence."""
    found = process.extract(words(name), {each: words(each) for each in names}, limit=MOST)
    return ", ".join(each for _, score, each in found if score >= LEAST)


def alike(one: str, other: str) -> float:
    """Return how alike two names of fields are, from 0 to 100. A dot leads into a structure."""
    (head, _, ours), (place, _, theirs) = one.rpartition("."), other.rpartition(".")
    if head and place and head.casefold() != place.casefold():
        return min(alike(head, place), alike(ours, theirs))
    ours, theirs = _meant(ours), _meant(theirs)
    joined = fuzz.ratio(ours.replace(" ", ""), theirs.replace(" ", ""))
    by_word = fuzz.token_set_ratio(ours, theirs) + fuzz.token_sort_ratio(ours, theirs)
    return float(max(joined, by_word / 2))


def pairs(
    fields: Mapping[str, Collection[str]], names: Iterable[str], certain: Mapping[str, str]
) -> dict[str, str]:
    """Return which of `names` each of `fields` is probably called here.

    `fields` has the names as shipped. `certain` are pairs that values have shown. Each name is for
    one field at most.
    """
    found = dict(certain)
    left = [each for each in names if each not in found.values()]
    scored = sorted(
        (
            (-max(alike(own, each) for own in spelled), field, each)
            for field, spelled in fields.items()
            if field not in found
            for each in left
        )
    )
    for score, field, each in scored:
        if -score >= SURE and field not in found and each not in found.values():
            found[field] = each
    return found


def _meant(name: str) -> str:
    text = f" {words(name)} "
    for theirs in sorted(_SAME, key=len, reverse=True):
        text = text.replace(f" {theirs} ", f" {_SAME[theirs]} ")
    kept = [each for each in text.split() if each not in _OF_ANY_FIELD]
    return " ".join(kept) or text.strip()
