"""Draw `screenshots/*.svg`: `python tests/console/pictures.py`. Never drawn by hand.

The desk is the one of the snapshot tests with its clock stopped, so a picture changes only when
the console does; `test_pictures.py` fails when the committed ones are not these.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fake_client import FakeStartupSettings
from robot import Robot, console
from test_console_snapshots import CASN, STAGES, a_desk
from test_pair_snapshots import STAGES as PAIRING
from test_queue_snapshots import STAGES as QUEUES
from test_queue_snapshots import queue_desk

FOLDER = Path(__file__).parents[2] / "screenshots"


@dataclass(frozen=True)
class Scene:
    """One picture: a stage of the snapshot tests, in one theme, on one size of terminal."""

    stage: str
    theme: str
    columns: int
    rows: int

    @property
    def file(self) -> Path:
        theme = "" if self.theme == "dark" else f"-{self.theme}"
        return FOLDER / f"{self.stage}{theme}-{self.columns}x{self.rows}.svg"


SCENES = (
    Scene("bundle", "dark", 120, 40),
    Scene("bundle", "dark", 80, 24),
    Scene("bundle", "light", 80, 24),
    Scene("bundle", "ansi", 80, 24),
    Scene("findings-fault", "dark", 80, 24),
    Scene("menu", "dark", 80, 24),
    Scene("not-found", "dark", 80, 24),
    Scene("half-read", "dark", 80, 24),
    Scene("pair-ready", "dark", 80, 24),
    Scene("batch-ended", "dark", 80, 24),
    Scene("queue-done", "dark", 80, 24),
    Scene("case", "dark", 80, 24),
)


async def a_case(robot: Robot) -> None:
    """A box looked up and diagnosed, and the case of it read."""
    await robot.type(f"{CASN}\n")
    await robot.press("j", "j", "j", "d", "c")
    await robot.filter("here")
    await robot.press("enter")


OTHERS = {
    "queue-done": (lambda: queue_desk("done"), QUEUES["done"].steps),
    "case": (a_desk, a_case),
}


async def drawn(scene: Scene) -> str:
    """The picture as SVG."""
    startup = FakeStartupSettings(theme=scene.theme)
    stages = PAIRING | OTHERS
    desk, steps = stages.get(scene.stage, (a_desk, STAGES.get(scene.stage)))
    assert steps is not None, scene.stage
    async with console(desk(), size=(scene.columns, scene.rows), startup=startup) as robot:
        await steps(robot)
        return robot.app.export_screenshot(title="smstui")


def stale() -> Iterator[Path]:
    """Files in the folder that no scene draws any more."""
    wanted = {scene.file for scene in SCENES}
    return (file for file in FOLDER.glob("*.svg") if file not in wanted)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for file in stale():
        file.unlink()
    for scene in SCENES:
        scene.file.write_text(asyncio.run(drawn(scene)), "utf-8")
        print(scene.file.name)


if __name__ == "__main__":
    main()
