"""A diagnosis document as a row of the queue, and rows for a person. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from smstui.commands.columns import table
from smstui.commands.output import styled
from smstui.domain.text import clean
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.presentation.looks import QUEUE
from smstui.presentation.times import ago_in_table

WIDEST: Final = 64
"""Cells of a finding; the whole of it is in `smstui diagnose ID`."""


def row_of(place: int, text: str, form: Mapping[str, Any]) -> QueueRow:
    """The row that the document of one id comes to."""
    error = form.get("error") or {}
    subject = form.get("subject") or {}
    top: Mapping[str, Any] = {}
    if error:
        standing = Standing.NOT_FOUND if error["code"] == "not-found" else Standing.FAILED
        title = " ".join(part for part in (error["message"], error["hint"]) if part)
    elif form.get("matches"):
        standing = Standing.SEVERAL
        title = f"leads to {len(form['matches'])} records"
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
        correlation_id=error.get("correlation_id") or "",
    )


def brief_lines(rows: Sequence[QueueRow], now: datetime, colours: bool) -> Iterator[str]:
    """The rows as a table, worst first."""
    ordered = sorted(rows, key=lambda row: row.severity)
    cells = [["how it is", "asked", "what", "account", "finding", "read"]] + [
        [
            QUEUE[row.standing].word,
            row.asked,
            f"{row.kind} {row.id}".strip(),
            row.account,
            row.title,
            (ago_in_table(row.read_at, now) + (", cache" if row.source == "cache" else ""))
            if row.read_at
            else "",
        ]
        for row in ordered
    ]
    for at, line in enumerate(table(cells, widest=WIDEST, cut=True)):
        style = "strong" if at == 0 else QUEUE[ordered[at - 1].standing].role
        yield (styled(line[0], style, colours) + "".join(line[1:])).rstrip()
