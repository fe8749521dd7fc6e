"""The pages where no bundle is open: recents, matches to pick from, nothing found, an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from smstui.domain.triage.dictionary import Meaning
from smstui.presentation.filtering import narrowed
from smstui.presentation.lines import Line, Span
from smstui.presentation.outcomes import (
    MATCHES,
    RECENTS,
    SEEN,
    match_cells,
    nothing_sentences,
    recent_cells,
    seen_cells,
    suggested,
)
from smstui.presentation.tables import EXAMPLE, LINES, clock_times, id_column
from smstui.presentation.times import day_and_time
from smstui.services.outcomes import Nothing, Recent, Seen, Several

Key = Callable[[str], str]
"""Gives the key of an action as it is shown."""


@dataclass(frozen=True, slots=True)
class Page:
    """A list as the finder shows it: what, how many, and the rows."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    count: str = ""
    meanings: Sequence[Meaning] = ()
    """The meanings of the typed text as a code on a screen, in the order of their rows."""
    before_guesses: int | None = None
    """How many rows stand above the guesses, where all rows to pick from are guesses."""

    @property
    def is_headed(self) -> bool:
        """Whether the titles of the columns stand above all rows."""
        return bool(self.rows) and not self.rows[0].passive

    def narrow(self, typed: str) -> list[Row]:
        """Return the rows that hold what was typed, and all that is only read."""
        found = {row.key for row in narrowed([row for row in self.rows if not row.passive], typed)}
        return [row for row in self.rows if row.passive or row.key in found]

    def with_meanings(self, meanings: Sequence[Meaning], typed: str = "") -> "Page":
        """Return this with the codes that the typed text may be, each a row to open.

        A whole code comes before guesses.
        """
        if not meanings:
            return self
        at = self.before_guesses if any(one.has_code(typed) for one in meanings) else None
        above, below = self.rows[:at], self.rows[len(self.rows) if at is None else at :]
        also = "also " if any(not row.passive for row in above) else ""
        title = f"It may {also}be a code on the screen of a television:"
        said = _said([("", "base"), (title, "accent")], "code-said")
        rows = [Row(f"code:{at}", _meaning_cells(one)) for at, one in enumerate(meanings)]
        titles = Row("code-titles", tuple((each, "passive") for each in _MEANING), passive=True)
        return replace(self, rows=(*above, *said, titles, *rows, *below), meanings=meanings)

    def meaning(self, key: str) -> Meaning | None:
        """Return the meaning whose row has this key."""
        name, _, at = key.partition(":")
        is_row = name == "code" and at.isdigit() and int(at) < len(self.meanings)
        return self.meanings[int(at)] if is_row else None

    @staticmethod
    def lines_of(meaning: Meaning, width: int, key: Key) -> list[Line]:
        """Return the meaning of a code, and the way to diagnose with it."""
        whose = meaning.vendor if meaning.vendor == "NAGRA" else f"{meaning.vendor}, not NAGRA"
        way_on = f"{key('diagnose.code')} on an open record compares this code with its records."
        said = [
            (f"Code of: {meaning.server} ({whose})", "muted"),
            *((f"On the screen: {words}", "base") for words in meaning.words),
            (f"Meaning: {meaning.cause}.", "strong"),
            (f"To do: {meaning.remedy}", "base"),
            ("", "base"),
            (way_on, "muted"),
        ]
        return [[(line, role)] for text, role in said for line in wrap(text, width) or [""]]


_MEANING: Final = ("code", "meaning", "server", "")
"""Titles of the cells of a code on a screen."""
NEAR: Final = (
    Column("id", most=36, middle=True, whole=22, least=16),
    Column("record", most=50, least=16, wraps=LINES),
    id_column("account", most=24),
    Column("seen", most=20, firm=True),
)
EXAMPLES: Final = (
    Column("id", most=30, firm=True),
    Column("what it shows", most=60, grows=True, wraps=LINES),
)


def recents_page(recents: Sequence[Recent], now: datetime) -> Page:
    """Return the recent lookups, the latest first."""
    when = clock_times(now)
    rows = [Row(f"recent:{each.kind}:{each.id}", recent_cells(each, when)) for each in recents]
    return Page("Recent lookups", RECENTS, rows, str(len(rows)) if rows else "")


def first_page() -> Page:
    """Return what to do where nothing was looked up before."""
    said = (
        "Nothing has been looked up here yet. Type an id of a customer, such as a CASN, a NUID, a "
        "smartcard or an account number."
    )
    return Page("Recent lookups", RECENTS, _said([(said, "base")]))


def seen_page(found: Sequence[Seen], now: datetime) -> Page:
    """Return what was seen before, the latest first."""
    when = clock_times(now)
    rows = [Row(f"seen:{at}", seen_cells(each, when)) for at, each in enumerate(found)]
    return Page("Seen here", SEEN, rows, str(len(rows)))


def examples_page(examples: Sequence[tuple[str, str]]) -> Page:
    """Return ids to look up first, and what each shows."""
    rows = [
        Row(f"{EXAMPLE}:{at}", ((text, "strong"), (shows, "base")))
        for at, (text, shows) in enumerate(examples)
    ]
    return Page("Ids to try", EXAMPLES, rows)


def with_examples(recents: Page, examples: Page, room: int) -> Page:
    """Return the recent lookups, and below them the ids to try, in `room` cells.

    What an id shows goes on below itself.
    """
    width = max(len(row.cells[0][0]) for row in examples.rows)
    titles = [
        Row(f"below:{text}", ((text, "accent"),), passive=True)
        for text in ("", f"  {examples.title}")
    ]
    rows: list[Row] = []
    for row in examples.rows:
        (text, _), (shows, _) = row.cells
        key, told = f"below:{row.key}", wrap(shows, max(16, room - width - 2))
        rows.append(Row(key, ((f"{text:{width}}  {told[0]}", "base"),)))
        rows += (
            Row(f"{key}:more:{at}", ((f"{'':{width}}    {line}", "base"),), True, key)
            for at, line in enumerate(told[1:])
        )
    return replace(recents, rows=(*recents.rows, *titles, *rows))


def matches_page(several: Several) -> Page:
    """Return the matches, to pick one from."""
    count = len(several.matches)
    asked = f'"{typed(several.asked.text)}" leads to {count} records. Pick one by its letter.'
    rows: list[Row] = _said([(asked, "strong")])
    rows += [_titles(MATCHES)]
    rows += [Row(f"match:{at}", match_cells(each)) for at, each in enumerate(several.matches)]
    rows += _said([(problem, "caution") for problem in several.problems])
    return Page("Which one?", MATCHES, rows, str(len(several.matches)))


def nothing_page(nothing: Nothing, now: datetime) -> Page:
    """Return what was searched, what could not be, and suggestions."""
    said = nothing_sentences(nothing)
    if nothing.correlation_id:
        said.append((f"correlation id {nothing.correlation_id}", "muted"))
    rows = _said(said)
    before_guesses = len(rows)
    if nothing.suggestions:
        nearest = suggested(nothing.suggestions[0], clock_times(now))
        rows += _said([("", "base"), (f"Did you mean {nearest}?", "accent")])
        rows += [_titles(NEAR)]
        rows += [
            Row(
                f"near:{at}",
                (
                    (near.text, "strong"),
                    (near.title, "base"),
                    (near.account, "base"),
                    (day_and_time(near.seen_at, now), "muted"),
                ),
            )
            for at, near in enumerate(nothing.suggestions)
        ]
    if nothing.seen:
        rows += _said([("", "base"), ("Seen here, with this text in a field:", "accent")])
        rows += [Row(f"seen:{at}", _seen_as_near(one, now)) for at, one in enumerate(nothing.seen)]
    title = "Not a key to look up by" if nothing.shown else "Not found"
    return Page(title, NEAR, rows, before_guesses=before_guesses)


def _seen_as_near(seen: Seen, now: datetime) -> tuple[Span, ...]:
    """Return what was seen under the columns of what was nearly meant."""
    record, _, found, account, *_ = seen_cells(seen, clock_times(now))
    return record, found, account, (f"seen {day_and_time(seen.seen_at, now)}", "muted")


def error_page(error: SmstuiError, asked: str, key: Key) -> Page:
    """Return what happened, to which id, what to do, and the correlation id."""
    said: list[Span] = [(typed(asked), "strong")] if asked else []
    said.append((error.message, "fault"))
    if error.hint:
        said.append((error.hint, "base"))
    if error.correlation_id:
        said.append((f"correlation id {error.correlation_id}", "muted"))
    if not isinstance(error, BadIdentifier):
        again = f"{key('reload')}: reload."
        said += [("", "base"), (again, "muted")]
    return Page(failure_of(error).capitalize(), NEAR, _said(said))


def failure_of(error: SmstuiError) -> str:
    """Return the kind of failure in two or three words."""
    match error:
        case BadIdentifier():
            return "not an id"
        case SignInRefused() | Forbidden():
            return "sign-in refused"
        case Refused():
            return "refused"
        case BadConfiguration():
            return "not configured"
        case _:
            return "no answer"


def _titles(columns: Sequence[Column]) -> Row:
    """Return the titles of the columns, above rows that stand below a sentence."""
    return Row("titles", tuple((column.title, "passive") for column in columns), passive=True)


def _meaning_cells(meaning: Meaning) -> tuple[Span, ...]:
    return (
        (meaning.code.ljust(len(_MEANING[0])), "strong"),
        (meaning.cause, "base"),
        (meaning.server, "base"),
        (meaning.vendor, "muted"),
    )


def _said(spans: Sequence[Span], name: str = "said") -> list[Row]:
    """Sentences as rows that the cursor passes over. The list breaks them for its width."""
    return [
        Row(f"{name}:{role}:{text}:{at}", ((text, role),), passive=True)
        for at, (text, role) in enumerate(spans)
    ]
