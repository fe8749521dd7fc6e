"""List the identifiers of a bundle, by which the cache is indexed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, search_key
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User


@dataclass(frozen=True, slots=True)
class Name:
    """One identifier of one record. `owner_kind` and `owner_id` name the record."""

    kind: IdKind
    value: str
    owner_kind: str
    owner_id: str

    def answers(self, kind: IdKind, value: str) -> bool:
        """Return whether this is the identifier `value` of `kind`, in any spelling (see
        `search_key`)."""
        return self.kind is kind and search_key(kind, self.value) == search_key(kind, value)


def kind_of(record: Record) -> str:
    """Return the record's kind as `Focus` and JSON name it."""
    return "smartcard" if isinstance(record, SmartCard) else record.noun


def names_of(record: Record, family: str) -> Iterator[Name]:
    """Return every identifier by which `record` can be looked up."""
    for kind, value in _identifiers(record, family):
        if value:
            yield Name(kind, value, kind_of(record), record.id or value)


def names_in(bundle: Bundle) -> Iterator[Name]:
    """Yield every identifier in `bundle`, each with its record."""
    for _, part in bundle.parts():
        for record in part:
            yield from names_of(record, bundle.family)


def shown_of(record: Record, family: str) -> Iterator[tuple[str, str]]:
    """Return every other id that `record` shows: its name and its value.

    No record is looked up by these. The cache stores them to say which record has them.
    """
    names = {name.value for name in names_of(record, family)}
    for attribute in type(record).model_fields:
        value = getattr(record, attribute)
        ends = attribute in _SHOWN or attribute.endswith(("_uid", "_id"))
        if ends and isinstance(value, str) and value and value not in names:
            yield attribute.replace("_", " ").replace("uid", "UID"), value


_SHOWN: Final = frozenset({"uid", "product", "smartcard", "origin_key"})


def _identifiers(record: Record, family: str) -> Iterator[tuple[IdKind, str | None]]:
    sdp2 = family == "sdp2"
    match record:
        case Account():
            yield IdKind.ACCOUNT, record.number
            if not sdp2:
                yield IdKind.OPF_ACCOUNT, record.uid
                yield IdKind.LOGIN, record.sign_on_id
            elif record.origin_id and record.origin_key:
                yield IdKind.ORIGIN, f"{record.origin_id}:{record.origin_key}"
        case User():
            yield IdKind.LOGIN, record.login_id
        case SetTopBox():
            yield IdKind.DEVICE_UID if sdp2 else IdKind.OPF_DEVICE, record.uid
            yield IdKind.CASN, record.casn
            yield IdKind.NUID, record.nuid
            yield IdKind.MAC, record.mac_address
            yield IdKind.SERIAL, record.serial_number
            yield IdKind.IP, record.ip_address
        case MediaPlayer():
            yield IdKind.DEVICE_UID if sdp2 else IdKind.OPF_DEVICE, record.uid
            yield IdKind.PLAYER, record.media_player_id
            yield IdKind.IP, record.ip_address
        case SmartCard():
            yield IdKind.SMARTCARD, record.number
