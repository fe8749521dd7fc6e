"""Seeing the facts a plan rests on, from the network and never from the cache."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from smstui.domain.account import Account
from smstui.domain.bundle import Part
from smstui.domain.changes.facts import (
    SSP_ACCOUNT,
    Fact,
    StateSnapshot,
    Subject,
    observed,
    observed_at_ssp,
    owner_of_user,
    products_of,
    unread,
)
from smstui.domain.changes.identity import identities, passed_on, said_of_passed
from smstui.domain.changes.plan import Plan
from smstui.domain.errors import PlatformError, SmstuiError
from smstui.domain.marking import typed
from smstui.domain.naming import kind_of
from smstui.domain.record import Record
from smstui.domain.rereading import Reread
from smstui.domain.user import User
from smstui.platforms.correlation import correlation_id
from smstui.platforms.port import Platform

R = TypeVar("R", bound=Record)


class SnapshotReader:
    """Reads images through the read half of the port.

    `remember` is given the records of each image: what proves a change is what is kept of it.
    """

    def __init__(
        self, platform: Platform, remember: Callable[[Reread], None] = lambda _: None
    ) -> None:
        self._platform = platform
        self._remember = remember

    async def read(self, subjects: Iterable[Subject], plan: Plan | None = None) -> StateSnapshot:
        """Return the facts of `subjects`, all asked at once. Raises PlatformError if one cannot be.

        With `plan`, also where a number is another record's than the one it was planned for. An
        answer that our own code cannot handle is one that cannot be read.
        """
        try:
            return await self._read(list(subjects), plan)
        except SmstuiError:
            raise
        except Exception as error:
            raise PlatformError(
                f"What is there could not be read ({type(error).__name__}).",
                hint="This is a bug. Please report it.",
                correlation_id=correlation_id(),
            ) from error

    async def _read(self, asked: Sequence[Subject], plan: Plan | None) -> StateSnapshot:
        noted = _Noted()
        seen = await asyncio.gather(*(self._see(subject, noted) for subject in asked))
        merged: dict[Fact, str | None] = {}
        for image in seen:
            merged |= image
        if plan is not None and (said := _not_the_same(identities(plan), asked, merged)):
            raise PlatformError(said, correlation_id=correlation_id())
        self._remember(noted.reread())
        return merged

    async def _see(self, subject: Subject, noted: "_Noted") -> StateSnapshot:
        if subject.kind == SSP_ACCOUNT:
            twin = await self._platform.account_at_ssp(subject.ask.value)
            if twin is None:
                return {}
            _read(twin)
            return observed_at_ssp(twin)
        found = await self._platform.resolve(subject.ask)
        kind = "account" if subject.kind in LISTS else subject.kind
        records = [record for record in found if kind_of(record) == kind]
        _need_one(records, kind, subject.ask.value)
        noted.found(kind, subject.ask.value, records)
        merged: dict[Fact, str | None] = {}
        for record in records:
            merged |= _read(record)
            if isinstance(record, User) and not record.account_uid:
                owner = await self._platform.owner(record)
                merged[owner_of_user(record)] = owner.uid if owner else None
        if subject.kind not in LISTS:
            return merged
        account = next((one for one in records if isinstance(one, Account)), None)
        if account is None:
            return {}
        return {**merged, **await self._list(subject.kind, account, noted)}

    async def _list(self, kind: str, account: Account, noted: "_Noted") -> StateSnapshot:
        if kind == "sessions":
            sessions = noted.part("sessions", await self._platform.sessions(account))
            return _facts(sessions)
        bundle = await self._platform.bundle(account)
        if kind == "PINs":
            return _facts(noted.part("pins", bundle.pins))
        noted.part("rights", bundle.rights)
        return {**_facts(bundle.rights), **products_of(bundle.rights)}


class _Noted:
    """The records of one image, as they come."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._gone: set[tuple[str, str]] = set()
        self._lists: dict[str, Part[Any]] = {}

    def found(self, kind: str, asked: str, records: Sequence[Record]) -> None:
        self._records += records
        if not records:
            self._gone.add((kind, asked))

    def part(self, name: str, part: Part[R]) -> Part[R]:
        self._lists[name] = part
        return part

    def reread(self) -> Reread:
        return Reread(tuple(self._records), frozenset(self._gone), self._lists)


LISTS: Final = frozenset({"sessions", "rights", "PINs"})
"""Subjects that are a list of an account."""


def _need_one(records: Sequence[Record], kind: str, value: str) -> None:
    """Raise PlatformError where several records have one number: which is meant is not known."""
    uids = {uid for record in records if (uid := getattr(record, "uid", None)) is not None}
    if len(uids) > 1:
        raise PlatformError(
            f"{len(uids)} records have {kind} {typed(value)} now: uids {', '.join(sorted(uids))}.",
            correlation_id=correlation_id(),
        )


def _not_the_same(same: StateSnapshot, subjects: Iterable[Subject], now: StateSnapshot) -> str:
    """Say which number is another record's now, or an account's no more; empty where none is."""
    if gone := passed_on(same, now):
        return said_of_passed(same, now, gone)
    if any(subject.kind in {"account", *LISTS} for subject in subjects):
        lost = (fact for fact in same if fact.kind == "account" and now.get(fact) is None)
        return next((f"Account {fact.id} was not found by that number." for fact in lost), "")
    return ""


def _facts(part: Part[R]) -> dict[Fact, str | None]:
    """Return the facts of a list. Raises PlatformError unless it was read whole."""
    if not part.is_whole:
        said = part.reason or ""
        if not part.was_read:
            said = said or "A list of the account could not be read."
        else:
            said = f"Only {len(part)} of {part.total} records of a list were read. {said}".strip()
        raise PlatformError(said, correlation_id=correlation_id())
    merged: dict[Fact, str | None] = {}
    for record in part:
        merged |= _read(record)
    return merged


def _read(record: Record) -> dict[Fact, str | None]:
    """Return the facts of a record. Raises PlatformError where one of them cannot be read."""
    if lost := unread(record):
        raise PlatformError(
            f"The platform's answer for {record.title} makes no sense, or contradicts "
            f"itself: {', '.join(each.replace('_', ' ') for each in lost)}.",
            correlation_id=correlation_id(),
        )
    return observed(record)
