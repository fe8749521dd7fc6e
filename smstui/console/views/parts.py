"""The state of a part of a bundle, in words that name the next key."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from smstui.console.styled_text import cut, width_of, wrap
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.presentation.lines import Line, Span
from smstui.presentation.looks import PARTS

_EMPTY = {
    "account": "It belongs to no account.",
    "devices": "No device on this account.",
    "smartcards": "No smartcard in any box of this account.",
    "users": "No user on this account.",
    "sessions": "No live session.",
    "rights": "No right has been acquired.",
}
_OWNERLESS = "None: there is no account."
_NO_CURRENT_RIGHT = "No current right."
"""`sdp2` lists only what is current (sdp2.md): a right that has ended is not in its answer."""
_SHORT_ID = 8


def notice(
    pane: str,
    part: Part[Any],
    room: tuple[int, int],
    key: Callable[[str], str],
    same_as: str = "",
    *,
    bundle: Bundle | None = None,
) -> Sequence[Line]:
    """Return the lines of a pane without rows: the state, its reason, the correlation id, the key.

    `room` is width and height; in a low pane the reason is cut before the key is, and Enter
    shows all of it. `key` gives the key of an action as it is shown. `same_as` is the pane
    that tells the same reason already. `bundle` is the one that the part is of.
    """
    if part.was_read:
        return ([(_empty(pane, bundle), "muted")],)
    if same_as:
        return ([(f"Not read, for the same reason as {same_as}.", "muted")],)
    width, height = room
    look = PARTS[part.state]
    said = f"{look.glyph} {part.reason or look.word}"
    reason = wrap(said, width)
    last = _way_on(part, width, key)
    most = max(1, height - len(last))
    if len(reason) > most:
        reason = [*reason[: most - 1], cut(" ".join(reason[most - 1 :]), width)]
    return [*([(line, look.role)] for line in reason), *last]


def _empty(pane: str, bundle: Bundle | None) -> str:
    """Return what is said of a part that was read and has no record."""
    if bundle is not None and bundle.account.was_read and bundle.owner is None:
        return _OWNERLESS
    if bundle is not None and bundle.family == "sdp2" and pane == "rights":
        return _NO_CURRENT_RIGHT
    return _EMPTY[pane]


def repeats(read: Mapping[str, Part[Any]]) -> Mapping[str, str]:
    """Return each pane whose part was not read for a reason that an earlier pane tells, with the
    name of that pane."""
    first: dict[tuple[PartState, str], str] = {}
    return {
        name: told
        for name, part in read.items()
        if not part.was_read and part.reason
        and (told := first.setdefault((part.state, part.reason), name)) != name
    }  # fmt: skip


def standing(part: Part[Any], repeated: bool = False) -> Sequence[Span]:
    """Return the state of a part that was not read, for the frame; the longest form first."""
    if part.was_read:
        return ()
    look = PARTS[part.state]
    role = "muted" if repeated else look.role
    return [(look.word, role), (str(part.state), role)]


def _way_on(part: Part[Any], width: int, key: Callable[[str], str]) -> Sequence[Line]:
    """Return the key that asks again, and the correlation id: whole where it fits."""
    if part.state is PartState.UNSUPPORTED:
        return []
    again: list[Span] = [(key("reload"), "key"), (" reload", "muted")]
    number = part.correlation_id
    if not number:
        return [again]
    for label in (f"  correlation id {number}", f"  {number}", f"  id {number[:_SHORT_ID]}…"):
        if width_of([*again, (label, "muted")]) <= width:
            return [[*again, (label, "muted")]]
    return [again]


def count(part: Part[Any]) -> str:
    """Return the number of records, or `5 of 9,000` where the platform has more than were read."""
    if not part.was_read:
        return ""
    if part.total is not None and part.total > len(part):
        return f"{len(part)} of {part.total:,}"
    return str(len(part))
