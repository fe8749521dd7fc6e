"""How a part of a bundle stands, in words that name the next key."""

from collections.abc import Callable, Sequence
from typing import Any

from smstui.console.ink import Line, wrap
from smstui.domain.bundle import Part, PartState

_EMPTY = {
    "devices": "No device on this account.",
    "smartcards": "No smartcard in any box of this account.",
    "users": "No user on this account.",
    "sessions": "Nobody is watching.",
    "rights": "No right has been acquired.",
}
_WORD = {
    PartState.FAILED: ("■ could not be read", "fault"),
    PartState.FORBIDDEN: ("■ not allowed for this sign-in", "caution"),
    PartState.UNSUPPORTED: ("○ not offered by this platform", "off"),
    PartState.NOT_ASKED: ("· not asked", "muted"),
}


def notice(pane: str, part: Part[Any], width: int, key: Callable[[str], str]) -> Sequence[Line]:
    """What stands in a pane without rows: the state, its reason, the correlation id, the key.

    `key` gives the key of an action as it is shown.
    """
    if part.was_read:
        return ([(_EMPTY[pane], "muted")],)
    text, role = _WORD[part.state]
    lines: list[Line] = [[(text, role)]]
    lines += [[(line, "base")] for line in wrap(part.reason or "", width) if part.reason]
    if part.correlation_id:
        lines.append([("correlation id ", "muted"), (part.correlation_id, "base")])
    if part.state is not PartState.UNSUPPORTED:
        lines.append([(key("reload"), "key"), (" asks again", "muted")])
    return lines


def count(part: Part[Any]) -> str:
    """How many, for the frame; `5 of 9,000` where the platform holds more than were taken."""
    if not part.was_read:
        return ""
    if part.total is not None and part.total > len(part):
        return f"{len(part)} of {part.total:,}"
    return str(len(part))
