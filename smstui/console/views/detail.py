"""Every field of one record, grouped, under the names the field uses."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from smstui.console.styled_text import wrap
from smstui.console.views.fields import GROUPS, label
from smstui.console.widgets.rows import Column, Row
from smstui.domain.account import Account, PinStatus
from smstui.domain.known_secrets import MASK
from smstui.domain.record import Record, secrets_of
from smstui.domain.right import Right
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.shown_state import state_of
from smstui.domain.text import clean
from smstui.domain.words import Unknown, shown
from smstui.presentation import looks
from smstui.presentation.times import whole

LABEL_WIDTH: Final = 20
FIELDS: Final = (Column("field", most=LABEL_WIDTH), Column("value", most=2_000, grows=True))

_UNGROUPED: Final = "other"
_SECRETS: Final = "secrets"
_OF_ITSELF: Final = "what the device says of itself"
_BILLING: Final = "billing address"
_PINS: Final = "PINs"


def rows_of(record: Record, now: datetime, revealed: bool = False, width: int = 80) -> list[Row]:
    """The fields under headings; a field the platform did not send is shown as a dash.

    `width` is the cells of a value; a longer one goes on below itself.
    """
    rows: list[Row] = []
    for heading, fields in _grouped(record).items():
        rows.append(Row(f"heading:{heading}", ((heading, "heading"),), passive=True))
        for name, (text, role) in _cells(fields, record, now, revealed):
            first, *more = wrap(text, max(8, width))
            rows.append(Row(f"{heading}:{name}", ((name, "muted"), (first, role))))
            rows += [
                Row(f"{heading}:{name}:{at}", (("", "muted"), (line, role)), passive=True)
                for at, line in enumerate(more)
            ]
    return rows + _unreadable(record)


def _unreadable(record: Record) -> list[Row]:
    """Fields the platform sent with a value that makes no sense, named."""
    if not record.unreadable:
        return []
    heading = Row("heading:unreadable", (("could not be read", "heading"),), passive=True)
    return [
        heading,
        *(
            Row(f"unreadable:{name}", ((label(name), "muted"), ("? makes no sense", "unknown")))
            for name in record.unreadable
        ),
    ]


def has_secret(record: Record) -> bool:
    """Whether the record has a field that must be masked."""
    return bool(secrets_of(type(record)))


def knows_secret(record: Record) -> bool:
    """Whether the platform sent at least one of the masked values."""
    return any(getattr(record, name) is not None for name in secrets_of(type(record)))


def value_of(record: Record, row_key: str, now: datetime) -> str:
    """The whole text of a field, for copying; a secret stays masked."""
    rows = rows_of(record, now, width=100_000)
    return next((row.cells[1][0] for row in rows if row.key == row_key and not row.passive), "")


def _grouped(record: Record) -> Mapping[str, list[str]]:
    secret = secrets_of(type(record))
    found: dict[str, list[str]] = {}
    for heading, _ in (*GROUPS, (_UNGROUPED, frozenset())):
        found[heading] = []
    for name in type(record).model_fields:
        if name in secret or name in ("unreadable", "information", "billing_address", "pins"):
            continue
        heading = next((group for group, names in GROUPS if name in names), _UNGROUPED)
        found[heading].append(name)
    if secret:
        found[_SECRETS] = [name for name in type(record).model_fields if name in secret]
    if getattr(record, "information", ()):
        found[_OF_ITSELF] = ["information"]
    if getattr(record, "billing_address", ()):
        found[_BILLING] = ["billing_address"]
    if getattr(record, "pins", ()):
        found[_PINS] = ["pins"]
    return {heading: fields for heading, fields in found.items() if fields}


def _cells(
    fields: list[str], record: Record, now: datetime, revealed: bool
) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in fields:
        value = getattr(record, name)
        if name == "pins":
            yield from _last_changes(value)
        elif name in ("information", "billing_address"):
            yield from ((path, (text, "base")) for path, text in value)
        elif isinstance(value, Record):
            yield from _inner(name, value, now)
        else:
            yield label(name), _cell(name, value, record, now, revealed)


def _last_changes(pins: Iterable[PinStatus]) -> Iterator[tuple[str, tuple[str, str]]]:
    for pin in pins:
        changed = whole(pin.last_change) if pin.last_change else "-"
        yield f"{pin.id or 'PIN'} last change", (changed, "base")


def _inner(name: str, record: Record, now: datetime) -> Iterator[tuple[str, tuple[str, str]]]:
    """A referred record's fields, each with the name of the reference in front."""
    for inner in type(record).model_fields:
        value = getattr(record, inner)
        if inner != "unreadable" and value is not None:
            yield f"{label(name)} {label(inner)}", _cell(inner, value, record, now, False)


def _cell(name: str, value: Any, record: Record, now: datetime, revealed: bool) -> tuple[str, str]:
    if name == "credit_limit" and value is None and isinstance(record, Account):
        return "unlimited", "base"
    if name == "status" and not isinstance(record, Right | Session):
        return looks.of_record(record, now).span if state_of(record, now).word else ("-", "faint")
    if value is None:
        return "-", "faint"
    if isinstance(value, Secret):
        return (clean(value.reveal()), "caution") if revealed else (MASK, "muted")
    if isinstance(value, Unknown):
        return shown(value), "unknown"
    if isinstance(value, bool):
        return ("yes" if value else "no"), "base"
    if isinstance(value, datetime):
        return whole(value), "base"
    if isinstance(value, date):
        return value.isoformat(), "base"
    if isinstance(value, float):
        return f"{value:.2f}", "base"
    return str(value), "base"
