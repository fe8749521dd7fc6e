"""Render a diagnosis: its counts, and the lines below the title of a finding."""

from collections.abc import Callable, Iterator
from datetime import datetime

from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Evidence, Finding, Result
from smstui.presentation.lines import Paragraph

WRONG = (Result.FAULT, Result.CAUTION)
"""The results that are shown in full."""

Note = Callable[[datetime | None], str]
"""Says when something was read; empty for None."""


def counted(diagnosis: Diagnosis) -> str:
    """Return `1 fault, 13 fine, 4 not checked`, without the results that there are none of."""
    words = (
        (Result.FAULT, "fault", "faults"),
        (Result.CAUTION, "caution", "cautions"),
        (Result.FINE, "fine", "fine"),
        (Result.NOT_CHECKED, "not checked", "not checked"),
    )
    return ", ".join(
        f"{count} {one if count == 1 else several}"
        for result, one, several in words
        if (count := diagnosis.counts[result])
    )


def leads(finding: Finding) -> bool:
    """Return whether a finding is shown in full, before what was fine or not checked.

    That is what is wrong; where nothing is, a likely cause that is to be asked first.
    """
    return finding.result in WRONG or finding.first


def body_of(finding: Finding, note: Note) -> Iterator[Paragraph]:
    """Yield the meaning of a finding (base), its evidence (muted) and what to do (strong)."""
    if finding.meaning:
        yield Paragraph(finding.meaning)
    yield from (Paragraph(_seen(each, note), "muted") for each in finding.evidence)
    if finding.next is not None:
        yield Paragraph(finding.next.text, "strong")


def _seen(evidence: Evidence, note: Note) -> str:
    value = evidence.value if evidence.value is not None else "not told"
    read = note(evidence.read_at)
    return f"{evidence.what}: {value}{f' · {read}' if read else ''}"
