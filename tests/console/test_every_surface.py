"""Every page and the dialogs of the demo as pictures: both families, dark, 80 by 24 and 120 by 40.

Renew them with `--snapshot-update -n 0`, and look at what has changed.
"""

import pytest
from demo_stages import FAMILIES, STAGES, at_stage
from screen_text import strips_of
from svg import runs_of, svg_of
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class Picture(SingleFileSnapshotExtension):
    """One SVG for each snapshot."""

    _write_mode = WriteMode.TEXT
    _file_extension = "svg"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("stage", STAGES)
async def test_it_looks_as_it_did(
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    family: str,
    size: tuple[int, int],
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with at_stage(stage, family, size) as robot:
        picture = svg_of(runs_of(strips_of(robot), robot.app.ansi_theme))
        assert picture == snapshot(extension_class=Picture)
