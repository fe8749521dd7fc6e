"""A console on one deployment of a sandbox, for changes by keys: what was sent is counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from smstui.commands.demo_deployment import demo_deployment
from smstui.commands.opening import open_client
from smstui.commands.sandbox_configuration import write_secrets
from smstui.config.settings import Deployment, Settings
from smstui.config.ui import UiSettings
from smstui.console.app import ConsoleApp
from smstui.console.due import Later, later
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.timing import Timing
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox
from smstui.sandbox.entities import Account, SetTopBox, SmartCard
from smstui.services.client import Client
from smstui.store.journal import Entry
from tests.support.fake_client import FakeStartupSettings
from tests.support.record_only import record_only_deployment
from tests.support.robot import QUICK, Robot, at_rest

SETTLE_S = 0.4


class Bench:
    """Consoles on a sandbox, one after the other: what tests by keys use.

    The secrets are in `folder`; cache and journal are in `state`, by default there as well.
    """

    def __init__(
        self, family: str, sandbox: Sandbox, folder: Path, state: Path | None = None
    ) -> None:
        self.family = family
        self.sandbox = sandbox
        self.folder = folder
        self.state = state or folder
        self.client: Client | None = None
        write_secrets(sandbox.access, folder)

    @asynccontextmanager
    async def console(
        self,
        size: tuple[int, int] = (80, 24),
        tint: str = "warning",
        timing: Timing = QUICK,
        typed: str | None = None,
        ui: UiSettings = UiSettings(),  # noqa: B008 - it is frozen
        call_later: Later = later,
        clipboard: str = "auto",
        **settings: object,
    ) -> AsyncIterator[Robot]:
        """A console at rest; `settings` are those of the deployment, and `typed` the password that
        a person typed at its start, where it is not configured."""
        deployment = self._deployment({"tint": tint, **settings})
        access = self.sandbox.access
        secret = access.sdp2.password if self.family == "sdp2" else access.opf.password

        def opening() -> Client:
            self.client = open_client(
                deployment, Settings(), Secret(typed or secret), state=self.state
            )
            return self.client

        startup = FakeStartupSettings(
            family=self.family, label="LAB", tint=tint, read_only=deployment.read_only,
            asks_password=typed is not None, ui=ui, clipboard=clipboard,
        )  # fmt: skip
        app = ConsoleApp(startup, opening, timing=timing, call_later=call_later)
        try:
            async with at_rest(app, size) as robot:
                yield robot
        finally:
            if self.client is not None:
                await asyncio.to_thread(self.client.engine.close)

    def _deployment(self, settings: dict[str, object]) -> Deployment:
        made = record_only_deployment(
            demo_deployment(self.family, self.sandbox.access, self.folder)
        )
        return made.model_copy(update={"settle_s": SETTLE_S, "timeout_s": 3, **settings})

    async def journal(self) -> list[Entry]:
        assert self.client is not None
        return list(await self.client.engine.run(self.client.changes.journal()))

    @property
    def written(self) -> list[str]:
        """The state-changing requests the platform received, by operation."""
        return [write.operation for write in self.sandbox.writes]

    @property
    def pairing(self) -> str:
        """The operation that puts a card into a box."""
        return "Pair" if self.family == "sdp2" else "adm.devices.change"

    def box(self, uid: str) -> SetTopBox:
        box = self.sandbox.world.box(uid)
        assert box is not None
        return box

    def card(self, number: str) -> SmartCard:
        card = self.sandbox.world.card(number)
        assert card is not None
        return card

    def account(self, number: str) -> Account:
        return next(each for each in self.sandbox.world.accounts if each.account_number == number)


async def apply_plan(robot: Robot) -> None:
    """The deliberate yes to whatever plan is shown, but for what has to be typed."""
    assert isinstance(robot.app.screen, PlanDialog), robot.text
    while "read on:" in robot.text:
        await robot.press("pagedown")
    await robot.press("!")
    if "! again:" in robot.text:
        await robot.press("!")
    await settled(robot)


async def settled(robot: Robot) -> None:
    """Until no change is under way."""
    await robot.until(lambda: not robot.app.workers or robot.app.is_idle)
    await robot.idle()


async def plan_pair(robot: Robot, box: str, card: str) -> None:
    """Screen 2 with these two, and their plan on top."""
    await robot.press("tab", "2")
    await robot.type(f"{box}\n")
    await robot.type(f"{card}\n")
    await robot.press("enter")
