"""Every page and every dialog of the demo on both families, at four sizes of a terminal.

At 80 by 24 and 120 by 40 it is a picture in dark; on a phone and on a wide terminal it is text with
roles. The suite looks at each in one of the sizes, and on one of the families where no record is
shown, as in a dialog; `python -m tests.torture.products` at all. Renew them with
`--snapshot-update`, and look at what has changed.
"""

import re

import pytest
from demo_stages import FAMILIES, PLACES, STAGES, at_stage
from dialog_places import noted, openings
from dialog_stages import ALIKE, DIALOGS, SHOWN
from screen_text import strips_of, text_of
from svg import runs_of, svg_of
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from test_applying_by_keys import resize

from tests.support.products import one_family
from tests.support.robot import Robot

NO_RECORD = {
    *DIALOGS, "start", "not-found", "pair-resting", "pair-wrong", "copy", "command", "drafts",
    "scanner", "themes", "filter", "case", "ended", "undo",
}  # fmt: skip
"""Stages that show no record, or what is read of it elsewhere: they look the same on both
families."""
SIZES = SMALL, TALL, WIDE, PHONE = (80, 24), (120, 40), (160, 50), (48, 20)


class Picture(SingleFileSnapshotExtension):
    """One SVG for each snapshot."""

    _write_mode = WriteMode.TEXT
    _file_extension = "svg"


class TextFile(SingleFileSnapshotExtension):
    """One text file for each snapshot."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("stage", "family"), one_family(PLACES, NO_RECORD.__contains__))
async def test_it_looks_as_it_did(
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    family: str,
    size: tuple[int, int],
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    with noted() as opened:
        async with at_stage(stage, family, size) as robot:
            assert {name for name, at in SHOWN.items() if at == stage} <= opened
            await robot.until(lambda: not any(_waits(line) for line in robot.lines))
            if size in (SMALL, TALL):
                drawn = svg_of(runs_of(strips_of(robot), robot.app.ansi_theme))
                assert drawn == snapshot(extension_class=Picture), robot.text
            else:
                assert text_of(robot) == snapshot(extension_class=TextFile), robot.text
            if size == PHONE:
                _nothing_is_lost_on_a_phone(robot)


def _waits(line: str) -> bool:
    """Return whether the key that applies does not count yet, or an answer is awaited."""
    return line.strip().startswith("wait ") or "asking…" in line


def _nothing_is_lost_on_a_phone(robot: Robot) -> None:
    """Environment, mode and role are whole, and so is the last line: it wraps, it is never cut."""
    lines = robot.lines
    assert lines[0].startswith(" DEMO  RW  supervisor ")
    assert len(lines) == PHONE[1]
    assert max(map(len, lines)) <= PHONE[0]
    assert not re.search(r"\S…$", lines[-1]), lines[-1]


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=str)
@pytest.mark.parametrize("stage", ["batch", "plan", "undo"])
async def test_a_dialog_that_is_resized_reads_as_one_that_was_opened_so(
    stage: str, size: tuple[int, int]
) -> None:
    """Its title tells which part is in view now, not which was."""
    async with at_stage(stage, "opf", size) as robot:
        fresh = robot.text
    async with at_stage(stage, "opf", SMALL) as robot:
        await resize(robot, size)
        await robot.until(lambda: robot.text == fresh)


def test_every_call_that_opens_a_dialog_has_its_picture() -> None:
    """A new dialog needs a stage of its own; the picture of that stage says that it opens there."""
    known = [each.name for each in openings()]
    assert sorted(known) == sorted({*SHOWN, *ALIKE})
    assert {*SHOWN.values(), *ALIKE.values()} <= set(STAGES)
    print(f"{len(known)} calls open a dialog")


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
