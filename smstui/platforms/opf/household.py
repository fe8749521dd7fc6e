"""Account, users and devices: by one bundled call where the site has it, else composed.

Source: opf.md "Bundles". `auto` tries the bundled call and remembers where it is not there: a
404 without the code for an unknown device, a 405, a 501, while the account itself answers.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Final, Literal

from smstui.domain.account import Account
from smstui.domain.bundle import Part
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.errors import PlatformError
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import NoSuchCall
from smstui.platforms.failures import TooLarge
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.judging import NobodyThere
from smstui.platforms.opf.reader import Element, Reader
from smstui.platforms.parts import (
    failed_part,
    lacking,
    listed_part,
    need_own,
    part_of,
    read_part,
    unsupported_part,
    with_found,
)
from smstui.platforms.port import Found

Mode = Literal["auto", "bundled", "composed"]

NO_USERS: Final = "Only the bundled call tells the users, and it was not to be had here."
DEVICE_NOT_FOUND: Final = "device-not-found"


@dataclass(frozen=True, slots=True)
class Household:
    """Three parts of a bundle, each with its own fate."""

    account: Part[Account]
    users: Part[User]
    devices: Part[AnyDevice]


class Households:
    """Reads households of one deployment, and remembers which bundled calls it has not."""

    def __init__(self, catalogue: Catalogue, caller: Caller, reader: Reader, mode: Mode) -> None:
        self._codes = catalogue.codes
        self._caller = caller
        self._reader = reader
        self._mode = mode
        self._absent: set[str] = set()

    async def of(self, uid: str, found: Found) -> Household:
        """Return the household of account `uid`; `found`, if a device, is in it whatever fails."""
        return _with(found, await self._read(uid, found))

    async def account(self, uid: str) -> list[Account]:
        """Return the account of that id, or none."""
        try:
            wire = await self._caller.record("account-by-id", uid)
        except NobodyThere:
            return []
        if not wire:
            return []
        return [self._reader.account(wire)]

    async def _read(self, uid: str, found: Found) -> Household:
        device = _device_uid(found)
        name, of = ("bundle-of-device", device) if device else ("bundle-of-account", uid)
        if self._mode == "composed" or name in self._absent:
            return await self._composed(uid)
        try:
            element = self._reader.element(await self._caller.record(name, of))
            if element.account is None:  # the published sample of an answer is `{}`
                raise NoSuchCall(
                    "The bundled call tells no account here.",
                    hint='Set bundle = "composed" in the configuration.',
                    correlation_id=correlation_id(),
                )
            told = [element.account, *(element.users or []), *(element.devices or [])]
            need_own(told, uid)
        except PlatformError as error:
            if self._mode == "bundled" or not self._is_absent(error):
                return Household(failed_part(error), failed_part(error), failed_part(error))
            composed = await self._composed(uid)
            if composed.account.records and not isinstance(error, TooLarge):
                self._absent.add(name)  # the record exists, so it is the call that does not
            return composed
        return await self._completed(element, uid, device)

    def _is_absent(self, error: PlatformError) -> bool:
        """Return whether to compose instead: no such call, or one that tells too much at once."""
        if isinstance(error, NobodyThere):
            return error.platform_code not in self._codes[DEVICE_NOT_FOUND]
        return isinstance(error, NoSuchCall | TooLarge)

    async def _completed(self, element: Element, uid: str, device: str | None) -> Household:
        """Return the household that the bundled call told; devices it left out are asked for.

        `device` is the uid of the device that must be among them.
        """
        told: Part[AnyDevice] = Part()
        if element.devices is not None:
            told = read_part(element.devices, element.devices_told)
        devices = told
        if not told.is_whole or _lacks(told, device):
            listed = await self._devices(uid)
            devices = told if told.was_read and not listed.is_whole else listed
        users = (
            unsupported_part(NO_USERS)
            if element.users is None
            else read_part(element.users, element.users_told)
        )
        return Household(read_part([element.account] if element.account else []), users, devices)

    async def _composed(self, uid: str) -> Household:
        account, devices = await asyncio.gather(part_of(self.account(uid)), self._devices(uid))
        return Household(account, unsupported_part(NO_USERS), devices)

    async def _devices(self, uid: str) -> Part[AnyDevice]:
        work = self._caller.listed("devices-of-account", uid)
        return await listed_part(work, self._reader.device)


def _device_uid(found: Found) -> str | None:
    if isinstance(found, SmartCard):
        return found.box_uid
    return found.uid if isinstance(found, SetTopBox | MediaPlayer) else None


def _with(found: Found, household: Household) -> Household:
    """Return the household with what was found in it. A list that lacked it is not whole."""
    if isinstance(found, Account) and not household.account.records:
        return replace(household, account=with_found(household.account, found))
    if isinstance(found, SetTopBox | MediaPlayer):
        return replace(household, devices=with_found(household.devices, found))
    if _lacks(household.devices, _device_uid(found)):  # the box of the card that was found
        devices = lacking(household.devices, f"box {_device_uid(found)}")
        return replace(household, devices=devices)
    return household


def _lacks(devices: Part[AnyDevice], uid: str | None) -> bool:
    return uid is not None and uid not in {device.uid for device in devices}
