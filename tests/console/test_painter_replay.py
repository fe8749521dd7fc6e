"""What the painter sends gives, in a terminal, exactly the frame that Textual's own painting gives.

Random frames, in every number of colours, on terminals of every ability. `FRAMES` is how many.
"""

import os
import random
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.console import Console

from smstui.console.painter.encoder import Abilities
from smstui.console.painter.frames import FramePainter
from tests.support.emulator import Emulator
from tests.support.random_frames import Frames, by_textual

FRAMES = int(os.environ.get("FRAMES", "400"))
SIZES = ((80, 24), (120, 40), (40, 10), (9, 3), (1, 1), (2, 5))
ABILITIES = (
    Abilities(),
    Abilities(fills=True),
    Abilities(erases=True),
    Abilities(fills=True, erases=True, columns=True),
    Abilities(erases=True, repeats=True),
)


@pytest.mark.parametrize("colors", ["standard", "256", "truecolor"])
@pytest.mark.parametrize("abilities", ABILITIES, ids=str)
def test_random_frames_look_as_textual_paints_them(colors: str, abilities: Abilities) -> None:
    seed = random.randrange(2**32)
    tried = 0
    chance = random.Random(seed)
    while tried < FRAMES // 15:
        width, height = chance.choice(SIZES)
        console: Any = Console(color_system=colors, force_terminal=True)  # type: ignore[arg-type]
        painter = FramePainter(console._color_system or ColorSystem.TRUECOLOR, abilities)
        ours = Emulator(width, height, fills=abilities.fills)
        stock = Emulator(width, height)
        frames = Frames(chance, width, height)
        for change in frames.updates(8):
            update = frames.whole() if painter.needs_all(change) else change
            ours.feed(painter.paint(update, (0, 0)))
            stock.feed(by_textual(update, console))
            tried += 1
            for y in range(height):
                assert ours.cells[y] == stock.cells[y], f"seed {seed}, frame {tried}, line {y}"
            assert (ours.x, ours.y) == (0, 0)
            assert seen(painter) == ours.text()
    print(f"{tried} frames, seed {seed}")


def seen(painter: FramePainter) -> str:
    return "\n".join("".join(row.texts).rstrip() for row in painter.rows)
