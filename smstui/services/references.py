"""Names and limits of the records that a bundle names by uid alone.

They are read after the bundle is shown, each uid once, and kept. What the platform does not answer
stays a uid: no error comes of it.
"""

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from smstui.domain.account import Account, AccountProfile
from smstui.domain.bundle import Bundle
from smstui.domain.errors import PlatformError, SignInRefused, Unsupported
from smstui.domain.record import Record, is_id
from smstui.domain.references import Reference, Referred, references_of, with_references
from smstui.platforms.port import Platform
from smstui.services.outcomes import Opened, Outcome
from smstui.store.references import ReferenceStore

AT_ONCE: Final = 4
FRESH_S: Final = 60.0
MOST: Final = 60
"""Records that are read for one bundle. Of the others the uid is shown until the next reading."""


class References:
    """Completes bundles of one deployment. Lives in the engine's thread.

    `products` are the names of products that the configuration gives.
    """

    def __init__(
        self, platform: Platform, store: ReferenceStore, products: Mapping[str, str]
    ) -> None:
        self._platform = platform
        self._store = store
        self._products = products
        self._fresh: dict[Reference, tuple[float, Mapping[Reference, Record]]] = {}
        self._failed: set[Reference] = set()
        """Those that an error ended. They are not asked for again by this process."""

    def remembered(self, outcome: Outcome) -> Outcome:
        """Return `outcome` with what is kept. Nothing is asked."""
        if not isinstance(outcome, Opened):
            return outcome
        return replace(outcome, bundle=self.complete(outcome.bundle))

    def complete(self, bundle: Bundle) -> Bundle:
        """Return `bundle` with what is kept. Nothing is asked."""
        return self._with(bundle, self._kept(references_of(bundle)))

    async def read(self, opened: Opened) -> Opened:
        """Return `opened` with everything that can be read of what it refers to."""
        if opened.source == "cache":
            return opened
        wanted = references_of(opened.bundle)
        found = self._kept(wanted) | await self._ask(self._missing(wanted)[:MOST])
        return replace(opened, bundle=self._with(opened.bundle, found)) if found else opened

    def profiles(self) -> Mapping[str, str]:
        """Return the uid and the name of every account's profile that is kept."""
        return self._store.names(Referred.PROFILE)

    async def with_limits(self, bundle: Bundle) -> Bundle:
        """Return `bundle` with the limits of the account's profile as they are now.

        What was kept of them is no ground for a verdict: where they are not read, they are not
        told. Of many accounts with one profile it is read once in FRESH_S.
        """
        profile = bundle.owner.profile if bundle.owner else None
        if profile is None or not is_id(profile.uid):
            return bundle
        wanted = Reference(Referred.PROFILE, str(profile.uid))
        known = self._store.known([wanted])
        if known.get(wanted):
            bundle = _with_bare_profile(bundle)
        elif wanted in known:
            return bundle
        return with_references(bundle, await self._fresh_of(wanted))

    async def _fresh_of(self, wanted: Reference) -> Mapping[Reference, Record]:
        """Return the record of `wanted`, read now or a moment ago; nothing where it is not read."""
        read_at, found = self._fresh.get(wanted, (0.0, {}))
        if not found or time.monotonic() - read_at > FRESH_S:
            found = await self._ask([wanted])
            self._fresh[wanted] = (time.monotonic(), found)
        return found

    def _with(self, bundle: Bundle, found: Mapping[Reference, Record]) -> Bundle:
        return with_references(bundle, found, self._products)

    def _kept(self, references: Collection[Reference]) -> dict[Reference, Record]:
        known = self._store.known(references)
        return {each: record for each, record in known.items() if record is not None}

    def _missing(self, references: Collection[Reference]) -> list[Reference]:
        known = self._store.known(references)
        return [each for each in references if each not in known and each not in self._failed]

    async def _ask(self, references: Collection[Reference]) -> dict[Reference, Record]:
        """Return the records that the platform has for `references`, and keep what it said."""
        at_once = asyncio.Semaphore(AT_ONCE)
        absent: set[Referred] = set()
        found: dict[Reference, Record] = {}

        async def ask(reference: Reference) -> None:
            async with at_once:
                if reference.kind in absent:
                    return
                try:
                    record = await self._platform.referred(reference)
                except Unsupported:
                    absent.add(reference.kind)
                    self._store.keep_absent(reference.kind)
                    return
                except SignInRefused:
                    absent.update(Referred)
                    return
                except PlatformError:
                    self._failed.add(reference)
                    return
            self._store.keep(reference, record)
            if record is not None:
                found[reference] = record

        await asyncio.gather(*map(ask, references))
        return found


def _with_bare_profile(bundle: Bundle) -> Bundle:
    """Return `bundle` without what its account's profile does not tell with the account."""

    def bare(account: Account) -> Account:
        profile = account.profile
        kept = AccountProfile(uid=profile.uid, name=profile.name) if profile else None
        return account.model_copy(update={"profile": kept})

    records = tuple(map(bare, bundle.account.records))
    account = bundle.account.model_copy(update={"records": records})
    return bundle.model_copy(update={"account": account})
