"""What an action is, and what it may ask about the moment it is wanted.

Named tuples, since the first frame needs them: each dataclass takes a millisecond to make.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Place(StrEnum):
    """Where an action lives. `ANYWHERE` is everywhere outside a dialog; `PICK` a lettered list,
    whose letters come before everything else there; `FILTER` one that can be filtered; `CHANGE` a
    dialog that shows one change."""

    ANYWHERE = "anywhere"
    LOOKUP = "lookup"
    PAIR = "pair"
    SESSIONS = "sessions"
    JOURNAL = "journal"
    TRIAGE = "triage"
    DRAFTS = "drafts"
    LIST = "list"
    PICK = "pick"
    FILTER = "filter"
    DIALOG = "dialog"
    CHANGE = "change"


class Tier(StrEnum):
    """The deliberation that an action asks for (design: three tiers; reads have none)."""

    READ = "read"
    REVERSIBLE = "reversible"
    DISRUPTIVE = "disruptive"
    IRREVERSIBLE = "irreversible"


class Situation(NamedTuple):
    """The moment, as far as availability needs it. Plain values; no screen, no record.

    `asked_for` is the id of another record that is being asked for: until its answer comes,
    nothing is begun on the one that is shown. `in_text` is whether a text field has the focus.
    `account_final` says of an account on which nothing is done any more why not, and `refusals`
    says of each operation that cannot be done here why not. `not_switched` says of a device why
    nothing enables or disables it.

    `traits` are words on the record in hand that an action can be meant for (`footer_on`).
    `enters` is what Enter does with the text of the field in hand. `verbs` are what actions do to
    the record in hand, for the footer; an empty one says that its key does nothing here.
    `first` is the action that the footer names before all others.
    """

    place: Place = Place.LOOKUP
    pane: str = ""
    record_kind: str = ""
    record_id: str = ""
    rows: int = 0
    in_text: bool = False
    has_bundle: bool = False
    asked_for: str = ""
    has_secret: bool = False
    secret_known: bool = False
    card_told_by_box: bool = False
    asking: bool = False
    ready: bool = False
    can_go_back: bool = False
    can_go_forward: bool = False
    clipboard_off: bool = False
    problem: str = ""
    knows_changes: bool = False
    refusals: Mapping[str, str] = _NOTHING
    record_status: str = ""
    account_final: str = ""
    has_next_status: bool = False
    not_switched: str = ""
    paired: bool = False
    enters: str = ""
    traits: frozenset[str] = frozenset()
    verbs: Mapping[str, str] = _NOTHING
    first: str = ""


Availability = Callable[[Situation], str | None]
"""Why not, as a sentence; None when the action can run."""


def always(_: Situation) -> str | None:
    """Available in every situation of its places."""
    return None


class Action(NamedTuple):
    """One thing a person can do, wherever it is offered: key, menu, command line.

    `id` is what `[keys]` in the configuration names. `words` are the words of `:` for it, the first
    one shown. `twin` is the command that does the same from a shell, if there is one. `moves`
    marks an action that only moves a cursor: it can never do harm, so it never waits to see
    whether the key was the first of a scan. `footer_on` is the trait of the record in hand that
    the key is named for on the last line; empty for any. `takes_key` is one that must know which
    key it was. `family` is the one family of platforms that has it; empty where both have.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    places: frozenset[Place]
    words: tuple[str, ...] = ()
    writes: bool = False
    tier: Tier = Tier.READ
    twin: str = ""
    available: Availability = always
    moves: bool = False
    footer: str = ""
    footer_on: str = ""
    takes_key: bool = False
    listed: bool = True
    family: str = ""
