"""From one deployment to another in one console: two sandboxes, one of each family."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from robot import QUICK, Robot

from smstui.commands.global_options import GlobalOptions
from smstui.commands.launch import _Opening
from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.config.startup import startup
from smstui.config.watch import Watch
from smstui.console.app import ConsoleApp
from smstui.sandbox import Sandbox
from tests.support.record_only import record_only

SDP2, OPF = "sandbox-sdp2", "sandbox-opf"


class TwoPlatforms:
    """A configuration of two deployments, each on a sandbox of its own."""

    def __init__(self, folder: Path, sdp2: Sandbox, opf: Sandbox) -> None:
        self.folder = folder
        self.sandboxes = {SDP2: sdp2, OPF: opf}
        self.file = folder / "smstui.toml"
        parts = []
        for name, sandbox in self.sandboxes.items():
            secrets = folder / f"secrets-{name}"
            secrets.mkdir(mode=0o700)
            write_secrets(sandbox.access, secrets)
            text = record_only(configuration(sandbox.access, secrets))
            first, second = text.split("[deployments.sandbox-opf]")
            parts.append(first if name == SDP2 else f"[deployments.sandbox-opf]{second}")
        self.file.write_text("".join(parts), "utf-8")
        self.opening: _Opening | None = None

    def change(self, before: str, after: str) -> None:
        text = self.file.read_text("utf-8")
        assert before in text
        self.file.write_text(text.replace(before, after), "utf-8")

    def asked(self, name: str) -> list[str]:
        return [request.operation for request in self.sandboxes[name].traffic.requests]

    @asynccontextmanager
    async def console(
        self, name: str = SDP2, *, size: tuple[int, int] = (80, 24), **wanted: object
    ) -> AsyncIterator[Robot]:
        options = GlobalOptions(config=self.file, deployment=name, **wanted)  # type: ignore[arg-type]
        seen = startup(
            self.file, deployment=name, read_only=options.read_only, privacy=options.privacy
        )
        opening = self.opening = _Opening(options, Watch(self.file, name))
        app = ConsoleApp(seen, opening, timing=QUICK)
        app.deployment_switch.deployments = opening.deployments
        try:
            async with app.run_test(size=size):
                robot = Robot(app)
                await robot.until(lambda: app.session.is_decided)
                await robot.idle()
                yield robot
        finally:
            await asyncio.to_thread(opening.close)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoPlatforms]:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    with Sandbox() as sdp2, Sandbox() as opf:
        yield TwoPlatforms(tmp_path, sdp2, opf)
        assert sdp2.failures == opf.failures == []


async def go_to(robot: Robot, name: str) -> None:
    await robot.press("tab")
    await robot.press("colon")
    await robot.type(f"deployment {name}\n")
    await robot.until(lambda: robot.app.is_idle)
    await robot.idle()


def engines() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "smstui-engine"]


async def test_the_other_deployment_is_used_and_nothing_of_the_former_is_shown(
    two: TwoPlatforms,
) -> None:
    async with two.console() as robot:
        await robot.look_up("E833815A9290")
        assert "box 3421" in robot.text
        await go_to(robot, OPF)
        app = robot.app
        assert app.startup.deployment == OPF, robot.text
        assert app.startup.family == "opf"
        assert "SANDBOX OPF" in robot.lines[0]
        assert "E833815A9290" not in robot.text
        assert "3421" not in robot.text
        assert app.base.opened is None
        assert not app.base.seen
        asked = len(two.asked(SDP2))
        await robot.look_up("E833815A9290")
        assert app.base.opened is not None
        assert app.base.opened.bundle.family == "opf"
        assert len(two.asked(SDP2)) == asked, "the former platform is asked nothing more"
        assert two.asked(OPF)
