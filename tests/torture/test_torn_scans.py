"""The short form of `python -m tests.torture.torn_scans`."""

import random
from pathlib import Path

import pytest

from tests.torture import torn_scans

SCANS, KEYS = 10, 40


@pytest.mark.alike
@pytest.mark.timeout(300)
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_no_scan_applies_or_is_torn(tmp_path: Path, family: str) -> None:
    seed = random.randrange(1_000_000)
    tally = torn_scans.run(tmp_path, SCANS, family, seed)
    print(f"{family}, seed {seed}: {tally.scans} scans, {dict(tally.landed)}")
    assert tally.wrong == [], seed
    assert tally.scans == SCANS


@pytest.mark.timeout(300)
def test_no_hand_is_taken_for_a_scan(tmp_path: Path) -> None:
    seed = random.randrange(1_000_000)
    tally = torn_scans.run(tmp_path, KEYS, "sdp2", seed, hand=True)
    print(f"seed {seed}: {tally.keys} keys")
    assert tally.wrong == [], seed
