"""The Service Delivery Platform behind the port: reads only.

There is no bundled call. The record asked for gives the account's uid; everything of that
account is then read at once. Only the asked box's card is read at the card's own end: the other
cards are what their boxes say, for one call a device is never made.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.naming import kind_of
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.parts import now, part_of, read_part, unsupported_part
from smstui.platforms.port import Errand, Found, Survey
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sdp2.survey import survey
from smstui.platforms.spelling import read_record
from smstui.platforms.srm import SessionManager
from smstui.platforms.transport import Transport
from smstui.platforms.xml_document import Node

NO_SESSIONS: Final = 'This deployment keeps no sessions (sessions = "none").'


class Sdp2Platform:
    """One deployment of the family `sdp2`."""

    family: Final = "sdp2"

    def __init__(
        self,
        deployment: str,
        transport: Transport,
        catalogue: Catalogue,
        caller: Caller,
        *,
        srm: SessionManager | None,
        keeps_sessions: bool,
    ) -> None:
        self._deployment = deployment
        self._transport = transport
        self._catalogue = catalogue
        self._caller = caller
        self._srm = srm
        self._keeps_sessions = keeps_sessions

    @property
    def resolvable(self) -> frozenset[IdKind]:
        entries = self._catalogue.resolve.items()
        return frozenset(
            IdKind(kind) for kind, name in entries if not self._catalogue.entry(name).unsupported
        )

    async def resolve(self, reading: Reading, errand: Errand) -> Sequence[Found]:
        name = self._catalogue.resolve[reading.kind]
        nodes = await self._caller.read(name, errand, reading.value)
        match reading.kind:
            case IdKind.ACCOUNT:
                return [self._account(node) for node in nodes]
            case IdKind.LOGIN:
                return [self._user(node) for node in nodes]
            case IdKind.SMARTCARD:
                return [self._smartcard(node) for node in nodes]
            case _:
                return [self._device(node) for node in nodes]

    async def owner(self, found: Found, errand: Errand) -> Account | None:
        if isinstance(found, Account):
            return found
        if isinstance(found, SmartCard):
            boxes = await self._by_uid(found.box_uid, errand)
            return await self.owner(boxes[0], errand) if boxes else None
        if isinstance(found, User) and not found.account_uid and found.uid:
            nodes = await self._caller.read("account-of-user", errand, found.uid)
            return next(map(self._account, nodes), None)
        if not found.account_uid:
            return None
        nodes = await self._caller.read("account-by-uid", errand, found.account_uid)
        return next(map(self._account, nodes), None)

    async def bundle(self, found: Found, errand: Errand) -> Bundle:
        bundle = Bundle(
            deployment=self._deployment,
            family=self.family,
            focus=Focus(kind=kind_of(found), id=found.id or ""),
            read_at=now(),
        )
        asked = found
        if isinstance(found, SmartCard):
            boxes = await self._by_uid(found.box_uid, errand)
            if not boxes:
                return bundle.model_copy(update=_alone(found))
            asked = boxes[0]
        if isinstance(asked, User) and not asked.account_uid:
            asked = await self.owner(asked, errand) or asked
        uid = asked.uid if isinstance(asked, Account) else asked.account_uid
        if not uid:
            return bundle.model_copy(update=_alone(asked, found))
        return bundle.model_copy(update=await self._household(uid, asked, found, errand))

    async def sessions(self, account: Account, errand: Errand) -> Part[Session]:
        if not self._keeps_sessions:
            return unsupported_part(NO_SESSIONS)
        return await part_of(self._sessions(account, errand))

    async def smartcard_of(self, box: SetTopBox, errand: Errand) -> Part[SmartCard]:
        return await part_of(self._smartcards_of(box, errand))

    async def survey(self, errand: Errand) -> Sequence[Survey]:
        return await survey(self._catalogue, self._caller, errand)

    async def sign_in(self, errand: Errand) -> None:
        # A getter of an id nobody has: null for whoever is let in (sdp2.md, D).
        await self._caller.read("account-by-number", errand, "-")

    async def close(self) -> None:
        await self._transport.close()

    # The household: everything of one account, at once

    async def _household(
        self, uid: str, asked: Found, found: Found, errand: Errand
    ) -> dict[str, Part[Any]]:
        (account, users, boxes, players), (sessions, rights, cards) = await asyncio.gather(
            asyncio.gather(
                part_of(self._accounts(uid, asked, errand)),
                part_of(self._users(uid, errand)),
                part_of(self._boxes(uid, errand)),
                part_of(self._players(uid, errand)),
            ),
            asyncio.gather(
                self._sessions_part(uid, asked, errand),
                part_of(self._rights(uid, errand)),
                part_of(self._cards_asked_for(asked, found, errand)),
            ),
        )
        return {
            "account": account,
            "users": users,
            "devices": _devices(boxes, players, asked),
            "smartcards": _smartcards(cards, boxes),
            "sessions": sessions,
            "rights": rights,
        }

    async def _accounts(self, uid: str, asked: Found, errand: Errand) -> Sequence[Account]:
        if isinstance(asked, Account):
            return [asked]
        return [self._account(n) for n in await self._caller.read("account-by-uid", errand, uid)]

    async def _users(self, uid: str, errand: Errand) -> Sequence[User]:
        return [self._user(n) for n in await self._caller.read("users-of-account", errand, uid)]

    async def _boxes(self, uid: str, errand: Errand) -> Sequence[SetTopBox]:
        nodes = await self._caller.read("boxes-of-account", errand, uid)
        return [read_record(SetTopBox, node, self._catalogue.records["box"]) for node in nodes]

    async def _players(self, uid: str, errand: Errand) -> Sequence[MediaPlayer]:
        nodes = await self._caller.read("players-of-account", errand, uid)
        return [read_record(MediaPlayer, node, self._catalogue.records["player"]) for node in nodes]

    async def _rights(self, uid: str, errand: Errand) -> Sequence[Right]:
        nodes = await self._caller.read("rights-of-account", errand, uid)
        return [read_record(Right, node, self._catalogue.records["right"]) for node in nodes]

    async def _sessions_part(self, uid: str, asked: Found, errand: Errand) -> Part[Session]:
        account = asked if isinstance(asked, Account) else Account(uid=uid)
        return await self.sessions(account, errand)

    async def _sessions(self, account: Account, errand: Errand) -> Sequence[Session]:
        if self._srm is not None:
            number = account.number or await self._number_of(account.uid or "", errand)
            return await self._srm.sessions_of(number, errand)
        nodes = await self._caller.read("sessions-of-account", errand, account.uid or "")
        return [read_record(Session, node, self._catalogue.records["session"]) for node in nodes]

    async def _number_of(self, uid: str, errand: Errand) -> str:
        """SRM asks by number; the uid alone costs one call more."""
        nodes = await self._caller.read("account-by-uid", errand, uid)
        return next((self._account(node).number or "" for node in nodes), "")

    async def _cards_asked_for(
        self, asked: Found, found: Found, errand: Errand
    ) -> Sequence[SmartCard]:
        if isinstance(found, SmartCard):
            return [found]
        return await self._smartcards_of(asked, errand) if isinstance(asked, SetTopBox) else []

    async def _smartcards_of(self, box: SetTopBox, errand: Errand) -> Sequence[SmartCard]:
        if box.smartcard_id:
            nodes = await self._caller.read("smartcard-by-number", errand, box.smartcard_id)
        else:
            nodes = await self._caller.read("smartcards-of-box", errand, box.uid or "")
        return [self._smartcard(node) for node in nodes]

    async def _by_uid(self, uid: str | None, errand: Errand) -> Sequence[SetTopBox | MediaPlayer]:
        if not uid:
            return []
        return [self._device(n) for n in await self._caller.read("device-by-uid", errand, uid)]

    # Records

    def _account(self, node: Node) -> Account:
        return read_record(Account, node, self._catalogue.records["account"])

    def _user(self, node: Node) -> User:
        return read_record(User, node, self._catalogue.records["user"])

    def _smartcard(self, node: Node) -> SmartCard:
        return read_record(SmartCard, node, self._catalogue.records["smartcard"])

    def _device(self, node: Node) -> SetTopBox | MediaPlayer:
        player = read_record(MediaPlayer, node, self._catalogue.records["player"])
        kind = (player.device_type or "").upper()
        if kind == "MP" or (kind != "STB" and player.media_player_id):
            return player
        return read_record(SetTopBox, node, self._catalogue.records["box"])


def _alone(*records: Found) -> dict[str, Part[Any]]:
    """The parts of a record that belongs to no account."""
    cards = [one for one in records if isinstance(one, SmartCard)]
    devices = [one for one in records if isinstance(one, SetTopBox | MediaPlayer)]
    users = [one for one in records if isinstance(one, User)]
    empty: Part[Any] = read_part([])
    return {
        "account": empty,
        "users": read_part(users),
        "devices": read_part(devices),
        "smartcards": read_part(dict.fromkeys(cards)),
        "sessions": empty,
        "rights": empty,
    }


def _devices(
    boxes: Part[SetTopBox], players: Part[MediaPlayer], asked: Found
) -> Part[SetTopBox | MediaPlayer]:
    """Boxes and players as one part; the asked device stands even where its list failed."""
    records: list[SetTopBox | MediaPlayer] = [*boxes, *players]
    if isinstance(asked, SetTopBox | MediaPlayer) and asked.uid not in {one.uid for one in records}:
        records.insert(0, asked)
    for part in (boxes, players):
        if part.state is not PartState.READ:
            return Part(
                state=part.state,
                records=tuple(records),
                reason=part.reason,
                correlation_id=part.correlation_id,
                read_at=part.read_at,
            )
    return read_part(records)


def _smartcards(asked: Part[SmartCard], boxes: Part[SetTopBox]) -> Part[SmartCard]:
    """The card that was asked at its own end, and the others as their boxes tell them."""
    known = {card.number for card in asked}
    told = [
        SmartCard(
            number=box.smartcard_id,
            box_uid=box.uid,
            account_uid=box.account_uid,
            told_by_box=True,
        )
        for box in boxes
        if box.smartcard_id and box.smartcard_id not in known
    ]
    return asked.model_copy(update={"records": (*asked.records, *told)})
