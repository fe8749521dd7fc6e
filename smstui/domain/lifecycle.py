"""The status changes that an account, a box and a card allow.

The table is data: a deployment may override it, and the server has the last word. Source: contract
sdp2.md "Life cycle of an account and of a box" and "SmartCard" (D, with the transitions marked A
there), opf.md "ADM: accounts" and "ADM: devices".
"""

from collections.abc import Mapping
from typing import Final

Transitions = Mapping[str, frozenset[str]]
"""For each status, the statuses it may become. A status without an entry is final."""

ACCOUNT_SDP2: Final[Transitions] = {
    "INACTIVE": frozenset({"ACTIVE", "CANCELLED"}),
    "ACTIVE": frozenset({"RESTRICTED", "SUSPENDED", "CANCELLED"}),
    "RESTRICTED": frozenset({"ACTIVE", "SUSPENDED", "CANCELLED"}),
    "SUSPENDED": frozenset({"ACTIVE", "RESTRICTED", "CANCELLED"}),
    "CANCELLED": frozenset(),
}

ACCOUNT_OPF: Final[Transitions] = {
    status: targets for status, targets in ACCOUNT_SDP2.items() if status != "INACTIVE"
}
"""The OpenTV family has no INACTIVE (opf.md, D)."""

SET_TOP_BOX: Final[Transitions] = ACCOUNT_SDP2
"""A box has the life cycle of an account; in `sdp2` only (opf.md: "do not exist here")."""

SMARTCARD: Final[Transitions] = {
    "AVAILABLE": frozenset({"UNAVAILABLE", "CANCELLED"}),
    "UNAVAILABLE": frozenset({"AVAILABLE", "CANCELLED"}),
    "CANCELLED": frozenset(),
}

SIGNS_ON: Final = frozenset({"ACTIVE", "RESTRICTED"})
"""Account statuses whose users may sign on and watch (sdp2.md, D)."""


def may_become(table: Transitions, before: str, after: str) -> bool:
    """Return whether `before` may become `after`. A status that is not in the table may not
    change."""
    return after in table.get(before, frozenset())
