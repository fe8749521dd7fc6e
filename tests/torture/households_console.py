"""One household asked for by keys: the findings, the actions they offer, and a pair's plan, read
from the screen of a console of 80 columns that is tall enough for all of it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from smstui.commands.opening import open_client
from smstui.config.load import load
from smstui.config.settings import Settings
from smstui.console.app import ConsoleApp
from smstui.console.screens.lookup_findings import TITLE
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.plan_protocols import Phase
from smstui.presentation.tables import FOLD
from smstui.services.client import Client
from tests.support.changing import Workshop
from tests.support.fake_client import FakeStartupSettings
from tests.support.robot import Robot
from tests.torture.households_roads import PairEnd, Verdict
from tests.torture.households_states import CASN, C, X

_SIZE: Final = (80, 240)
_NO_FRAMES: Final = dict.fromkeys(map(ord, "│╭╮╰╯─›"), " ")  # noqa: RUF001  a cursor
_GLYPHS: Final = ("■ ", "◐ ", "? ", "● ", "✓ ")
_STEPS_BACK: Final = 8


class Keys:
    """A console on the deployment of a place, with a state of its own."""

    def __init__(self, robot: Robot, desk: Client) -> None:
        self._robot = robot
        self._desk = desk

    async def diagnosed(self, text: str) -> list[str]:
        """Look `text` up and press `d`: the lines of the screen, nothing folded."""
        await self._home()
        await self._robot.look_up(text)
        await self._robot.press("d")
        await self._robot.app.base.findings.choose(FOLD)
        await self._robot.idle()
        return self._robot.lines

    async def paired(self, at: int) -> tuple[str, str]:
        """Plan the pair of X and C in one of three ways: how it ended, and the words of the
        screen."""
        robot = self._robot
        if at % 3 == 2:
            await self._home()
            await robot.press("colon")
            await robot.type(f"pair {X} {C}\n")
        else:
            first, second = ((CASN[X], C), (C, CASN[X]))[at % 3]
            await self._home()
            await robot.look_up(first)
            if robot.app.base.record_in_hand is None:
                await self._home()
                return await self.paired(2)
            await robot.press("p")
            if robot.app.page is robot.app.base:
                return "refused", robot.text
            await robot.type(f"{second}\n")
        if robot.app.page is robot.app.base:
            return "refused", robot.text
        await robot.press("enter")
        screen = robot.app.screen
        if not isinstance(screen, PlanDialog):
            return "nothing", robot.text
        await robot.until(lambda: screen.confirm.phase in (Phase.SHOWN, Phase.REFUSED))
        await robot.idle()
        return ("planned" if screen.confirm.phase is Phase.SHOWN else "refused"), robot.text

    async def forget(self) -> None:
        """Have nothing left of the household before."""
        await self._home()

        async def emptied() -> None:
            desk = self._desk
            for draft in await desk.drafts.open():
                await desk.drafts.discard(draft.id)
            await desk.scans.drop()
            await desk.forget()

        await self._desk.engine.run(emptied())

    async def _home(self) -> None:
        """To the lookup page."""
        app = self._robot.app
        for _ in range(_STEPS_BACK):
            if app.screen is app.base:
                return
            await self._robot.press("escape")
        raise AssertionError(f"still on {app.screen!r}")


@asynccontextmanager
async def keys_on(place: Workshop) -> AsyncIterator[Keys]:
    """A console at rest on the deployment of `place`."""
    deployment = load(place.configuration, deployment=place.deployment).deployment()
    reached = deployment.reached
    password = reached.password.resolve("password", reached.username)
    opened: list[Client] = []

    def opening() -> Client:
        desk = open_client(deployment, Settings(), password, state=place.folder / "console")
        opened.append(desk)
        return desk

    startup = FakeStartupSettings(
        deployment=deployment.name, family=place.family, read_only=deployment.read_only
    )
    app = ConsoleApp(startup, opening)
    try:
        async with app.run_test(size=_SIZE):
            robot = Robot(app)
            await robot.until(lambda: app.session.is_decided)
            await robot.idle()
            yield Keys(robot, opened[0])
    finally:
        for desk in opened:
            await asyncio.to_thread(desk.engine.close)


def differing_findings(lines: list[str], wanted: Verdict | None) -> Iterator[str]:
    """Yield what the screen says otherwise than `wanted`."""
    at = next((at for at, line in enumerate(lines) if TITLE in line), len(lines))
    told = [line.translate(_NO_FRAMES).strip() for line in lines[at:]]
    page = _squeezed("".join(told))
    if (wanted is None) is bool(told):
        yield "findings are shown" if told else "no findings are shown"
    if wanted is None or not told:
        return
    if _squeezed(wanted.headline) not in page:
        yield f"the verdict is not {wanted.headline}"
    shown = sum(line.startswith(_GLYPHS) and "not checked ▾" not in line for line in told)
    if shown != len(wanted.findings) + 1:
        yield f"{shown - 1} findings, not {len(wanted.findings)}"
    for check, result, _, title, way_on, action in wanted.findings:
        if _squeezed(title) not in page:
            yield f"no finding {check}: {title}"
        if result not in ("fault", "caution") and not action:
            continue
        said = f"→{_squeezed(way_on)}"
        if way_on and said not in page:
            yield f"{check} does not say: {way_on}"
        elif way_on and (f"{said}⏎or" in page) != bool(action):
            yield f"{check} offers {action or 'no action'} elsewhere, and not here"


def differing_pair(ended: tuple[str, str], wanted: PairEnd) -> Iterator[str]:
    """Yield what the screen of a pair says otherwise than `wanted`."""
    word, text = ended
    if (word == "planned") != (wanted.word == "planned"):
        yield f"{word}, not {wanted.word}: {wanted.said}"
        return
    page, last = _squeezed(text), _squeezed(text.splitlines()[-1])
    for said in (*wanted.titles, *wanted.warnings, *([wanted.said] if wanted.said else ())):
        cut = last.endswith("…") and _squeezed(said).startswith(last[:-1])
        if _squeezed(said) not in page and not cut:
            yield f"{word}, without: {said}"
    if wanted.word == "paired" and "■refused" in page:
        yield f"refused, and it is so already: {wanted.said}"


def _squeezed(text: str) -> str:
    """`text` without blanks, as lines are wrapped."""
    return "".join(text.translate(_NO_FRAMES).split())
