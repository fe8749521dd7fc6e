"""How near two identifiers are to each other, as a tired eye sees them. Pure."""

import unicodedata
from collections.abc import Sequence
from typing import Final

SHORTEST: Final = 4
"""Characters; in anything shorter everything is near everything."""

_LOOKALIKES: Final = str.maketrans("oil", "011", ":.- ")


def fold(text: str) -> str:
    """`text` with look-alikes made equal: case, separators, accents, O and 0, I and l and 1."""
    return fold_keys(text)


def fold_keys(keys: str) -> str:
    """Texts folded, all at once when joined by line breaks."""
    if not keys.isascii():
        parts = unicodedata.normalize("NFKD", keys)
        keys = "".join(part for part in parts if not unicodedata.combining(part))
    return keys.casefold().translate(_LOOKALIKES)


def reach(text: str) -> int:
    """The most edits at which a neighbour of `text` is still worth mentioning.

    A swap of two neighbours counts as one edit, as do a wrong, a missing and an extra
    character.
    """
    return 0 if len(text) < SHORTEST else 1 if len(text) < 8 else 2


def nearest(text: str, folded: Sequence[str], most: int) -> list[tuple[int, int]]:
    """(edits, position) of the neighbours of `text` in `folded`, nearest first, at most `most`."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    wanted = fold(text)
    if not reach(wanted):
        return []
    found = process.extract(
        wanted, folded, scorer=OSA.distance, score_cutoff=reach(wanted), limit=most
    )
    return [(int(edits), position) for _, edits, position in found]
