"""Put records that were read again into a stored bundle. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Part
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User


@dataclass(frozen=True, slots=True)
class Reread:
    """Records as the platform has them now, each read by itself.

    `gone` are (kind, id) of records that were looked up and not found. `lists` are whole parts, by
    name, of the account among `records`. `boxes_asked` are as in `Bundle`.
    """

    records: tuple[Record, ...] = ()
    gone: frozenset[tuple[str, str]] = frozenset()
    lists: Mapping[str, Part[Any]] = field(default_factory=dict)
    boxes_asked: frozenset[str] = frozenset()

    @property
    def accounts(self) -> Sequence[Account]:
        return [one for one in self.records if isinstance(one, Account)]

    @property
    def devices(self) -> Sequence[AnyDevice]:
        return [one for one in self.records if isinstance(one, SetTopBox | MediaPlayer)]

    @property
    def cards(self) -> Sequence[SmartCard]:
        """The cards whose own record was read."""
        return [one for one in self.records if isinstance(one, SmartCard) and not one.told_by_box]

    @property
    def users(self) -> Sequence[User]:
        return [one for one in self.records if isinstance(one, User)]


def amended(bundle: Bundle, reread: Reread) -> Bundle:
    """Return `bundle` with the records that were read again.

    A device or card that is in another household now is left out; a new one is added. A box whose
    card was read as in no box has none: both ends were read. The moment of the bundle stays: the
    rest of it was not read again.
    """
    owners = tuple(_account(one, reread.accounts) for one in bundle.account)
    before = {box.uid: box.smartcard_id for box in bundle.boxes}
    bundle = bundle.model_copy(
        update={
            "account": bundle.account.model_copy(update={"records": owners}),
            "users": _replaced(bundle.users, reread.users),
            "devices": _devices(bundle, reread),
            **_lists(bundle, reread),
        }
    )
    cards = _cards(bundle, reread)
    numbers = {card.number for card in reread.cards}
    asked = {
        box.uid
        for box in bundle.boxes
        if box.uid
        and (
            box.uid in reread.boxes_asked
            or box.smartcard_id in numbers
            or ("smartcard", box.smartcard_id) in reread.gone
            or (box.smartcard_id is None and before.get(box.uid) in numbers)
            or (box.uid in bundle.boxes_asked and _is_as_before(box, before, reread))
        )
    }
    return bundle.model_copy(update={"smartcards": cards, "boxes_asked": tuple(sorted(asked))})


def is_lone(record: Record) -> bool:
    """Return whether `record` is a box or card without a household."""
    if isinstance(record, SmartCard):
        return not record.box_uid and not record.told_by_box
    return isinstance(record, SetTopBox) and not record.account_uid


def _lists(bundle: Bundle, reread: Reread) -> Mapping[str, Part[Any]]:
    uids = {one.uid for one in reread.accounts}
    owner = bundle.owner
    return reread.lists if owner is not None and owner.uid in uids else {}


def _replaced(part: Part[Any], records: Iterable[Record]) -> Part[Any]:
    """Return `part` with each of `records` in place of the one with the same uid."""
    now = {getattr(one, "uid", None): one for one in records} | {None: None}
    kept = tuple(now.get(getattr(old, "uid", None)) or old for old in part)
    return part.model_copy(update={"records": kept})


def _account(old: Account, accounts: Iterable[Account]) -> Account:
    """Return the account as it is now. The limits of its profile may come from another call."""
    new = next((one for one in accounts if one.uid and one.uid == old.uid), None)
    if new is None:
        return old
    before, profile = old.profile, new.profile
    if before is None or profile is None or before.uid != profile.uid:
        return new
    told = {name: getattr(profile, name) for name in profile.model_fields_set}
    return new.model_copy(update={"profile": before.model_copy(update=told)})


def _devices(bundle: Bundle, reread: Reread) -> Part[Any]:
    """Return the devices as they are now.

    Those that are gone or in another household now are left out; new ones are added.
    """
    part: Part[Any] = _replaced(bundle.devices, reread.devices)
    gone = {uid for kind, uid in reread.gone if kind in ("box", "player")}
    kept = [one for one in part if one.uid not in gone]
    owner = bundle.owner
    if owner is not None:
        own = {owner.uid, owner.number, None}
        read = {one.uid for one in reread.devices}
        kept = [one for one in kept if one.uid not in read or one.account_uid in own]
        there = {one.uid for one in kept}
        if part.was_read:
            come = [one for one in reread.devices if one.account_uid in own - {None}]
            kept += [one for one in come if one.uid not in there]
    return part.model_copy(update={"records": tuple(kept)})


def _cards(bundle: Bundle, reread: Reread) -> Part[SmartCard]:
    """Return the cards of the boxes as they are now, and those that say they are in one of them."""
    part = bundle.smartcards
    if not (part.was_read or part.records):
        return part
    gone = {number for kind, number in reread.gone if kind == "smartcard"}
    now: dict[str | None, SmartCard] = {card.number: card for card in reread.cards}
    before: dict[str | None, SmartCard] = {
        card.number: card for card in part if not card.told_by_box and card.number not in gone
    }
    named: dict[str | None, SetTopBox | None] = {
        box.smartcard_id: box for box in bundle.boxes if box.smartcard_id
    }
    read = {one.uid for one in reread.devices}
    here = {box.uid for box in bundle.boxes}
    if bundle.owner is None and bundle.focus.kind == "smartcard":
        named = {bundle.focus.id: None, **named}
    cards = {number: now.get(number) or before.get(number) or _told_by(box)
             for number, box in named.items()}  # fmt: skip
    for number, card in {**before, **now}.items():
        left = card.box_uid not in here if number in now else card.box_uid in read
        if number not in named and not left:
            cards[number] = card
    return part.model_copy(update={"records": tuple(one for one in cards.values() if one)})


def _told_by(box: SetTopBox | None) -> SmartCard | None:
    if box is None:
        return None
    return SmartCard(
        number=box.smartcard_id, box_uid=box.uid, account_uid=box.account_uid, told_by_box=True
    )


def _is_as_before(box: SetTopBox, before: Mapping[Any, str | None], reread: Reread) -> bool:
    """Return whether a box was not read again, or has no card and had none before."""
    if box.uid not in {one.uid for one in reread.devices}:
        return True
    return box.smartcard_id is None and before.get(box.uid) is None
