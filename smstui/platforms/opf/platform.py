"""The OpenTV Platform behind the port: reads only.

Household, rights and PIN states are read at once. There is no public call for live sessions,
and no record of a card: a box tells the number of its card.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from smstui.domain.account import Account, ApprovalQuota, PinStatus
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle, Focus, Part
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import Unreadable
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.known_secrets import without_secrets
from smstui.domain.naming import kind_of
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.clock import PlatformClock
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import NoSuchCall
from smstui.platforms.failures import MixedUp
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.household import DEVICE_NOT_FOUND, Household, Households
from smstui.platforms.opf.judging import NobodyThere
from smstui.platforms.opf.reader import AnyDevice, Reader, card_in
from smstui.platforms.opf.survey import survey
from smstui.platforms.paging import Page
from smstui.platforms.parts import (
    joined,
    listed_part,
    lone,
    part_of,
    read_part,
    unsupported_part,
)
from smstui.platforms.port import Found, Survey
from smstui.platforms.srm import SessionManager
from smstui.platforms.transport import Transport

NO_SESSIONS: Final = (
    "This platform has no public call that lists live sessions, so who is watching cannot be "
    "shown. Sessions can be ended by device or by account."
)
KEEPS_NONE: Final = 'This deployment keeps no sessions (sessions = "none").'
ACCOUNT_KINDS: Final = frozenset({IdKind.ACCOUNT, IdKind.OPF_ACCOUNT, IdKind.LOGIN})
NO_CARDS: Final = "This platform keeps no record of a card but the number in its box."


class OpfPlatform:
    """One deployment of the family `opf`."""

    family: Final = "opf"

    def __init__(
        self,
        deployment: str,
        transport: Transport,
        catalogue: Catalogue,
        caller: Caller,
        *,
        households: Households,
        reader: Reader,
        srm: SessionManager | None,
        keeps_sessions: bool,
    ) -> None:
        self._deployment = deployment
        self._transport = transport
        self._catalogue = catalogue
        self._caller = caller
        self._households = households
        self._reader = reader
        self._srm = srm
        self._keeps_sessions = keeps_sessions

    @property
    def clock(self) -> PlatformClock:
        return self._transport.clock

    @property
    def resolvable(self) -> frozenset[IdKind]:
        return self._catalogue.resolvable

    async def resolve(self, reading: Reading) -> Sequence[Found]:
        name = self._catalogue.resolve[reading.kind]
        if not self._caller.can_ask(name, reading.value):
            return []
        carries = partial(self._reader.carries, reading)
        try:
            page = await self._caller.listed(name, reading.value, carries)
        except NobodyThere as error:
            self._need_certain(reading, name, error)
            return []
        except MixedUp as error:
            if error.spelled_like:
                return []  # a loose search: the record it found is not the one that is meant
            raise
        self._need_whole(page, name)
        return self._reader.found(reading, page.records)

    async def owner(self, found: Found) -> Account | None:
        if isinstance(found, Account):
            return found
        if not found.account_uid:
            return None
        return next(iter(await self._households.account(found.account_uid)), None)

    async def bundle(self, found: Found) -> Bundle:
        bundle = Bundle(
            deployment=self._deployment,
            family=self.family,
            focus=Focus(kind=kind_of(found), id=found.id or ""),
            read_at=utc_now(),
        )
        uid = found.uid if isinstance(found, Account) else found.account_uid
        if not uid:
            return bundle.model_copy(update=_alone(found) | {"skew": self.clock.skew})
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(self._households.of(uid, found))
            rights = group.create_task(self._rights(uid))
            pins = group.create_task(self._pins(uid))
            sessions = group.create_task(self._sessions_once_known(uid, reading))
        household = reading.result()
        return bundle.model_copy(
            update={
                "account": household.account,
                "users": household.users,
                "devices": household.devices,
                "smartcards": _smartcards(household.devices, found),
                "sessions": sessions.result(),
                "rights": rights.result(),
                "pins": pins.result(),
                "skew": self.clock.skew,
            }
        )

    async def sessions(self, account: Account) -> Part[Session]:
        if not self._keeps_sessions:
            return unsupported_part(KEEPS_NONE)
        if self._srm is None:
            return unsupported_part(NO_SESSIONS)
        return await self._srm.part(account)

    async def account_at_ssp(self, number: str) -> Account | None:
        name = "ssp-account-by-number"
        carries = partial(self._reader.carries, Reading(IdKind.ACCOUNT, number))
        try:
            page = await self._caller.listed(name, number, carries)
        except NobodyThere:
            return None
        self._need_whole(page, name)
        found = [self._reader.account(wire) for wire in page.records]
        return next((account for account in found if account.number == number), None)

    async def smartcard_of(self, box: SetTopBox) -> Part[SmartCard]:
        return unsupported_part(NO_CARDS)

    async def approval_quota(self, account_uid: str) -> Part[ApprovalQuota]:
        return await part_of(self._quota(account_uid))

    async def survey(self) -> Sequence[Survey]:
        return await survey(self._catalogue, self._caller)

    async def sign_in(self) -> None:
        await self._caller.sign_in()

    async def close(self) -> None:
        await self._transport.close()

    def _need_certain(self, reading: Reading, name: str, error: NobodyThere) -> None:
        """Raise NoSuchCall for a 404 that does not say that there is no such device.

        A device that is not there has a code of its own (opf.md "Conventions"); an account has
        none that is known.
        """
        known = self._catalogue.codes[DEVICE_NOT_FOUND]
        if reading.kind in ACCOUNT_KINDS or error.platform_code in known:
            return
        raise NoSuchCall(
            error.message,
            hint=f"If {without_secrets(error.platform_code)} means that there is no such device, "
            f"add it to codes.{DEVICE_NOT_FOUND}; else see operations.{name}.",
            correlation_id=error.correlation_id,
        ) from error

    def _need_whole(self, page: Page, name: str) -> None:
        """Raise Unreadable for a list of candidates that was cut: the record may be in the rest."""
        if page.is_whole:
            return
        known = f" of {page.total}" if page.total is not None else ""
        gap = f": {page.gap}" if page.gap else ""
        raise Unreadable(
            f"{len(page.records)}{known} records were read for {self._catalogue.entry(name).text}, "
            f"so it is not certain which are meant{gap}.",
            hint=f"The site may not know the filter: see operations.{name}, and smstui doctor.",
            correlation_id=correlation_id(),
        )

    async def _rights(self, uid: str) -> Part[Right]:
        work = self._caller.listed("rights-of-account", uid)
        return await listed_part(work, self._reader.right)

    async def _sessions_once_known(
        self, uid: str, household: asyncio.Task[Household]
    ) -> Part[Session]:
        """SRM asks by the account's number, so it waits for the account."""
        owner = next(iter((await household).account), None) if self._srm is not None else None
        return await self.sessions(owner or Account(uid=uid))

    async def _quota(self, uid: str) -> Sequence[ApprovalQuota]:
        wire = await self._caller.record("approval-quota", uid)
        return [self._reader.quota(wire)] if wire else []

    async def _pins(self, uid: str) -> Part[PinStatus]:
        return await listed_part(self._caller.listed("pins-of-account", uid), self._reader.pin)


def _smartcards(devices: Part[AnyDevice], found: Found) -> Part[SmartCard]:
    """The cards as the boxes tell them; the fate of the devices is theirs."""
    cards = [card for device in devices if (card := card_in(device))]
    if isinstance(found, SmartCard) and found.number not in {card.number for card in cards}:
        cards.insert(0, found)
    return joined(cards, devices)


def _alone(found: Found) -> dict[str, Part[Any]]:
    """The parts of a device or card that belongs to no account."""
    card = card_in(found) if isinstance(found, SetTopBox | MediaPlayer) else None
    empty: Part[Any] = read_part([])
    return {**lone(empty, *(one for one in (found, card) if one)), "pins": empty}
