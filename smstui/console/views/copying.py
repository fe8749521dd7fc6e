"""Texts that can be copied from an open bundle, and the whole bundle as plain text."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from smstui.console.widgets.rows import Column, Row
from smstui.domain.bundle import Bundle
from smstui.domain.record import Record
from smstui.presentation import account, records
from smstui.presentation.list_export import FORMS, ListTable
from smstui.presentation.times import whole

COLUMNS: Final = (Column("what", most=24, firm=True), Column("text", most=60, grows=True))
_ID_FIELDS: Final = (
    ("number", "number"), ("uid", "UID"), ("casn", "CASN"), ("nuid", "NUID"),
    ("smartcard_id", "smartcard"), ("media_player_id", "player id"), ("mac_address", "MAC"),
    ("serial_number", "serial"), ("login_id", "login"), ("content_id", "content"),
    ("product", "product"), ("device_uid", "device UID"), ("box_uid", "box UID"),
)  # fmt: skip


def choices(bundle: Bundle, record: Record | None, field: str, now: datetime) -> dict[str, str]:
    """Name to text: ids of the record in hand first, then of the account, then everything."""
    found: dict[str, str] = {}
    if field:
        found["this field"] = field
    if record is not None:
        found |= {
            f"{record.noun} {name.removeprefix(f'{record.noun} ')}": str(value)
            for attribute, name in _ID_FIELDS
            if (value := getattr(record, attribute, None))
        }
    if bundle.owner is not None and bundle.owner.number:
        found.setdefault("account number", bundle.owner.number)
    found["the whole sheet"] = sheet(bundle, now)
    return found


def forms_of(table: ListTable) -> Mapping[str, str]:
    """Return the form of a list by the name of its choice."""
    return {f"{table.title} as {form if form == 'text' else form.upper()}": form for form in FORMS}


def told_of(table: ListTable) -> Mapping[str, str]:
    """Return what each choice of a list copies, by its name."""
    rows = f"{len(table):,} row{'' if len(table) == 1 else 's'}"
    if table.filter:
        rows = f"{len(table):,} of {table.total:,} rows (filtered)"
    return {name: f"{rows}: {FORMS[form]}" for name, form in forms_of(table).items()}


def rows_of(found: Mapping[str, str], typed: str) -> list[Row]:
    """Return the choices that match, each with its first line, and how many it has."""
    wanted = typed.casefold()
    rows = []
    for name, text in found.items():
        if wanted in f"{name} {text}".casefold():
            first, *more = text.split("\n")
            count = f"{1 + len(more)} lines: " if more else ""
            rows.append(Row(name, ((name, "base"), (count + first, "strong"))))
    return rows


def sheet(bundle: Bundle, now: datetime) -> str:
    """Everything on the screen as text, without colours and without secrets."""
    return "\n".join(_lines(bundle, now))


def _lines(bundle: Bundle, now: datetime) -> Iterator[str]:
    owner = bundle.owner
    yield f"{bundle.deployment} ({bundle.family})  read {whole(bundle.read_at)}"
    yield owner.title if owner else bundle.focus.title
    for line in account.lines_of(bundle, now):
        yield "  " + "".join(text for text, _ in line)
    for pane in ("devices", "smartcards", "users", "sessions", "rights"):
        part = getattr(bundle, pane)
        yield (
            f"{pane} {len(part)}" if part.was_read else f"{pane}: {part.state}. {part.reason or ''}"
        )
        for row in records.rows_of(pane, bundle, now):
            yield "  " + "  ".join(text for text, _ in row.cells if text)
