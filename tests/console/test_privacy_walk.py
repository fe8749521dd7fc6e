"""Privacy, everywhere: every action of the registry is done, and nothing it leads to names anybody.

The household is told from all else by a sentinel. What the console knows when it starts is on this
machine alone: lookups, changes, drafts and a queue of an earlier one.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.actions import REGISTRY, Action
from smstui.console.screens.form import FormScreen
from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.sandbox import Sandbox
from smstui.services.changes import Request
from tests.support import products
from tests.support.bench import Bench
from tests.support.people import SENTINEL, name_everybody
from tests.support.robot import Robot

B1, B2, C1, ONE, PLAYER = "3421", "3422", "000145098240", "nmp.00001", "9003"
OF_ANOTHER = "000145098267"
NOT_WALKED = {"quit", "privacy", "recents.forget", "theme.choose", "theme.reload", "redraw"}
"""What leaves, what is tested by itself, what shows no record."""
WALKED = [
    action for action in REGISTRY
    if action.id not in NOT_WALKED and not action.moves and action.listed
]  # fmt: skip


@pytest.fixture(params=["sdp2", "opf"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    with Sandbox() as sandbox:
        name_everybody(sandbox.world)
        yield Bench(request.param, sandbox, tmp_path)


def nobody_is_named(robot: Robot, where: str) -> None:
    assert SENTINEL not in robot.text.casefold(), f"{where}\n{robot.text}"


async def set_masking(robot: Robot) -> None:
    await robot.press("escape", "tab", "colon")
    await robot.type("privacy\n")


async def home(robot: Robot) -> None:
    for _ in range(8):
        if isinstance(robot.app.screen, LookupScreen):
            return
        await robot.press("escape")
    raise AssertionError(robot.text)


async def walk(robot: Robot, action: Action) -> None:
    """What an action leads to, and where Enter and the next field lead from there."""
    await robot.app.dispatcher.perform(action, action.keys[0] if action.keys else "")
    await robot.idle()
    nobody_is_named(robot, action.id)
    if isinstance(robot.app.screen, FormScreen):
        for _ in range(4):
            await robot.press("tab")
            nobody_is_named(robot, f"{action.id}, a field on")
    elif not isinstance(robot.app.screen, LookupScreen | PlanDialog):
        await robot.press("j", "enter")
        nobody_is_named(robot, f"{action.id}, then enter")
    await home(robot)
    nobody_is_named(robot, f"after {action.id}")


async def test_no_action_leads_to_a_name(place: Bench) -> None:
    """In the suite each action on one of the families; the walk begins anew behind each."""
    half = products.FAMILIES.index(place.family)
    walked = WALKED if os.environ.get(products.WHOLE) else WALKED[half::2]
    async with place.console(size=(120, 40)) as robot:
        await set_masking(robot)
        await robot.look_up(B1)
        opened = robot.app.base.opened
        for action in walked:
            if robot.app.base.opened is not opened:
                await robot.look_up(B1)
                opened = robot.app.base.opened
            await walk(robot, action)
    assert place.written == []


@pytest.mark.alike
async def test_what_this_machine_remembers_names_nobody_before_anything_is_opened(
    place: Bench,
) -> None:
    async with place.console(size=(120, 40)) as robot:
        for asked in (ONE, PLAYER):
            await robot.look_up(asked)
        desk = place.client
        assert desk is not None
        run, changes = desk.engine.run, desk.changes
        new = Request(Operation.CREATE_BOX, ONE, "E833815AFFFF", {"description": "zzden zz"})
        wanted = Request(Operation.PAIR, B2, C1)
        for each in (wanted, Request(Operation.SWAP_CARD, B2, OF_ANOTHER), new):
            await run(desk.drafts.save(each))
        plan = await run(changes.plan(wanted))
        assert SENTINEL in " ".join(plan.warnings)
        await run(changes.apply(plan, Confirmation(None, "broken")))
        await robot.press("tab", "4", "n")
        await robot.type(f"{ONE}, zznobody, {PLAYER}\n")
    async with place.console(size=(120, 40)) as robot:
        await set_masking(robot)
        nobody_is_named(robot, "recents")
        for screen, keys in {
            "journal": ("j", "enter", "escape", "c", "escape", "u", "escape"),
            "drafts": ("r", "enter", "escape", "j", "enter", "escape"),
            "triage": ("r", "enter", "escape"),
        }.items():
            await robot.press("colon")
            await robot.type(f"{screen}\n")
            nobody_is_named(robot, screen)
            for key in keys:
                await robot.press(key)
                nobody_is_named(robot, f"{screen}, {key}")
            await home(robot)
