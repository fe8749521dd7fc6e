"""Short form of the frames. The long one is a command; see README.md."""

from pathlib import Path

import pytest

from tests.torture import frames

pytestmark = pytest.mark.alike


@pytest.mark.alike
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_frame_is_as_textual_paints_it(tmp_path: Path, family: str) -> None:
    tally = frames.run(tmp_path, 60, family, seed=3, per_round=15)
    print(tally)
    assert tally.frames
    assert not tally.differing
