"""Live sessions as rows: suspects first, each with its beginning and last sign of life. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from smstui.console.widgets.rows import Column, Row
from smstui.domain.bundle import Bundle
from smstui.domain.marking import personal
from smstui.domain.session import Session
from smstui.domain.triage.facts import Thresholds
from smstui.domain.triage.sessions import silence, suspects_first, told_by_day
from smstui.presentation.lines import Span
from smstui.presentation.times import day, day_and_time

COLUMNS: Final = (
    Column("", most=1, firm=True),
    Column("session", most=36, firm=True),
    Column("last sign", most=31, firm=True),
    Column("since", most=16),
    Column("device", most=20),
    Column("content", most=24),
    Column("type", rank=1, most=8),
    Column("status", rank=2, most=12),
)
OFFERED: Final = (Column("end the sessions of", most=40, firm=True),
                  Column("", most=60, grows=True))  # fmt: skip
MARK: Final = "▪"
ACCOUNT: Final = "account"


def rows_of(
    live: Sequence[Session],
    marked: Collection[str],
    names: Mapping[str, str],
    now: datetime,
    skew: timedelta | None = None,
) -> list[Row]:
    """One row a session, keyed by its id; `skew` is how far the platform's clock is ahead."""
    there = now + (skew or timedelta())
    return [
        _row(session, session.uid in marked, names, now, there) for session in suspects_first(live)
    ]


def offered_rows(bundle: Bundle) -> list[Row]:
    """Where no session can be listed: a device first, the account second."""
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


def is_suspect(session: Session, now: datetime) -> bool:
    """Silent for longer than anybody watches at `now`, a moment on the platform's clock.

    Only a sign of life that is told counts.
    """
    return silence(session, now) >= Thresholds().session_silent


def _row(
    session: Session, marked: bool, names: Mapping[str, str], now: datetime, there: datetime
) -> Row:
    begun = session.allocated or session.created
    device = session.device_uid or ""
    return Row(
        session.uid or "",
        (
            (MARK if marked else " ", "accent"),
            (session.uid or "no id", "strong"),
            _sign(session, now, there),
            (day_and_time(begun, now) if begun else "", "base"),
            (names.get(device, device), "base"),
            (session.content_id or "", "base"),
            (session.content_type or session.session_type or "", "base"),
            (session.status or "", "base"),
        ),
    )


def _sign(session: Session, now: datetime, there: datetime) -> Span:
    last = session.modified
    if last is None:
        return "? not told", "unknown"
    if is_suspect(session, there):
        return f"■ silent since {_when(last, now)}", "fault"
    return f"● {_when(last, now)}", "good"


def _when(last: datetime, now: datetime) -> str:
    return day(last) if told_by_day(last) else day_and_time(last, now)
