"""What is said to a person beside or instead of a record. Pure: outcomes in, lines out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from smstui.commands.columns import table
from smstui.domain.errors import NotFound
from smstui.domain.identifiers import WORDS
from smstui.domain.marking import typed
from smstui.domain.not_found import no_record, not_cached
from smstui.domain.privacy import asked_by
from smstui.presentation.times import ago, ago_in_table
from smstui.services.outcomes import (
    Nothing,
    Opened,
    Recent,
    Several,
    shown_sentence,
)


def several_lines(several: Several, verb: str = "lookup") -> Iterator[str]:
    """The matches in a table, and how to ask `verb` for one of them."""
    yield f"{typed(several.asked.text)} leads to {len(several.matches)} records:"
    headings = ["kind", "id", "read as", "account", "status", "name", "ask for it"]
    rows = [headings] + [
        [
            match.kind,
            match.id,
            WORDS[match.matched_by],
            match.account,
            match.status,
            match.name,
            f"smstui {verb} --as {match.as_kind.value} {asked_by(match.asked, match.as_kind)}",
        ]
        for match in several.matches
    ]
    yield from (f"  {''.join(cells)}".rstrip() for cells in table(rows, widest=80))


def doubt_lines(opened: Opened) -> Iterator[str]:
    """Say of an id that opened a record why it may be another record's id too."""
    for problem in opened.problems:
        text = asked_by(opened.asked.text, opened.kind)
        yield f"smstui: {text} may be another record's id as well. {problem}"


def not_found(nothing: Nothing, deployment: str, now: datetime) -> NotFound:
    """The sentence: what was tried, what could not be asked, and what was nearly meant."""
    text = nothing.asked.text
    if nothing.shown:
        message = " ".join(shown_sentence(text, one) for one in nothing.shown)
        return NotFound(message, correlation_id=nothing.correlation_id)
    if nothing.offline:
        message = f"{not_cached(text, deployment)} {nothing.offline}"
    else:
        message = no_record(text, deployment, nothing.tried, nothing.not_asked)
    near = [
        f"{asked_by(one.text, one.kind)} "
        f"({', '.join(part for part in (one.title, one.account) if part)}, "
        f"seen {ago(one.seen_at, now)})"
        for one in nothing.suggestions
    ]
    hint = f"Did you mean {' or '.join(near)}?" if near else ""
    return NotFound(message, hint=hint, correlation_id=nothing.correlation_id)


def recents_lines(recents: Sequence[Recent], now: datetime) -> Iterator[str]:
    """The recent look-ups in a table, newest first."""
    rows = [["seen", "kind", "id", "account", "status", "name", "asked"]] + [
        [
            ago_in_table(recent.seen_at, now),
            recent.kind,
            recent.id,
            recent.account,
            recent.status,
            recent.name,
            recent.asked,
        ]
        for recent in recents
    ]
    yield from ("".join(cells).rstrip() for cells in table(rows))
