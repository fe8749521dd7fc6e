"""What the keys do to the record in hand, in a word or two, for the footer. Pure."""

from collections.abc import Collection, Mapping

from smstui.domain.changes.operations import Operation

_STATUS = (
    ("SUSPENDED", "suspend…"),
    ("ACTIVE", "activate…"),
    (Operation.DISABLE, "disable…"),
    (Operation.ENABLE, "enable…"),
)
"""The status that is meant most, first: where it can be given, the key is named by it."""


def verbs_of(
    pane: str, kind: str, *, next_statuses: Collection[str], paired: bool, live: int | None
) -> Mapping[str, str]:
    """Return the verbs of the record of `kind` under the cursor of `pane`, by action.

    `live` is how many sessions the account has, where that is known.
    """
    status = next((verb for word, verb in _STATUS if word in next_statuses), "status…")
    can_pair = kind in ("box", "card")
    has_sessions = kind == "session" or live != 0
    return {
        "open": "" if pane in ("detail", "") else "fields",
        "status": status,
        "pair": "pair…" if can_pair and not paired else "",
        "unpair": "unpair…" if can_pair and paired else "",
        "sessions.end": "end session…" if kind == "session" else "end sessions…",
        "message": "message…" if kind == "player" else "",
        **({} if has_sessions else {"sessions.end": ""}),
    }
