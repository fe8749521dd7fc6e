"""The main surfaces in every theme and without colour: the text, the role of each run of cells,
and what the roles that are used look like.

Each is reached once; then the theme is changed. A theme changes no text. Renew them with
`--snapshot-update -n 0`, and read what has changed.
"""

import pytest
from demo_stages import at_stage
from screen_text import looks_of, text_of
from syrupy.assertion import SnapshotAssertion
from test_every_surface import TextFile

from tests.support.products import few
from tests.support.robot import Robot

SURFACES = {
    "lookup": "sdp2", "record": "opf", "findings": "sdp2", "pair": "opf", "sessions": "sdp2",
    "triage": "opf", "journal": "opf", "plan-last-four": "sdp2", "batch-ended": "opf",
}  # fmt: skip
"""Each on one family: a theme knows no family."""


def _words(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def _told(robot: Robot) -> str:
    return f"{text_of(robot)}\n{looks_of(robot)}"


@pytest.mark.parametrize("surface", SURFACES)
async def test_it_reads_alike_in_every_theme(
    snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, surface: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    changed = []
    async with at_stage(surface, SURFACES[surface], (80, 24)) as robot:
        manager = robot.app.theme_manager
        words = _words(text_of(robot))
        for name in manager.themes.by_name:
            manager.wear(name)
            await robot.idle()
            assert _words(text_of(robot)) == words, f"{name} changes the text"
            if _told(robot) != snapshot(name=name, extension_class=TextFile):
                changed.append(f"{name}:\n{_told(robot)}")
    assert not changed, "\n".join(changed)


@pytest.mark.parametrize("surface", few(SURFACES, 5))
async def test_it_reads_alike_without_colour(
    snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, surface: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_stage(surface, SURFACES[surface], (80, 24)) as robot:
        assert _told(robot) == snapshot(extension_class=TextFile)
