"""Write CSV that no spreadsheet evaluates: every cell is text, and none begins a formula. Pure.

A cell never begins with `=`, `+`, `-`, `@`, a tab or a line break: an apostrophe is put before it.
"""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Final

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


def csv_cells(cells: Iterable[str]) -> str:
    """Return one line without its end. Every cell is quoted (RFC 4180)."""
    line = StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="").writerow(map(harmless_cell, cells))
    return line.getvalue()
