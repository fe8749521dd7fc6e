"""Seeing the facts a plan rests on, from the network and never from the cache."""

import asyncio
from collections.abc import Iterable
from typing import TypeVar

from smstui.domain.account import Account
from smstui.domain.bundle import Part
from smstui.domain.changes.facts import (
    SSP_ACCOUNT,
    Fact,
    Image,
    Subject,
    observed,
    observed_at_ssp,
    products_of,
)
from smstui.domain.errors import PlatformError
from smstui.domain.naming import kind_of
from smstui.domain.record import Record
from smstui.platforms.port import Errand, Platform

R = TypeVar("R", bound=Record)


class Images:
    """Reads images through the read half of the port."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def read(self, subjects: Iterable[Subject], errand: Errand) -> Image:
        """The facts of `subjects`, all asked at once. Raises PlatformError if one cannot be."""
        seen = await asyncio.gather(*(self._see(subject, errand) for subject in subjects))
        merged: dict[Fact, str | None] = {}
        for image in seen:
            merged |= image
        return merged

    async def _see(self, subject: Subject, errand: Errand) -> Image:
        if subject.kind == SSP_ACCOUNT:
            twin = await self._platform.account_at_ssp(subject.ask.value, errand)
            return observed_at_ssp(twin) if twin is not None else {}
        found = await self._platform.resolve(subject.ask, errand)
        if subject.kind in ("sessions", "rights", "PINs"):
            account = next((one for one in found if isinstance(one, Account)), None)
            return await self._list(subject.kind, account, errand) if account else {}
        merged: dict[Fact, str | None] = {}
        for record in found:
            if kind_of(record) == subject.kind:
                merged |= observed(record)
        return merged

    async def _list(self, kind: str, account: Account, errand: Errand) -> Image:
        if kind == "sessions":
            return _facts(await self._platform.sessions(account, errand), errand)
        bundle = await self._platform.bundle(account, errand)
        if kind == "PINs":
            return _facts(bundle.pins, errand)
        return {**_facts(bundle.rights, errand), **products_of(bundle.rights)}


def _facts(part: Part[R], errand: Errand) -> dict[Fact, str | None]:
    if not part.was_read:
        raise PlatformError(
            part.reason or "A list of the account could not be read.",
            correlation_id=errand.correlation_id,
        )
    merged: dict[Fact, str | None] = {}
    for record in part:
        merged |= observed(record)
    return merged
