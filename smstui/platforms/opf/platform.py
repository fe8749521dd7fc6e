"""The OpenTV Platform behind the port: reads only.

Account, users and devices come with one bundled call where the site has it, else they are
composed (opf.md "Bundles"); rights and PIN states are read beside it. There is no call for live
sessions, and no record of a card: a box tells the number of its card.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from smstui.domain.account import Account, PinStatus
from smstui.domain.bundle import Bundle, Focus, Part
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import PlatformError, Unsupported
from smstui.domain.identifiers import IdKind, Reading, search_key
from smstui.domain.naming import kind_of
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.judging import NobodyThere
from smstui.platforms.opf.survey import survey
from smstui.platforms.parts import failed_part, now, part_of, read_part, unsupported_part
from smstui.platforms.port import Errand, Found, Survey
from smstui.platforms.spelling import as_list, read_record
from smstui.platforms.srm import SessionManager
from smstui.platforms.transport import Transport

BundleMode = Literal["auto", "bundled", "composed"]

NO_SESSIONS: Final = (
    "This platform has no call that lists live sessions. They can be ended by device or by "
    "account; the number ended is all it says."
)
NO_USERS: Final = "Only the bundled call tells the users, and this site does not have it."
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
        bundle: BundleMode,
        srm: SessionManager | None,
    ) -> None:
        self._deployment = deployment
        self._transport = transport
        self._catalogue = catalogue
        self._caller = caller
        self._mode = bundle
        self._srm = srm
        self._absent: set[str] = set()
        """Bundled calls that were tried and are not there."""

    @property
    def resolvable(self) -> frozenset[IdKind]:
        entries = self._catalogue.resolve.items()
        return frozenset(
            IdKind(kind) for kind, name in entries if not self._catalogue.entry(name).unsupported
        )

    async def resolve(self, reading: Reading, errand: Errand) -> Sequence[Found]:
        name = self._catalogue.resolve[reading.kind]
        try:
            page = await self._caller.page(name, errand, reading.value)
        except NobodyThere:
            return []
        wires = [wire for wire in page.records if wire]
        if reading.kind in (IdKind.ACCOUNT, IdKind.OPF_ACCOUNT):
            return [self._account(wire) for wire in wires]
        devices = [self._device(wire) for wire in wires]
        if reading.kind is IdKind.SMARTCARD:
            return [_card_told_by(box) for box in devices if _carries(box, reading.value)]
        return devices

    async def owner(self, found: Found, errand: Errand) -> Account | None:
        if isinstance(found, Account):
            return found
        if not found.account_uid:
            return None
        accounts = await self._accounts(found.account_uid, errand)
        return accounts[0] if accounts else None

    async def bundle(self, found: Found, errand: Errand) -> Bundle:
        bundle = Bundle(
            deployment=self._deployment,
            family=self.family,
            focus=Focus(kind=kind_of(found), id=found.id or ""),
            read_at=now(),
        )
        uid = found.uid if isinstance(found, Account) else found.account_uid
        if not uid:
            return bundle.model_copy(update=_alone(found))
        household, (rights, pins) = await asyncio.gather(
            self._household(uid, found, errand),
            asyncio.gather(
                self._rights(uid, errand),
                part_of(self._pins(uid, errand)),
            ),
        )
        owner = next(iter(household["account"]), Account(uid=uid))
        return bundle.model_copy(
            update={
                **household,
                "rights": rights,
                "pins": pins,
                "sessions": await self.sessions(owner, errand),
                "smartcards": _smartcards(household["devices"]),
            }
        )

    async def sessions(self, account: Account, errand: Errand) -> Part[Session]:
        if self._srm is None:
            return unsupported_part(NO_SESSIONS)
        return await part_of(self._srm.sessions_of(account.number or "", errand))

    async def smartcard_of(self, box: SetTopBox, errand: Errand) -> Part[SmartCard]:
        return unsupported_part(NO_CARDS)

    async def survey(self, errand: Errand) -> Sequence[Survey]:
        return await survey(self._catalogue, self._caller, errand)

    async def sign_in(self, errand: Errand) -> None:
        await self._caller.authorize(errand)

    async def close(self) -> None:
        await self._transport.close()

    # Account, users and devices

    async def _household(self, uid: str, found: Found, errand: Errand) -> dict[str, Part[Any]]:
        device_uid = _device_uid(found)
        name, of = ("bundle-of-device", device_uid) if device_uid else ("bundle-of-account", uid)
        if self._mode == "composed" or name in self._absent:
            return await self._composed(uid, found, errand)
        try:
            said = await self._caller.read(name, errand, of)
        except (Unsupported, NobodyThere) as error:
            # The record exists, it was just found: so it is the call that is not there.
            if self._mode == "bundled":
                return self._without_bundle(error)
            self._absent.add(name)
            return await self._composed(uid, found, errand)
        except PlatformError as error:
            return self._without_bundle(error)
        return await self._from_bundle(said, uid, errand)

    async def _from_bundle(self, said: Any, uid: str, errand: Errand) -> dict[str, Part[Any]]:
        """The parts of a bundled answer: the element, or a list envelope around it."""
        element = said
        if isinstance(said, Mapping) and "resourceSet" in said:
            element = next(iter(as_list(said["resourceSet"])), {})
        if not isinstance(element, Mapping):
            element = {}
        account = element.get("account")
        wire = account if isinstance(account, Mapping) else element
        devices = element.get("devices", wire.get("devices"))
        users = element.get("users", wire.get("users"))
        return {
            "account": read_part([self._account(wire)]),
            "users": (
                unsupported_part("The bundled call did not name the users.")
                if users is None
                else read_part([self._user(each) for each in as_list(users)])
            ),
            "devices": (
                await self._devices(uid, errand)
                if devices is None
                else read_part([self._device(each) for each in as_list(devices)])
            ),
        }

    async def _composed(self, uid: str, found: Found, errand: Errand) -> dict[str, Part[Any]]:
        account, devices = await asyncio.gather(
            part_of(self._accounts(uid, errand)), self._devices(uid, errand)
        )
        if not devices.was_read and isinstance(found, SetTopBox | MediaPlayer):
            devices = devices.model_copy(update={"records": (found,)})
        return {"account": account, "users": unsupported_part(NO_USERS), "devices": devices}

    def _without_bundle(self, error: PlatformError) -> dict[str, Part[Any]]:
        return {name: failed_part(error) for name in ("account", "users", "devices")}

    async def _accounts(self, uid: str, errand: Errand) -> Sequence[Account]:
        try:
            page = await self._caller.page("account-by-id", errand, uid)
        except NobodyThere:
            return []
        return [self._account(wire) for wire in page.records]

    async def _devices(self, uid: str, errand: Errand) -> Part[SetTopBox | MediaPlayer]:
        try:
            page = await self._caller.page("devices-of-account", errand, uid)
        except PlatformError as error:
            return failed_part(error)
        return read_part([self._device(wire) for wire in page.records], page.total)

    async def _rights(self, uid: str, errand: Errand) -> Part[Right]:
        try:
            page = await self._caller.page("rights-of-account", errand, uid)
        except PlatformError as error:
            return failed_part(error)
        spellings = self._catalogue.records["right"]
        return read_part([read_record(Right, w, spellings) for w in page.records], page.total)

    async def _pins(self, uid: str, errand: Errand) -> Sequence[PinStatus]:
        page = await self._caller.page("pins-of-account", errand, uid)
        spellings = self._catalogue.records["pin"]
        return [read_record(PinStatus, wire, spellings) for wire in page.records]

    # Records

    def _account(self, wire: Any) -> Account:
        return read_record(Account, wire, self._catalogue.records["account"])

    def _user(self, wire: Any) -> User:
        return read_record(User, wire, self._catalogue.records["user"])

    def _device(self, wire: Any) -> SetTopBox | MediaPlayer:
        """A MANAGED device, or one with a chipset, is a box; every other one is a player."""
        box = read_record(SetTopBox, wire, self._catalogue.records["box"])
        if (box.device_type or "").upper() == "MANAGED" or box.casn:
            return box
        return read_record(MediaPlayer, wire, self._catalogue.records["player"])


def _device_uid(found: Found) -> str | None:
    if isinstance(found, SmartCard):
        return found.box_uid
    return found.uid if isinstance(found, SetTopBox | MediaPlayer) else None


def _carries(device: Found, number: str) -> bool:
    return isinstance(device, SetTopBox) and search_key(device.smartcard_id or "") == search_key(
        number
    )


def _card_told_by(device: SetTopBox | MediaPlayer) -> SmartCard:
    return SmartCard(
        number=device.smartcard_id if isinstance(device, SetTopBox) else None,
        box_uid=device.uid,
        account_uid=device.account_uid,
        told_by_box=True,
    )


def _smartcards(devices: Part[Any]) -> Part[SmartCard]:
    """The cards as the boxes tell them; the fate of the devices is theirs."""
    told = tuple(
        _card_told_by(one) for one in devices if isinstance(one, SetTopBox) and one.smartcard_id
    )
    return Part(
        state=devices.state,
        records=told,
        reason=devices.reason,
        correlation_id=devices.correlation_id,
        read_at=devices.read_at,
    )


def _alone(found: Found) -> dict[str, Part[Any]]:
    """The parts of a device that belongs to no account."""
    devices = read_part([found] if isinstance(found, SetTopBox | MediaPlayer) else [])
    empty: Part[Any] = read_part([])
    return {
        "account": empty,
        "users": empty,
        "devices": devices,
        "smartcards": _smartcards(devices),
        "sessions": unsupported_part(NO_SESSIONS),
        "rights": empty,
    }
