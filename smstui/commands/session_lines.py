"""Live sessions as a person reads them. Pure: records in, lines out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from smstui.commands.columns import table
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.domain.errors import Forbidden, NotFound, PlatformError, SmstuiError, Unsupported
from smstui.domain.record import titled
from smstui.domain.session import Session
from smstui.domain.text import capital
from smstui.domain.triage.gaps import part_gap
from smstui.presentation.times import ago

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def by_silence(sessions: Iterable[Session]) -> list[Session]:
    """Those silent the longest first: they hold a place that nobody uses."""
    return sorted(sessions, key=lambda each: each.last_sign or _LONG_AGO)


def session_lines(
    sessions: Sequence[Session], owner: Account | None, now: datetime
) -> Iterator[str]:
    """Yield the sessions in a table, under what the account may have.

    `now` is on the platform's clock, which dates the sessions.
    """
    title = capital(owner.title) if owner else "An account without a record"
    yield f"{title}: {len(sessions)}{_limit(owner)} live"
    if not sessions:
        return
    rows = [["session", "device", "content", "type", "begun", "last sign"]] + [
        [
            each.uid or "",
            each.device_uid or "",
            each.content_id or "",
            each.content_type or each.session_type or "",
            ago(min(begun, now), now) if (begun := each.allocated or each.created) else "",
            ago(min(each.last_sign, now), now) if each.last_sign else "not told",
        ]
        for each in sessions
    ]
    yield from (f"  {''.join(cells)}".rstrip() for cells in table(rows, widest=60))


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


def _limit(owner: Account | None) -> str:
    profile = owner.profile if owner else None
    if profile is None or profile.max_sessions_allowed is None:
        return ""
    enforced = "" if profile.enable_session_limit is not False else " (not enforced)"
    return f" of {profile.max_sessions_allowed}{enforced}"
