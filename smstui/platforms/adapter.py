"""The port as both families serve it: what is the same in both is written here, once."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from smstui.domain import id_prefixes
from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle, Family, Focus, Part
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.naming import kind_of
from smstui.domain.session import Session
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.clock import PlatformClock
from smstui.platforms.failures import MixedUp
from smstui.platforms.port import Found
from smstui.platforms.session_source import SessionSource
from smstui.platforms.transport import Transport


class Adapter(ABC):
    """One deployment. A family adds how an id leads to records, and the parts around a record."""

    def __init__(
        self,
        family: Family,
        deployment: str,
        transport: Transport,
        catalogue: Catalogue,
        *,
        accounts: Callable[[str], Awaitable[Sequence[Account]]],
        sessions: SessionSource,
    ) -> None:
        """`accounts` reads the account of a uid: one, or none."""
        self.family: Family = family
        self._deployment = deployment
        self._transport = transport
        self._catalogue = catalogue
        self._accounts = accounts
        self._sessions = sessions
        id_prefixes.use(catalogue.prefixes)

    @property
    def clock(self) -> PlatformClock:
        return self._transport.clock

    @property
    def resolvable(self) -> frozenset[IdKind]:
        return self._catalogue.resolvable

    async def resolve(self, reading: Reading) -> Sequence[Found]:
        try:
            return await self._found(self._catalogue.resolve[reading.kind], reading)
        except MixedUp as error:
            if error.spelled_like:
                return []  # a loose search: the record it found is not the one that is meant
            raise

    async def owner(self, found: Found) -> Account | None:
        if isinstance(found, Account):
            return found
        if not found.account_uid:
            return None
        return next(iter(await self._accounts(found.account_uid)), None)

    async def bundle(self, found: Found) -> Bundle:
        bundle = Bundle(
            deployment=self._deployment,
            family=self.family,
            focus=Focus(kind=kind_of(found), id=found.id or ""),
            read_at=utc_now(),
        )
        parts = await self._parts(found)
        return bundle.model_copy(update={**parts, "skew": self.clock.skew})

    async def sessions(self, account: Account) -> Part[Session]:
        return await self._sessions.part(account)

    async def close(self) -> None:
        await self._transport.close()

    # What a family adds

    @abstractmethod
    async def _found(self, name: str, reading: Reading) -> Sequence[Found]:
        """Return the records that the catalogue's read `name` finds for `reading`."""

    @abstractmethod
    async def _parts(self, found: Found) -> Mapping[str, Any]:
        """Return the parts of the bundle around `found`, by their names."""
