"""Every page and the main dialogs on a phone's terminal and on a wide one, as text with roles.

Renew them with `--snapshot-update -n 0`, and read what has changed.
"""

import pytest
from demo_stages import FAMILIES, STAGES, at_stage
from screen_text import text_of
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

PHONE, WIDE = (48, 20), (160, 50)


class TextFile(SingleFileSnapshotExtension):
    """One text file for each snapshot."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("stage", STAGES)
async def test_it_reads_as_it_did(
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    family: str,
    size: tuple[int, int],
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with at_stage(stage, family, size) as robot:
        assert text_of(robot) == snapshot(extension_class=TextFile)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("stage", STAGES)
async def test_who_and_where_is_never_cut_on_a_phone(stage: str, family: str) -> None:
    async with at_stage(stage, family, PHONE) as robot:
        assert robot.lines[0].startswith(" DEMO  RW  supervisor ")
        assert len(robot.lines) == PHONE[1]
        assert max(map(len, robot.lines)) <= PHONE[0]
