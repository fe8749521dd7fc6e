"""The platform as the cache remembers it, for a plan while there is no platform.

Answers the reads a planner asks for, from bundles of one age each. Nothing is ever sent to it.
"""

from collections.abc import Sequence
from datetime import datetime

from smstui.domain.account import Account, ApprovalQuota
from smstui.domain.bundle import Bundle, Family, Part
from smstui.domain.device import AnyDevice, SetTopBox
from smstui.domain.errors import NotSent
from smstui.domain.identifiers import KINDS_OF_FAMILY, IdKind, Reading
from smstui.domain.naming import kind_of
from smstui.domain.record import Record
from smstui.domain.references import Reference
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.platforms.clock import PlatformClock
from smstui.platforms.comparison import Comparison
from smstui.platforms.correlation import correlation_id
from smstui.platforms.port import Found, Platform, Survey
from smstui.store.cache import BundleCache


class Remembered:
    """A `Platform` of what was looked up before. `oldest` is the age of what was taken from it."""

    def __init__(self, platform: Platform, cache: BundleCache) -> None:
        self._platform = platform
        self._cache = cache
        self._bundles: dict[tuple[str, str], Bundle] = {}
        self.oldest: datetime | None = None

    @property
    def family(self) -> Family:
        return self._platform.family

    @property
    def resolvable(self) -> frozenset[IdKind]:
        """Every kind: a cache finds by all that a record carries."""
        return KINDS_OF_FAMILY[self.family]

    async def resolve(self, reading: Reading) -> Sequence[Found]:
        found: list[Found] = []
        for hit in self._cache.find(reading):
            if isinstance(hit.record, Found):
                found.append(hit.record)
                self._bundles[_key(hit.record)] = hit.bundle
                self._take(hit.bundle)
        return found

    async def bundle(self, found: Found) -> Bundle:
        bundle = self._bundles.get(_key(found))
        if bundle is None:
            raise NotSent(
                f"Nothing is remembered of {kind_of(found)} {found.id}.",
                correlation_id=correlation_id(),
            )
        return bundle

    async def owner(self, found: Found) -> Account | None:
        return (await self.bundle(found)).owner

    @property
    def clock(self) -> PlatformClock:
        return self._platform.clock

    async def sessions(self, account: Account) -> Part[Session]:
        return (await self.bundle(account)).sessions

    async def account_at_ssp(self, number: str) -> Account | None:
        raise NotSent(
            f"What the SSP keeps of account {number} is not remembered.",
            correlation_id=correlation_id(),
        )

    async def smartcard_of(self, box: SetTopBox) -> Part[SmartCard]:
        return (await self.bundle(box)).smartcards

    async def approval_quota(self, account_uid: str) -> Part[ApprovalQuota]:
        return Part[ApprovalQuota]()

    async def approvals(self, account_uid: str) -> Part[AnyDevice]:
        return Part[AnyDevice]()

    async def own_account(self, token: Secret) -> Account:
        raise NotSent("A client token is never remembered.", correlation_id=correlation_id())

    async def referred(self, reference: Reference) -> Record | None:
        return None

    async def survey(self) -> Sequence[Survey]:
        return ()

    async def compare_known(
        self, readings: Sequence[Reading], *, is_certain: bool = True
    ) -> Comparison:
        return Comparison()

    async def sign_in(self) -> None:
        return

    async def close(self) -> None:
        return

    def _take(self, bundle: Bundle) -> None:
        self.oldest = min(self.oldest or bundle.read_at, bundle.read_at)


def _key(record: Record) -> tuple[str, str]:
    return kind_of(record), record.id or ""
