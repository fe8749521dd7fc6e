"""Draw `screenshots/`: `python tests/console/pictures.py`. Never drawn by hand.

Every page of the demo on both families, small and large, dark and light, the pictures of the
README, and the recording (`recording.py`). The clocks are stopped, so that a picture changes only
when the console does; `test_pictures.py` fails when the committed ones are not these.
"""

# ruff: noqa: E402 - as a script it has to find `tests` first

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

import recording
from demo_stages import FAMILIES, PAGES, at_stage
from screen_text import strips_of
from svg import runs_of, svg_of

FOLDER = ROOT / "screenshots"


@dataclass(frozen=True)
class Scene:
    """One picture: a stage of the demo of a family, in one theme, on one size of terminal."""

    stage: str
    family: str
    theme: str
    columns: int
    rows: int

    @property
    def file(self) -> Path:
        return FOLDER / (f"{self.stage}-{self.family}-{self.theme}-{self.columns}x{self.rows}.svg")


SCENES = (
    *(
        Scene(page, family, theme, columns, rows)
        for page in PAGES
        for family in FAMILIES
        for columns, rows in ((80, 24), (120, 40))
        for theme in ("dark", "light")
    ),
    Scene("findings", "sdp2", "dark", 80, 24),
    Scene("menu", "sdp2", "dark", 80, 24),
    Scene("ended", "opf", "dark", 80, 24),
    Scene("case", "sdp2", "dark", 80, 24),
)


async def drawn(scene: Scene) -> str:
    """The picture as SVG."""
    size = (scene.columns, scene.rows)
    async with at_stage(scene.stage, scene.family, size, scene.theme) as robot:
        return svg_of(runs_of(strips_of(robot), robot.app.ansi_theme))


def stale() -> Iterator[Path]:
    """Files in the folder that nothing draws any more."""
    wanted = {scene.file for scene in SCENES} | {FOLDER / name for name in recording.NAMES}
    return (file for file in FOLDER.iterdir() if file not in wanted)


def main() -> None:
    os.environ.pop("NO_COLOR", None)
    FOLDER.mkdir(exist_ok=True)
    for file in stale():
        file.unlink()
    for scene in SCENES:
        scene.file.write_text(asyncio.run(drawn(scene)), "utf-8")
        print(scene.file.name)
    for name, text in recording.recorded().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(name)


if __name__ == "__main__":
    main()
