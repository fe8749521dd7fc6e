"""From an id to the one record that is meant, as the platform has it now."""

import asyncio
from collections.abc import Sequence
from typing import Final, cast

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.context import need_target
from smstui.domain.changes.refusal import Several
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import NotFound, NotSent, PlatformError, Refused, Unsupported
from smstui.domain.identifiers import IdKind, Reading, code_key, identify, one_reading
from smstui.domain.marking import called, typed
from smstui.domain.naming import kind_of
from smstui.domain.not_found import no_record
from smstui.domain.privacy import asked_by
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.correlation import correlation_id
from smstui.platforms.port import Found, Platform
from smstui.services.cached_leads import cached_leads
from smstui.services.matching import (
    denies,
    distinct_records,
    is_of_cache_alone,
    leads_within,
    left_unanswered,
    ways_to,
)
from smstui.store.cache import BundleCache

_KINDS: Final[dict[type, frozenset[IdKind]]] = {
    SetTopBox: frozenset(
        {
            IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.CASN, IdKind.NUID, IdKind.MAC,
            IdKind.SERIAL, IdKind.IP,
        }
    ),
    MediaPlayer: frozenset({IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.PLAYER}),
    Account: frozenset({IdKind.ACCOUNT, IdKind.OPF_ACCOUNT, IdKind.LOGIN, IdKind.ORIGIN}),
    SmartCard: frozenset({IdKind.SMARTCARD}),
}  # fmt: skip
"""By which identifiers a record of each kind can be named."""


_BY_ANOTHER: Final = "Give the text in brackets, or another id, to name exactly one of them."


class Targets:
    """Finds what a change is aimed at. A guess is never made.

    `remembered` says that `platform` is the cache: a box that is not found is not known there.
    """

    def __init__(
        self,
        platform: Platform,
        cache: BundleCache,
        deployment: str,
        *,
        remembered: bool = False,
    ) -> None:
        self._platform = platform
        self._cache = cache
        self._deployment = deployment
        self._remembered = remembered

    async def find(self, text: str, *kinds: type, only: IdKind | None = None) -> Found:
        """Return the one record of one of `kinds` with the id `text`; see `led`."""
        found, _ = await self.led(text, *kinds, only=only)
        return found

    async def led(
        self, text: str, *kinds: type, only: IdKind | None = None
    ) -> tuple[Found, User | None]:
        """Return the one record of one of `kinds` with the id `text`, and the user that led to it.

        Raises BadIdentifier, NotFound, Several, and PlatformError when one way to it failed:
        then nobody knows whether it is the only one.
        """
        wanted = frozenset[IdKind]().union(*(_KINDS[kind] for kind in kinds))
        asked = identify(text, self._platform.family, only)
        readings = [reading for reading in asked.readings if reading.kind in wanted]
        by_key = [each for each in readings if each.kind in self._platform.resolvable]
        by_cache = [
            each
            for each in readings
            if each not in by_key or (each.kind is IdKind.LOGIN and self._platform.family == "opf")
        ]  # there a login id is an account's for the platform, and a user's for the cache
        (found, tried), cached = await asyncio.gather(
            self._resolve(by_key), self._by_cache(by_cache)
        )
        named = [one for one in (*found, *cached) if isinstance(one, (*kinds, User))]
        records = distinct_records(named)
        users: dict[str, User] = {}
        if Account in kinds:
            records, users = await self._owners_of_users(records)
        records = [one for one in records if isinstance(one, kinds)]
        if len(records) > 1:
            raise self._several(text, records)
        if not records:
            not_asked = [each.kind for each in readings if each.kind not in tried]
            raise NotFound(
                no_record(text, self._deployment, tried, not_asked, self._platform.family),
                correlation_id=correlation_id(),
                of=text,
            )
        need_target(records[0])
        return records[0], users.get(records[0].uid or "")

    async def box(self, text: str, only: IdKind | None = None) -> SetTopBox:
        """Return the set-top box that `text` names."""
        return cast(SetTopBox, await self.find(text, SetTopBox, only=only))

    async def pair(self, box: str, card: str, only: IdKind | None = None) -> tuple[str, str]:
        """Return the box and the card of a pairing, as a plan holds them.

        Two bare numbers may stand the other way round. Raises as `box` does.
        """
        try:
            found, number = await self.box(box, only), card
        except NotFound:
            if only is not None:
                raise
            found, number = await self.box(card), box
        reading = one_reading(number, self._platform.family, IdKind.SMARTCARD)
        return f"box {found.uid}", f"card {code_key(reading.value)}"

    async def card(self, text: str) -> CardFound:
        """Return the card of a number, and the box that has it.

        Where the platform keeps a record of every card, one that is not there is NotFound; where
        it keeps none (`opf`), a card in no box is its number alone.
        """
        reading = one_reading(text, self._platform.family, IdKind.SMARTCARD)
        cards = await self._cards(reading.value)
        if len(cards) > 1:
            raise self._several(
                text, cards, "Unpair every box but the one that the card is in, then pair."
            )
        record = next(iter(cards), None)
        if record is None and self._platform.family == "sdp2":
            raise NotFound(
                no_record(reading.value, self._deployment, [IdKind.SMARTCARD]),
                correlation_id=correlation_id(),
                of=text,
            )
        return await self.card_found(reading.value, record)

    async def card_in(self, box: SetTopBox) -> CardFound | None:
        """Return the card a box says it has, at the card's own end where there is one.

        Its holder is the box that its own record names, else the box that has it.
        """
        if not box.smartcard_id:
            return None
        cards = await self._cards(box.smartcard_id)
        of_box = [card for card in cards if card.box_uid == box.uid]
        record = next(iter(of_box or cards), None)
        if record is None:
            return CardFound(box.smartcard_id, None, box)
        need_target(record)
        if self._platform.family != "sdp2":
            also = tuple(one.box_uid for one in cards if one.box_uid and one.box_uid != box.uid)
            return CardFound(box.smartcard_id, record, box, also_in=also)
        if record.box_uid in (None, "", box.uid):
            return CardFound(box.smartcard_id, record, box)
        found = await self.card_found(box.smartcard_id, record)
        return CardFound(box.smartcard_id, record, found.holder or box)

    async def card_found(self, number: str, record: SmartCard | None) -> CardFound:
        """Return a card with the box that it says it is in."""
        if record is None:
            return CardFound(number, None, None)
        need_target(record)
        number = record.number or number
        told = record if self._platform.family == "sdp2" else None
        if not record.box_uid:
            return CardFound(number, told, None)
        sdp2 = self._platform.family == "sdp2"
        by_uid = Reading(IdKind.DEVICE_UID if sdp2 else IdKind.OPF_DEVICE, record.box_uid)
        holders = await self._platform.resolve(by_uid)
        holder = next((one for one in holders if isinstance(one, SetTopBox)), None)
        if holder is None and self._remembered:
            raise NotSent(
                f"Nothing is remembered of box {record.box_uid}, which card {number} names.",
                correlation_id=correlation_id(),
            )
        if holder is not None:
            need_target(holder)
        return CardFound(number, told, holder)

    async def _cards(self, number: str) -> list[SmartCard]:
        found = await self._platform.resolve(Reading(IdKind.SMARTCARD, number))
        cards = [one for one in found if isinstance(one, SmartCard)]
        exact = [one for one in cards if code_key(one.number or "") == code_key(number)]
        return distinct_records(exact)

    def need_alone(self, text: str, only: IdKind | None, found: Found, bundle: Bundle) -> None:
        """Raise Several if another record of the kind of `found` has the id `text` as well.

        `bundle` is its account, just read: it shows what the platform cannot look up.
        """
        kinds = _KINDS.get(type(found), frozenset())
        asked = identify(text, self._platform.family, only)
        readings = [reading for reading in asked.readings if reading.kind in kinds]
        others = [lead.record for lead in leads_within(bundle, readings)]
        records = [found, *(one for one in others if isinstance(one, type(found)))]
        if len(records := distinct_records(records)) > 1:
            raise self._several(text, records)

    def _several(self, text: str, records: Sequence[Found], hint: str = "") -> Several:
        """Return the error that lists `records`, each with the text that asks for that one."""
        ways = ways_to(records, self._platform.family, self._platform.resolvable)
        told = [
            f"{kind_of(one)} {called(kind_of(one), one.id or '')}"
            + (f" ({way.kind}:{asked_by(way.value, way.kind)})" if way else "")
            for one, way in zip(records, ways, strict=True)
        ]
        return Several(
            f"{typed(text)} leads to {len(records)} records: {', '.join(told)}.",
            hint=hint or _BY_ANOTHER,
            correlation_id=correlation_id(),
        )

    async def _resolve(self, readings: Sequence[Reading]) -> tuple[list[Found], list[IdKind]]:
        """Return the platform's records for `readings`, and the kinds that were asked for."""
        ended = await asyncio.gather(
            *(self._platform.resolve(reading) for reading in readings),
            return_exceptions=True,
        )
        found: list[Found] = []
        refusals: list[Refused] = []
        tried: dict[IdKind, None] = {}
        for reading, end in zip(readings, ended, strict=True):
            if isinstance(end, PlatformError) and left_unanswered(end):
                raise end
            if isinstance(end, Unsupported):
                continue
            tried[reading.kind] = None
            if isinstance(end, Refused):
                refusals.append(end)  # it is no id of that kind
            elif isinstance(end, BaseException):
                raise end
            else:
                found += [one for one in end if not denies(one, reading, self._platform.family)]
        if refusals and not found:
            raise refusals[0]
        return found, list(tried)

    async def _by_cache(self, readings: Sequence[Reading]) -> list[Found]:
        """A MAC is no key of the platform: the cache says whose it was, the platform if it is."""
        resolvable, family = self._platform.resolvable, self._platform.family
        hits = [
            hit
            for reading in readings
            for hit in self._cache.find(reading)
            if reading.kind not in resolvable or is_of_cache_alone(hit.record, family)
        ]
        leads = await asyncio.gather(*(cached_leads(self._platform, hit) for hit in hits))
        return [cast(Found, lead.record) for of_hit in leads for lead in of_hit]

    async def _owners_of_users(self, records: list[Found]) -> tuple[list[Found], dict[str, User]]:
        """`records` with each user's account in its place, and by its uid the user that led there.

        A user whose account has the same id adds nothing: the account is meant.
        """
        owners: list[Found] = []
        users: dict[str, User] = {}
        named = {one.uid for one in records if isinstance(one, Account)}
        for one in records:
            if not isinstance(one, User):
                owners.append(one)
                continue
            owner = await self._platform.owner(one)
            if owner is None:
                raise PlatformError(
                    f"The account of {one.title} could not be read.",
                    correlation_id=correlation_id(),
                )
            owners.append(owner)
            if owner.uid and owner.uid not in named:
                users[owner.uid] = one
        return distinct_records(owners), users
