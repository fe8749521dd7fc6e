"""A diagnosis as rows: the verdict, what is wrong, what to try, then what was fine. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from smstui.console.styled_text import wrap
from smstui.console.widgets.rows import Column, Row
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Finding, Result
from smstui.presentation.findings import WRONG, body_of, counted
from smstui.presentation.lines import Line
from smstui.presentation.looks import CLEAR, RESULTS
from smstui.presentation.times import note_of

FINDINGS: Final = (Column("", most=400, grows=True),)

_MARGIN: Final = 2
"""Cells that the cursor takes before every row that can be chosen."""


@dataclass(frozen=True, slots=True)
class Page:
    """The settings for drawing findings: the time, the width, the key of an operation."""

    now: datetime
    width: int
    key_of: Callable[[str], str]


def rows_of(diagnosis: Diagnosis, page: Page, gone: Sequence[Finding] = ()) -> list[Row]:
    """The verdict, what a change took away, what is wrong in full, what to try at the home, the
    rest a line each.

    A finding's row is found again by `finding_at`.
    """
    page = replace(page, width=max(16, page.width - _MARGIN))
    numbered = list(enumerate(diagnosis.findings))
    rows = list(_verdict(diagnosis, page.width))
    for at, finding in enumerate(gone):
        rows += _gone(at, finding, page.width)
    for at, finding in numbered:
        if finding.result in WRONG:
            rows += _in_full(at, finding, page)
    rows += _advice(diagnosis, page.width)
    for at, finding in numbered:
        if finding.result not in WRONG and finding.next is not None and finding.next.action:
            rows += _in_full(at, finding, page)
        elif finding.result not in WRONG:
            about = "" if finding.subject == diagnosis.subject else f" · {finding.subject}"
            rows += _titled(at, finding, f"{finding.title}{about}", "muted", page.width)
    return rows


def finding_at(diagnosis: Diagnosis, key: str) -> Finding | None:
    """The finding whose row has this key; of the verdict, what is wrong first."""
    if key == "verdict":
        return next((one for one in diagnosis.findings if one.result in WRONG), None)
    _, _, at = key.partition("finding:")
    place = int(at) if at.isdigit() else len(diagnosis.findings)
    return diagnosis.findings[place] if place < len(diagnosis.findings) else None


def whole(finding: Finding, page: Page) -> list[Line]:
    """One finding with everything it has, to be read in a dialog."""
    glyph, role = RESULTS[finding.result].mark
    lines: list[Line] = [[(line, role)] for line in wrap(f"{glyph} {finding.title}", page.width)]
    return lines + [[told] for told in _body(finding, page)]


def _verdict(diagnosis: Diagnosis, width: int) -> Iterator[Row]:
    glyph, role = (CLEAR if diagnosis.result is Result.FINE else RESULTS[diagnosis.result]).mark
    first, *more = wrap(diagnosis.verdict, width - 2)
    yield Row("verdict", ((f"{glyph} {first}", role),))
    for at, line in enumerate(more):
        yield _read(f"verdict:{at}", f"    {line}", role)
    yield _read("counts", f"    {counted(diagnosis)}", "muted")


def _gone(at: int, finding: Finding, width: int) -> Iterator[Row]:
    """Read, not walked on: there is nothing to do about it any more."""
    for line_at, line in enumerate(wrap(f"gone since the change: {finding.title}", width - 4)):
        mark = f"{CLEAR.glyph} " if line_at == 0 else "  "
        yield _read(f"gone:{at}:{line_at}", f"  {mark}{line}", "good")


def _in_full(at: int, finding: Finding, page: Page) -> Iterator[Row]:
    yield from _titled(at, finding, finding.title, RESULTS[finding.result].role, page.width)
    for line_at, (text, role) in enumerate(_body(finding, replace(page, width=page.width - 2))):
        yield _read(f"body:{at}:{line_at}", f"    {text}", role)


def _titled(at: int, finding: Finding, title: str, role: str, width: int) -> Iterator[Row]:
    first, *more = wrap(title, width - 2)
    yield Row(f"finding:{at}", ((f"{RESULTS[finding.result].glyph} {first}", role),))
    for line_at, line in enumerate(more):
        yield _read(f"title:{at}:{line_at}", f"    {line}", role)


def _body(finding: Finding, page: Page) -> Iterator[tuple[str, str]]:
    told = [
        (f"→ {part.text}" if part.role == "strong" else part.text, part.role)
        for part in body_of(finding, lambda read_at: note_of(read_at, page.now))
    ]
    if finding.next is not None and finding.next.action:
        told.append((page.key_of(finding.next.action), "key"))
    for text, role in told:
        yield from ((line, role) for line in wrap(text, page.width) if line)


def _advice(diagnosis: Diagnosis, width: int) -> Iterator[Row]:
    if not diagnosis.advice:
        return
    yield _read("advice", "    Try at the home:", "heading")
    for at, line in enumerate(diagnosis.advice, start=1):
        for line_at, part in enumerate(wrap(line, width - 5)):
            mark = f"{at}. " if line_at == 0 else "   "
            yield _read(f"advice:{at}:{line_at}", f"    {mark}{part}", "base")


def _read(key: str, text: str, role: str) -> Row:
    return Row(key, ((text, role),), passive=True)
