"""Every page and the main dialogs of the demo, reached by keys, with the clocks stopped.

What is shown repeats: the pictures and the snapshots at other sizes are made of it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from bench import settled
from fake_client import FakeStartupSettings
from robot import Robot, console
from textual import events

from tests.support.still_demo import AT, still_demo

Steps = Callable[[Robot], Awaitable[None]]

FAMILIES: Final = ("sdp2", "opf")
BANNED: Final = "E833815A9340"
PAIR: Final = ("E833815A9301", "000145098241")
LIST: Final = (BANNED, "E833815A9290", "nmp.00002", "nmp.00003", "nmp.00004", "9001", "404404404")


def _keys(asked: str, *keys: str) -> Steps:
    async def steps(robot: Robot) -> None:
        if asked:
            await robot.type(f"{asked}\n")
        await robot.press(*keys)

    return steps


def _scanned(*codes: str, then: tuple[str, ...] = ()) -> Steps:
    async def steps(robot: Robot) -> None:
        await robot.press("tab", "2")
        for code in codes:
            await robot.type(f"{code}\n")
        await robot.press(*then)

    return steps


async def _wrong_code(robot: Robot) -> None:
    await robot.press("tab", "2")
    await robot.type(f"{PAIR[0]}\n")
    await robot.type("nobody@example.net\n")


async def _paired(robot: Robot) -> None:
    """The plan of a pair applied, and what became of it."""
    await _scanned(*PAIR, then=("enter",))(robot)
    while "read on:" in robot.text:
        await robot.press("pagedown")
    await robot.press("!")
    await settled(robot)


async def _paired_and_undo_planned(robot: Robot) -> None:
    await _paired(robot)
    await robot.press("u")


async def _journal(robot: Robot) -> None:
    await _paired(robot)
    await robot.press("escape", "tab", "5")


async def _triage(robot: Robot) -> None:
    await robot.press("tab", "4")
    robot.app.post_message(events.Paste("\n".join(LIST) + "\n"))
    await robot.idle()
    await robot.press("r")


async def _form(robot: Robot) -> None:
    await robot.press("tab", "colon")
    await robot.type("create-account\n")
    await robot.type("tst.40002\nada.byron\n")


def _commanded(*words: str) -> Steps:
    async def steps(robot: Robot) -> None:
        await robot.press("tab")
        for word in words:
            await robot.press("colon")
            await robot.type(f"{word}\n")

    return steps


async def _case(robot: Robot) -> None:
    await robot.type(f"{BANNED}\n")
    await robot.press("d", "c")
    await robot.filter("here")
    await robot.press("enter")


PAGES: Final[Mapping[str, Steps]] = {
    "lookup": _keys(BANNED),
    "pair": _scanned(*PAIR),
    "sessions": _keys("E833815A9290", "3"),
    "triage": _triage,
    "journal": _journal,
}
OTHERS: Final[Mapping[str, Steps]] = {
    "start": _keys(""),
    "record": _keys(BANNED, "enter"),
    "findings": _keys(BANNED, "d"),
    "not-found": _keys("404404404"),
    "pair-resting": _scanned(),
    "pair-wrong": _wrong_code,
    "menu": _keys(BANNED, "question_mark"),
    "copy": _keys(BANNED, "y"),
    "statuses": _keys("nmp.00002", "s"),
    "form": _form,
    "plan": _scanned(*PAIR, then=("enter",)),
    "ended": _paired,
    "undo": _paired_and_undo_planned,
    "case": _case,
    "command": _keys(BANNED, "colon"),
    "drafts": _commanded("drafts"),
    "scanner": _commanded("scanner"),
    "themes": _commanded("theme"),
    "end-sessions": _keys("E833815A9290", "t"),
    "filter": _keys(BANNED, "f"),
}
STAGES: Final[Mapping[str, Steps]] = {**PAGES, **OTHERS}


@asynccontextmanager
async def at_stage(
    stage: str, family: str, size: tuple[int, int], theme: str = "dark"
) -> AsyncIterator[Robot]:
    """The demo of a family at a stage."""
    startup = FakeStartupSettings(
        deployment=f"demo-{family}", family=family, label="DEMO", role="supervisor", theme=theme
    )
    with still_demo(family) as demo:
        async with console(
            open_client=lambda: demo.client, now=lambda: AT, size=size, startup=startup
        ) as robot:
            await STAGES[stage](robot)
            yield robot
