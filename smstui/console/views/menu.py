"""The action menu: every action that lives here, in groups, with its keys.

The key of an action is the letter of its row; beside it are its other keys, or its commands. What
cannot run now is at the end; why is said in full for the row under the cursor.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from smstui.actions import Action, Group, Keymap, Place, Situation, group_of, listed_in, matching
from smstui.actions.keynames import shown
from smstui.console.chooser import letter_in
from smstui.console.widgets.rows import Column, Row
from smstui.domain.text import capital

COLUMNS: Final = (
    Column("keys", most=21, firm=True),
    Column("action", most=60, grows=True),
)
_NOT_NOW: Final = "Not now"


def rows_of(
    typed: str,
    keys: Keymap,
    now: Situation,
    places: Iterable[Place],
    usable: Callable[[str], bool] = lambda _key: True,
) -> Sequence[Row]:
    """Return the actions that match what was typed, in their groups while nothing is.

    `usable` says whether a key runs its action where the focus was.
    """
    found = matching(typed, listed_in(places))
    can = [action for action in found if action.available(now) is None]
    cannot = [action for action in found if action not in can]
    rows: list[Row] = []
    for group in () if typed.strip() else Group:
        members = [action for action in can if group_of(action) is group]
        if members:
            rows.append(_heading(group))
            rows += (_row(action, keys, usable, "base", now) for action in members)
    if typed.strip():
        rows += (_row(action, keys, usable, "base", now) for action in can)
    if cannot:
        rows.append(_heading(_NOT_NOW))
        rows += (_row(action, keys, usable, "faint", now) for action in cannot)
    return rows


def _heading(text: str) -> Row:
    return Row(f"group:{text}", ((text, "title-focus"),), passive=True)


def _row(
    action: Action, keys: Keymap, usable: Callable[[str], bool], role: str, now: Situation
) -> Row:
    word, *others = [f":{each}" for each in action.words] or [""]
    letter = letter_in(keys, action.id)
    bound = [key for key in keys.keys_by_id[action.id] if usable(key)]
    other = " ".join(key for key in map(shown, bound) if key != letter)
    title = title_of(action, now)
    if others and not other:
        title = f"{title}, also {' '.join(others)}"
    return Row(action.id, ((other or word, role), (title, role)))


def title_of(action: Action, now: Situation) -> str:
    """Return the title of an action, with the family that alone has it.

    To ask again has on each page the name that the last line has there.
    """
    if action.id == "reload" and (verb := now.verbs.get(action.id)):
        return capital(verb)
    return f"{action.title} ({action.family} only)" if action.family else action.title
