"""Every field of one record, grouped, under the names the field uses: what is set, worst first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smstui.console.views.field_values import EMPTY, Reader
from smstui.console.views.fields import GROUPS, label, label_of_inner
from smstui.console.widgets.rows import Column, Row
from smstui.domain.record import Record, secrets_of
from smstui.presentation.lines import Span
from smstui.presentation.tables import FOLD

LABEL_WIDTH: Final = 18
_LONGEST: Final = 2_000
FIELDS: Final = (
    Column("field".ljust(LABEL_WIDTH), most=LABEL_WIDTH, firm=True, wraps=2),
    Column("value", most=_LONGEST, whole=_LONGEST, grows=True, wraps=_LONGEST),
)
"""The first column has one width, so that fewer cells change from record to record."""

_HUMP: Final = re.compile(r"(?<=[a-z])[A-Z](?=[a-z])")
_UNGROUPED: Final = "other"
_SECRETS: Final = "secrets"
_OF_ITSELF: Final = "reported by the device"
_BILLING: Final = "billing address"
_PINS: Final = "PINs"

Field = tuple[str, str, Span]
"""The key of a row, the name of a field, and its value."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The settings of a record sheet, and whether its secrets are `revealed`.

    Fields without a value are one line, unless it is `unfolded`; `key` is the key that unfolds it.
    """

    revealed: bool = False
    unfolded: bool = False
    key: str = ""


def rows_of(record: Record, now: datetime, sheet: Sheet | None = None) -> list[Row]:
    """Return the state on the first line, then every field that keeps somebody from watching, then
    what else is set, under headings, and last what is not set."""
    sheet = sheet or Sheet()
    reader = Reader(record, now, sheet.revealed)
    status = reader.status()
    first: list[Field] = [("status", "status", status)] if status else []
    first += ((f"worst:{name}", said, value) for name, said, value in reader.concerns())
    rows = list(map(_row, first))
    told = {key.removeprefix("worst:") for key, _, _ in first}
    empty: list[Field] = []
    for heading, names in _grouped(record).items():
        fields = list(_fields(heading, [name for name in names if name not in told], reader))
        empty += (field for field in fields if field[2] == EMPTY)
        fields = [field for field in fields if field[2] != EMPTY]
        if fields:
            rows.append(Row(f"heading:{heading}", ((heading, "heading"),), passive=True))
            rows += map(_row, fields)
    return [*rows, *_folded(empty, sheet)]


def _folded(empty: list[Field], sheet: Sheet) -> Iterator[Row]:
    """Yield how many fields have no value, and with `unfolded` each of them."""
    if not empty:
        return
    sign, word = ("▾", "fold") if sheet.unfolded else ("▸", "unfold")
    hint = f"{sheet.key} {word}" if sheet.key else ""
    yield Row(FOLD, ((f"{sign} {len(empty)} empty", "muted"), (hint, "muted")))
    if sheet.unfolded:
        yield from map(_row, empty)


def _row(field: Field) -> Row:
    key, name, value = field
    return Row(key, ((name, "muted"), value))


def has_secret(record: Record) -> bool:
    """Return whether the record has a field that must be masked."""
    return bool(secrets_of(type(record)))


def is_secret(row_key: str) -> bool:
    """Return whether a row of the sheet is a masked value or a revealed one."""
    return row_key.startswith(f"{_SECRETS}:")


def knows_secret(record: Record) -> bool:
    """Return whether the platform sent at least one of the masked values."""
    return any(getattr(record, name) is not None for name in secrets_of(type(record)))


def value_of(record: Record, row_key: str, now: datetime) -> str:
    """Return the whole text of a field, for copying; a secret stays masked."""
    reader = Reader(record, now, brief=False)
    if row_key == "status":
        status = reader.status()
        return status[0] if status else ""
    for name, _, (text, _) in reader.concerns():
        if row_key == f"worst:{name}":
            return text.partition(" ")[2]
    for heading, names in _grouped(record).items():
        for key, _, (text, _) in _fields(heading, names, reader):
            if key == row_key:
                return text
    return ""


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


def _fields(heading: str, names: list[str], reader: Reader) -> Iterator[Field]:
    for name in names:
        value = getattr(reader.record, name)
        if name == "pins":
            for pin in value:
                changed = reader.moment(pin.last_change) if pin.last_change else EMPTY[0]
                said = f"{pin.id or 'PIN'} changed"
                yield f"{heading}:{said}", said, (changed, "base" if pin.last_change else EMPTY[1])
        elif name in ("information", "billing_address"):
            yield from ((f"{heading}:{path}", _words(path), (text, "base")) for path, text in value)
        elif isinstance(value, Record):
            yield from _inner(heading, name, value, reader)
        else:
            yield f"{heading}:{label(name)}", label(name), reader.cell(name, value)


def _words(path: str) -> str:
    """Return the last words of the path of a value, as many as the column has room for."""
    words = _HUMP.sub(
        lambda found: f" {found[0].lower()}", path.removeprefix("device.").replace(".", " ")
    )
    while len(words) > LABEL_WIDTH and " " in words:
        words = words.partition(" ")[2]
    return words


def _inner(heading: str, name: str, record: Record, reader: Reader) -> Iterator[Field]:
    """Yield a referred record's fields, each with the name of the reference in front."""
    for inner in type(record).model_fields:
        value = getattr(record, inner)
        if inner != "unreadable" and value is not None:
            said = label_of_inner(name, inner)
            yield f"{heading}:{said}", said, reader.cell(inner, value)
