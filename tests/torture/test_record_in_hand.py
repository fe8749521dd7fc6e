"""Short form of the walk over the record in hand. The long one is a command; see README.md."""

from pathlib import Path

import pytest

from tests.torture import record_in_hand


@pytest.mark.alike
@pytest.mark.parametrize("family", ["sdp2", "opf"])
async def test_one_record_is_in_hand_whatever_is_pressed(family: str, tmp_path: Path) -> None:
    tally = await record_in_hand.run(tmp_path, family, steps=130, seed=7)
    print(tally)
    assert not tally.wrong, tally.wrong[0]
    assert tally.applied
    assert tally.late > 2
    assert tally.typed > 10
