"""Short form of the world that moves between plan and apply. The long one is a command; see
tests/torture/README.md."""

from pathlib import Path

import pytest

from smstui.domain.changes.operations import Operation
from tests.torture.world_moves import EVERY, Case, Way, cases, rests_on, run


def sample(family: str) -> list[Case]:
    """One case for each operation, without those that need settings of their own."""
    found: dict[str, Case] = {}
    for case in cases((family,), seed=3):
        quick = case.way in (Way.APPLY, Way.DECIDE, Way.DRAFT)
        if quick and case.matters and not case.scenario.settings:
            found.setdefault(case.scenario.name.partition(",")[0], case)
    return list(found.values())


@pytest.mark.alike
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_nothing_is_sent_for_what_moved_since_the_plan(tmp_path: Path, family: str) -> None:
    tried = sample(family)
    tally = run(tmp_path, tried)
    print(tally)
    assert (tally.sent, tally.wrong, tally.exceptions) == ([], [], [])
    assert tally.cases + sum(tally.skipped.values()) == len(tried) >= 15


def test_every_operation_has_a_list_of_what_it_rests_on() -> None:
    unpublished = {
        Operation.APPROVE, Operation.UNDO, Operation.ADD_USER, Operation.CHANGE_USER,
    }  # fmt: skip
    named = {each.name.partition(",")[0] for each in EVERY}
    assert {str(each) for each in Operation} - named == {str(each) for each in unpublished}
    for scenario in EVERY:
        assert rests_on(scenario), scenario.name
