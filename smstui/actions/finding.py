"""Finding an action by what was typed: the filter of the menu and the `:` line."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from smstui.actions.action import Action, Place
from smstui.actions.registry import REGISTRY


def matching(typed: str, actions: Iterable[Action]) -> list[Action]:
    """Actions whose title, id or words hold every typed word, or nearly; best first, order kept."""
    wanted = typed.casefold().split()
    ranked = [
        (rank, at, action)
        for at, action in enumerate(actions)
        if (rank := _rank(action, wanted)) is not None
    ]
    return [action for *_, action in sorted(ranked, key=lambda entry: entry[:2])]


def _rank(action: Action, wanted: Sequence[str]) -> int | None:
    names = [word.casefold() for word in (*action.words, action.id)]
    text = " ".join((action.title.casefold(), *names))
    typed = " ".join(wanted)
    if not all(word in text for word in wanted):
        return _LETTERS if _in_order(typed.replace(" ", ""), text) else _misspelt(wanted, text)
    if typed in names:
        return 0
    return 1 if any(name.startswith(typed) for name in names) else 2


_LETTERS, _MISSPELT = 3, 4
"""Ranks of a match by letters in their order, and of one by similar words."""
_SHORTEST = 3
"""Letters from which a text can be short for another."""


def _in_order(letters: str, text: str) -> bool:
    """Return whether `text` has the letters in this order, near each other, from a word's start."""
    if len(letters) < _SHORTEST:
        return False
    for word in text.replace(".", " ").replace("-", " ").split():
        rest = iter(word)
        if word.startswith(letters[0]) and all(letter in rest for letter in letters):
            return True
    initials = "".join(word[0] for word in text.split())
    return letters in initials


def _misspelt(wanted: Sequence[str], text: str) -> int | None:
    words = text.split()
    near = all(
        len(word) > _SHORTEST and get_close_matches(word, words, n=1, cutoff=0.75)
        for word in wanted
    )
    return _MISSPELT if wanted and near else None


def for_word(word: str) -> Action | None:
    """Return the action that `:word` names."""
    folded = word.casefold()
    return next((action for action in REGISTRY if folded in (*action.words, action.id)), None)


def words_starting(typed: str) -> list[str]:
    """Return every command word that begins with `typed`, in the registry's order."""
    folded = typed.casefold()
    return [word for action in REGISTRY for word in action.words if word.startswith(folded)]


def word_like(typed: str) -> str:
    """Return the command word nearest to a mistyped one; empty where none is near."""
    words = [word for action in REGISTRY for word in action.words]
    near = get_close_matches(typed.casefold(), words, n=1)
    return near[0] if near else ""


def listed_in(places: Iterable[Place]) -> list[Action]:
    """Return the actions that the menu of `places` shows."""
    here = set(places)
    return [action for action in REGISTRY if action.places & here and action.listed]
