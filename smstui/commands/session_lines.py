"""Live sessions as a person reads them. Pure: records in, lines out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from smstui.commands.columns import painted
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.domain.errors import Forbidden, NotFound, PlatformError, SmstuiError, Unsupported
from smstui.domain.record import titled
from smstui.domain.session import Session
from smstui.domain.text import capital
from smstui.domain.triage.gaps import part_gap
from smstui.presentation import sessions
from smstui.presentation.tables import Row
from smstui.presentation.times import ago

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def by_silence(sessions: Iterable[Session]) -> list[Session]:
    """Those silent the longest first: they hold a place that nobody uses."""
    return sorted(sessions, key=lambda each: each.last_sign or _LONG_AGO)


def session_lines(
    live: Sequence[Session], owner: Account | None, now: datetime, colours: bool = False
) -> Iterator[str]:
    """Yield the sessions in a table, under the number that the account may have.

    `now` is on the platform's clock, which dates the sessions.
    """
    yield sessions.title_of(owner, len(live))

    def age(moment: datetime | None) -> str:
        return ago(min(moment, now), now) if moment else ""

    rows = [Row(each.uid or "", sessions.cells_of(each, {}, now, age)) for each in live]
    if rows:
        yield from (f"  {line}" for line in painted(sessions.COLUMNS[1:], rows, colours, widest=60))


def no_answer(bundle: Bundle) -> SmstuiError | None:
    """Return why no sessions can be listed; None where the platform told them.

    A record without an account has no sessions to tell of: that is not the same as none live.
    """
    part = bundle.sessions
    if bundle.owner is None and not len(part):
        whose = capital(titled(bundle.focus.kind, bundle.focus.id))
        if bundle.account.is_whole:
            return NotFound(
                f"{whose} belongs to no account, so there are no sessions to list.",
                hint="Look up the customer's account, or another device of it.",
            )
        return _error_of(bundle.account, f"The account of {whose} could not be read.")
    return None if part.was_read else _error_of(part, "The live sessions could not be read.")


def cut_short(part: Part[Session]) -> str:
    """Say that a list was not read whole; empty where it was."""
    return "" if part.is_whole else f"{part_gap('sessions', part)}; more may be live"


def _error_of(part: Part[Any], unsaid: str) -> SmstuiError:
    message, number = part.reason or unsaid, part.correlation_id or ""
    if part.state is PartState.UNSUPPORTED:
        return Unsupported(message, correlation_id=number)
    if part.state is PartState.FORBIDDEN:
        return Forbidden(message, correlation_id=number)
    return PlatformError(message, correlation_id=number)
