"""Short form of the torture by scanner. The long one is a command; see README.md."""

from pathlib import Path

from tests.torture import scan_bursts


def test_no_scan_on_any_screen_confirms_anything_or_is_lost(tmp_path: Path) -> None:
    tally = scan_bursts.run(tmp_path, bursts=30, per_visit=(2, 3))
    assert tally.wrong == []
    assert len(tally.places) >= 10
