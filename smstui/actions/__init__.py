"""Everything a person can do, once: keys, menu, command line and key sheet read this.

Data and plain functions; neither the console nor a record is imported here.
"""

from smstui.actions.action import Action, Place, Situation, Tier
from smstui.actions.finding import for_word, listed_in, matching, word_like, words_starting
from smstui.actions.groups import Group, group_of
from smstui.actions.keymap import Keymap, Overrides, check_keys, key_problems, keymap
from smstui.actions.registry import BY_ID, PAGES, REGISTRY

__all__ = [
    "BY_ID",
    "PAGES",
    "REGISTRY",
    "Action",
    "Group",
    "Keymap",
    "Overrides",
    "Place",
    "Situation",
    "Tier",
    "check_keys",
    "for_word",
    "group_of",
    "key_problems",
    "keymap",
    "listed_in",
    "matching",
    "word_like",
    "words_starting",
]
