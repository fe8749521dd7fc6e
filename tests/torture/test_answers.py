"""Short form of the staged answers. The long one is a command; see README.md."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.specs.table import SPECS
from tests.support.changing import workshop
from tests.torture.answers.running import Case, cases, run
from tests.torture.answers.scenarios import SCENARIOS
from tests.torture.answers.stages import Timing, answers

MOST = 24
WITHOUT_A_PUBLIC_CALL = frozenset({Operation.APPROVE})
"""Nobody has published what an operator sends for it, so the sandbox does not answer it."""


def sample(seed: int) -> list[Case]:
    """A few of every timing, quick ones: what waits for a timeout is left to the long form."""
    quick = [
        case
        for case in cases(("sdp2", "opf"), seed)
        if case.timing is not Timing.OVERDUE and case.answer.name not in ("silence", "too late")
    ]
    of_each = MOST // (len(Timing) - 1)
    return [
        case
        for timing in Timing
        for case in [each for each in quick if each.timing is timing][:of_each]
    ]


def test_no_word_is_false_whatever_is_answered(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    tried = sample(seed=5)
    began = time.monotonic()
    tally = run(tmp_path, tried)
    record_property("cases", tally.cases)
    print(f"{tally} in {time.monotonic() - began:.1f} s")
    assert tally.cases == len(tried) >= MOST - len(Timing)
    assert [str(wrong) for wrong in tally.wrongs] == []
    assert tally.exceptions == []
    assert tally.sent_twice == 0


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_operation_that_the_family_has_a_call_for_is_tried(
    family: str, tmp_path: Path
) -> None:
    with workshop(family, tmp_path) as place:
        can = {
            operation
            for operation, spec in SPECS.items()
            if any(place.changes.lacks(call) is None for call in spec.calls)
        }
        if place.changes.lacks(Call.SUSPEND_CARD) is None:
            can.add(Operation.SUSPEND_CARD)
    tried = {scenario.name.split(",")[0] for scenario in SCENARIOS if scenario.family == family}
    assert {str(operation) for operation in can - WITHOUT_A_PUBLIC_CALL} <= tried


def test_every_answer_is_staged_at_every_step() -> None:
    everything = cases(("sdp2", "opf"), seed=1)
    for scenario in SCENARIOS:
        staged = {
            (case.step, case.answer)
            for case in everything
            if case.scenario is scenario and case.timing is Timing.AFTER
        }
        named = {each for each in answers(scenario.speaks) if not each.always}
        assert staged == {
            (step, each) for step in range(1, scenario.steps + 1) for each in named
        }, scenario.name
