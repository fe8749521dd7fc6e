"""The pages where no bundle is open: recents, matches to pick from, nothing found, an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smstui.console.styled_text import wrap
from smstui.console.widgets.rows import Column, Row
from smstui.domain.errors import (
    BadConfiguration,
    BadIdentifier,
    Forbidden,
    Refused,
    SignInRefused,
    SmstuiError,
)
from smstui.domain.marking import typed
from smstui.presentation.lines import Span
from smstui.presentation.outcomes import (
    MATCHES,
    RECENTS,
    match_cells,
    nothing_sentences,
    recent_cells,
    suggested,
)
from smstui.presentation.tables import clock_times, narrowed
from smstui.presentation.times import day_and_time
from smstui.services.outcomes import Nothing, Recent, Several

Key = Callable[[str], str]
"""Gives the key of an action as it is shown."""


@dataclass(frozen=True, slots=True)
class Page:
    """A list as the finder shows it: what, how many, and the rows."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    count: str = ""

    def narrow(self, typed: str) -> list[Row]:
        """Return the rows that hold what was typed, and all that is only read."""
        return list(narrowed(self.rows, typed))


NEAR: Final = (
    Column("id", most=30, firm=True),
    Column("what", most=40),
    Column("account", most=20),
    Column("seen", rank=1, most=20),
)


def recents_page(recents: Sequence[Recent], now: datetime) -> Page:
    """Return the recent lookups, the latest first."""
    when = clock_times(now)
    rows = [Row(f"recent:{each.kind}:{each.id}", recent_cells(each, when)) for each in recents]
    return Page("Recent lookups", RECENTS, rows, str(len(rows)) if rows else "")


def matches_page(several: Several, width: int) -> Page:
    """The matches, to pick one from."""
    count = len(several.matches)
    asked = f'"{typed(several.asked.text)}" leads to {count} records. Pick one by its letter.'
    rows: list[Row] = _said([(asked, "strong")], width)
    rows += [Row(f"match:{at}", match_cells(each)) for at, each in enumerate(several.matches)]
    rows += _said([(problem, "caution") for problem in several.problems], width)
    return Page("Which one?", MATCHES, rows, str(len(several.matches)))


def nothing_page(nothing: Nothing, now: datetime, width: int, key: Key) -> Page:
    """Return what was searched, what could not be, and suggestions."""
    said = nothing_sentences(nothing)
    if nothing.correlation_id:
        said.append((f"correlation id {nothing.correlation_id}", "muted"))
    rows = _said(said, width)
    if nothing.suggestions:
        nearest = suggested(nothing.suggestions[0], clock_times(now))
        rows += _said([("", "base"), (f"Did you mean {nearest}?", "accent")], width)
        rows += [
            Row(
                f"near:{at}",
                (
                    (near.text, "strong"),
                    (near.title, "base"),
                    (near.account, "base"),
                    (f"seen {day_and_time(near.seen_at, now)}", "muted"),
                ),
            )
            for at, near in enumerate(nothing.suggestions)
        ]
    way_on = f"{key('back')}: back. {key('lookup.focus')}: look up another id."
    rows += _said([("", "base"), (way_on, "muted")], width)
    return Page("Not a key to look up by" if nothing.shown else "Not found", NEAR, rows)


def error_page(error: SmstuiError, asked: str, width: int, key: Key) -> Page:
    """Return what happened, to which id, what to do, and the correlation id."""
    said: list[Span] = [(typed(asked), "strong")] if asked else []
    said.append((error.message, "fault"))
    if error.hint:
        said.append((error.hint, "base"))
    if error.correlation_id:
        said.append((f"correlation id {error.correlation_id}", "muted"))
    way_on = f"{key('back')}: back. {key('lookup.focus')}: look up another id."
    if not isinstance(error, BadIdentifier):
        way_on = f"{key('reload')}: retry. {way_on}"
    said += [("", "base"), (way_on, "muted")]
    return Page(failure_of(error).capitalize(), NEAR, _said(said, width))


def failure_of(error: SmstuiError) -> str:
    """Return the kind of failure in two or three words."""
    match error:
        case BadIdentifier():
            return "not an id"
        case SignInRefused() | Forbidden():
            return "not let in"
        case Refused():
            return "refused"
        case BadConfiguration():
            return "not configured"
        case _:
            return "no answer"


def _said(spans: Sequence[Span], width: int) -> list[Row]:
    """Sentences as rows that the cursor passes over."""
    lines = [(line, role) for text, role in spans for line in wrap(text, width)]
    return [
        Row(f"said:{role}:{line}:{at}", ((line, role),), passive=True)
        for at, (line, role) in enumerate(lines)
    ]
