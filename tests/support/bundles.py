"""Bundles for tests: realistic ones by number, and ones with every field filled."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from smstui.domain.account import Account, PinStatus
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def casn(account: int, box: int) -> str:
    return f"E8{account:06X}{box:04X}"


def by_casn(account: int, box: int = 0) -> Reading:
    return Reading(IdKind.CASN, casn(account, box))


def read_part(kind: Any, records: Sequence[Record], at: datetime = NOON) -> Part[Any]:
    return Part[kind](state=PartState.READ, records=tuple(records), read_at=at)


def account_bundle(
    number: int,
    *,
    deployment: str = "lab",
    at: datetime = NOON,
    boxes: int = 2,
    first_name: str = "Grace",
    **account: Any,
) -> Bundle:
    """Account `number` with `boxes` boxes and their cards; the focus is its first box."""
    owner = {"uid": f"7{number:05}", "number": f"desk.{number:05}", "status": "ACTIVE"} | account
    stbs = [
        SetTopBox.read(
            {
                "uid": f"8{number:05}{box:02}",
                "account_uid": owner["uid"],
                "casn": casn(number, box),
                "nuid": f"9f{number:08x}{box:04x}",
                "mac_address": f"00:1A:{number >> 8 & 255:02X}:{number & 255:02X}:7F:{box:02X}",
                "serial_number": f"{number:06}{box:04}",
                "smartcard_id": f"{number:08}{box:04}",
                "status": "ACTIVE",
                "enabled": True,
            }
        )
        for box in range(boxes)
    ]
    cards = [
        SmartCard.read({"number": box.smartcard_id, "box_uid": box.uid, "status": "UNAVAILABLE"})
        for box in stbs
    ]
    person = Account.read(owner | {"first_name": first_name, "last_name": "Hopper"})
    user = User.read({"uid": f"6{number:05}", "login_id": f"grace{number:05}@example.net"})
    focus = Focus(kind="box", id=stbs[0].uid) if stbs else Focus(kind="account", id=person.id)
    return Bundle(
        deployment=deployment,
        family="sdp2",
        focus=focus,
        read_at=at,
        account=read_part(Account, [person], at),
        users=read_part(User, [user], at),
        devices=read_part(AnyDevice, stbs, at),
        smartcards=read_part(SmartCard, cards, at),
    )


def free_card(number: str, *, deployment: str = "lab", at: datetime = NOON) -> Bundle:
    """A card that nobody has: a bundle without an account."""
    return Bundle(
        deployment=deployment,
        family="sdp2",
        focus=Focus(kind="smartcard", id=number),
        read_at=at,
        account=read_part(Account, [], at),
        smartcards=read_part(
            SmartCard, [SmartCard.read({"number": number, "status": "AVAILABLE"})], at
        ),
    )


def record_classes() -> Iterator[type[Record]]:
    """Every record class there is, found by walking the bundle."""
    seen: dict[type[Record], None] = {}

    def walk(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if annotation in seen:
                return
            if issubclass(annotation, Record):
                seen[annotation] = None
            for field in annotation.model_fields.values():
                walk(field.annotation)
        for argument in get_args(annotation):
            walk(argument)

    walk(Bundle)
    return iter(seen)


def filled(record: type[Record], label: str = "sentinel-{}-{}") -> Any:
    """`record` with every field set. Texts and secrets are `label` with its class and field."""
    return record.read(
        {
            name: _value(field.annotation, label.format(record.__name__, name), label)
            for name, field in record.model_fields.items()
            if name not in ("unreadable", "kind")
        }
    )


def full_bundle(*, family: Literal["sdp2", "opf"] = "sdp2", deployment: str = "lab") -> Bundle:
    """One record of every sort with every field set."""
    return Bundle(
        deployment=deployment,
        family=family,
        focus=Focus(kind="account", id=filled(Account).id),
        read_at=NOON + timedelta(microseconds=123),
        account=read_part(Account, [filled(Account)]),
        users=read_part(User, [filled(User)]),
        devices=read_part(AnyDevice, [filled(SetTopBox), filled(MediaPlayer)]),
        smartcards=read_part(SmartCard, [filled(SmartCard)]),
        sessions=read_part(Session, [filled(Session)]),
        rights=read_part(Right, [filled(Right)]),
        pins=Part[PinStatus](
            state=PartState.FAILED, reason="no answer", correlation_id="c-1", total=3
        ),
    )


def _value(annotation: Any, text: str, label: str) -> Any:
    if get_origin(annotation) is tuple:
        return {"hardware": {"model": "X1", "codecs": ["a", "b"]}}
    for several in _flat(annotation):
        inner = get_args(several)[:1] if get_origin(several) is tuple else ()
        if inner and isinstance(inner[0], type) and issubclass(inner[0], Record):
            return [filled(inner[0], label)]
        if inner:
            return {"key": text.replace("sentinel", "text")}
    for kind in _flat(annotation):
        if not isinstance(kind, type):
            continue
        if issubclass(kind, Record):
            return filled(kind, label)
        if issubclass(kind, Secret):
            return text
        if hasattr(kind, "__members__"):
            return next(iter(kind.__members__))
        if issubclass(kind, bool):
            return "true"
        if issubclass(kind, int):
            return "7"
        if issubclass(kind, float):
            return "12.5"
        if issubclass(kind, datetime):
            return "2026-03-14T12:00:00.5+01"
        if issubclass(kind, date):
            return "1906-12-09"
    return text.replace("sentinel", "text")


def _flat(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in get_args(annotation):
        yield from _flat(argument)
