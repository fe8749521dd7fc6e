"""One part of a bundle: its records, or the reason why they are not here."""

from collections.abc import Awaitable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from smstui.domain.bundle import Part, PartState
from smstui.domain.errors import Forbidden, PlatformError, SignInRefused, Unsupported
from smstui.domain.record import Record
from smstui.domain.text import clean

R = TypeVar("R", bound=Record)


def now() -> datetime:
    """The moment an answer was read, in UTC."""
    return datetime.now(UTC)


def read_part(records: Iterable[R], total: int | None = None) -> Part[R]:
    """A part that was read just now; `total` when the platform holds more."""
    kept = tuple(records)
    more = total if total is not None and total > len(kept) else None
    return Part(state=PartState.READ, records=kept, total=more, read_at=now())


def failed_part(error: PlatformError, records: Sequence[R] = ()) -> Part[R]:
    """A part that could not be read, or only in `records`; the reason in full."""
    state = PartState.FAILED
    if isinstance(error, Forbidden | SignInRefused):
        state = PartState.FORBIDDEN
    elif isinstance(error, Unsupported):
        state = PartState.UNSUPPORTED
    return Part(
        state=state,
        records=tuple(records),
        reason=clean(" ".join(part for part in (error.message, error.hint) if part)),
        correlation_id=error.correlation_id or None,
        read_at=now(),
    )


def unsupported_part(reason: str) -> Part[R]:
    """A part this platform cannot tell at all."""
    return Part(state=PartState.UNSUPPORTED, reason=clean(reason), read_at=now())


async def part_of(work: Awaitable[Sequence[R]]) -> Part[R]:
    """The part that `work` reads; its failure stays its own."""
    try:
        return read_part(await work)
    except PlatformError as error:
        return failed_part(error)
