"""Keys typed ahead, pasted blocks and scans, wherever a console may stand: nothing is confirmed.

    python -m tests.torture.type_ahead [tries] [sdp2|opf]

A try brings a console to one of the places where a change could begin, at rest or in the middle
of coming up, and lets a burst of action keys and Enter, a pasted block or a scan fall into it.
The platform counts what it is sent.
"""

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from textual import events

from smstui.actions import REGISTRY
from smstui.sandbox import Sandbox
from tests.support.bench import Bench, plan_pair
from tests.support.robot import Robot

CASN1, CASN2, C1, C2 = "E833815A9290", "E833815A9301", "000145098240", "000145098241"
KEYS: Final = tuple(
    key
    for action in REGISTRY
    for key in action.keys
    if action.id != "quit" and len(action.keys) < 10
)
CONFIRMING: Final = ("!", "!", "enter", "tab", "shift+tab", "y", "8", "2", "4", "1")
"""Half of what falls: what a person confirms with, where it is asked for."""


async def _account(robot: Robot) -> None:
    await robot.look_up(CASN1)


async def _pair_plan(robot: Robot) -> None:
    await plan_pair(robot, CASN2, C2)


async def _moving_plan(robot: Robot) -> None:
    """A card that is in another box: two steps, disruptive."""
    await plan_pair(robot, CASN2, C1)


async def _status(robot: Robot) -> None:
    await _account(robot)
    await robot.press("s")


async def _sessions(robot: Robot) -> None:
    await _account(robot)
    await robot.press("3")


async def _form(robot: Robot) -> None:
    """One that a plan is an Enter away from."""
    await _account(robot)
    await robot.press("colon")
    await robot.type("create-box nmp.00001 E833815AF0A1\n")


async def _undo(robot: Robot) -> None:
    await robot.press("tab", "u")


PLACES: Final[Mapping[str, Callable[[Robot], Awaitable[None]]]] = {
    "account": _account, "plan": _pair_plan, "disruptive plan": _moving_plan, "status": _status,
    "sessions": _sessions, "undo": _undo, "form": _form,
}  # fmt: skip


@dataclass
class Tally:
    tries: int = 0
    places: Counter[str] = field(default_factory=Counter)
    sent: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        places = ", ".join(f"{times} {name}" for name, times in self.places.items())
        return f"{self.tries} tries ({places}); {len(self.sent)} confirmed something"


async def run(folder: Path, family: str, tries: int, seed: int) -> Tally:
    """`tries` tries in one console after another, so that one that is in a corner is left."""
    tally, chance = Tally(), random.Random(seed)
    with Sandbox() as sandbox:
        bench = Bench(family, sandbox, folder)
        while tally.tries < tries:
            async with bench.console() as robot:
                for _ in range(min(25, tries - tally.tries)):
                    await _try(robot, chance, tally)
                    if sandbox.writes:
                        tally.sent.append(f"try {tally.tries}: {bench.written}\n{robot.text}")
                        return tally
        assert sandbox.failures == [], sandbox.failures
    return tally


async def _try(robot: Robot, chance: random.Random, tally: Tally) -> None:
    await _come_home(robot)
    name = chance.choice(list(PLACES))
    coming = asyncio.ensure_future(PLACES[name](robot))
    if chance.random() < 0.7:
        await coming
    else:  # into the middle of it
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
    for _ in range(chance.randint(1, 3)):
        _let_fall(robot, chance)
        if chance.random() < 0.5:
            await robot.idle()
    await asyncio.gather(coming, return_exceptions=True)
    await robot.idle()
    tally.tries += 1
    tally.places[name] += 1


def _let_fall(robot: Robot, chance: random.Random) -> None:
    """One burst, block or scan. Never one key alone: that is how a person confirms."""
    kind = chance.random()
    if kind < 0.6:
        for _ in range(chance.randint(2, 8)):
            robot.post(chance.choice(chance.choice((CONFIRMING, KEYS))))
        robot.post("enter")
    elif kind < 0.8:
        block = chance.choice(("!\n", "y\n!\n8241\n", f"{C2}\n" * 20, "\t\n\n!\n", "8241\n!\n"))
        robot.app.post_message(events.Paste(block))
    else:
        robot.burst(f"{chance.choice((C1, C2, CASN1, CASN2))}\n")


async def _come_home(robot: Robot) -> None:
    for _ in range(12):
        if robot.app.screen is robot.app.base:
            return
        await robot.press("escape")


def main() -> int:
    tries = int(sys.argv[1]) if sys.argv[1:] else 1_000
    clean = True
    for family in sys.argv[2:3] or ["sdp2", "opf"]:
        with tempfile.TemporaryDirectory() as folder:
            tally = asyncio.run(run(Path(folder), family, tries, seed=random.randrange(10**6)))
        print(f"{family}: {tally}", *tally.sent, sep="\n", flush=True)
        clean = clean and not tally.sent
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
