"""The platform's state as single facts, which a verdict compares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smstui.domain import zone
from smstui.domain.account import Account, PinStatus
from smstui.domain.bundle import Family
from smstui.domain.changes.account_fields import (
    FIELD_OF_FACT,
    FIELDS,
    fact_name,
    label_of,
    value_in,
)
from smstui.domain.device import AnyDevice, Device, MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, Reading, mac_form
from smstui.domain.marking import numbered
from smstui.domain.moments import moment_form
from smstui.domain.record import Record, is_id
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User

YES: Final = "yes"
NO: Final = "no"
LIVE: Final = "live"
THERE: Final = "there"
UNTOLD: Final = "not told"
"""The value for a card in an unknown box: it proves nothing and contradicts nothing."""


SSP_ACCOUNT: Final = "SSP account"
"""The kind of an account in an SSP beside the platform (contract README, conflict 12)."""


_TRADE_NAMES: Final = {
    "cas": "CAS instance", "casn": "CASN", "mac": "MAC address", "nuid": "NUID",
    "uid": "UID",
}  # fmt: skip


def trade_name(name: str) -> str:
    """Return the name of a value as the trade spells it."""
    return _TRADE_NAMES.get(name) or label_of(name.replace(" ", "_"))


_NUMBERED: Final = ("smartcard", "chipset")
"""Kinds of record that are named by a number, which may be new."""


_NEW: Final = "new"
"""The id of a user that a plan creates."""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One fact about a record: `box 3422 card`."""

    kind: str
    id: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self._number} {self.name}"

    @property
    def record(self) -> str:
        """The record for a sentence: `box 3422`. What is new has the number that was typed."""
        if self.kind == "user" and self.id == _NEW:
            return "new user"
        return f"{'box' if self.kind == 'chipset' else self.kind} {self._number}"

    @property
    def _number(self) -> str:
        return numbered(self.id) if self.kind in _NUMBERED else self.id

    @property
    def shown(self) -> str:
        """The fact for people: its moments, which are stored in UTC, in the zone in use, and its
        name in the words of the trade."""
        name = "account UID" if self.name == "account" else trade_name(self.name)
        return zone.retold(f"{self.record} {name}")

    @property
    def is_existence(self) -> bool:
        """Whether the fact tells that a record is there, and nothing of what it holds."""
        return self.name == "state" and self.kind != "session"

    @property
    def has_terms(self) -> bool:
        """Whether the fact tells with which terms a product is held, and so that it is held."""
        return self.kind == "product" and self.name.startswith("right ")


FIRST_LOGIN: Final = Fact("user", _NEW, "login")
"""The login of the user that a plan creates.

It is a value and not part of a fact's name, because values are masked.
"""
FIRST_NAME: Final = Fact("user", _NEW, "name")
"""The name of the user that a plan creates."""

ACCOUNT_FIELDS: Final = tuple(FIELDS)
"""The fields of a new account, besides its number, status and profile."""

StateSnapshot = Mapping[Fact, str | None]
"""Facts and their values. A fact that is missing has the value None: nothing there."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """The source of some facts: one record, or a list of an account.

    `kind` is `box`, `player`, `smartcard`, `account`, `SSP account`, or of an account `sessions`,
    `rights`, `PINs`; `ask` leads to the record, or to the account.
    """

    kind: str
    ask: Reading


def device_subject(uid: str, kind: str, family: Family) -> Subject:
    """Return the subject of a box or player, by its uid."""
    named = IdKind.DEVICE_UID if family == "sdp2" else IdKind.OPF_DEVICE
    return Subject(kind, Reading(named, uid))


def card_subject(number: str) -> Subject:
    return Subject("smartcard", Reading(IdKind.SMARTCARD, number))


def account_subject(account: Account, family: Family, kind: str = "account") -> Subject:
    """Return the subject of an account, or with `kind` of one of its lists."""
    if family == "sdp2":
        return Subject(kind, Reading(IdKind.ACCOUNT, account.number or ""))
    return Subject(kind, Reading(IdKind.OPF_ACCOUNT, account.uid or ""))


def picked(image: StateSnapshot, facts: Iterable[Fact]) -> dict[Fact, str | None]:
    """Return only `facts` of `image`."""
    return {fact: image.get(fact) for fact in facts}


def observed(record: Record) -> dict[Fact, str | None]:
    """Return the facts of one record. What could not be read is not a fact; it is not None."""
    image = _observed(record)
    if not record.unreadable:
        return image
    lost = frozenset(record.unreadable)
    return {fact: value for fact, value in image.items() if not lost & _sources(fact.name)}


def unread(record: Record) -> tuple[str, ...]:
    """Return the fields of `record` that facts need and that could not be read."""
    if not record.unreadable:
        return ()
    return tuple(name for name in record.unreadable if name in _FACTUAL)


_SOURCES: Final = {
    "status": frozenset({"status"}),
    "state": frozenset({"status", "deallocated", "expires"}),
    "profile": frozenset({"profile"}),
    "enabled": frozenset({"enabled", "status"}),
    "account": frozenset({"account_uid"}),
    "card": frozenset({"smartcard_id"}),
    "banned": frozenset({"banned"}),
    "casn": frozenset({"casn"}),
    "box": frozenset({"box_uid", "status"}),
    "device": frozenset({"device_uid"}),
    "product": frozenset({"product"}),
    "until": frozenset({"expires"}),
}
"""The fields of a record that each fact is made of."""
_FACTUAL: Final = frozenset[str]().union(
    *_SOURCES.values(),
    {"uid", "number", "smartcard_type", "pin_type"},
) - {"expires"}


def _sources(name: str) -> frozenset[str]:
    if (field := FIELD_OF_FACT.get(name)) is not None:
        return frozenset({field})
    return _SOURCES.get(name, frozenset())


def _observed(record: Record) -> dict[Fact, str | None]:
    match record:
        case SmartCard():
            return _of_card(record)
        case SetTopBox() | MediaPlayer():
            return _of_device(record)
        case Account():
            profile = record.profile.uid if record.profile else None
            known = {
                "status": _word(record.status), "profile": profile, "state": THERE,
                "uid": record.uid,
            }  # fmt: skip
            told = {fact_name(name): value_in(record, name) for name in FIELDS}
            return _facts("account", record.id, known | told)
        case User():
            return {
                FIRST_LOGIN: record.login_id,
                FIRST_NAME: record.name,
                owner_of_user(record): record.account_uid,
                **_facts("user", record.uid, {
                    "name": record.name, "purchases": _word(record.purchase_ability),
                }),
            }  # fmt: skip
        case Session():
            live = LIVE if record.is_live else None
            known = {
                "state": live, "device": record.device_uid, "account": record.account_uid,
            }  # fmt: skip
            return _facts("session", record.uid, known)
        case Right():
            known = {
                "status": right_status(record), "product": record.product, "until": _end(record),
                "account": record.account_uid,
            }  # fmt: skip
            return _facts("right", record.uid, known)
        case PinStatus():
            return _facts("PIN", record.pin_type, {"status": _word(record.status)})
        case _:
            return {}


def observed_at_ssp(account: Account) -> dict[Fact, str | None]:
    """Return the facts of an account in an SSP, by the account's number."""
    known = {"status": _word(account.status), "uid": account.uid}
    return _facts(SSP_ACCOUNT, account.number, known)


def owner_of_user(user: User) -> Fact:
    """Return the fact of a user's owner. It names the user by uid, because logins are masked."""
    return Fact("user", str(user.uid) if is_id(user.uid) else "named", "account")


def products_of(rights: Iterable[Right]) -> dict[Fact, str | None]:
    """Return which products an account has on all its devices, and their terms.

    A product has a fact for each right that gives it, named by the terms: once without the first
    day of the right, once with it.
    """
    found: dict[Fact, str | None] = {}
    for right in rights:
        if not right.product or not gives_product(right):
            continue
        found[Fact("product", right.product, "right")] = "SUBSCRIBED"
        if right.end_as_sent or "expires" in right.unreadable or not right.product_type:
            continue
        kind = right.product_type.upper()
        for begin in (None, right.valid_from):
            terms = terms_of(kind, begin, right.expires)
            found[Fact("product", right.product, f"right {terms}")] = "SUBSCRIBED"
    return found


def gives_product(right: Right) -> bool:
    """Return whether a right gives its product to the whole account, whatever its dates."""
    return not right.device_uid and right_status(right) in ("SUBSCRIBED", None)


def right_status(right: Right) -> str | None:
    """Return SUBSCRIBED or UNSUBSCRIBED, in any spelling; None if the platform sends none."""
    word = right.status.upper() if right.status else None
    return {"S": "SUBSCRIBED", "U": "UNSUBSCRIBED"}.get(word or "", word)


def terms_of(kind: str, valid_from: datetime | None, until: datetime | None) -> str:
    """Return the terms of a right in words: its kind, its start and its end."""
    begin = f" from {_second(valid_from)}" if valid_from else ""
    return f"{kind}{begin} until {_second(until)}" if until else f"{kind}{begin} with no end"


def _second(moment: datetime) -> str:
    """Return a moment to the second: some platforms cut the fraction, some write it."""
    return moment_form(moment.replace(microsecond=0)) or ""


def _end(right: Right) -> str | None:
    """Return the end of a right as it was sent, or to the second; None without an end."""
    if right.end_as_sent or right.expires is None:
        return right.end_as_sent
    return _second(right.expires)


def enabled_word(device: Device) -> str | None:
    """Return whether a device is enabled: a flag in one family, a status in the other."""
    if device.enabled is not None:
        return YES if device.enabled else NO
    return {"ENABLED": YES, "DISABLED": NO}.get(_word(device.status) or "")


def _of_card(card: SmartCard) -> dict[Fact, str | None]:
    status = _word(card.status)
    box = card.box_uid or (UNTOLD if status == "UNAVAILABLE" else None)
    state = None if status == "CANCELLED" else THERE
    known = {"status": status, "box": box, "state": state, "cas": card.cas_instance_id}
    if card.uid and not card.told_by_box:
        known["uid"] = card.uid
    return _facts("smartcard", card.number, known)


def _of_device(device: AnyDevice) -> dict[Fact, str | None]:
    known = {
        "status": _word(device.status),
        "enabled": enabled_word(device),
        "account": device.account_uid,
        "state": THERE,
    }
    chipset: dict[Fact, str | None] = {}
    if isinstance(device, SetTopBox):
        banned = None if device.banned is None else YES if device.banned else NO
        known |= {
            "card": device.smartcard_id, "banned": banned, "casn": device.casn,
            "nuid": device.nuid,
        }  # fmt: skip
        if device.casn:
            chipset = _facts("chipset", device.casn, _of_new_box(device))
    return chipset | _facts(device.noun, device.uid, known)


def _of_new_box(box: SetTopBox) -> dict[str, str | None]:
    """Return the values of a new box as they read back. The platform chooses the box's uid."""
    return {
        "state": THERE,
        "account": box.account_uid,
        "card": box.smartcard_id,
        "mac": mac_form(box.mac_address) or box.mac_address if box.mac_address else None,
        "nuid": box.nuid,
        "serial": box.serial_number,
        "name": box.name,
        "description": box.description,
        "type": _word(box.smartcard_type),
    }


def _facts(kind: str, key: str | None, known: Mapping[str, str | None]) -> dict[Fact, str | None]:
    if not is_id(key):
        return {}
    return {Fact(kind, str(key), name): _plain(value) for name, value in known.items()}


def _word(status: str | None) -> str | None:
    return str(status) if status is not None else None


def _plain(value: str | None) -> str | None:
    return None if value is None else str(value)
