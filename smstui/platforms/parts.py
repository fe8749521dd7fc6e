"""One part of a bundle: its records, or the reason why they are not here."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Part, PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import (
    Forbidden,
    PlatformError,
    SignInRefused,
    Unsupported,
)
from smstui.domain.record import Record
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import clean, clean_sentence
from smstui.domain.user import User
from smstui.platforms.failures import contradiction
from smstui.platforms.paging import Page, Wire
from smstui.platforms.port import Found

R = TypeVar("R", bound=Record)


def read_part(records: Iterable[R], total: int | None = None) -> Part[R]:
    """Return a part that was read just now; `total` when the platform holds more."""
    kept = tuple(records)
    more = total if total is not None and total > len(kept) else None
    return Part(state=PartState.READ, records=kept, total=more, read_at=utc_now())


def page_part(records: Iterable[R], page: Page) -> Part[R]:
    """Return a part of those records of `page` that were kept; not whole where the page is not."""
    kept = tuple(records)
    if page.is_whole:
        return read_part(kept)
    gap = clean(f"The list could not be read whole: {page.gap.rstrip('.')}.") if page.gap else None
    if not page.missing:
        return Part(state=PartState.FAILED, records=kept, reason=gap, read_at=utc_now())
    return read_part(kept, len(kept) + page.missing).model_copy(update={"reason": gap})


def failed_part(error: PlatformError, records: Sequence[R] = ()) -> Part[R]:
    """Return a part that could not be read, or only in `records`; the reason in full."""
    state = PartState.FAILED
    if isinstance(error, Forbidden | SignInRefused):
        state = PartState.FORBIDDEN
    elif isinstance(error, Unsupported):
        state = PartState.UNSUPPORTED
    return Part(
        state=state,
        records=tuple(records),
        reason=clean_sentence(" ".join(part for part in (error.message, error.hint) if part)),
        correlation_id=error.correlation_id or None,
        read_at=utc_now(),
    )


def unsupported_part(reason: str) -> Part[R]:
    """Return a part this platform cannot tell at all."""
    return Part(state=PartState.UNSUPPORTED, reason=clean(reason), read_at=utc_now())


def narrowed(part: Part[R], records: Iterable[R]) -> Part[R]:
    """`part` with some of its records; whole or not as before."""
    kept = tuple(records)
    missing = (part.total or 0) - len(part)
    total = len(kept) + missing if part.total is not None else None
    return part.model_copy(update={"records": kept, "total": total})


def live(part: Part[Session]) -> Part[Session]:
    """Return `part` with the live ones of its sessions."""
    return narrowed(part, (one for one in part if one.is_live))


def joined(records: Iterable[R], *sources: Part[Any]) -> Part[R]:
    """Return a part made of several; its fate is that of the first that could not be read.

    It is whole if all of them are.
    """
    kept = tuple(records)
    worst = next((source for source in sources if not source.was_read), None)
    if worst is not None:
        return worst.model_copy(update={"records": kept})
    cut = [source for source in sources if not source.is_whole]
    missing = sum(max(1, (source.total or 0) - len(source)) for source in cut)
    part = read_part(kept, len(kept) + missing)
    return part.model_copy(update={"reason": next((each.reason for each in cut), None)})


def with_found(part: Part[R], found: R) -> Part[R]:
    """Return `part` with `found` in it, the record that led to the list.

    A list that lacks that record was not read whole, whatever the platform says of its length.
    """
    uids = {getattr(record, "uid", None) for record in part}
    if getattr(found, "uid", None) in uids:
        return part
    named = f"the {found.noun} that was found" if isinstance(found, User) else found.title
    return lacking(part, named).model_copy(update={"records": (found, *part.records)})


def lacking(part: Part[R], named: str) -> Part[R]:
    """Return `part` as not whole: the record that is `named` belongs in it and is not there."""
    if not part.was_read:
        return part
    reason = clean(f"The list lacks {named}, which belongs in it, so it was not read whole.")
    if part.is_whole:
        return part.model_copy(update={"state": PartState.FAILED, "reason": reason})
    total = max(part.total or 0, len(part) + 2)  # the record itself, and at least one that was cut
    return part.model_copy(update={"total": total, "reason": part.reason or reason})


def need_own(records: Iterable[Found], uid: str) -> None:
    """Raise MixedUp if one of `records`, which were read for account `uid`, tells another one."""
    given = list(records)
    own = {uid, *(each.number for each in given if isinstance(each, Account))}
    for record in given:
        told = record.uid if isinstance(record, Account) else record.account_uid
        if told is not None and told not in own:
            is_account = isinstance(record, Account)
            what = "another account" if is_account else f"a {record.noun} of another account"
            raise contradiction(
                f"The platform was asked for everything of account {uid} and told of {what}."
            )


def lone(rest: Part[Any], *found: Record) -> Mapping[str, Part[Any]]:
    """Return the parts of records that stand alone; the other parts are as `rest`."""

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


async def listed_part(work: Awaitable[Page], read: Callable[[Wire], R]) -> Part[R]:
    """Return the part of the list that `work` reads, its records made by `read`."""
    try:
        page = await work
    except PlatformError as error:
        return failed_part(error)
    return page_part(map(read, page.records), page)


async def part_of(work: Awaitable[Sequence[R]]) -> Part[R]:
    """Return the part that `work` reads; its failure stays its own."""
    try:
        return read_part(await work)
    except PlatformError as error:
        return failed_part(error)
