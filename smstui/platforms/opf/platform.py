"""The OpenTV Platform behind the port: reads only.

Household, rights and PIN states are read at once. There is no public call for live sessions,
and no record of a card: a box tells the number of its card.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from smstui.config.families import OpfSettings
from smstui.domain.account import Account, ApprovalQuota, PinStatus
from smstui.domain.bundle import Part
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.errors import NotFound, PlatformError, Unreadable
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.known_secrets import without_secrets
from smstui.domain.record import Record
from smstui.domain.references import Reference
from smstui.domain.right import NONE_OR_NO_CALL, Right
from smstui.domain.secret import Secret
from smstui.domain.smartcard import SmartCard
from smstui.platforms.adapter import Adapter
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.comparison import Comparison
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import NoSuchCall
from smstui.platforms.known_ids import compare_known
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.household import DEVICE_NOT_FOUND, Household, Households
from smstui.platforms.opf.judging import NobodyThere
from smstui.platforms.opf.known import looks_of
from smstui.platforms.opf.own_account import OWN_ACCOUNT, judge_own_account
from smstui.platforms.opf.reader import Reader, card_in
from smstui.platforms.opf.survey import survey
from smstui.platforms.paging import Page
from smstui.platforms.parts import (
    failed_part,
    joined,
    listed_part,
    lone,
    page_part,
    part_of,
    read_part,
    unsupported_part,
)
from smstui.platforms.port import Found, Survey
from smstui.platforms.session_source import SessionSource, sessions_once_known
from smstui.platforms.transport import Transport

NO_RIGHT: Final = "no-right"
"""The platform's codes for an account without any right."""
ACCOUNT_KINDS: Final = frozenset({IdKind.ACCOUNT, IdKind.OPF_ACCOUNT, IdKind.LOGIN})
NO_CARDS: Final = "This platform keeps no record of a card but the number in its box."


class OpfPlatform(Adapter):
    """One deployment of the family `opf`."""

    def __init__(
        self,
        deployment: str,
        transport: Transport,
        catalogue: Catalogue,
        caller: Caller,
        *,
        households: Households,
        reader: Reader,
        sessions: SessionSource,
        settings: OpfSettings,
    ) -> None:
        self._caller = caller
        self._settings = settings
        self._reader = reader
        self._households = households
        super().__init__(
            "opf",
            deployment,
            transport,
            catalogue,
            accounts=households.account,
            sessions=sessions,
        )

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

    async def approvals(self, account_uid: str) -> Part[AnyDevice]:
        work = self._caller.listed("approvals-of-account", account_uid)
        return await listed_part(work, self._reader.device)

    async def own_account(self, token: Secret) -> Account:
        judge = judge_own_account(self._caller.shape_of(OWN_ACCOUNT))
        wire = await self._caller.with_client_token(OWN_ACCOUNT, token, judge)
        if not wire:
            raise NotFound(
                "The platform has no account for this client token.",
                hint="Look the account up by its number.",
                correlation_id=correlation_id(),
            )
        return self._reader.account(wire)

    async def referred(self, reference: Reference) -> Record | None:
        if not self._caller.can_ask(reference.kind, reference.uid):
            return None
        wire = await self._caller.record(reference.kind, reference.uid)
        return self._reader.referred(reference.kind, wire) if wire else None

    async def survey(self) -> Sequence[Survey]:
        return await survey(self._catalogue, self._caller, self._settings)

    async def compare_known(
        self, readings: Sequence[Reading], *, is_certain: bool = True
    ) -> Comparison:
        looks = looks_of(self._catalogue, self._caller, self._reader)
        return await compare_known(self, looks, readings, is_certain=is_certain)

    async def sign_in(self) -> None:
        await self._caller.sign_in()

    async def _found(self, name: str, reading: Reading) -> Sequence[Found]:
        if not self._caller.can_ask(name, reading.value):
            return []
        carries = partial(self._reader.carries, reading)
        try:
            page = await self._caller.listed(name, reading.value, carries)
        except NobodyThere as error:
            self._need_certain(reading, name, error)
            return []
        self._need_whole(page, name)
        return self._reader.found(reading, page.records)

    async def _parts(self, found: Found) -> Mapping[str, Any]:
        uid = found.uid if isinstance(found, Account) else found.account_uid
        if not uid:
            return _alone(found)
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(self._households.of(uid, found))
            account = group.create_task(_account_in(reading))
            rights = group.create_task(self._rights(uid))
            pins = group.create_task(self._pins(uid))
            sessions = group.create_task(sessions_once_known(self._sessions, uid, account))
        household = reading.result()
        return {
            "account": household.account,
            "users": household.users,
            "devices": household.devices,
            "smartcards": _smartcards(household.devices, found),
            "sessions": sessions.result(),
            "rights": rights.result(),
            "pins": _with_changes(pins.result(), household.account),
        }

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
        """Read the rights. A 404 may mean that there is none, or no such call (opf.md "RMG", D)."""
        try:
            page = await self._caller.listed("rights-of-account", uid)
        except NobodyThere as error:
            if error.platform_code in self._catalogue.codes[NO_RIGHT]:
                return read_part([])
            return unsupported_part(NONE_OR_NO_CALL)
        except NoSuchCall as error:
            return (
                unsupported_part(NONE_OR_NO_CALL)
                if error.http_status == 404
                else failed_part(error)
            )
        except PlatformError as error:
            return failed_part(error)
        return page_part(map(self._reader.right, page.records), page)

    async def _quota(self, uid: str) -> Sequence[ApprovalQuota]:
        wire = await self._caller.record("approval-quota", uid)
        return [self._reader.quota(wire)] if wire else []

    async def _pins(self, uid: str) -> Part[PinStatus]:
        return await listed_part(self._caller.listed("pins-of-account", uid), self._reader.pin)


async def _account_in(reading: asyncio.Task[Household]) -> Part[Account]:
    return (await reading).account


def _with_changes(pins: Part[PinStatus], account: Part[Account]) -> Part[PinStatus]:
    """Return the PINs with the time of their last change, which the account tells."""
    told = {
        (pin.pin_type or "").upper(): pin.last_change for each in account for pin in each.pins or ()
    }
    records = tuple(
        pin.model_copy(update={"last_change": told.get((pin.pin_type or "").upper())})
        if pin.last_change is None
        else pin
        for pin in pins
    )
    return pins.model_copy(update={"records": records})


def _smartcards(devices: Part[AnyDevice], found: Found) -> Part[SmartCard]:
    """Return the cards as the boxes tell them; read or failed as the devices are."""
    cards = [card for device in devices if (card := card_in(device))]
    if isinstance(found, SmartCard) and found.number not in {card.number for card in cards}:
        cards.insert(0, found)
    return joined(cards, devices)


def _alone(found: Found) -> dict[str, Part[Any]]:
    """Return the parts of a device or card that belongs to no account."""
    card = card_in(found) if isinstance(found, SetTopBox | MediaPlayer) else None
    empty: Part[Any] = read_part([])
    return {**lone(empty, *(one for one in (found, card) if one)), "pins": empty}
