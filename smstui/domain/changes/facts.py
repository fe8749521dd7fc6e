"""What can be seen of the platform's state, as single facts: what a verdict compares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from smstui.domain.account import Account, PinStatus
from smstui.domain.bundle import Family
from smstui.domain.device import Device, SetTopBox
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.record import Record, is_id
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard

YES: Final = "yes"
NO: Final = "no"
LIVE: Final = "live"
THERE: Final = "there"
UNTOLD: Final = "not told"
"""A card that says it is in a box, but not in which: no proof, and no contradiction either."""


SSP_ACCOUNT: Final = "SSP account"
"""The kind of an account as an SSP beside the platform keeps it (contract README, conflict 12)."""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that is so or otherwise: `box 3422 card`."""

    kind: str
    id: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.name}"


Image = Mapping[Fact, str | None]
"""Facts as they are. A fact that is not in it is None: nothing there."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What has to be read to see some facts: one record, or a list of an account.

    `kind` is `box`, `player`, `smartcard`, `account`, `SSP account`, or of an account `sessions`,
    `rights`, `PINs`; `ask` leads to the record, or to the account.
    """

    kind: str
    ask: Reading


def device_subject(uid: str, kind: str, family: Family) -> Subject:
    """A box or player by its uid."""
    named = IdKind.DEVICE_UID if family == "sdp2" else IdKind.OPF_DEVICE
    return Subject(kind, Reading(named, uid))


def card_subject(number: str) -> Subject:
    return Subject("smartcard", Reading(IdKind.SMARTCARD, number))


def account_subject(account: Account, family: Family, kind: str = "account") -> Subject:
    """An account, or with `kind` one of its lists."""
    if family == "sdp2":
        return Subject(kind, Reading(IdKind.ACCOUNT, account.number or ""))
    return Subject(kind, Reading(IdKind.OPF_ACCOUNT, account.uid or ""))


def picked(image: Image, facts: Iterable[Fact]) -> dict[Fact, str | None]:
    """Only `facts` of `image`."""
    return {fact: image.get(fact) for fact in facts}


def observed(record: Record) -> dict[Fact, str | None]:
    """The facts that one record tells. What could not be read of it is no fact, not None."""
    image = _observed(record)
    if not record.unreadable:
        return image
    lost = frozenset(record.unreadable)
    return {fact: value for fact, value in image.items() if not lost & _sources(fact.name)}


def unread(record: Record) -> tuple[str, ...]:
    """The fields that facts rest on and that could not be read of `record`."""
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
}
"""The fields of a record that each fact is made from."""
_FACTUAL: Final = frozenset[str]().union(
    *_SOURCES.values(),
    {"uid", "number", "smartcard_type", "product", "device_uid", "pin_type"},
) - {"expires"}


def _sources(name: str) -> frozenset[str]:
    return _SOURCES.get(name, frozenset())


def _observed(record: Record) -> dict[Fact, str | None]:
    match record:
        case SmartCard():
            return _of_card(record)
        case Device():
            return _of_device(record)
        case Account():
            profile = record.profile.uid if record.profile else None
            known = {"status": _word(record.status), "profile": profile, "state": THERE}
            return _facts("account", record.id, known)
        case Session():
            live = LIVE if record.is_live else None
            return _facts("session", record.uid, {"state": live})
        case Right():
            return _facts("right", record.uid, {"status": right_status(record)})
        case PinStatus():
            return _facts("PIN", record.pin_type, {"status": _word(record.status)})
        case _:
            return {}


def observed_at_ssp(account: Account) -> dict[Fact, str | None]:
    """The facts that an SSP tells of an account it keeps too, by the account's number."""
    return _facts(SSP_ACCOUNT, account.number, {"status": _word(account.status)})


def products_of(rights: Iterable[Right]) -> dict[Fact, str | None]:
    """Which products an account holds on all its devices, whichever right gives them."""
    return {
        Fact("product", right.product, "right"): "SUBSCRIBED"
        for right in rights
        if right.product and not right.device_uid and right_status(right) == "SUBSCRIBED"
    }


def right_status(right: Right) -> str:
    """SUBSCRIBED or UNSUBSCRIBED, however it is spelled; a right without a status holds."""
    word = (right.status or "SUBSCRIBED").upper()
    return {"S": "SUBSCRIBED", "U": "UNSUBSCRIBED"}.get(word, word)


def enabled_word(device: Device) -> str | None:
    """Whether a device is enabled: a flag in one family, a status in the other."""
    if device.enabled is not None:
        return YES if device.enabled else NO
    return {"ENABLED": YES, "DISABLED": NO}.get(_word(device.status) or "")


def _of_card(card: SmartCard) -> dict[Fact, str | None]:
    status = _word(card.status)
    box = card.box_uid or (UNTOLD if status == "UNAVAILABLE" else None)
    state = None if status == "CANCELLED" else THERE
    return _facts("smartcard", card.number, {"status": status, "box": box, "state": state})


def _of_device(device: Device) -> dict[Fact, str | None]:
    known = {
        "status": _word(device.status),
        "enabled": enabled_word(device),
        "account": device.account_uid,
        "state": THERE,
    }
    chipset: dict[Fact, str | None] = {}
    if isinstance(device, SetTopBox):
        banned = None if device.banned is None else YES if device.banned else NO
        known |= {"card": device.smartcard_id, "banned": banned, "casn": device.casn}
        if device.casn:
            chipset = _facts("chipset", device.casn, {"state": THERE})
    return chipset | _facts(device.noun, device.uid, known)


def _facts(kind: str, key: str | None, known: Mapping[str, str | None]) -> dict[Fact, str | None]:
    if not is_id(key):
        return {}
    return {Fact(kind, str(key), name): _plain(value) for name, value in known.items()}


def _word(status: str | None) -> str | None:
    return str(status) if status is not None else None


def _plain(value: str | None) -> str | None:
    return None if value is None else str(value)
