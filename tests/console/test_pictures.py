"""The committed pictures and the recording are what the console draws today.

Of the matrix of pages one picture of some pages is drawn again here, for `test_every_surface` looks
at each page: `python tests/console/pictures.py`
draws them all, and the others differ by their size and theme alone.
"""

import json
from pathlib import Path

import pytest
from pictures import FOLDER, SCENES, Scene, drawn, stale
from recording import CAST, COLUMNS, ROWS, recorded

from tests.support.products import few

HOW = "python tests/console/pictures.py"
CHECKED = [
    scene for scene in SCENES if (scene.theme, scene.rows) == ("dark", 24)
] + [Scene("lookup", "sdp2", "light", 120, 40)]  # fmt: skip
README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("scene", few(CHECKED, 6), ids=lambda scene: scene.file.stem)
async def test_a_picture_is_fresh(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert await drawn(scene) == scene.file.read_text("utf-8"), HOW


def test_no_picture_is_missing_or_left_over() -> None:
    assert list(stale()) == []
    assert [scene.file.name for scene in SCENES if not scene.file.exists()] == []


def test_the_recording_is_fresh_byte_for_byte() -> None:
    for name, text in recorded().items():
        assert text == (FOLDER / name).read_text("utf-8"), f"{name}: {HOW}"


def test_the_recording_is_an_asciicast() -> None:
    head, *events = map(json.loads, (FOLDER / CAST).read_text("utf-8").splitlines())
    assert (head["version"], head["width"], head["height"]) == (2, COLUMNS, ROWS)
    assert "timestamp" not in head
    times = [at for at, kind, _ in events if kind == "o"]
    assert times == sorted(times)
    assert "Box 3425 is banned" in str(events)
    assert "verified" in events[-2][2]


def test_the_pictures_stay_small() -> None:
    sizes = {file.name: file.stat().st_size for file in FOLDER.iterdir()}
    assert max(sizes.values()) < 60_000, max(sizes, key=sizes.__getitem__)
    assert sum(sizes.values()) < 1_500_000


def test_the_first_40_lines_of_the_readme_show_one_picture_a_line_and_an_id() -> None:
    head = README.read_text("utf-8").splitlines()[:40]
    (picture,) = [line for line in head if line.startswith("![")]
    assert (README.parent / picture.partition("](")[2].rstrip(")")).exists()
    assert sum("pip install" in line and "smstui demo" in line for line in head) == 1
    assert any("E833815A9340" in line for line in head)
