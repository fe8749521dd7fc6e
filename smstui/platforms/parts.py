"""One part of a bundle: its records, or the reason why they are not here."""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from smstui.domain.account import Account
from smstui.domain.bundle import Part, PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import Forbidden, PlatformError, SignInRefused, Unsupported
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import clean
from smstui.domain.user import User

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


def joined(records: Iterable[R], *sources: Part[Any]) -> Part[R]:
    """A part made of several; its fate is that of the first that could not be read."""
    worst = next((source for source in sources if not source.was_read), None)
    if worst is None:
        return read_part(records)
    return worst.model_copy(update={"records": tuple(records)})


def lone(rest: Part[Any], *found: Record) -> Mapping[str, Part[Any]]:
    """The parts of records that stand alone; what else there might be has the fate of `rest`."""

    def of(*kinds: type[Record]) -> Part[Any]:
        return rest.model_copy(update={"records": tuple(r for r in found if isinstance(r, kinds))})

    return {
        "account": of(Account),
        "users": of(User),
        "devices": of(SetTopBox, MediaPlayer),
        "smartcards": of(SmartCard),
        "sessions": rest,
        "rights": rest,
    }


async def part_of(work: Awaitable[Sequence[R]]) -> Part[R]:
    """The part that `work` reads; its failure stays its own."""
    try:
        return read_part(await work)
    except PlatformError as error:
        return failed_part(error)
