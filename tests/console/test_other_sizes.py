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


@pytest.mark.parametrize("family", FAMILIES)
async def test_on_a_phone_tab_opens_each_list_in_turn(family: str) -> None:
    """One list is open; no status and no number of a card in it is cut."""
    async with at_stage("lookup", family, PHONE) as robot:
        titles = ("Devices 10", "Smartcards 3", "Users 2", "Sessions", "Rights")
        cards = "000145098244"
        for title in titles:
            assert all(f" {each} " in robot.text or each in robot.text for each in titles)
            at = next(n for n, line in enumerate(robot.lines) if title in line)
            assert robot.lines[at + 1].startswith("│"), f"{title} is closed:\n{robot.text}"
            if title.startswith("Smartcards"):
                assert cards in robot.text
                assert "UNAVAILABLE" in robot.text or "not told" in robot.text
            await robot.press("tab")
