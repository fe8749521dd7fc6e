"""The short form of `households_oracle`."""

from pathlib import Path

from tests.torture.households_oracle import ROLES, run, states


def test_households_agree_with_the_oracle(tmp_path: Path) -> None:
    told = run(12, tmp_path)
    assert told.disagreements == []
    assert told.states == 12
    assert told.questions["diagnoses"] == 48


def test_the_states_are_of_every_kind() -> None:
    found = list(states(2_000))
    assert {(one.family, one.role) for one in found} == {
        (family, role) for family in ("sdp2", "opf") for role in ROLES
    }
    assert len(set(found)) > 1_000
