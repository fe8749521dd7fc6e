"""Render the result of a lookup where no record is open: recents, matches, nothing found."""

from collections.abc import Callable
from typing import Final

from smstui.domain.identifiers import WORDS
from smstui.domain.marking import called, personal
from smstui.domain.not_found import no_record_sentences, not_cached
from smstui.domain.privacy import asked_by
from smstui.presentation import looks
from smstui.presentation.lines import Span
from smstui.presentation.tables import Cells, Column, When, id_column
from smstui.services.outcomes import Match, Nothing, Recent, Seen, Suggestion, shown_sentence

RECENTS: Final = (
    Column("record", most=32, middle=True, least=16),
    id_column("account"),
    Column("status", most=44, firm=True),
    Column("name", rank=1, most=28),
    id_column("asked for", rank=2, most=28),
    Column("seen", most=20, least=5, whole=16),
)
MATCHES: Final = (
    Column("kind", most=10, firm=True),
    id_column("id", most=36),
    Column("status", most=44, firm=True),
    id_column("account"),
    Column("name", rank=1, most=24),
    Column("read as", rank=2, most=20),
)
SEEN: Final = (
    Column("record", most=26, firm=True),
    Column("status", most=16),
    Column("found in", most=60, grows=True),
    id_column("account", whole=20),
    Column("name", rank=2, most=28),
    Column("seen", rank=3, most=20),
)


def seen_cells(seen: Seen, when: When) -> Cells:
    """Return a record that was seen before, and the field in which a search found it."""
    return (
        (f"{seen.kind} {called(seen.kind, seen.id)}", "strong"),
        looks.of_word(seen.status).span,
        (f"{seen.what} {seen.text}", "base"),
        (seen.account, "base"),
        (personal(seen.name), "base"),
        (when(seen.seen_at), "muted"),
    )


def recent_cells(recent: Recent, when: When) -> Cells:
    """Return a recent lookup."""
    return (
        (f"{recent.kind} {recent.id}", "strong"),
        (recent.account, "base"),
        looks.of_word(recent.status).span,
        (recent.name, "base"),
        (recent.asked, "muted"),
        (when(recent.seen_at), "muted"),
    )


def match_cells(match: Match) -> Cells:
    """Return one of the records that a text leads to."""
    return (
        (match.kind, "base"),
        (match.id, "strong"),
        looks.of_word(match.status).span,
        (match.account or "-", "base" if match.account else "faint"),
        (match.name, "base"),
        (WORDS[match.matched_by], "muted"),
    )


def nothing_sentences(nothing: Nothing, place: str = "") -> list[Span]:
    """Return what was searched, what could not be, and why."""
    text = nothing.asked.text
    if nothing.shown:
        return [(shown_sentence(text, one), "strong") for one in nothing.shown]
    if nothing.offline:
        return [(not_cached(text, place), "strong"), (nothing.offline, "caution")]
    first, *more = no_record_sentences(
        text, place, nothing.tried, nothing.not_asked, nothing.family
    )
    return [(first, "strong"), *((each, "muted") for each in more)]


def suggested(near: Suggestion, when: Callable[..., str]) -> str:
    """Return a suggestion with what is known of it: `3421 (box, nmp.00001, seen 14:02)`."""
    account = "" if near.account in near.title else near.account
    facts = (near.title, account, f"seen {when(near.seen_at)}")
    return f"{asked_by(near.text, near.kind)} ({', '.join(filter(None, facts))})"
