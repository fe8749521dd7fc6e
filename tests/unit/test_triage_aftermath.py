"""What a change took away: only what was looked at again and is no more."""

from collections import Counter

import pytest

from smstui.domain.triage.diagnosis import Diagnosis, gone
from smstui.domain.triage.finding import Finding, Result, Subject

BOX, OTHER = Subject("box", "1"), Subject("box", "2")


def told(*findings: tuple[str, Result, Subject]) -> Diagnosis:
    made = tuple(Finding(check, result, about, check) for check, result, about in findings)
    return Diagnosis(BOX, "", Result.FINE, made, Counter())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Result.FAULT, Result.FINE, 1),
        (Result.CAUTION, Result.FINE, 1),
        (Result.FAULT, None, 1),
        (Result.FAULT, Result.FAULT, 0),
        (Result.FAULT, Result.CAUTION, 0),
        (Result.FAULT, Result.NOT_CHECKED, 0),
        (Result.NOT_CHECKED, Result.FINE, 0),
        (Result.FINE, None, 0),
    ],
)
def test_gone_is_what_was_wrong_and_is_not(
    before: Result, after: Result | None, expected: int
) -> None:
    now = told(*([("banned", after, BOX)] if after else []))
    assert len(gone(told(("banned", before, BOX)), now)) == expected


def test_a_fault_of_another_record_is_another_fault() -> None:
    before = told(("banned", Result.FAULT, BOX))
    assert gone(before, told(("banned", Result.FAULT, OTHER))) == before.findings


def test_what_the_viewer_reads_is_not_called_gone() -> None:
    assert gone(told(("reported", Result.CAUTION, BOX)), told()) == ()
