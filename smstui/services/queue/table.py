"""Write rows for other programs: CSV that no spreadsheet evaluates, and JSON. Pure."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any, Final

from smstui.domain.age import age_s
from smstui.domain.moments import moment_form
from smstui.domain.triage.queue import QueueRow

SCHEMA: Final = "smstui/triage/1"
COLUMNS: Final = (
    "asked", "standing", "kind", "id", "account", "check", "finding", "next", "action", "source",
    "read_at", "age_s", "error", "correlation_id",
)  # fmt: skip

CSV_END: Final = "\r\n"
"""The end of every line of a table (RFC 4180)."""
BYTE_ORDER_MARK: Final = "\ufeff"
"""The mark before the heading that makes Excel read the table as UTF-8."""

_BEGINS_A_FORMULA: Final = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""First characters that make a spreadsheet calculate, full-width ones included.

Source: OWASP, "CSV Injection".
"""
_ENDS_A_CELL: Final = ',;|\t"'
"""Where some spreadsheets begin a new cell: other countries, or other quoting rules."""


_FORMULA: Final = re.compile(
    f"(^|[{re.escape(_ENDS_A_CELL)}])([ \u00a0]*)(?=[{re.escape(_BEGINS_A_FORMULA)}])"
)


def harmless_cell(text: str) -> str:
    """Return `text` as a cell that stays text: an apostrophe before every possible formula."""
    return _FORMULA.sub(r"\1'\2", text)


def csv_lines(rows: Iterable[QueueRow], now: datetime) -> Iterator[str]:
    """Return the heading and a line for each row, without line ends. Every cell is quoted (RFC
    4180)."""
    yield csv_heading()
    for row in rows:
        yield csv_line(row, now)


def csv_heading() -> str:
    """Return the names of the columns."""
    return _line(COLUMNS)


def csv_line(row: QueueRow, now: datetime) -> str:
    """Return one row."""
    form = row_form(row, now)
    return _line(["" if form[name] is None else str(form[name]) for name in COLUMNS])


def json_lines(
    rows: Iterable[QueueRow], deployment: str, family: str, now: datetime
) -> Iterator[str]:
    """Return one document for each row, in ASCII."""
    for row in rows:
        head = {"schema": SCHEMA, "deployment": deployment, "family": family}
        yield json.dumps(head | row_form(row, now), allow_nan=False)


def row_form(row: QueueRow, now: datetime) -> dict[str, Any]:
    """Return the columns of a row. Unknown values are None."""
    read_at = row.read_at
    at = moment_form(read_at)
    known = (
        row.asked, row.standing.value, row.kind, row.id, row.account, row.check, row.title,
        row.way_on, row.action, row.source, at, age_s(read_at, now), row.error, row.correlation_id,
    )  # fmt: skip
    return dict(zip(COLUMNS, (None if value == "" else value for value in known), strict=True))


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="").writerow(map(harmless_cell, cells))
    return line.getvalue()
