"""The rights that could be taken away, to pick one from. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from smstui.console.widgets.rows import Column, Row
from smstui.domain.right import Right
from smstui.presentation.records import RIGHTS, right_cells

COLUMNS: Final = (*RIGHTS, Column("right", rank=1, most=36))


def held(rights: Iterable[Right], now: datetime) -> list[Right]:
    """Those with an id that are not unsubscribed already."""
    return [right for right in rights if right.uid and right.state(now) != "unsubscribed"]


def rows_of(rights: Iterable[Right], typed: str, now: datetime) -> Sequence[Row]:
    """The rights of which a cell holds what was typed."""
    rows = []
    for right in rights:
        cells = (*right_cells(right, now), (right.uid or "", "muted"))
        if typed.casefold() in " ".join(text for text, _ in cells).casefold():
            rows.append(Row(right.uid or "", cells))
    return rows
