"""What `:scanner` makes of three scans, and where its result counts."""

import json
from pathlib import Path

import pytest

from smstui.config.effective import effective_values
from smstui.config.load import load
from smstui.config.scanner import ScannerSettings
from smstui.config.startup import startup
from smstui.config.template import template
from smstui.console.measuring import Typed, measured
from smstui.store.measured import keep_measured

LABEL = "000145098241"


def scan(gap_ms: float, *, code: str = LABEL, ending: str = "enter") -> list[Typed]:
    keys = [(each, each) for each in code] + ([(ending, "\r")] if ending else [])
    return [Typed(name, each, 5 + n * gap_ms / 1000) for n, (name, each) in enumerate(keys)]


def test_a_quick_scanner_needs_no_more_than_the_defaults() -> None:
    told = measured([scan(8)] * 3)
    assert (told.code, told.suffix, told.problem) == (LABEL, "enter", "")
    assert (told.pace_ms, told.join_ms, told.pieces) == (50, 300, 1)


@pytest.mark.parametrize("gap_ms", [60, 250, 600])
def test_a_slow_one_is_given_half_as_much_again(gap_ms: int) -> None:
    told = measured([scan(gap_ms, ending="tab")] * 3)
    assert told.suffix == "tab"
    assert told.join_ms >= min(990, 1.4 * gap_ms)
    assert told.pace_ms <= 200
    assert told.pieces == len(LABEL) + 1


@pytest.mark.parametrize(
    ("scans", "said"),
    [
        ([scan(8), scan(8), scan(8, code="E833815A9290")], "not scans of one label"),
        ([scan(8), scan(8), scan(8, ending="")], "did not all end alike"),
        ([scan(800)] * 3, "longer than can be told from a hand"),
        ([scan(8, code="7")] * 3, "more than one character"),
    ],
)
def test_what_cannot_be_measured_says_why(scans: list[list[Typed]], said: str) -> None:
    assert said in measured(scans).problem


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def test_the_result_counts_at_every_start_and_the_file_wins(state: Path, tmp_path: Path) -> None:
    kept = keep_measured({"pace_ms": 80, "join_ms": 700, "suffix": "tab"})
    assert kept.parent == state
    assert kept.stat().st_mode & 0o777 == 0o600
    file = tmp_path / "smstui.toml"
    file.write_text(template() + "\n[scanner]\njoin_ms = 400\n")
    assert startup(file).scanner == ScannerSettings(pace_ms=80, join_ms=400, suffix="tab")
    told = {each.key: each for each in effective_values(load(file))}
    assert (told["scanner.pace_ms"].value, told["scanner.pace_ms"].origin) == (
        80, "measured by :scanner",
    )  # fmt: skip
    assert told["scanner.join_ms"].value == 400
    assert str(file) in told["scanner.join_ms"].origin
    assert told["scanner.bell"].origin == "default"


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "[]", "[" * 4_000, json.dumps({"join_ms": 5, "suffix": "x", "pace_ms": True})],
    ids=["empty", "no JSON", "a list", "deep", "unsound"],
)
def test_a_result_that_is_no_result_is_passed_over(state: Path, text: str) -> None:
    state.mkdir()
    (state / "scanner.json").write_text(text)
    assert startup(state / "none.toml").scanner == ScannerSettings()
    (state / "some.toml").touch(0o600)
    assert load(state / "some.toml").settings.scanner.model_fields_set == set()
