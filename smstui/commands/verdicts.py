"""Sentences beside or instead of a record. Pure: outcomes in, lines out."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from smstui.commands.columns import painted
from smstui.domain.errors import NotFound
from smstui.domain.marking import typed
from smstui.domain.privacy import asked_by
from smstui.domain.text import series
from smstui.domain.triage.dictionary import Meaning
from smstui.presentation.outcomes import (
    MATCHES,
    RECENTS,
    match_cells,
    nothing_sentences,
    recent_cells,
    suggested,
)
from smstui.presentation.tables import Column, Row, ages
from smstui.presentation.times import ago
from smstui.services.outcomes import (
    Nothing,
    Opened,
    Recent,
    Several,
)

MOST_CODES: Final = 3
"""Codes that an error names."""


def several_lines(several: Several, verb: str = "lookup") -> Iterator[str]:
    """Yield the matches in a table, and how to ask `verb` for one of them."""
    yield f"{typed(several.asked.text)} leads to {len(several.matches)} records:"
    ask = Column("command")
    rows = []
    for at, match in enumerate(several.matches):
        text = f"{match.as_kind.value} {asked_by(match.asked, match.as_kind)}"
        rows.append(Row(str(at), (*match_cells(match), (f"smstui {verb} --as {text}", "key"))))
    yield from (f"  {line}" for line in painted((*MATCHES, ask), rows, indent=2))


def doubt_lines(opened: Opened) -> Iterator[str]:
    """Say of an id that opened a record why it may be another record's id too."""
    for problem in opened.problems:
        text = asked_by(opened.asked.text, opened.kind)
        yield f"smstui: {text} may be another record's id as well. {problem}"


def not_found(
    nothing: Nothing, deployment: str, now: datetime, meanings: Sequence[Meaning] = ()
) -> NotFound:
    """Return the sentence: what was tried, what could not be asked, and what was nearly meant.

    `meanings` are those of the text as a code on the screen of a television.
    """
    message = " ".join(text for text, _ in nothing_sentences(nothing, deployment))
    near = [suggested(one, lambda seen: ago(seen, now)) for one in nothing.suggestions]
    hint = f"Did you mean {series(near)}?" if near and not nothing.shown else ""
    codes = [f"code {one.code} of {one.server} ({one.cause})" for one in meanings[:MOST_CODES]]
    if codes:
        may_be = f"It may be {series(codes)} on the screen of a television"
        code = shlex.quote(f"{meanings[0].server} {meanings[0].code}")
        hint = f"{hint} {may_be}: see smstui diagnose ID --reported {code}.".strip()
    return NotFound(message, hint=hint, correlation_id=nothing.correlation_id)


def recents_lines(recents: Sequence[Recent], now: datetime, colours: bool = False) -> Iterator[str]:
    """Yield the recent lookups in a table, newest first."""
    when = ages(now)
    rows = [Row(str(at), recent_cells(each, when)) for at, each in enumerate(recents)]
    yield from painted(RECENTS, rows, colours)
