"""How the records of an account read as rows: devices, smartcards, users, sessions, rights."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, TypeVar

from smstui.domain.bundle import Bundle
from smstui.domain.device import AnyDevice, SetTopBox
from smstui.domain.naming import kind_of
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.domain.words import shown
from smstui.presentation import looks
from smstui.presentation.lines import Span
from smstui.presentation.tables import SHORT_ID, Cells, Column, Row, When, clock_times, id_column
from smstui.presentation.times import day

R = TypeVar("R", bound=Record)

DEVICES: Final = (
    Column("kind", most=6, least=6),
    id_column("id"),
    Column("CASN / player", most=36, middle=True, whole=22, least=SHORT_ID, worth=3),
    Column("smartcard", most=22, whole=17, least=13, worth=2),
    Column("status", most=44, firm=True),
    Column("name", rank=2, most=24),
    Column("MAC", rank=3, most=17),
    Column("serial", rank=4, most=20),
    Column("NUID", rank=5, most=24),
    Column("IP", rank=6, most=20),
    Column("version", rank=7, most=12),
)
SMARTCARDS: Final = (
    Column("number", most=22, firm=True),
    Column("status", most=44, firm=True),
    Column("box", most=24, middle=True, least=7, whole=9),
    Column("CAS", rank=1, most=12),
)
USERS: Final = (
    id_column("login"),
    Column("name", most=20),
    Column("type", most=12, least=11),
    Column("buys", rank=1, most=10),
    Column("rating", rank=2, most=12),
)
SESSIONS: Final = (
    id_column("content", most=20),
    id_column("device", most=20),
    Column("since", most=16, firm=True),
    Column("type", rank=1, most=6),
    Column("last active", rank=2, most=20),
    id_column("id", rank=3, most=36),
    Column("status", rank=4, most=12),
)
RIGHTS: Final = (
    Column("state", most=24, firm=True),
    Column("product", most=24, least=8),
    Column("until", most=10, firm=True),
    Column("kind", rank=1, most=14),
    id_column("device", rank=2, most=16),
    Column("from", rank=3, most=10),
)


COLUMNS: Final = {
    "devices": DEVICES, "smartcards": SMARTCARDS, "users": USERS, "sessions": SESSIONS,
    "rights": RIGHTS,
}  # fmt: skip


def key_of(record: Record) -> str:
    """Return the identity of a record in every list."""
    return f"{kind_of(record)}:{getattr(record, 'uid', None) or record.id or ''}"


def rows(records: Iterable[R], cells: Callable[[R], Cells]) -> list[Row]:
    """Return one row a record. Records without an id of their own are keyed by their place."""
    found: list[Row] = []
    seen: dict[str, int] = {}
    for record in records:
        key = key_of(record)
        seen[key] = seen.get(key, 0) + 1
        found.append(Row(key if seen[key] == 1 else f"{key}#{seen[key]}", cells(record)))
    return found


def other_end(record: Record) -> tuple[str, Callable[[Record], bool]] | None:
    """Return the list in which the other end of a pairing stands, and which record it is.

    None where the record is neither a card nor a box that has one.
    """
    if isinstance(record, SetTopBox) and (number := record.smartcard_id):
        return "smartcards", lambda card: getattr(card, "number", None) == number
    if isinstance(record, SmartCard) and (uid := record.box_uid):
        return "devices", lambda box: isinstance(box, SetTopBox) and box.uid == uid
    return None


def device_cells(record: AnyDevice, now: datetime) -> Cells:
    box = record if isinstance(record, SetTopBox) else None
    chipset = box.casn if box else getattr(record, "media_player_id", None)
    return (
        ("box" if box else "player", "muted"),
        (record.uid or "", "strong"),
        (chipset or "", "base"),
        _card_of(box),
        looks.of_record(record, now).span,
        (record.name or "", "base"),
        ((box.mac_address if box else "") or "", "base"),
        ((box.serial_number if box else "") or "", "base"),
        ((box.nuid if box else "") or "", "base"),
        (record.ip_address or "", "base"),
        ((box.version if box else "") or "", "base"),
    )


def _card_of(box: SetTopBox | None) -> Span:
    if box is None:
        return "-", "faint"
    if box.smartcard_type == "CARDLESS":
        return (f"{box.smartcard_id} virt." if box.smartcard_id else "virtual"), "muted"
    return (box.smartcard_id, "base") if box.smartcard_id else ("no card", "faint")


def smartcard_cells(record: SmartCard, now: datetime) -> Cells:
    return (
        (record.number or "", "strong"),
        looks.of_word(None).span if record.told_by_box else looks.of_record(record, now).span,
        (record.box_uid or "in no box", "base" if record.box_uid else "muted"),
        (record.cas_instance_id or "", "base"),
    )


def user_cells(record: User) -> Cells:
    kinds = [shown(record.type)] if record.type else []
    kinds += ["default"] if record.default_user else []
    return (
        (record.login_id or record.uid or "", "strong"),
        (record.name or "", "base"),
        (" ".join(kinds), "base"),
        (shown(record.purchase_ability), "base"),
        (_rating(record), "base"),
    )


def _rating(user: User) -> str:
    rating = user.rating
    return (rating.name or rating.code or rating.uid or "") if rating else ""


def session_cells(record: Session, when: When, names: Mapping[str, str]) -> Cells:
    """Return a session: its content, its device, when it began and its last sign of life."""
    device = record.device_uid or ""
    return (
        (record.content_id or record.uid or "", "strong"),
        (names.get(device, device), "base"),
        (when(record.allocated or record.created), "base"),
        (record.content_type or record.session_type or "", "base"),
        (when(record.last_sign), "base"),
        (record.uid or "", "muted"),
        (record.status or "", "base"),
    )


def right_cells(record: Right, now: datetime) -> Cells:
    return (
        looks.of_record(record, now).span,
        (record.product_name or record.product or record.uid or "", "strong"),
        (day(record.expires) or "no end", "base"),
        (record.product_type or shown(record.purchased_kind), "base"),
        (record.device_uid or "", "base"),
        (day(record.valid_from), "base"),
    )


def rows_of(pane: str, bundle: Bundle, now: datetime, when: When | None = None) -> list[Row]:
    """Return the rows of one part of the bundle; states are those on the platform's clock.

    Moments read as clock times, or by `when`.
    """
    when = when or clock_times(now)
    there = bundle.platform_time(now)
    match pane:
        case "devices":
            return rows(bundle.devices, lambda device: device_cells(device, there))
        case "smartcards":
            return rows(bundle.smartcards, lambda card: smartcard_cells(card, there))
        case "users":
            return rows(bundle.users, user_cells)
        case "sessions":
            names = {str(device.uid): device.title for device in bundle.devices}
            return rows(bundle.sessions, lambda session: session_cells(session, when, names))
        case _:
            return rows(bundle.rights, lambda right: right_cells(right, there))
