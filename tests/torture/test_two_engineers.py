"""Short form of the torture of two engineers. The long one is a command; see README.md."""

from pathlib import Path

from tests.torture import two_engineers


def test_no_one_overwrites_another_unseen(tmp_path: Path) -> None:
    """On `opf`, where a device is changed whole and crossing is easiest."""
    tally = two_engineers.run(tmp_path, rounds=14, family="opf", seed=3)
    assert tally.clean, (tally, tally.silent)
    assert tally.words["verified"] >= 7
    assert tally.words["changed"] + tally.words["refused-here"] > 0
