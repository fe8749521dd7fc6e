"""From an id to the one record that is meant, as the platform has it now."""

import asyncio
from collections.abc import Sequence
from typing import Final, cast

from smstui.domain.account import Account
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.ground import need_target
from smstui.domain.changes.refusal import Several
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import (
    Forbidden,
    NotFound,
    PlatformError,
    Refused,
    SignInRefused,
    Unsupported,
)
from smstui.domain.identifiers import WORDS, IdKind, Reading, code_key, identify
from smstui.domain.naming import kind_of
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.port import Errand, Found, Platform
from smstui.services.matching import answers, denies, sure_reading
from smstui.store.cache import BundleCache

_KINDS: Final[dict[type, frozenset[IdKind]]] = {
    SetTopBox: frozenset(
        {
            IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.CASN, IdKind.NUID, IdKind.MAC,
            IdKind.SERIAL, IdKind.IP,
        }
    ),
    MediaPlayer: frozenset({IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.PLAYER}),
    Account: frozenset({IdKind.ACCOUNT, IdKind.OPF_ACCOUNT, IdKind.LOGIN}),
    SmartCard: frozenset({IdKind.SMARTCARD}),
}  # fmt: skip
"""By which identifiers a record of each kind can be named."""


class Targets:
    """Finds what a change is aimed at. A guess is never made."""

    def __init__(self, platform: Platform, cache: BundleCache, deployment: str) -> None:
        self._platform = platform
        self._cache = cache
        self._deployment = deployment

    async def find(
        self, text: str, errand: Errand, *kinds: type, only: IdKind | None = None
    ) -> Found:
        """The one record of one of `kinds` that answers to `text`.

        Raises BadIdentifier, NotFound, Several, and PlatformError when one way to it failed:
        then nobody knows whether it is the only one.
        """
        wanted = frozenset[IdKind]().union(*(_KINDS[kind] for kind in kinds))
        asked = identify(text, self._platform.family, only)
        readings = [reading for reading in asked.readings if reading.kind in wanted]
        by_key = [each for each in readings if each.kind in self._platform.resolvable]
        found = await self._resolve(by_key, errand)
        if not found:
            found = await self._by_cache(
                [reading for reading in readings if reading not in by_key], errand
            )
        records = _distinct([one for one in found if isinstance(one, (*kinds, User))])
        if Account in kinds:
            records = await self._owners_of_users(records, errand)
        records = [one for one in records if isinstance(one, kinds)]
        if len(records) > 1:
            raise Several(
                f"{text} leads to {len(records)} records: "
                f"{', '.join(f'{kind_of(one)} {one.id}' for one in records)}.",
                hint="Name the one that is meant by another of its ids.",
                correlation_id=errand.correlation_id,
            )
        if not records:
            raise NotFound(
                f"Nothing on {self._deployment} that could be meant here answers to {text}; "
                f"asked as {', '.join(WORDS[each.kind] for each in readings) or 'nothing'}.",
                correlation_id=errand.correlation_id,
            )
        need_target(records[0])
        return records[0]

    async def box(self, text: str, errand: Errand, only: IdKind | None = None) -> SetTopBox:
        """The set-top box that `text` names."""
        return cast(SetTopBox, await self.find(text, errand, SetTopBox, only=only))

    async def card(self, text: str, errand: Errand) -> CardFound:
        """The card of a number, and the box that has it.

        Where the platform keeps a record of every card, one that is not there is NotFound; where
        it keeps none (`opf`), a card in no box is its number alone.
        """
        reading = identify(text, self._platform.family, IdKind.SMARTCARD).readings[0]
        record = await self._card(reading.value, errand)
        if record is None and self._platform.family == "sdp2":
            raise NotFound(
                f"Nothing on {self._deployment} answers to card number {reading.value}.",
                correlation_id=errand.correlation_id,
            )
        return await self.card_found(reading.value, record, errand)

    async def card_in(self, box: SetTopBox, errand: Errand) -> CardFound | None:
        """The card a box says it has, at the card's own end where there is one."""
        if not box.smartcard_id:
            return None
        record = await self._card(box.smartcard_id, errand)
        if record is not None:
            need_target(record)
        return CardFound(box.smartcard_id, record, box)

    async def card_found(self, number: str, record: SmartCard | None, errand: Errand) -> CardFound:
        """A card with the box that it says it is in."""
        if record is None:
            return CardFound(number, None, None)
        need_target(record)
        number = record.number or number
        told = record if self._platform.family == "sdp2" else None
        if not record.box_uid:
            return CardFound(number, told, None)
        sdp2 = self._platform.family == "sdp2"
        by_uid = Reading(IdKind.DEVICE_UID if sdp2 else IdKind.OPF_DEVICE, record.box_uid)
        holders = await self._platform.resolve(by_uid, errand)
        holder = next((one for one in holders if isinstance(one, SetTopBox)), None)
        if holder is not None:
            need_target(holder)
        return CardFound(number, told, holder)

    async def _card(self, number: str, errand: Errand) -> SmartCard | None:
        found = await self._platform.resolve(Reading(IdKind.SMARTCARD, number), errand)
        cards = [one for one in found if isinstance(one, SmartCard)]
        exact = [one for one in cards if code_key(one.number or "") == code_key(number)]
        return exact[0] if exact else None

    async def _resolve(self, readings: Sequence[Reading], errand: Errand) -> list[Found]:
        ended = await asyncio.gather(
            *(self._platform.resolve(reading, errand) for reading in readings),
            return_exceptions=True,
        )
        found: list[Found] = []
        refusals: list[Refused] = []
        for reading, end in zip(readings, ended, strict=True):
            if isinstance(end, Unsupported):
                continue
            if isinstance(end, Refused) and not isinstance(end, SignInRefused | Forbidden):
                refusals.append(end)  # it is no id of that kind
            elif isinstance(end, BaseException):
                raise end
            else:
                found += [one for one in end if not denies(one, reading, self._platform.family)]
        if refusals and not found:
            raise refusals[0]
        return found

    async def _by_cache(self, readings: Sequence[Reading], errand: Errand) -> list[Found]:
        """A MAC is no key of the platform: the cache says whose it was, the platform if it is."""
        found: list[Found] = []
        for reading in readings:
            for hit in self._cache.find(reading):
                family = self._platform.family
                sure = sure_reading(hit.record, family, self._platform.resolvable)
                records = await self._platform.resolve(sure, errand) if sure else []
                found += [one for one in records if answers(one, reading, family)]
        return found

    async def _owners_of_users(self, records: list[Found], errand: Errand) -> list[Found]:
        owners: list[Found] = []
        for one in records:
            if not isinstance(one, User):
                owners.append(one)
                continue
            owner = await self._platform.owner(one, errand)
            if owner is None:
                raise PlatformError(
                    f"The account of user {one.id} could not be read.",
                    correlation_id=errand.correlation_id,
                )
            owners.append(owner)
        return _distinct(owners)


def _distinct(records: Sequence[Found]) -> list[Found]:
    return list({(kind_of(one), one.id): one for one in records}.values())
