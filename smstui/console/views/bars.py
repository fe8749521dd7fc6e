"""The first and the last line: where we are, on what, and which keys help now. Pure."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from smstui.actions import REGISTRY, Action, Keymap, Place, Situation
from smstui.actions.keynames import shown
from smstui.console.styled_text import width_of
from smstui.domain import zone
from smstui.domain.skew import is_large, length
from smstui.presentation.lines import Line, Span

FOOTER_KEYS_AT_80 = 7
_ALWAYS = "menu"
WIDE = 120
"""Columns from which the header has room to say what the zone is for."""
_ZONE_AT_80 = 20
"""Characters of a zone's name; a longer one is shown by its city."""


def header(
    label: str,
    tint: str,
    read_only: bool,
    crumbs: Sequence[str],
    room: int,
    *,
    private: bool = False,
) -> Line:
    """Environment with its tint, RO or RW, whether people are masked, and the way to here.

    Where `room` is short of the way, its beginning is left out.
    """
    mode: Span = (" RO ", "bar-strong") if read_only else (" RW ", "bar-caution")
    line: list[Span] = [(f" {label} ", f"tint-{tint}"), mode]
    if private:
        line.append((" PRIVATE ", "bar-strong"))
    while len(crumbs) > 1 and len(" › ".join(crumbs)) + width_of(line) + 1 > room:  # noqa: RUF001
        crumbs = crumbs[1:]
    for at, crumb in enumerate(crumbs):
        line.append((" › " if at else " ", "bar-muted"))  # noqa: RUF001 - the sign of a way
        line.append((crumb, "bar-strong" if at == len(crumbs) - 1 else "bar"))
    return line


def header_end(
    family: str, state: str, role: str, *, width: int = 80, skew: timedelta | None = None
) -> Line:
    """The zone that times are shown in, platform family and how it stands with it.

    A platform whose clock is more than two minutes away from this machine's is marked.
    """
    line: list[Span] = []
    if skew is not None and is_large(skew):
        sign = "+" if skew > timedelta() else "-"
        line.append((f"clock {sign}{length(skew)}  ", "bar-caution"))
    name = zone.note() if width >= WIDE else zone.zone_name()
    short = name if len(name) <= _ZONE_AT_80 or width >= WIDE else name.rpartition("/")[2]
    return [*line, (f"{short}  ", "bar-muted"), (f"{family}  ", "bar-muted"), (f"{state} ", role)]


def footer(
    keys: Keymap,
    now: Situation,
    places: Sequence[Place],
    width: int,
    usable: Callable[[str], bool] = lambda _key: True,
) -> Line:
    """The keys that do something here and now, at most seven at 80 columns.

    `usable` says whether a key runs its action where the focus is.
    """
    here = set(places)
    helpful = [
        action
        for action in REGISTRY
        if action.footer and action.places & here and action.available(now) is None
    ]
    pieces: dict[str, list[Span]] = {
        action.id: [(f" {key}", "bar-key"), (f" {action.footer} ", "bar")]
        for action in helpful
        if (key := _key_of(keys, action, places, usable))
    }
    last = pieces.pop(_ALWAYS, [])
    line: list[Span] = []
    for piece in list(pieces.values())[: max(FOOTER_KEYS_AT_80, width // 12) - 1]:
        if width_of(line) + width_of(piece) + width_of(last) > width:
            break
        line += piece
    return [*line, *last]


def _key_of(
    keys: Keymap, action: Action, places: Sequence[Place], usable: Callable[[str], bool]
) -> str:
    """The first key that runs the action here, or its command: a nearer place may use a key."""
    bound = keys.keys_by_id[action.id]
    if not bound:
        return keys.first(action.id)
    here = (key for key in bound if usable(key) and keys.find(key, places) is action)
    return next(map(shown, here), "")
