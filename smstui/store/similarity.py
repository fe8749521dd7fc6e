"""Measure how similar two identifiers look. Pure."""

import unicodedata
from collections.abc import Sequence
from typing import Final

SHORTEST: Final = 4
"""Characters. In a shorter text everything is similar."""

_LOOKALIKES: Final = str.maketrans("oil", "011", ":.- ")


def fold(text: str) -> str:
    """Return `text` with look-alikes made equal: case, separators, accents, O and 0, I, l and 1."""
    return fold_keys(text)


def fold_keys(keys: str) -> str:
    """Fold texts, all at once if they are joined by line breaks."""
    if not keys.isascii():
        parts = unicodedata.normalize("NFKD", keys)
        keys = "".join(part for part in parts if not unicodedata.combining(part))
    return keys.casefold().translate(_LOOKALIKES)


def reach(text: str) -> int:
    """Return the most edits at which a candidate for `text` is still worth suggesting.

    A swap of two adjacent characters counts as one edit, like a wrong, missing or extra one.
    """
    return 0 if len(text) < SHORTEST else 1 if len(text) < 8 else 2


def nearest(text: str, folded: Sequence[str], most: int) -> list[tuple[int, int]]:
    """Return (edits, position) of the nearest ones of `folded`, nearest first, at most `most`."""
    from rapidfuzz import distance, process

    asked = fold(text)
    if not reach(asked):
        return []
    found = process.extract(
        asked, folded, scorer=distance.OSA.distance, score_cutoff=reach(asked), limit=most
    )
    return [(int(edits), position) for _, edits, position in found]
