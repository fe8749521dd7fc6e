"""Short form of the random keys. The long one is a command; see README.md."""

from pathlib import Path

import pytest

from tests.torture import random_keys

pytestmark = pytest.mark.alike


@pytest.mark.alike
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_no_random_key_at_any_size_ends_the_console_but_ctrl_q(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    tally = random_keys.run(tmp_path, 240, family, seed=12, per_round=60)
    print(tally)
    assert tally.is_clean, (tally.crashes, tally.deaf, tally.restless, tally.stale, tally.ways)
