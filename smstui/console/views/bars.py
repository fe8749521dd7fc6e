"""The last line: which keys help now. Pure."""

from collections.abc import Callable, Sequence

from smstui.actions import REGISTRY, Action, Keymap, Place, Situation
from smstui.actions.keynames import shown
from smstui.console.styled_text import width_of
from smstui.presentation.lines import Line, Span

FOOTER_KEYS_AT_80 = 7
_ALWAYS = "menu"


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
