"""Map keys to actions, with the configuration's `[keys]` applied and checked.

Textual lets one of two actions on the same key vanish without a word, so keys are resolved and
checked here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import combinations
from typing import Final, NamedTuple

from smstui.actions.action import Action, Place
from smstui.actions.keynames import can_be_scanned, normal, shown
from smstui.actions.registry import BY_ID, REGISTRY

Overrides = Mapping[str, str | Sequence[str]]
"""`[keys]` of the configuration: an action's id to a key, or to several. None at all: `[]`."""


@dataclass(frozen=True)
class Keymap:
    """The keys in force."""

    keys_by_id: Mapping[str, tuple[str, ...]]

    def find(self, key: str, places: Iterable[Place]) -> Action | None:
        """Return the action of `key`, the nearest of `places` first."""
        found = (self._actions.get((place, key)) for place in places)
        return next((action for action in found if action is not None), None)

    @cached_property
    def _actions(self) -> Mapping[tuple[Place, str], Action]:
        """Each key of each place; of two actions on one the first of the registry."""
        return {
            (place, key): action
            for action in reversed(REGISTRY)
            for place in action.places
            for key in self.keys_by_id[action.id]
        }

    def shown(self, action_id: str) -> str:
        """Return the action's keys as a person reads them; empty when it has none."""
        return " ".join(shown(key) for key in self.keys_by_id[action_id])

    def first(self, action_id: str) -> str:
        """Return the action's first key as a person reads it, or its command."""
        keys = self.keys_by_id[action_id]
        words = BY_ID[action_id].words
        return shown(keys[0]) if keys else f":{words[0]}" if words else ""


def keymap(overrides: Overrides | None = None) -> Keymap:
    """Return the keys in force. What `check_keys` objects to is left at its default."""
    wanted = dict(overrides or {})
    for problem in _problems(wanted):
        wanted.pop(problem.id, None)
    return Keymap({action.id: _keys_of(action, wanted) for action in REGISTRY})


def check_keys(overrides: Overrides) -> list[str]:
    """Return the problems of `[keys]`, a sentence each."""
    return [problem.sentence for problem in _problems(overrides)]


def key_problems(overrides: Overrides) -> list[tuple[str, str]]:
    """Return the same, each as the action's id and the sentence without it."""
    return [
        (problem.id, problem.sentence.removeprefix(f"keys.{problem.id}: ").removeprefix("keys: "))
        for problem in _problems(overrides)
    ]


class _Problem(NamedTuple):
    id: str
    sentence: str


def _problems(overrides: Overrides) -> list[_Problem]:
    found: list[_Problem] = []
    for action_id, written in overrides.items():
        if action_id not in BY_ID:
            near = get_close_matches(action_id, BY_ID, n=1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            found.append(_Problem(action_id, f'keys: there is no action "{action_id}".{hint}'))
            continue
        found += [
            _Problem(action_id, f'keys.{action_id}: "{key}" is not a key.')
            for key in _several(written)
            if not isinstance(key, str) or normal(key) is None
        ]
    found += [
        _Problem(
            action_id,
            f"keys.{action_id}: this action must keep a key, or no dialog can be left.",
        )
        for action_id in _NEEDED
        if action_id in overrides and not _several(overrides[action_id])
    ]
    found += [
        _Problem(_APPLY, f'keys.{_APPLY}: "{key}" can be part of a scan. Choose a sign such as '
                 '"!", or a function key.')
        for key in _several(overrides.get(_APPLY, ()))
        if isinstance(key, str) and (name := normal(key)) is not None and can_be_scanned(name)
    ]  # fmt: skip
    sound = {
        action_id: written
        for action_id, written in overrides.items()
        if action_id not in {problem.id for problem in found}
    }
    return found + _clashes(sound)


_APPLY: Final = "plan.apply"
_NEEDED: Final = ("back", "open", "quit", _APPLY)
"""Actions that have no other way: out of a dialog or the console, and on in a list or a plan."""


def _clashes(overrides: Overrides) -> list[_Problem]:
    by_key: dict[str, list[Action]] = {}
    for action in REGISTRY:
        for key in dict.fromkeys(_keys_of(action, overrides)):
            by_key.setdefault(key, []).append(action)
    found = []
    for key, actions in by_key.items():
        for action, other in combinations(actions, 2):
            if not _meet(action, other):
                continue
            guilty = other if other.id in overrides else action
            sentence = (
                f'keys.{guilty.id}: "{shown(key)}" would mean both "{action.id}" and '
                f'"{other.id}" in the same place. Give one of them another key.'
            )
            found.append(_Problem(guilty.id, sentence))
    return found


def _meet(one: Action, other: Action) -> bool:
    """Return whether both can be available at once: dialogs and lettered lists are separate."""
    apart = {Place.DIALOG, Place.CHANGE, Place.PICK, Place.FILTER}
    return bool((one.places - apart and other.places - apart) or one.places & other.places)


def _keys_of(action: Action, overrides: Overrides) -> tuple[str, ...]:
    written = overrides.get(action.id)
    keys = action.keys if written is None else _several(written)
    return tuple(key for key in map(normal, keys) if key)


def _several(written: str | Sequence[str]) -> Sequence[str]:
    return (written,) if isinstance(written, str) else written
