"""Every field of one record, grouped, under the names the field uses."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from smstui.console.views import states
from smstui.console.views.ages import whole
from smstui.console.views.fields import GROUPS, label
from smstui.console.widgets.rows import Column, Row
from smstui.domain.account import Account
from smstui.domain.record import Record, secrets_of
from smstui.domain.secret import MASK, Secret
from smstui.domain.text import clean
from smstui.domain.words import Unknown, shown

FIELDS: Final = (Column("field", most=22), Column("value", most=2_000, grows=True))

_UNGROUPED: Final = "other"
_SECRETS: Final = "secrets"
_OF_ITSELF: Final = "what the device says of itself"


def rows_of(record: Record, now: datetime, revealed: bool = False) -> list[Row]:
    """The fields under headings; a field the platform did not send is shown as a dash."""
    rows: list[Row] = []
    for heading, fields in _grouped(record).items():
        rows.append(Row(f"heading:{heading}", ((heading, "heading"),), heading=True))
        rows += [
            Row(f"{heading}:{name}", ((f"  {name}", "muted"), cell))
            for name, cell in _cells(fields, record, now, revealed)
        ]
    if record.unreadable:
        rows.append(Row("heading:unreadable", (("could not be read", "heading"),), heading=True))
        rows += [
            Row(
                f"unreadable:{name}",
                (
                    (f"  {label(name)}", "muted"),
                    ("? the platform sent a value that makes no sense", "unknown"),
                ),
            )
            for name in record.unreadable
        ]
    return rows


def has_secret(record: Record) -> bool:
    """Whether the record has a field that must be masked."""
    return bool(secrets_of(type(record)))


def knows_secret(record: Record) -> bool:
    """Whether the platform sent at least one of the masked values."""
    return any(getattr(record, name) is not None for name in secrets_of(type(record)))


def value_of(record: Record, row_key: str, now: datetime) -> str:
    """The text of a field, for copying; a secret stays masked."""
    found = {row.key: row.cells[1][0] for row in rows_of(record, now) if not row.heading}
    return found.get(row_key, "")


def _grouped(record: Record) -> Mapping[str, list[str]]:
    secret = secrets_of(type(record))
    found: dict[str, list[str]] = {}
    for heading, _ in (*GROUPS, (_UNGROUPED, frozenset())):
        found[heading] = []
    for name in type(record).model_fields:
        if name in secret or name in ("unreadable", "information"):
            continue
        heading = next((group for group, names in GROUPS if name in names), _UNGROUPED)
        found[heading].append(name)
    if secret:
        found[_SECRETS] = [name for name in type(record).model_fields if name in secret]
    if getattr(record, "information", ()):
        found[_OF_ITSELF] = ["information"]
    return {heading: fields for heading, fields in found.items() if fields}


def _cells(
    fields: list[str], record: Record, now: datetime, revealed: bool
) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in fields:
        value = getattr(record, name)
        if name == "information":
            yield from ((path, (text, "base")) for path, text in value)
        elif isinstance(value, Record):
            yield from _inner(name, value, now)
        else:
            yield label(name), _cell(name, value, record, now, revealed)


def _inner(name: str, record: Record, now: datetime) -> Iterator[tuple[str, tuple[str, str]]]:
    """A referred record's fields, each with the name of the reference in front."""
    for inner in type(record).model_fields:
        value = getattr(record, inner)
        if inner != "unreadable" and value is not None:
            yield f"{label(name)} {label(inner)}", _cell(inner, value, record, now, False)


def _cell(name: str, value: Any, record: Record, now: datetime, revealed: bool) -> tuple[str, str]:
    if name == "credit_limit" and value is None and isinstance(record, Account):
        return "unlimited", "base"
    if value is None:
        return "-", "faint"
    if isinstance(value, Secret):
        return (clean(value.reveal()), "caution") if revealed else (MASK, "muted")
    if isinstance(value, Unknown):
        return shown(value), "unknown"
    if name == "status":
        return states.status(value)
    if isinstance(value, bool):
        return ("yes" if value else "no"), "base"
    if isinstance(value, datetime):
        return whole(value, now), "base"
    if isinstance(value, date):
        return value.isoformat(), "base"
    if isinstance(value, float):
        return f"{value:.2f}", "base"
    return str(value), "base"
