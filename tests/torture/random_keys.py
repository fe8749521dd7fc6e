"""Random keys at random sizes on every page and dialog: nothing ends the console but ctrl+q.

    python -m tests.torture.random_keys [keys] [sdp2|opf] [--seed N]

A console on a sandbox starts at a random size, from 1 by 1 to 300 by 100 or none at all. It is
brought to a random page or dialog and gets bursts of random keys, commands, scans and pastes, with
resizes between them. After each burst it must still run, and be at rest in the end. After each
round ctrl+q, once more where it says that a change is open, must end it with exit code 0.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from textual import events
from textual.geometry import Size

from smstui.actions import REGISTRY
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import fill_sessions
from tests.support.bench import Bench
from tests.support.robot import Robot
from tests.torture import scan_bursts

CASN1, CASN2, C1, C2 = "E833815A9290", "E833815A9301", "000145098240", "000145098241"
PLACES: Final = tuple(scan_bursts.PLACES.values())
SIZES: Final = (
    (1, 1), (1, 100), (300, 1), (2, 2), (5, 3), (10, 4), (20, 5), (39, 9), (40, 10), (41, 11),
    (60, 15), (80, 24), (80, 24), (120, 40), (150, 34), (200, 60), (300, 100),
)  # fmt: skip
REST_S: Final = 30.0
"""Seconds in which a console that nobody touches must come to rest."""
LEAVING: Final = ("quit", "suspend")
_WORDS: Final = tuple(word for one in REGISTRY if one.id not in LEAVING for word in one.words)
_ACTION_KEYS: Final = tuple(
    key for one in REGISTRY if one.id not in LEAVING for key in one.keys if len(one.keys) < 10
)
_SPECIAL: Final = (
    "enter", "tab", "shift+tab", "escape", "escape", "backspace", "delete", "insert", "home", "end",
    "pageup", "pagedown", "up", "down", "left", "right", "f1", "f12", "space", "ctrl+j", "shift+up",
    *(f"ctrl+{letter}" for letter in "abcdefghiklmnoprstuvwxy"), *(f"alt+{n}" for n in "12345q["),
    "ctrl+left", "ctrl+right", "shift+home", "shift+end", "left_shift", "ctrl+@", "é", "\u202e",
)  # fmt: skip
_TEXTS: Final = (CASN1, CASN2, C1, C2, "nmp.00001", "NOBODY", "e16", "1007", "3421", "!", "8241")
_PASTES: Final = (
    f"{CASN1}\n", f"{C1}\r{CASN2}\r", "\n", "", "\t", "x" * 5_000, "E833815A9290\n" * 300,
    "\x1b[31m\x00", "nmp.00001\n\n\n", "a\n" * 60,
)  # fmt: skip


@dataclass
class Tally:
    """`crashes` counts kinds: the error and the line where it arose."""

    keys: int = 0
    rounds: int = 0
    resizes: int = 0
    sizes: set[tuple[int, int]] = field(default_factory=set)
    screens: Counter[str] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    deaf: list[str] = field(default_factory=list)
    restless: list[str] = field(default_factory=list)
    """What kept a console from rest for REST_S."""
    stale: list[str] = field(default_factory=list)
    """Lines of a console at rest that were not what they would be if all was drawn anew."""
    ways: dict[str, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.crashes or self.deaf or self.restless or self.stale)

    def __str__(self) -> str:
        return (
            f"{self.keys} keys in {self.rounds} rounds, {self.resizes} resizes between "
            f"{len(self.sizes)} sizes, on {len(self.screens)} kinds of screens; "
            f"{sum(self.crashes.values())} crashes, {len(self.deaf)} deaf to ctrl+q, "
            f"{len(self.restless)} not at rest after {REST_S:.0f} s, {len(self.stale)} stale lines"
        )


class Round:
    """One console, from its start to ctrl+q."""

    def __init__(self, robot: Robot, chance: random.Random, tally: Tally) -> None:
        self._robot = robot
        self._chance = chance
        self._tally = tally
        self.said: list[str] = []

    async def play(self, keys: int) -> None:
        robot, chance = self._robot, self._chance
        await self._go_somewhere()
        sent = 0
        while sent < keys and robot.app.is_running:
            burst = self._burst()
            sent += burst
            self._tally.keys += burst
            if chance.random() < 0.35:
                await self._resize()
            if chance.random() < 0.3:
                await self._rest()
            elif chance.random() < 0.5:
                await robot.handled()
            else:
                for _ in range(chance.randrange(60)):
                    await asyncio.sleep(0)
            self._tally.screens[type(robot.app.screen).__name__] += 1

    async def play_singly(self, keys: int) -> None:
        """Press keys one by one, each after the console has come to rest."""
        await self._go_somewhere()
        for _ in range(keys):
            if not self._robot.app.is_running:
                break
            key = self._chance.choice(self._chance.choice((_ACTION_KEYS, _SPECIAL, _TEXTS[-2])))
            self._post(key)
            self._tally.keys += 1
            if self._chance.random() < 0.02:
                await self._resize()
            await self._rest()
            self._tally.screens[type(self._robot.app.screen).__name__] += 1

    async def leave(self) -> None:
        """Press ctrl+q, and again if it says so."""
        app = self._robot.app
        for _ in range(2):
            if not app.is_running:
                break
            self._robot.post("ctrl+q")
            ends = time.monotonic() + 30
            while app.is_running and time.monotonic() < ends:
                await asyncio.sleep(0.01)
                if not app.is_running or "again quits" in self._last_line:
                    break
        if app.is_running:
            self._tally.deaf.append(f"{app.screen}: {self.said[-12:]}")

    async def _rest(self) -> None:
        """Until nothing is under way; not for the queue, which may have much to ask."""
        app = self._robot.app
        try:
            async with asyncio.timeout(REST_S):
                await self._robot.idle()
            if app.is_running and (stale := self._robot.stale_lines()):
                self._tally.stale.append(f"{stale[0]} after {self.said[-12:]}")
        except TimeoutError as error:
            if not app.queue_run.is_running:
                self._tally.restless += getattr(error.__cause__, "__notes__", ["unknown"])

    @property
    def _last_line(self) -> str:
        return self._robot.app.page.bars.said

    async def _go_somewhere(self) -> None:
        if self._chance.random() < 0.2:
            return
        self._type(f"/{CASN1}\n")
        await self._rest()
        for key in self._chance.choice(PLACES):
            if key.startswith(":"):
                self._type(f"{key}\n")
            else:
                self._post(key)
            await self._rest()

    def _burst(self) -> int:
        """A few keys, a command, a scan or a paste; how many keys that are."""
        chance, kind = self._chance, self._chance.random()
        if kind < 0.55:
            keys = [
                chance.choice(chance.choice((_ACTION_KEYS, _SPECIAL, _TEXTS[-3:-1])))
                for _ in range(chance.randint(1, 9))
            ]
            for key in keys:
                self._type(key) if key in _TEXTS else self._post(key)
            return len(keys)
        if kind < 0.7:
            word = chance.choice(_WORDS)
            after = chance.choice(("", "", f" {chance.choice(_TEXTS)}"))
            return self._type(f":{word}{after}\n")
        if kind < 0.8:
            return self._type(f"{chance.choice(_TEXTS)}\n")
        if kind < 0.87:
            text = chance.choice(_PASTES)
            self.said.append(f"paste {text[:20]!r}")
            self._robot.app.post_message(events.Paste(text))
            return 1
        if kind < 0.9:
            self._robot.app.post_message(chance.choice((events.AppBlur, events.AppFocus))())
            return 1
        return self._type("".join(chr(chance.randrange(33, 127)) for _ in range(6)))

    def _type(self, text: str) -> int:
        for character in text:
            self._post("enter" if character == "\n" else character)
        return len(text)

    def _post(self, key: str) -> None:
        self.said.append(key)
        self._robot.post(key)

    async def _resize(self) -> None:
        for _ in range(self._chance.choice((1, 1, 3))):
            size = self._chance.choice(SIZES)
            if self._chance.random() < 0.3:
                size = (self._chance.randint(1, 300), self._chance.randint(1, 100))
            self.said.append(f"{size[0]}x{size[1]}")
            self._tally.sizes.add(size)
            self._tally.resizes += 1
            resize(self._robot, size)
            if self._chance.random() < 0.5:
                await asyncio.sleep(0)


def resize(robot: Robot, size: tuple[int, int]) -> None:
    """As the driver does when the kernel tells of another size."""
    robot.app._driver._size = size  # type: ignore[union-attr, attr-defined]
    robot.app.post_message(events.Resize(Size(*size), Size(*size)))


async def _run(bench: Bench, keys: int, seed: int, per_round: int, tally: Tally) -> None:
    chance = random.Random(seed)
    begun = 0
    while begun < keys:
        begun += per_round
        tally.rounds += 1
        size = chance.choice(SIZES)
        tally.sizes.add(size)
        playing: Round | None = None
        try:
            async with bench.console(size=size) as robot:
                playing = Round(robot, chance, tally)
                await playing.play(per_round)
                await playing.leave()
                if not tally.is_clean and tally.deaf:
                    robot.app.exit(0)
        except Exception as error:
            kind = _kind_of(error)
            tally.crashes[kind] += 1
            said = playing.said[-25:] if playing else []
            tally.ways.setdefault(kind, f"started {size}, then {said}\n{_place_of(error)}")
            print(kind, file=sys.stderr, flush=True)


def _kind_of(error: BaseException) -> str:
    inner = getattr(error, "error", None) or error
    frames = traceback.extract_tb(inner.__traceback__)
    own = [frame for frame in frames if "/smstui/" in frame.filename] or frames
    last = own[-1] if own else None
    return f"{type(inner).__name__} at {Path(last.filename).name}:{last.lineno}" if last else str(
        inner
    )  # fmt: skip


def _place_of(error: BaseException) -> str:
    inner = getattr(error, "error", None) or error
    return "".join(traceback.format_exception(inner))[-2_400:]


def run(
    folder: Path, keys: int, family: str, seed: int | None = None, per_round: int = 300
) -> Tally:
    """Press `keys` keys, `per_round` in each console."""
    tally = Tally()
    chosen = random.randrange(1_000_000) if seed is None else seed
    os.environ["SMSTUI_STATE"] = str(folder)
    with Sandbox() as sandbox:
        bench = Bench(family, sandbox, folder)
        fill_sessions(sandbox.world, bench.account("nmp.00001"))
        asyncio.run(_run(bench, keys, chosen, per_round, tally))
    if not tally.is_clean:
        tally.ways["seed"] = str(chosen)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("keys", type=int, nargs="?", default=20_000)
    parser.add_argument("family", nargs="*", default=["sdp2", "opf"])
    parser.add_argument("--seed", type=int)
    told = parser.parse_args(arguments)
    clean = True
    for family in told.family:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            tally = run(Path(folder), told.keys, family, told.seed)
        print(f"{family}: {tally}, in {time.monotonic() - began:.0f} s", flush=True)
        print(*(f"{times} × {kind}" for kind, times in tally.crashes.items()), sep="\n")  # noqa: RUF001
        print(*tally.deaf, *tally.restless, *tally.stale, sep="\n")
        print(*(f"--- {kind}: {way}" for kind, way in tally.ways.items()), sep="\n")
        clean = clean and tally.is_clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
