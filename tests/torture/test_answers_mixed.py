"""Short form of the mixed-up answers. The long one is a command; see README.md."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.changing import FAMILIES
from tests.torture.answers_mixed import ALL_OTHER, ALL_TWICE, faces, run

TRIED = ("lookup card.smartcard_id", "apply account-status, suspend")


@pytest.mark.parametrize("family", FAMILIES)
def test_an_answer_to_another_question_is_never_believed(
    family: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    everything = {f"{face.name} {face.role}".strip(): face for face in faces(family)}
    chosen = [everything[name] for name in TRIED]
    tally = run(tmp_path, chosen, seed=7, most=5, only="")
    record_property("cases", tally.cases)
    print(tally)
    assert tally.cases == 5 * len(chosen)
    assert tally.exceptions == []
    assert tally.false == []


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "name",
    [
        "lookup account.account_number", "diagnose a.uid", "apply account-status, suspend",
        "apply unpair", "apply disable",
    ],
)  # fmt: skip
def test_a_gateway_that_reads_another_household_is_not_followed(
    family: str, name: str, tmp_path: Path
) -> None:
    chosen = [face for face in faces(family) if f"{face.name} {face.role}".strip() == name]
    tally = run(tmp_path, chosen, seed=7, most=None, only=ALL_OTHER)
    assert dict(tally.ended) == {"error unreadable": 1}
    assert tally.false == []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_gateway_that_says_everything_twice_does_no_harm(family: str, tmp_path: Path) -> None:
    name = "apply account-status, suspend"
    chosen = [face for face in faces(family) if face.name == name]
    tally = run(tmp_path, chosen, seed=7, most=None, only=ALL_TWICE)
    assert dict(tally.ended) == {"verified": 1}
    assert tally.false == []
