"""Short form of the torture of changes. The long one is a command; see README.md."""

from pathlib import Path

import pytest

from tests.torture import killed_changes


@pytest.mark.alike
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_kills_lose_nothing_and_double_nothing(tmp_path: Path, family: str) -> None:
    outcome = killed_changes.run(tmp_path, kills=4, family=family, seed=len(family))
    assert outcome.changes >= outcome.kills
    assert outcome.clean, outcome
