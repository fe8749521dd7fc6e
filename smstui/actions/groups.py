"""The groups of the action menu: which one an action belongs to."""

from enum import StrEnum
from typing import Final

from smstui.actions.action import Action


class Group(StrEnum):
    """The groups of the menu, in its order: what a person wants to do."""

    LOOK_UP = "Look up"
    UNDERSTAND = "Understand"
    CHANGE = "Change"
    MANY = "Many"
    APP = "App"


_IDS: Final = {
    Group.LOOK_UP: (
        "lookup.focus", "open", "reload", "copy", "lookup.cached", "filter", "history.back",
        "history.forward", "recents.forget", "screen.lookup",
    ),
    Group.UNDERSTAND: (
        "diagnose", "diagnose.code", "fold", "case", "cross-test", "reveal", "card.ask",
        "screen.sessions", "screen.journal",
    ),
    Group.CHANGE: ("screen.pair", "pair.clear", "screen.drafts", "draft.discard", "mark"),
    Group.MANY: ("screen.triage", "queue.add", "queue.load", "queue.export", "queue.clear"),
}  # fmt: skip
_GROUPS: Final = {action_id: group for group, ids in _IDS.items() for action_id in ids}


def group_of(action: Action) -> Group:
    """Return the group of an action: what changes something is under Change."""
    return _GROUPS.get(action.id, Group.CHANGE if action.writes else Group.APP)
