"""Render live sessions as rows: suspects first, each with its start and last sign of life."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.device import Device
from smstui.domain.marking import personal
from smstui.domain.record import Record
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.domain.triage.facts import Thresholds
from smstui.domain.triage.sessions import silence, suspects_first, told_by_day
from smstui.presentation.account import session_limit
from smstui.presentation.lines import Paragraph, Span
from smstui.presentation.tables import LINES, Cells, Column, Row, When, clock_times, id_column
from smstui.presentation.times import day

COLUMNS: Final = (
    Column("", most=1, firm=True),
    id_column("session", most=36),
    Column("last active", most=31, firm=True),
    Column("since", most=16, whole=16, worth=0),
    id_column("device", most=28),
    id_column("content"),
    Column("type", rank=1, most=8),
    Column("status", rank=2, most=12),
)
OFFERED: Final = (Column("end the sessions of", most=40, middle=True, least=20),
                  Column("name", most=60, grows=True, wraps=LINES))  # fmt: skip
MARK: Final = "▪"
ACCOUNT: Final = "account"


def rows_of(
    live: Sequence[Session],
    marked: Collection[str],
    names: Mapping[str, str],
    now: datetime,
    skew: timedelta | None = None,
) -> list[Row]:
    """Return one row a session, keyed by its id. `skew` is how far the platform is ahead."""
    there = now + (skew or timedelta())
    when = clock_times(now)
    rows = []
    for session in suspects_first(live):
        mark = MARK if session.uid in marked else " "
        cells = cells_of(session, names, there, when)
        rows.append(Row(session.uid or "", ((mark, "accent"), *cells)))
    return rows


def cells_of(session: Session, names: Mapping[str, str], there: datetime, when: When) -> Cells:
    """Return a session; `there` is the present on the platform's clock."""
    device = session.device_uid or ""
    return (
        (session.uid or "no id", "strong"),
        _sign(session, there, when),
        (when(session.allocated or session.created), "base"),
        (names.get(device, device), "base"),
        (session.content_id or "", "base"),
        (session.content_type or session.session_type or "", "base"),
        (session.status or "", "base"),
    )


def fields_of(row: Row) -> Sequence[Paragraph]:
    """Return each cell of a session that says something, behind the title of its column."""
    wide = max(len(column.title) for column in COLUMNS) + 2
    told = zip(COLUMNS, row.cells, strict=False)
    return [
        Paragraph(text, role, column.title.ljust(wide))
        for column, (text, role) in told
        if column.title and text
    ]


def title_of(owner: Account | None, live: int) -> str:
    """Return `Account nmp.00001: 2 of 3 live`."""
    title = capital(owner.title) if owner else "An account without a record"
    limit = session_limit(owner) if owner else None
    return f"{title}: {live}{f' of {limit}' if limit is not None else ''} live"


def offered_rows(bundle: Bundle) -> list[Row]:
    """Return the choices where no session can be listed: a device first, then the account."""
    rows = [
        Row(
            f"device:{device.uid}",
            ((device.title, "strong"), (personal(device.name or ""), "base")),
        )
        for device in bundle.devices
        if device.uid
    ]
    if bundle.owner is not None:
        owner = bundle.owner
        rows.append(
            Row(ACCOUNT, ((owner.title, "strong"), ("every device; only if a device is not enough",
                                                    "base")))
        )  # fmt: skip
    return rows


def row_for(record: Record) -> str:
    """Return the key of the row for the record in hand; empty where it has none.

    A device has a row where no session can be listed. Elsewhere the suspects are first, whatever
    device is open.
    """
    match record:
        case Session():
            return record.uid or ""
        case Device():
            return f"device:{record.uid}"
        case SmartCard():
            return f"device:{record.box_uid}"
        case _:
            return ""


def is_suspect(session: Session, now: datetime) -> bool:
    """Silent for longer than anybody watches at `now`, a moment on the platform's clock.

    Only a sign of life that is told counts.
    """
    return silence(session, now) >= Thresholds().session_silent


def _sign(session: Session, there: datetime, when: When) -> Span:
    last = session.modified
    if last is None:
        return "? not told", "unknown"
    told = day(last) if told_by_day(last) else when(last)
    return (
        (f"■ silent since {told}", "fault") if is_suspect(session, there) else (f"● {told}", "good")
    )
