"""What the keys do to the record in hand, in a word or two, for the footer. Pure."""

from collections.abc import Collection, Sequence
from typing import Final

from rich.cells import cell_len

from smstui.console.shortening import with_short_ids
from smstui.domain.changes.operations import Operation

_STATUS = (
    ("SUSPENDED", "suspend…"),
    ("ACTIVE", "activate…"),
    (Operation.DISABLE, "disable…"),
    (Operation.ENABLE, "enable…"),
)
"""The status that is meant most, first: where it can be given, the key is named by it."""


_GENERIC = frozenset({"a", "an", "the", "this", "device", "box", "smartcard", "account"})
"""Words that say no more than the record in hand does."""
_ENDS_OBJECT = frozenset({"of", "out", "at", "again", "from", "or", "for", "with"})
"""Words behind the object of a title."""
_MOST: Final = 48
"""Cells of a verb on the last line: the keys beside it keep their room."""


def short_of(title: str) -> str:
    """Return the verb of an action's title, with its object where the verb alone says too little.

    `Lift the ban of a box` is `lift the ban…`, `Enable a device` is `enable…`.
    """
    verb, *rest = title.split()
    end = next((at for at, word in enumerate(rest) if word in _ENDS_OBJECT), len(rest))
    named = [] if _GENERIC.issuperset(rest[:end]) else rest[:end]
    return f"{' '.join((verb.lower(), *named))}…"


def short_on(title: str, targets: Sequence[str]) -> str:
    """Return `short_of` with the record: `take the card from box 3422…`.

    Only a title that speaks of something of its target, such as `its box`, needs to name it.
    """
    verb = short_of(title)
    if not title.endswith("its box"):
        return verb
    begun = f"{verb.removesuffix('…')} from"
    whole = with_short_ids(f"{begun} {' or '.join(targets)}…", _MOST)
    if cell_len(whole) <= _MOST:
        return whole
    return with_short_ids(f"{begun} {targets[0]} or another…", _MOST)


def verbs_of(pane: str, next_statuses: Collection[str]) -> dict[str, str]:
    """Return the verbs of the record under the cursor of `pane`, by action."""
    status = next((verb for word, verb in _STATUS if word in next_statuses), "")
    verbs = {"open": "" if pane in ("detail", "") else "fields"}
    return verbs | ({"status": status} if status else {})


def traits_of(kind: str, *, paired: bool, live: int | None, final: bool = False) -> frozenset[str]:
    """Return the traits of a record of `kind` that keys are named for on the last line.

    `live` is how many sessions the account has, where that is known. What is `final`, as a
    cancelled box is, is not to be paired.
    """
    traits = {kind}
    if kind in ("box", "card") and (paired or not final):
        traits.add("paired" if paired else "unpaired")
    if live != 0:
        traits.add("watched")
    return frozenset(traits)
