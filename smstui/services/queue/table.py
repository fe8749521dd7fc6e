"""Write rows for other programs: CSV that no spreadsheet evaluates, and JSON. Pure."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from smstui.domain.age import age_s
from smstui.domain.moments import moment_form
from smstui.domain.spreadsheet import csv_cells
from smstui.domain.triage.queue import QueueRow

SCHEMA: Final = "smstui/triage/1"
COLUMNS: Final = (
    "asked", "standing", "kind", "id", "account", "check", "finding", "next", "action", "source",
    "read_at", "age_s", "error", "correlation_id",
)  # fmt: skip


def csv_lines(rows: Iterable[QueueRow], now: datetime) -> Iterator[str]:
    """Return the heading and a line for each row, without line ends. Every cell is quoted (RFC
    4180)."""
    yield csv_heading()
    for row in rows:
        yield csv_line(row, now)


def csv_heading() -> str:
    """Return the names of the columns."""
    return csv_cells(COLUMNS)


def csv_line(row: QueueRow, now: datetime) -> str:
    """Return one row."""
    form = row_form(row, now)
    return csv_cells(["" if form[name] is None else str(form[name]) for name in COLUMNS])


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
