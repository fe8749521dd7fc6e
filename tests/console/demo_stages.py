"""Every page and every dialog of the demo, reached by keys, with the clocks stopped.

What is shown repeats: the pictures and the snapshots at other sizes are made of it.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from dialog_stages import (
    BANNED,
    BOX,
    DIALOGS,
    LIST,
    OF_ONE,
    PAIR,
    SENT,
    DemoDeployments,
    Steps,
    applied,
    pasted,
    scanned,
    walk,
    with_another_card,
)

from tests.support.fake_client import FakeStartupSettings
from tests.support.robot import Robot, console
from tests.support.still_demo import AT, still_demo

FAMILIES: Final = ("sdp2", "opf")
_PLANNED: Final = scanned(*PAIR, then=("enter",))
_APPLIED: Final = walk("", _PLANNED, applied)

PAGES: Final[Mapping[str, Steps]] = {
    "lookup": walk(BANNED),
    "pair": scanned(*PAIR),
    "sessions": walk(BOX, "3"),
    "triage": walk("", "tab", "4", pasted(*LIST), "r"),
    "journal": walk("", _APPLIED, "escape", "tab", "5"),
}
OTHERS: Final[Mapping[str, Steps]] = {
    "start": walk(""),
    "record": walk(BANNED, "enter"),
    "findings": walk(BANNED, "d"),
    "not-found": walk("404404404"),
    "pair-resting": scanned(),
    "pair-wrong": scanned(PAIR[0], "nobody@example.net"),
    "menu": walk(BANNED, "question_mark"),
    "copy": walk(BANNED, "y"),
    "statuses": walk("nmp.00002", "s"),
    "form": walk("", "tab", ":create-box nmp.00001", "=E833815AF001\n000145098241\n"),
    "plan": _PLANNED,
    "ended": _APPLIED,
    "undo": walk("", _APPLIED, "u"),
    "case": walk(BANNED, "d", "c", "slash", "=here", "enter"),
    "command": walk(BANNED, "colon"),
    "drafts": walk("", "tab", ":drafts"),
    "scanner": walk("", "tab", ":scanner"),
    "themes": walk("", "tab", ":theme"),
    "end-sessions": walk(BOX, "t"),
    "filter": walk(BANNED, "f"),
}
STAGES: Final[Mapping[str, Steps]] = {
    **PAGES, **OTHERS, **DIALOGS, **{name: steps for name, (_, steps) in OF_ONE.items()},
}  # fmt: skip
PLACES: Final = tuple(
    (stage, family)
    for stage in STAGES
    for family in FAMILIES
    if OF_ONE.get(stage, (family, None))[0] == family
)
"""Each stage on each family that offers it."""


@asynccontextmanager
async def at_stage(
    stage: str, family: str, size: tuple[int, int], theme: str = "dark"
) -> AsyncIterator[Robot]:
    """The demo of a family at a stage."""
    startup = FakeStartupSettings(
        deployment=f"demo-{family}", family=family, label="DEMO", role="supervisor", theme=theme
    )
    with still_demo(family) as demo:
        if stage.startswith("batch"):
            with_another_card(demo._sandbox)
        if stage == SENT:
            demo._sandbox.fault("silence write=yes")
        async with console(
            open_client=lambda: demo.client, now=lambda: AT, size=size, startup=startup
        ) as robot:
            robot.app.deployment_switch.deployments = lambda: DemoDeployments(startup)
            await STAGES[stage](robot)
            yield robot
            if stage == SENT:
                demo._sandbox.stop()  # its answer never comes, so nobody waits for it
