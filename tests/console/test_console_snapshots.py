"""How the screens look in dark, at the sizes the product is designed for.

`test_themes_as_text.py` has the other themes.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from smstui.console.app import ConsoleApp
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.domain.errors import TimedOut
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.text import Clean
from smstui.domain.user import User
from smstui.services.outcomes import Match, Nothing, Several, Suggestion
from tests.support.fake_client import (
    NOW,
    FakeClient,
    FakeStartupSettings,
    a_recent,
    ada,
    opened,
    well,
)
from tests.support.robot import QUICK, Robot

CASN = "E833815A9290"
TYPO = "000145098420"
TWICE = "245098240"
SIZES = [(80, 24), (120, 40)]


def half_read() -> Bundle:
    """A bundle of which some parts failed, each in its own way."""
    return ada().model_copy(
        update={
            "users": Part[User](
                state=PartState.FAILED, reason=Clean("No answer in 10 s."),
                correlation_id="c0ffee-2",
            ),
            "sessions": Part[Session](
                state=PartState.UNSUPPORTED,
                reason=Clean("This platform lists no sessions."),
            ),
            "rights": Part[Right](
                state=PartState.FORBIDDEN, reason=Clean("The operator role is missing."),
                correlation_id="c0ffee-3",
            ),
        }
    )  # fmt: skip


def a_desk() -> FakeClient:
    match = Match("box", TWICE, IdKind.DEVICE_UID, TWICE, IdKind.DEVICE_UID, "ACTIVE", "lounge",
                  "tst.40001", "platform")  # fmt: skip
    card = Match("smartcard", TWICE, IdKind.SMARTCARD, TWICE, IdKind.SMARTCARD, "AVAILABLE", "",
                 "", "platform")  # fmt: skip
    near = Suggestion("000145098240", IdKind.SMARTCARD, Clean("card in box 3421"), "tst.40001",
                      NOW)  # fmt: skip
    asked = identify(TYPO, "sdp2")
    return FakeClient(
        {
            CASN: opened(CASN, ada()),
            "1001": opened("1001", half_read()),
            "1002": opened("1002", ada(), source="cache",
                           offline="The platform at lab.example cannot be reached."),
            "1003": TimedOut("The platform gave no answer in 10 s to the question for 1003.",
                             hint="Ask again, or look at the cache.", correlation_id="c0ffee-4"),
            "1005": opened("1005", well()),
            TWICE: Several(identify(TWICE, "sdp2"), [match, card]),
            TYPO: Nothing(asked, asked.kinds[:3], [IdKind.MAC], [near],
                          correlation_id="c0ffee-5"),
        },
        [a_recent(), a_recent("smartcard", "000145098240", "000145098240")],
    )  # fmt: skip


def _at(text: str, *keys: str) -> Callable[[Robot], Awaitable[None]]:
    async def steps(robot: Robot) -> None:
        if text:
            await robot.type(f"{text}\n")
        await robot.press(*keys)

    return steps


async def _asking(robot: Robot) -> None:
    """A reload that has not been answered: only the first line says so."""
    import asyncio

    await robot.type(f"{CASN}\n")
    desk = await robot.app.client()
    desk.gates[CASN] = asyncio.Event()  # type: ignore[attr-defined]
    robot.burst("r")
    await robot.until(lambda: len(desk.asked) == 2)  # type: ignore[attr-defined]
    await robot.until(lambda: "asking" in robot.lines[0])
    await robot.until(lambda: not robot.app.frame_batch.is_down)


STAGES: dict[str, Callable[[Robot], Awaitable[None]]] = {
    "start": _at(""),
    "bundle": _at(CASN),
    "detail": _at(CASN, "enter"),
    "findings-clear": _at("1005", "d"),
    "findings-fault": _at(CASN, "j", "j", "j", "d"),
    "half-read": _at("1001", "tab", "tab"),
    "offline": _at("1002"),
    "failed": _at("1003"),
    "several": _at(TWICE),
    "not-found": _at(TYPO),
    "menu": _at(CASN, "question_mark"),
    "copy": _at(CASN, "y"),
    "command": _at(CASN, "colon", "t", "h"),
    "asking": _asking,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("stage", STAGES)
def test_it_looks_as_it_did(
    snap_compare: Any, monkeypatch: pytest.MonkeyPatch, stage: str, size: tuple[int, int]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    app = ConsoleApp(FakeStartupSettings(theme="dark"), a_desk, now=lambda: NOW, timing=QUICK)

    async def walk(pilot: Pilot[Any]) -> None:
        robot = Robot(app)
        await robot.until(lambda: app.session.is_decided)
        await robot.idle()
        await STAGES[stage](robot)

    assert snap_compare(app, terminal_size=size, run_before=walk)
