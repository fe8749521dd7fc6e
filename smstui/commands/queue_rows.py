"""The answers of a run over many ids as rows of the queue. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from smstui.commands.columns import painted
from smstui.domain.text import clean
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.presentation import queue
from smstui.presentation.tables import Row, ages

WIDEST: Final = 64
"""Cells of a finding in a pipe; the whole of it is in `smstui diagnose ID`."""


def row_of(place: int, text: str, form: Mapping[str, Any]) -> QueueRow:
    """Return the row of an answer; a kept one is a document, so each is made from its document."""
    error = form.get("error") or {}
    subject = form.get("subject") or {}
    top: Mapping[str, Any] = {}
    if error:
        standing = Standing.NOT_FOUND if error["code"] == "not-found" else Standing.FAILED
        title = " ".join(part for part in (error["message"], error["hint"]) if part)
    elif form.get("matches"):
        standing = Standing.SEVERAL
        title = f"leads to {len(form['matches'])} records; pick one"
    else:
        standing, title = Standing(form["result"]), form["verdict"]
        findings = form["findings"] if standing is not Standing.FINE else []
        top = next((one for one in findings if one["result"] == form["result"]), top)
        if top and standing is Standing.CAUTION and form.get("source") != "cache":
            title = top["title"]
    way_on = top.get("next") or {}
    read_at = form.get("read_at")
    return QueueRow(
        place,
        clean(text),
        standing,
        kind=subject.get("kind") or "",
        id=subject.get("id") or "",
        account=form.get("account") or "",
        check=top.get("check") or "",
        title=title,
        way_on=way_on.get("text") or "",
        action=way_on.get("action") or "",
        source=form.get("source") or "",
        read_at=datetime.fromisoformat(read_at) if read_at else None,
        error=error.get("code") or "",
        correlation_id=error.get("correlation_id") or form.get("correlation_id") or "",
    )


def brief_lines(rows: Sequence[QueueRow], now: datetime, colours: bool) -> Iterator[str]:
    """Yield the rows as a table, worst first."""
    when = ages(now)
    ordered = sorted(rows, key=lambda row: row.severity)
    drawn = [Row(str(row.place), queue.cells_of(row, when)) for row in ordered]
    yield from painted(queue.COLUMNS, drawn, colours, widest=WIDEST, cut=True)
