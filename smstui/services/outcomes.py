"""The results of a lookup. Plain values, passed from the engine's thread to a screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import Identification, IdKind, Reading
from smstui.domain.marking import typed
from smstui.domain.naming import kind_of
from smstui.domain.record import Record
from smstui.domain.shown_state import state_of
from smstui.store.cache_results import Recent, Seen, Shown, Suggestion


@dataclass(frozen=True, slots=True)
class Match:
    """One record that an ambiguous text leads to, ready to be picked.

    `asked` and `as_kind` look it up again without doubt.
    """

    kind: str
    id: str
    matched_by: IdKind
    asked: str
    as_kind: IdKind
    status: str
    name: str
    account: str
    source: Literal["platform", "cache"]


def match_of(  # noqa: PLR0917 - the facts of a row, each in its place
    record: Record,
    sure: Reading,
    matched_by: IdKind,
    owner: Account | None,
    source: Literal["platform", "cache"],
    now: datetime | None = None,
) -> Match:
    """Return `record` as a line to pick from; `sure` asks for it without doubt.

    `now` is the moment its state is of, by default the present.
    """
    return Match(
        kind=kind_of(record),
        id=record.id or "",
        matched_by=matched_by,
        asked=sure.value,
        as_kind=sure.kind,
        status=state_of(record, now or utc_now()).word,
        name=getattr(record, "name", None) or "",
        account=(owner.id or "") if owner else "",
        source=source,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """One account (or a lone card or box), open.

    `offline` is the sentence that says why the platform was not reached, when the bundle comes
    from the cache for that reason. `problems` say as which other kinds of id the text could not
    be asked: it may be the id of another record too. `notes` say what in the answers could not be
    read as it came.
    """

    asked: Identification
    kind: IdKind
    bundle: Bundle
    source: Literal["platform", "cache"]
    offline: str = ""
    correlation_id: str = ""
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The text leads to more than one record."""

    asked: Identification
    matches: Sequence[Match]
    problems: Sequence[str] = ()
    correlation_id: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """No record has the text as an id. `tried` are the kinds the platform was asked for.

    `not_asked` are the kinds that only the cache could answer: those the platform cannot look up
    by, or all of them when `offline` says why it was not asked. `shown` says which records show
    the text as an id that nothing can be looked up by, `seen` which have it as a part of an id, a
    name or an address.
    """

    asked: Identification
    tried: Sequence[IdKind]
    not_asked: Sequence[IdKind]
    suggestions: Sequence[Suggestion] = ()
    offline: str = ""
    correlation_id: str = ""
    shown: Sequence[Shown] = ()
    seen: Sequence[Seen] = ()
    family: str = ""


Outcome = Opened | Several | Nothing


def shown_sentence(text: str, shown: Shown) -> str:
    """Return whose id `text` is, and what to look up instead."""
    whose = f"{typed(text)} is the {shown.what} of {shown.title}"
    if not shown.account:
        return f"{whose}. Records cannot be looked up by it."
    return (
        f"{whose}, account {shown.account}. Records cannot be looked up by it; "
        f"look up account {shown.account}."
    )


__all__ = [
    "Match", "Nothing", "Opened", "Outcome", "Recent", "Seen", "Several", "Shown", "Suggestion",
    "match_of", "shown_sentence",
]  # fmt: skip
