"""Live sessions as a person reads them. Pure: records in, lines out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from smstui.commands.ages import ago
from smstui.commands.columns import table
from smstui.domain.account import Account
from smstui.domain.bundle import Part
from smstui.domain.errors import Unsupported
from smstui.domain.session import Session

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def by_silence(sessions: Iterable[Session]) -> list[Session]:
    """Those silent the longest first: they hold a place that nobody uses."""
    return sorted(sessions, key=lambda each: each.last_sign or _LONG_AGO)


def session_lines(
    sessions: Sequence[Session], owner: Account | None, now: datetime
) -> Iterator[str]:
    """The sessions in a table, under what the account may have."""
    yield f"Account {owner.id if owner else '?'}: {len(sessions)}{_limit(owner)} live"
    if not sessions:
        return
    rows = [["session", "device", "content", "type", "begun", "last sign"]] + [
        [
            each.uid or "",
            each.device_uid or "",
            each.content_id or "",
            each.content_type or each.session_type or "",
            ago(begun, now) if (begun := each.allocated or each.created) else "",
            ago(each.last_sign, now) if each.last_sign else "not told",
        ]
        for each in sessions
    ]
    yield from (f"  {''.join(cells)}".rstrip() for cells in table(rows, widest=60))


def unlisted(part: Part[Session]) -> Unsupported:
    """Why the sessions are not listed, as an error."""
    return Unsupported(
        part.reason or "The live sessions could not be read.",
        correlation_id=part.correlation_id or "",
    )


def _limit(owner: Account | None) -> str:
    profile = owner.profile if owner else None
    if profile is None or profile.max_sessions_allowed is None:
        return ""
    enforced = "" if profile.enable_session_limit is not False else " (not enforced)"
    return f" of {profile.max_sessions_allowed}{enforced}"
