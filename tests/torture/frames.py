"""The painter against Textual's own painting, after every frame of random keys everywhere.

    python -m tests.torture.frames [keys] [sdp2|opf] [--seed N]

A console on a sandbox goes to a random page or dialog, in a random theme, number of colours and
kind of terminal, at a random size, and gets random keys one by one, then bursts of keys, commands,
scans, pastes and resizes (`random_keys`). Each of its frames is sent to two emulated terminals: by
the painter to one, by Textual to the other. Every cell of both must be the same: text, attributes
and colours.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from smstui.console.painter.encoder import Abilities
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import fill_sessions
from tests.support.bench import Bench
from tests.support.twin import Twin
from tests.torture import random_keys

COLORS: Final = {
    "256 colours": {"TERM": "xterm-256color"},
    "true colour": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "16 colours": {"TERM": "xterm"},
    "no colour": {"TERM": "xterm", "NO_COLOR": "1"},
}
TERMINALS: Final = {
    "xterm": Abilities(fills=True, erases=True, columns=True),
    "xterm that repeats": Abilities(fills=True, erases=True, columns=True, repeats=True),
    "screen": Abilities(erases=True, columns=True),
    "the least": Abilities(),
}
THEMES: Final = ("dark", "light", "high-contrast", "deuteranopia", "tritanopia", "ansi")
_NAMES: Final = ("TERM", "COLORTERM", "NO_COLOR")


@dataclass
class Tally:
    keys: int = 0
    frames: int = 0
    bytes: int = 0
    screens: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.keys} keys, {self.frames} frames, {self.bytes} bytes, on "
            f"{len(self.screens)} kinds of screens, in {len(self.kinds)} of "
            f"{len(COLORS) * len(TERMINALS) * len(THEMES)} themes, colours and terminals; "
            f"{len(self.differing)} frames differ"
        )


async def _walk(bench: Bench, keys: int, seed: int, per_round: int, tally: Tally) -> None:
    chance = random.Random(seed)
    while tally.keys < keys:
        colors, terminal, theme = map(chance.choice, map(list, (COLORS, TERMINALS, THEMES)))
        for name in _NAMES:
            os.environ.pop(name, None)
        os.environ.update(COLORS[colors])
        played = random_keys.Tally()
        async with bench.console(size=chance.choice(random_keys.SIZES)) as robot:
            twin = Twin(robot.app, TERMINALS[terminal])
            robot.app.theme_manager.wear(theme)
            walk = random_keys.Round(robot, chance, played)
            await walk.play_singly(per_round)
            await walk.play(per_round // 3)
            where = f"{colors}, {terminal}, {theme}"
            if not twin.is_on:
                twin.differing.append("the painter gave up")
            tally.differing += [
                f"{one} ({where}, {walk.said[-8:]}, seed {seed})" for one in twin.differing
            ]
            await walk.leave()
        tally.keys += played.keys
        tally.frames += twin.frames
        tally.bytes += twin.bytes
        tally.kinds[where] += 1
        tally.screens += played.screens


def run(
    folder: Path, keys: int, family: str, seed: int | None = None, per_round: int = 120
) -> Tally:
    """Press `keys` keys, `per_round` in each console."""
    tally = Tally()
    chosen = random.randrange(1_000_000) if seed is None else seed
    before = {name: os.environ.get(name) for name in (*_NAMES, "SMSTUI_STATE")}
    os.environ["SMSTUI_STATE"] = str(folder)
    try:
        with Sandbox() as sandbox:
            bench = Bench(family, sandbox, folder)
            fill_sessions(sandbox.world, bench.account("nmp.00001"))
            asyncio.run(_walk(bench, keys, chosen, per_round, tally))
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.frames")
    parser.add_argument("keys", type=int, nargs="?", default=20_000)
    parser.add_argument("family", nargs="?", choices=("sdp2", "opf"), default="sdp2")
    parser.add_argument("--seed", type=int)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="smstui-frames-") as name:
        tally = run(Path(name), given.keys, given.family, given.seed)
    print(tally)
    for one in tally.differing[:20]:
        print(" ", one)
    return 1 if tally.differing else 0


if __name__ == "__main__":
    sys.exit(main())
