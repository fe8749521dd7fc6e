"""What the keys do to the record in hand, in a word or two, for the footer. Pure."""

from collections.abc import Collection

from smstui.domain.changes.operations import Operation

_STATUS = (
    ("SUSPENDED", "suspend…"),
    ("ACTIVE", "activate…"),
    (Operation.DISABLE, "disable…"),
    (Operation.ENABLE, "enable…"),
)
"""The status that is meant most, first: where it can be given, the key is named by it."""


def verbs_of(pane: str, next_statuses: Collection[str]) -> dict[str, str]:
    """Return the verbs of the record under the cursor of `pane`, by action."""
    status = next((verb for word, verb in _STATUS if word in next_statuses), "")
    verbs = {"open": "" if pane in ("detail", "") else "fields"}
    return verbs | ({"status": status} if status else {})


def traits_of(kind: str, *, paired: bool, live: int | None) -> frozenset[str]:
    """Return the traits of a record of `kind` that keys are named for on the last line.

    `live` is how many sessions the account has, where that is known.
    """
    traits = {kind}
    if kind in ("box", "card"):
        traits.add("paired" if paired else "unpaired")
    if live != 0:
        traits.add("watched")
    return frozenset(traits)
