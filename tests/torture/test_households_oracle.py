"""The short form of `households_oracle`."""

from pathlib import Path

from tests.torture.households_oracle import run
from tests.torture.households_states import ROLES, states


def test_households_agree_with_the_oracle(tmp_path: Path) -> None:
    told = run(60, tmp_path, part=(2, 5))  # supervisors of both families
    assert told.disagreements == []
    assert told.states == 12
    assert told.questions["diagnoses"] == 24
    for road in ("of what is open", "in a queue", "by command", "by keys"):
        assert told.questions[f"diagnoses {road}"], road
    assert told.questions["drafts"]
    assert told.questions["batches"]
    assert told.questions["pairs by keys"]


def test_the_states_are_of_every_kind() -> None:
    found = list(states(2_000))
    assert {(one.family, one.role) for one in found} == {
        (family, role) for family in ("sdp2", "opf") for role in ROLES
    }
    assert len(set(found)) > 1_000
