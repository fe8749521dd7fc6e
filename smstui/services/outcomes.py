"""What a look-up can end in. Plain values, handed from the engine's thread to a screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import Identification, IdKind
from smstui.domain.text import Clean


@dataclass(frozen=True, slots=True)
class Match:
    """One record that an ambiguous text leads to, ready to be picked.

    `asked` and `as_kind` look it up again without doubt.
    """

    kind: str
    id: str
    matched_by: IdKind
    asked: str
    status: str
    name: str
    account: str
    source: Literal["platform", "cache"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A near miss out of the cache; never opened by itself."""

    text: str
    kind: IdKind
    title: Clean
    account: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """One account (or a lone card or box), open.

    `offline` is the sentence that says why the platform was not reached, when the bundle comes
    from the cache for that reason.
    """

    asked: Identification
    kind: IdKind
    bundle: Bundle
    source: Literal["platform", "cache"]
    offline: str = ""
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """The text leads to more than one record."""

    asked: Identification
    matches: Sequence[Match]
    problems: Sequence[str] = ()
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No record answers to the text. `tried` are the kinds the platform was asked for.

    `not_asked` are kinds the text could be which only the cache could answer.
    """

    asked: Identification
    tried: Sequence[IdKind]
    not_asked: Sequence[IdKind]
    suggestions: Sequence[Suggestion] = ()
    correlation_id: str = ""


Outcome = Opened | Several | Nothing


@dataclass(frozen=True, slots=True)
class Recent:
    """One row of the recent look-ups, newest first; one row a record."""

    kind: str
    id: str
    asked: str
    as_kind: IdKind
    account: str
    name: Clean
    status: str
    seen_at: datetime
