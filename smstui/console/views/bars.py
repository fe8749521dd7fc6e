"""The last line: which keys help now. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.actions import REGISTRY, Action, Keymap, Place, Situation
from smstui.actions.keynames import shown, spelled
from smstui.console.styled_text import width_of
from smstui.presentation.lines import Line

MOST_KEYS: Final = 7
_ALWAYS: Final = "menu"
_OPEN: Final = "open"


@dataclass(frozen=True, slots=True)
class Offered:
    """A key of the footer, what it does in a word or two, and the action; none for a field's own
    Enter."""

    key: str
    word: str
    action: str = ""

    @property
    def spans(self) -> Line:
        return [(f" {self.key}", "bar-key"), (f" {spelled(self.word)} ", "bar")]


def offered(
    keys: Keymap,
    now: Situation,
    places: Sequence[Place],
    width: int,
    usable: Callable[[str], bool] = lambda _key: True,
) -> list[Offered]:
    """Return the keys that do something here and now, at most seven, as far as they fit.

    `usable` says whether a key runs its action where the focus is.
    """
    here = set(places)
    found = [Offered(keys.first(_OPEN), now.enters)] if now.enters else []
    last: list[Offered] = []
    for action in REGISTRY:
        word = now.verbs.get(action.id, action.footer)
        if not word or not action.places & here or action.available(now) is not None:
            continue
        if action.footer_on and action.footer_on not in now.traits:
            continue
        if key := _key_of(keys, action, places, usable):
            (last if action.id == _ALWAYS else found).append(Offered(key, word, action.id))
    found.sort(key=lambda each: each.action != now.first)
    kept: list[Offered] = []
    room = width - sum(width_of(each.spans) for each in last)
    for each in found[: MOST_KEYS - len(last)]:
        room -= width_of(each.spans)
        if room < 0:
            break
        kept.append(each)
    return [*kept, *last]


def _key_of(
    keys: Keymap, action: Action, places: Sequence[Place], usable: Callable[[str], bool]
) -> str:
    """Return the first key that runs the action here, or its command if another uses it."""
    bound = keys.keys_by_id[action.id]
    if not bound:
        return keys.first(action.id)
    here = (key for key in bound if usable(key) and keys.find(key, places) is action)
    return next(map(shown, here), "")
