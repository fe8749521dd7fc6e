"""What a screen says of time stays true while nothing is repainted, and is of what it shows."""

import re
from datetime import timedelta

import pytest
from test_console_snapshots import CASN, STAGES, a_desk

from smstui.domain.bundle import Bundle, Focus
from smstui.domain.identifiers import IdKind
from tests.support.fake_client import NOW, ada, opened, well
from tests.support.products import few
from tests.support.robot import console

AGE = re.compile(r"\b\d+ (?:s|min|h|d|days) ago\b")
STILL = {**STAGES}
STILL.pop("asking")
OTHER = "tst.90077"


async def _sessions(robot: object) -> None:
    from tests.support.robot import Robot

    assert isinstance(robot, Robot)
    await robot.type(f"{CASN}\n")
    await robot.press("3")


STILL["sessions"] = _sessions


@pytest.mark.parametrize("stage", few(STILL, 8))
async def test_a_screen_that_stands_for_65_seconds_says_nothing_else_than_one_drawn_then(
    stage: str,
) -> None:
    texts = []
    for late in (timedelta(0), timedelta(seconds=65)):
        async with console(a_desk(), size=(120, 40), now=lambda late=late: NOW + late) as robot:  # type: ignore[misc]
            await STILL[stage](robot)
            texts.append(robot.text)
    assert texts[0] == texts[1]
    assert not AGE.search(texts[0])


def _read_at(bundle: Bundle, minutes: int) -> Bundle:
    """The bundle with every part read at a moment of its own."""
    parts = {
        name: part.model_copy(update={"read_at": NOW - timedelta(minutes=minutes + at)})
        for at, (name, part) in enumerate(bundle.parts())
    }
    at = NOW - timedelta(minutes=minutes)
    return bundle.model_copy(update=parts | {"read_at": at})


async def test_every_pane_that_is_older_than_the_rest_tells_when_it_was_read() -> None:
    bundle = _read_at(ada(), 20)
    desk = a_desk()
    desk.answers = {CASN: opened(CASN, bundle)}
    async with console(desk, size=(160, 40)) as robot:
        await robot.type(f"{CASN}\n")
        for pane in ("account", "devices", "smartcards", "users", "sessions", "rights"):
            head = robot.app.query_one(f"#pane-{pane}")
            at = getattr(bundle, pane).read_at
            notes = head._notes  # type: ignore[attr-defined]
            told = [f"read {at:%H:%M:%S}"] if at != bundle.read_at else []
            assert [note[0] for note in notes][:1] == told, pane
        assert f"read {bundle.read_at:%H:%M:%S} UTC" in robot.lines[0]


async def test_findings_keep_the_time_of_what_was_judged_until_the_new_is_judged() -> None:
    """The same box, read again: the findings in view are still those of the first reading."""
    early, late = _read_at(well(), 30), _read_at(well(), 10)
    moved = late.model_copy(update={"focus": Focus(kind="box", id="3421")})
    desk = a_desk()
    desk.answers = {CASN: opened(CASN, early), OTHER: opened(OTHER, moved, IdKind.ACCOUNT)}
    async with console(desk, size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("d")
        base = robot.app.base
        pane = base.findings.pane
        assert pane is not None
        assert base.hand.opened is not None
        first = f"read {early.read_at:%H:%M:%S}"
        assert not pane._notes, "it is on the first line of the screen"
        assert first in robot.lines[0]
        base.hand.revise(base.hand.opened, opened(OTHER, moved, IdKind.ACCOUNT))
        assert base.hand.opened.bundle == moved
        base.findings.show()
        assert pane._notes[0][0] == first
