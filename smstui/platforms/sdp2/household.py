"""Everything of one account, read at once.

Only the asked box's card is read at the card's own end: the other cards are what their boxes
say, for one call a device is never made.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from smstui.domain.account import Account
from smstui.domain.bundle import Part
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.failures import contradiction
from smstui.platforms.paging import Wire
from smstui.platforms.parts import (
    joined,
    listed_part,
    part_of,
    with_found,
)
from smstui.platforms.port import Found
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sdp2.reader import Reader
from smstui.platforms.session_source import SessionSource, sessions_once_known

R = TypeVar("R", bound=Record)


class Households:
    """Reads households of one deployment."""

    def __init__(self, caller: Caller, reader: Reader, sessions: SessionSource) -> None:
        self._caller = caller
        self._reader = reader
        self._sessions = sessions

    async def of(self, uid: str, asked: Found, found: Found) -> Mapping[str, Any]:
        """Return the parts of account `uid`, and `boxes_asked` of its bundle.

        `found` is the record a person asked for, `asked` the same or the box a card is in.
        """
        async with asyncio.TaskGroup() as group:
            account = group.create_task(part_of(self._account_part(uid, asked)))
            users = group.create_task(self._list("users", self._reader.user, uid))
            boxes = group.create_task(self._list("boxes", self._reader.box, uid))
            players = group.create_task(self._list("players", self._reader.player, uid))
            rights = group.create_task(self._list("rights", self._reader.right, uid))
            cards = group.create_task(part_of(self.cards_asked_for(asked, found)))
            sessions = group.create_task(sessions_once_known(self._sessions, uid, account))
        told_boxes, told_players, told_users = boxes.result(), players.result(), users.result()
        if isinstance(asked, SetTopBox):
            told_boxes = with_found(told_boxes, asked)
        elif isinstance(asked, MediaPlayer):
            told_players = with_found(told_players, asked)
        if isinstance(found, User):
            told_users = with_found(told_users, found)
        return {
            "account": account.result(),
            "users": told_users,
            "devices": joined([*told_boxes, *told_players], told_boxes, told_players),
            "smartcards": _smartcards(cards.result(), told_boxes),
            "sessions": sessions.result(),
            "rights": rights.result(),
            "boxes_asked": boxes_asked(asked, found, cards.result()),
        }

    async def account(self, uid: str) -> Sequence[Account]:
        """Return the account of that uid, or none."""
        wires = await self._caller.read("account-by-uid", uid)
        return [self._reader.account(wire) for wire in wires]

    async def account_of_user(self, user_uid: str) -> Account | None:
        """Return the account of a user who does not tell it. Two calls: an account tells no user.

        Raises MixedUp if the user is not among those of the account.
        """
        wires = await self._caller.read("account-of-user", user_uid)
        account = next(map(self._reader.account, wires), None)
        if account is None or account.uid is None:
            return account
        users = await self._list("users", self._reader.user, account.uid)
        if users.is_whole and user_uid not in {user.uid for user in users}:
            raise contradiction(
                f"The platform named an account for user {user_uid} that does not have that user."
            )
        return account

    async def cards_asked_for(self, asked: Found, found: Found) -> Sequence[SmartCard]:
        """Return the card that was found, or the asked box's, read at the card's own end."""
        if isinstance(found, SmartCard):
            return [found]
        return await self.smartcards_of(asked) if isinstance(asked, SetTopBox) else []

    async def smartcards_of(self, box: SetTopBox) -> Sequence[SmartCard]:
        """Return the card a box names; where it names none, the cards that say they are in it."""
        if box.smartcard_id:
            wires = await self._caller.read("smartcard-by-number", box.smartcard_id)
        else:
            wires = await self._caller.read("smartcards-of-box", box.uid or "")
        return [self._reader.smartcard(wire) for wire in wires]

    async def _account_part(self, uid: str, asked: Found) -> Sequence[Account]:
        return [asked] if isinstance(asked, Account) else await self.account(uid)

    async def _list(self, what: str, read: Callable[[Wire], R], uid: str) -> Part[R]:
        return await listed_part(self._caller.listed(f"{what}-of-account", uid), read)


def boxes_asked(asked: Found, found: Found, cards: Part[SmartCard]) -> tuple[str, ...]:
    """Return the box that was asked for, where the question about its card had an answer."""
    is_asked = isinstance(asked, SetTopBox) and asked is found and cards.was_read
    return (asked.uid,) if is_asked and asked.uid else ()


def _smartcards(asked: Part[SmartCard], boxes: Part[SetTopBox]) -> Part[SmartCard]:
    """Return the card that was read by its own number, and the others as their boxes tell them."""
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
    return joined([*asked, *told], asked, boxes)
