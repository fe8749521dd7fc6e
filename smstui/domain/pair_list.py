"""Pairs out of a file or a paste: one a line, in either order. Pure: text in, rows out."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from smstui.domain.identifiers import lines_of_text, rounded_number
from smstui.domain.lists import cells_of, content_lines, is_heading
from smstui.domain.marking import typed
from smstui.domain.scanned_code import ASCII_BLANKS
from smstui.domain.scanning import Code, Sort, apart, sorted_by_form

ROUNDED: Final = (
    "is a number that a spreadsheet rounded: its last digits are lost. Format the column as text, "
    "fill it in again and export it again."
)
_SEPARATOR_LINE: Final = re.compile(r'"?sep=.?"?', re.IGNORECASE)
"""The first line of a table that Excel writes and reads."""
_TEXT_FORMULA: Final = re.compile(r'=("[^"]*")')
"""A number that a spreadsheet keeps as text: `="000145098240"`."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair and the number of its line. Of two bare numbers the first is taken for the box."""

    line: int
    box: str
    card: str


@dataclass(frozen=True, slots=True)
class PairList:
    """The content of a file. `problems` and `dropped` are sentences, each with its line number.

    `doubts` are sentences by the number of a line of `rows`: its card is on an earlier line with
    another box code. Both codes may name one box; otherwise the line cannot be used.
    """

    rows: Sequence[PairRow]
    problems: Sequence[str]
    dropped: Sequence[str]
    doubts: Mapping[int, str] = field(default_factory=dict)


def pairs_of(text: str, sort: Callable[[str], Code]) -> PairList:
    """Read `text`; `sort` says of one code what it is.

    Comments, blank lines and lines of column names are passed over.
    """
    rows: list[PairRow] = []
    problems: list[str] = []
    dropped: list[str] = []
    doubts: dict[int, str] = {}
    lines_of: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for n, line in content_lines(lines_of_text(text)):
        if is_heading(line) or _SEPARATOR_LINE.fullmatch(line):
            continue
        if rounded := rounded_number(line):
            problems.append(f"Line {n}: {rounded} {ROUNDED}")
            continue
        fields = _fields(line)
        if len(fields) != 2:
            problems.append(f"Line {n} has {_count(fields)}; a pair is a box and a card.")
            continue
        found = _pair(n, fields, sort)
        if isinstance(found, str):
            problems.append(found)
            continue
        box, card = found
        if (before := pairs.get((box.key, card.key))) is not None:
            dropped.append(f"Line {n} is the pair of line {before} again; it counts once.")
            continue
        taken = next((code for code in (box, card) if code.key in lines_of), None)
        if taken is not None:
            said = (
                f"Line {n}: {typed(taken.text)} is on line {lines_of[taken.key]} already, "
                f"with another {'card' if taken is box else 'box'}."
            )
            if taken is box:
                problems.append(said)
                continue
            doubts[n] = said
        pairs[box.key, card.key] = n
        for code in (box, card):
            lines_of.setdefault(code.key, n)
        rows.append(PairRow(n, box.text, card.text))
    return PairList(rows, problems, dropped, doubts)


def pair_in(line: str, sort: Callable[[str], Code]) -> tuple[Code, Code] | None:
    """Return box and card of a line that has both; None for another, also for one card in groups.

    Read like a line of `pairs_of`.
    """
    fields = _fields(line)
    if len(fields) != 2 or sort(line).sort is Sort.CARD:
        return None
    found = _pair(0, fields, sort)
    return None if isinstance(found, str) else found


def is_pair(line: str, family: str) -> bool:
    """Return whether a line has a box and a card, as far as their forms say."""
    return pair_in(line, lambda code: sorted_by_form(code, family)) is not None


def leading_pairs(lines: Sequence[str], family: str) -> int:
    """Return how many of the first `lines` are pairs, up to one that is not."""
    return next((n for n, line in enumerate(lines) if not is_pair(line, family)), len(lines))


def pairs_among(lines: Sequence[str], family: str) -> int:
    """Return how many pairs `lines` are: every line but those of column names is one; else 0."""
    content = [line for line in lines if not is_heading(line)]
    return len(content) if all(is_pair(line, family) for line in content) else 0


def _fields(line: str) -> list[str]:
    return [field for each in _cells(line) if (field := _unquoted(each))]


def _pair(n: int, fields: Sequence[str], sort: Callable[[str], Code]) -> tuple[Code, Code] | str:
    """Box and card of one line, or what is wrong with it."""
    one, other = map(sort, fields)
    for code in (one, other):
        if code.sort is Sort.WRONG:
            return f"Line {n}: {typed(code.text)}: {code.why}"
    if one.key == other.key:
        return f"Line {n} has {typed(one.text)} twice; a pair is a box and a card."
    told = apart(one, other)
    if told is not None:
        return told
    if one.sort is Sort.CARD and not (one.sure and other.sure):
        return (other, one) if one.sure else (one, other)
    return f"Line {n} has two {'boxes' if one.sort is Sort.BOX else 'cards'}, and no pair."


def _cells(line: str) -> Sequence[str]:
    """Return the cells of a line; those of CSV with quotes are read as CSV."""
    line = _TEXT_FORMULA.sub(r"\1", line)
    if '"' in line:
        for separator in ";\t,":
            try:
                cells = next(csv.reader([line], delimiter=separator, strict=True))
            except csv.Error:
                continue
            if len(cells) > 1 and not any(set(cell) & set(',;\t"') for cell in cells):
                return [cell.strip(ASCII_BLANKS) for cell in cells]
    return cells_of(line)


def _unquoted(cell: str) -> str:
    """`cell` without a quote that has no other: it is around several cells."""
    for quote in "\"'":
        if cell.count(quote) % 2 or not cell.strip(quote):
            cell = cell.strip(quote)
    return cell


def _count(fields: Sequence[str]) -> str:
    return "one code" if len(fields) == 1 else f"{len(fields)} codes"
