"""The committed pictures are what the console draws today."""

import pytest
from pictures import SCENES, Scene, drawn, stale


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.file.stem)
async def test_a_picture_is_fresh(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert await drawn(scene) == scene.file.read_text("utf-8"), "python tests/console/pictures.py"


def test_no_picture_is_left_over() -> None:
    assert list(stale()) == []
