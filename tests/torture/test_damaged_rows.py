"""Short form of the torture of damaged rows. The long one is a command; see README.md."""

from pathlib import Path

import pytest

from tests.torture import damaged_rows


@pytest.mark.parametrize(
    ("file", "every"), [("journal.db", 157), ("drafts.db", 131), ("cache.db", 121), ("queue.db", 5)]
)
def test_one_row_that_cannot_be_read_is_named_and_no_other_is_lost(
    file: str, every: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_CONFIG", "")
    monkeypatch.setenv("SMSTUI_STATE", "")
    tally = damaged_rows.run(tmp_path, [file], every, first=3)
    print(f"{tally.cases} cases, {tally.runs} runs")
    assert tally.cases > 1
    assert tally.wrong == []
