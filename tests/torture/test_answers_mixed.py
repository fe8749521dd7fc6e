"""Short form of the mixed-up answers. The long one is a command; see README.md."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.changing import FAMILIES
from tests.torture.answers_mixed import faces, run

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
