"""A diagnosis as rows: the verdict, what is wrong, what to try, then what was fine. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from smstui.actions.keynames import spelled
from smstui.console.styled_text import wrap
from smstui.console.widgets.rows import Column, Row
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Finding, Result
from smstui.domain.triage.reported import REPORTED
from smstui.presentation.findings import body_of, counted, leads
from smstui.presentation.lines import Line
from smstui.presentation.looks import CLEAR, RESULTS
from smstui.presentation.tables import FOLD
from smstui.presentation.times import note_if_older, note_of

FINDINGS: Final = (Column("", most=400, grows=True),)

_FOLDED_LINES: Final = 2
_MARGIN: Final = 2
"""Cells that the cursor takes before every row that can be chosen."""


@dataclass(frozen=True, slots=True)
class Page:
    """The settings for drawing findings: the time, the width, the key of an operation."""

    now: datetime
    width: int
    key_of: Callable[[str], str]
    read_at: datetime | None = None
    """When all of it was read; evidence says so only where it was read at another time."""
    code_key: str = ""
    """The key that asks for the code on the screen; empty where the code is known."""

    def note(self, read_at: datetime | None) -> str:
        if self.read_at is None:
            return note_of(read_at, self.now)
        return note_if_older(read_at, self.read_at, self.now)


def rows_of(
    diagnosis: Diagnosis, page: Page, gone: Sequence[Finding] = (), *, unfolded: bool = False
) -> list[Row]:
    """The verdict, the code on the screen, what a change took away, what is wrong in full, what to
    try at the home, what could not be checked on one line, and the rest a line each.

    With `unfolded` each check that could not be made has a line too.

    A finding's row is found again by `finding_at`.
    """
    page = replace(page, width=max(16, page.width - _MARGIN))
    numbered = list(enumerate(diagnosis.findings))
    rows = [*_verdict(diagnosis, page.width), *_offer_of_code(page)]
    for at, finding in numbered:
        if finding.check == REPORTED:
            rows += _in_full(at, finding, page)
    numbered = [(at, one) for at, one in numbered if one.check != REPORTED]
    for at, finding in enumerate(gone):
        rows += _gone(at, finding, page.width)
    for at, finding in numbered:
        if leads(finding):
            rows += _in_full(at, finding, page)
    rows += _advice(diagnosis, page.width)
    rest = [(at, one) for at, one in numbered if not leads(one)]
    doable = [(at, one) for at, one in rest if one.next is not None and one.next.action]
    plain = [each for each in rest if each not in doable]
    for at, finding in doable:
        rows += _in_full(at, finding, page)
    unchecked = [(at, one) for at, one in plain if one.result is Result.NOT_CHECKED]
    if len(unchecked) > 1:
        rows += _folded([one for _, one in unchecked], page.width, unfolded)
    if unfolded or len(unchecked) == 1:
        rows += _listed(unchecked, diagnosis, page.width)
    rows += _listed([each for each in plain if each not in unchecked], diagnosis, page.width)
    return rows


def _folded(findings: Sequence[Finding], width: int, unfolded: bool) -> Iterator[Row]:
    """Return how many checks could not be made, and the commonest reasons, on two lines."""
    reasons = Counter(one.title for one in findings).most_common()
    sign, text = "▾" if unfolded else "▸", ""
    for shown in range(len(reasons), -1, -1):
        said = [f"{reason} ({count})" if count > 1 else reason for reason, count in reasons[:shown]]
        if (more := len(reasons) - shown) and said:
            said.append(f"{more} more reason{'' if more == 1 else 's'}")
        text = f"{len(findings)} not checked {sign} {'; '.join(said)}".rstrip()
        if len(wrap(text, width - 2)) <= _FOLDED_LINES:
            break
    mark = f"{RESULTS[Result.NOT_CHECKED].glyph} "
    yield from _lines_of_row(FOLD, mark, text, "muted", width)


def _listed(
    numbered: Sequence[tuple[int, Finding]], diagnosis: Diagnosis, width: int
) -> Iterator[Row]:
    for at, finding in numbered:
        about = "" if finding.subject == diagnosis.subject else f" · {finding.subject}"
        yield from _titled(at, finding, f"{finding.title}{about}", "muted", width)


def row_of_code(diagnosis: Diagnosis) -> str:
    """Return the key of the row of the code that the viewer reads; empty where there is none."""
    told = enumerate(diagnosis.findings)
    return next((f"finding:{at}" for at, one in told if one.check == REPORTED), "")


def finding_at(diagnosis: Diagnosis, key: str) -> Finding | None:
    """Return the finding whose row has this key; of the verdict, the one that it names."""
    if key == "verdict":
        return next(filter(leads, diagnosis.findings), None)
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
    yield from _lines_of_row("verdict", f"{glyph} ", diagnosis.verdict, role, width)
    yield _read("counts", f"    {counted(diagnosis)}", "muted")


def _offer_of_code(page: Page) -> Iterator[Row]:
    """Yield the way to a diagnosis with the code that the television shows."""
    if page.code_key:
        offer = f"{page.code_key}: enter the code that the television shows"
        for at, line in enumerate(wrap(offer, page.width - 4)):
            yield _read(f"code:{at}", f"    {line}", "muted")


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
    glyph = RESULTS[finding.result].glyph
    yield from _lines_of_row(f"finding:{at}", f"{glyph} ", title, role, width)


def _lines_of_row(key: str, mark: str, text: str, role: str, width: int) -> Iterator[Row]:
    """One row on as many lines as it takes; the cursor is on all of them."""
    first, *more = wrap(text, width - 2)
    yield Row(key, ((f"{mark}{first}", role),))
    for at, line in enumerate(more):
        yield Row(f"{key}:more:{at}", ((f"    {line}", role),), passive=True, part_of=key)


def _body(finding: Finding, page: Page) -> Iterator[tuple[str, str]]:
    told = [
        (f"{spelled('→')} {part.text}" if part.role == "strong" else part.text, part.role)
        for part in body_of(finding, page.note)
    ]
    if finding.next is not None and finding.next.action:
        told.append((f"{page.key_of(finding.next.action)}{_whom(finding)}", "key"))
    for text, role in told:
        yield from ((line, role) for line in wrap(text, page.width) if line)


def _whom(finding: Finding) -> str:
    """Return the record that the next step changes, if that is not the subject of the finding."""
    about = finding.next.about if finding.next else None
    return f" ({about})" if about is not None and about != finding.subject else ""


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
