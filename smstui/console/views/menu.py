"""The action menu: every action that lives here, with its keys, and why one cannot run."""

from collections.abc import Iterable, Sequence
from typing import Final

from smstui.actions import Keymap, Place, Situation, listed_in, matching
from smstui.console.widgets.rows import Column, Row

COLUMNS: Final = (
    Column("keys", most=14, firm=True),
    Column("action", most=34, firm=True),
    Column("why not", most=60, grows=True),
)


def rows_of(typed: str, keys: Keymap, now: Situation, places: Iterable[Place]) -> Sequence[Row]:
    """The actions that match what was typed; one that cannot run is dimmed and says why."""
    rows = []
    for action in matching(typed, listed_in(places)):
        reason = action.available(now)
        word = f":{action.words[0]}" if action.words else ""
        rows.append(
            Row(
                action.id,
                (
                    (keys.shown(action.id) or word, "key" if reason is None else "faint"),
                    (action.title, "base" if reason is None else "faint"),
                    (reason or "", "caution"),
                ),
            )
        )
    return rows
