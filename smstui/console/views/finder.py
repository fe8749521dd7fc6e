"""What stands where no bundle is open: recents, matches to pick from, nothing found, an error."""

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
from smstui.domain.identifiers import WORDS
from smstui.domain.marking import typed
from smstui.domain.not_found import no_record_sentences, not_cached
from smstui.domain.privacy import asked_by
from smstui.presentation import looks
from smstui.presentation.lines import Span
from smstui.presentation.times import day_and_time
from smstui.services.outcomes import Match, Nothing, Recent, Several, Suggestion, shown_sentence

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
        wanted = typed.casefold()
        return [
            row
            for row in self.rows
            if row.passive or wanted in " ".join(text for text, _ in row.cells).casefold()
        ]


RECENTS: Final = (
    Column("record", most=26, firm=True),
    Column("account", most=20),
    Column("status", most=16),
    Column("name", rank=1, most=28),
    Column("asked for", rank=2, most=28),
    Column("seen", most=20),
)
MATCHES: Final = (
    Column("kind", most=10),
    Column("id", most=26, firm=True),
    Column("state", most=18),
    Column("account", most=20),
    Column("name", rank=1, most=24),
    Column("read as", rank=2, most=20),
)
NEAR: Final = (
    Column("id", most=30, firm=True),
    Column("what", most=40),
    Column("account", most=20),
    Column("seen", rank=1, most=20),
)


def recents_page(recents: Sequence[Recent], now: datetime) -> Page:
    rows = [
        Row(
            f"recent:{recent.kind}:{recent.id}",
            (
                (f"{recent.kind} {recent.id}", "strong"),
                (recent.account, "base"),
                looks.of_word(recent.status).span,
                (recent.name, "base"),
                (recent.asked, "muted"),
                (day_and_time(recent.seen_at, now), "muted"),
            ),
        )
        for recent in recents
    ]
    return Page("Recent look-ups", RECENTS, rows, str(len(rows)) if rows else "")


def matches_page(several: Several, width: int) -> Page:
    """The matches, to pick one from."""
    count = len(several.matches)
    asked = f'"{typed(several.asked.text)}" leads to {count} records. Pick one by its letter.'
    rows: list[Row] = _said([(asked, "strong")], width)
    rows += [_match_row(at, match) for at, match in enumerate(several.matches)]
    rows += _said([(problem, "caution") for problem in several.problems], width)
    return Page("Which one?", MATCHES, rows, str(len(several.matches)))


def nothing_page(nothing: Nothing, now: datetime, width: int, key: Key) -> Page:
    """Which kinds were tried, which could not be asked, and what it nearly was."""
    text = nothing.asked.text
    said: list[Span] = [(shown_sentence(text, one), "strong") for one in nothing.shown]
    if not said:
        if nothing.offline:
            said += [(not_cached(text), "strong"), (nothing.offline, "caution")]
        else:
            first, *more = no_record_sentences(text, "", nothing.tried, nothing.not_asked)
            said += [(first, "strong"), *((each, "muted") for each in more)]
    if nothing.correlation_id:
        said.append((f"correlation id {nothing.correlation_id}", "muted"))
    rows = _said(said, width)
    if nothing.suggestions:
        rows += _said([("", "base"), (_did_you_mean(nothing.suggestions[0], now), "accent")], width)
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
    way_on = f"{key('back')} leaves, {key('lookup.focus')} types another."
    rows += _said([("", "base"), (way_on, "muted")], width)
    return Page("Not a key to look up by" if nothing.shown else "Not found", NEAR, rows)


def error_page(error: SmstuiError, asked: str, width: int, key: Key) -> Page:
    """What happened, to which id, what to do, and the correlation id."""
    said: list[Span] = [(typed(asked), "strong")] if asked else []
    said.append((error.message, "fault"))
    if error.hint:
        said.append((error.hint, "base"))
    if error.correlation_id:
        said.append((f"correlation id {error.correlation_id}", "muted"))
    way_on = f"{key('back')} leaves, {key('lookup.focus')} types another."
    if not isinstance(error, BadIdentifier):
        way_on = f"{key('reload')} asks again, {way_on}"
    said += [("", "base"), (way_on, "muted")]
    return Page(failure_of(error).capitalize(), NEAR, _said(said, width))


def failure_of(error: SmstuiError) -> str:
    """What kind of failure it is, in two or three words."""
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


def _match_row(at: int, match: Match) -> Row:
    return Row(
        f"match:{at}",
        (
            (match.kind, "base"),
            (match.id, "strong"),
            looks.of_word(match.status).span,
            (match.account or "no account", "base" if match.account else "faint"),
            (match.name, "base"),
            (WORDS[match.matched_by], "muted"),
        ),
    )


def _did_you_mean(near: Suggestion, now: datetime) -> str:
    facts = [near.title, near.account, f"seen {day_and_time(near.seen_at, now)}"]
    told = ", ".join(fact for fact in facts if fact)
    return f"Did you mean {asked_by(near.text, near.kind)} ({told})?"


def _said(spans: Sequence[Span], width: int) -> list[Row]:
    """Sentences as rows that the cursor passes over."""
    lines = [(line, role) for text, role in spans for line in wrap(text, width)]
    return [
        Row(f"said:{role}:{line}:{at}", ((line, role),), passive=True)
        for at, (line, role) in enumerate(lines)
    ]
