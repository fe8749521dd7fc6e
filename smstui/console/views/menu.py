"""The action menu: every action that lives here, with its keys, and why one cannot run.

The key of an action is the letter of its row; `keys` are its other keys, or its command.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from smstui.actions import Keymap, Place, Situation, listed_in, matching
from smstui.actions.keynames import shown
from smstui.console.chooser import letter_in
from smstui.console.widgets.rows import Column, Row

COLUMNS: Final = (
    Column("keys", most=14, firm=True),
    Column("action", most=34, firm=True),
    Column("why not", most=60, grows=True),
)


def rows_of(
    typed: str,
    keys: Keymap,
    now: Situation,
    places: Iterable[Place],
    usable: Callable[[str], bool] = lambda _key: True,
) -> Sequence[Row]:
    """The actions that match what was typed; one that cannot run is dimmed and says why.

    `usable` says whether a key runs its action where the focus was.
    """
    rows = []
    for action in matching(typed, listed_in(places)):
        reason = action.available(now)
        word = f":{action.words[0]}" if action.words else ""
        letter = letter_in(keys, action.id)
        bound = [key for key in keys.keys_by_id[action.id] if usable(key)]
        other = " ".join(key for key in map(shown, bound) if key != letter)
        rows.append(
            Row(
                action.id,
                (
                    (other or word, "base" if reason is None else "faint"),
                    (action.title, "base" if reason is None else "faint"),
                    (reason or "", "caution"),
                ),
            )
        )
    return rows
