"""Random scans over every screen and dialog: none confirms, none is lost, none is cut or merged.

Each burst is an id that nobody has, in a random coding: at 8 ms a character, or all at once, or as
a paste, or read at 8 ms and handled late, in pieces, by a machine that stalls; ended by CR, LF, CR
and LF, or Tab; with a symbology in front or without. After each the whole id stands in the lookup
box, in the scan field's verdict, or in the text field that was being typed into; the platform was
asked to change nothing, and no plan was confirmed.

    python -m tests.torture.scan_bursts [bursts] [sdp2|opf]
"""

import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from textual import events

from smstui.console.screens.pair import PairPage
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.plan_protocols import Phase
from smstui.console.widgets.banner import Banner
from smstui.console.widgets.hand_edit import HandEdit
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import fill_sessions
from tests.support.bench import Bench
from tests.support.deliveries import delivered
from tests.support.robot import QUICK, Robot

PACE_S = 0.008
STALL_S = 0.05
SLOWEST_S = 0.025
"""Slower than this it was no scan: this machine was too busy to be a scanner."""
TIMING: Final = QUICK._replace(pace_s=0.03, join_s=0.09)
"""What is told from a hand is slower than what is judged."""
HASTE: Final = 0.3
"""How often the first scan comes while the place is only coming up."""
BUNDLE: Final = "E833815A9290"

PLACES: dict[str, tuple[str, ...]] = {
    "lookup box": ("slash",),
    "bundle": (),
    "users": ("tab",),
    "devices": ("tab", "tab"),
    "findings": ("d",),
    "sessions": ("3",),
    "end sessions": ("3", "t"),
    "journal": ("5",),
    "journal filter": ("5", "f"),
    "devices filter": ("tab", "tab", "f"),
    "findings filter": ("d", "f"),
    "sessions filter": ("3", "f"),
    "queue filter": ("4", "f"),
    "triage queue": ("4",),
    "drafts": (":drafts",),
    "pairing": ("2",),
    "pairs": ("2", "tab", "tab", "tab"),
    "menu": ("question_mark",),
    "command": ("colon",),
    "themes": (":theme",),
    "themes filter": (":theme", "slash"),
    "statuses": ("s",),
    "statuses filter": ("s", "slash"),
    "status plan": ("s", "enter"),
    "disruptive plan": ("U",),
    "apply in hand": ("U", "tab"),
    "end sessions plan": ("t",),
    "swap": ("w",),
    "swap field": ("w", "enter"),
    "copy menu": ("y",),
    "pin field": (":reset-pin", "enter"),
    "form": (":create-box",),
    "form, second field": (":create-box", "down"),
    "code asked for": ("D",),
    "pair plan": ("2", "enter"),
    "pair plan, tail": ("2", "enter", "shift+tab"),
    "batch plan": ("2", "BATCH", "enter"),
    "batch plan, apply in hand": ("2", "BATCH", "enter", "tab"),
}
"""Where a scan can come: keys from the open bundle. `BATCH` has two pairs scanned there."""

MASKED: Final = "pin field"
"""Shows nothing of what is typed into it, and stands there only after a hasty scan began."""


@dataclass
class Tally:
    """`wrong` are sentences; there may be none."""

    bursts: int = 0
    places: Counter[str] = field(default_factory=Counter)
    codings: Counter[str] = field(default_factory=Counter)
    tried: set[tuple[str, str, str]] = field(default_factory=set)
    """Places with a way and an ending."""
    landed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Burst:
    """One scan. `text` is the id, `keys` what the scanner sends."""

    text: str
    way: str
    before: str
    ending: str

    @property
    def coding(self) -> str:
        return f"{self.way}, {self.ending}{', symbology' if self.before else ''}"


WAYS: Final = ("burst", "8 ms", "late", "paste")
ENDINGS: Final = ("CR", "LF", "CR LF", "Tab")


class Deck:
    """Deals the bursts of one place: each way with each ending before any comes again."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._left: list[tuple[str, str]] = []

    def deal(self) -> Burst:
        """An id of one of the kinds, that nobody has."""
        chance = self._chance
        if not self._left:
            self._left = list(itertools.product(WAYS, ENDINGS))
            chance.shuffle(self._left)
        way, ending = self._left.pop()
        made = {
            "casn": f"FFFF{chance.randrange(16**8):08X}",
            "card": f"0009{chance.randrange(10**8):08d}",
            "words": f"zz.{chance.randrange(10**6):06d}",
            "letters": "".join(chance.choices("QXYZ", k=9)),
            "MAC": ":".join(f"{chance.randrange(256):02X}" for _ in range(6)),
            "digits first": f"{chance.randrange(1, 9999)}-zz{chance.randrange(10**6):06d}",
        }
        before = chance.choices(["", "]C1"], [4, 1])[0]
        return Burst(made[chance.choice(list(made))], way, before, ending)


async def send(robot: Robot, burst: Burst) -> bool:
    """As a scanner does; whether this machine was quick enough for its pace."""
    ends = {"CR": ["enter"], "LF": ["ctrl+j"], "CR LF": ["enter", "ctrl+j"], "Tab": ["tab"]}
    if burst.way == "paste":
        characters = {"CR": "\r", "LF": "\n", "CR LF": "\r\n", "Tab": "\t"}[burst.ending]
        robot.app.post_message(events.Paste(burst.before + burst.text + characters))
        return True
    if burst.way == "late":
        keys = [*burst.before, *burst.text, *ends[burst.ending]]
        cuts = random.Random(burst.text).sample(range(1, len(keys)), 2)
        await _send_late(robot, keys, cuts)
        return True
    longest, last = 0.0, time.monotonic()
    for key in [*burst.before, *burst.text, *ends[burst.ending]]:
        robot.post(key)
        if burst.way == "8 ms":
            await asyncio.sleep(PACE_S)  # the subject's own pace
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    return longest < SLOWEST_S


async def _send_late(robot: Robot, keys: Sequence[str], cuts: Sequence[int]) -> None:
    """Read at a scanner's pace, handled in pieces after a stall each."""
    clock = asyncio.get_running_loop().time
    began = clock()
    for first, end in itertools.pairwise([0, *sorted(cuts), len(keys)]):
        read_at = [began + n * PACE_S for n in range(first, end)]
        # Longer than keys are held to see what follows.
        await asyncio.sleep(max(0.0, read_at[-1] - clock()) + (STALL_S if first else 0))
        for key, moment in zip(keys[first:end], read_at, strict=True):
            robot.post(key, read_at=moment)


def landed(robot: Robot, burst: Burst, field_before: LineEdit | None) -> str:
    """Where the whole id is; empty when it is nowhere."""
    app = robot.app
    if app.base.box.value in (burst.text, burst.before + burst.text):
        return "lookup box"
    if isinstance(app.page.content, PairPage):
        told = f"{app.page.query_one(Banner).text} {robot.text}"
        if burst.text in told.replace(" ", "") or burst.text in told:
            return "scan field"
    if field_before in app.screen.query(LineEdit) and burst.text in field_before.value:
        return "text field"
    if burst.text in robot.prose.replace(" ", ""):
        return "what was typed, shown"
    return ""


def filters(robot: Robot) -> set[str]:
    """The filters in force on every page."""
    pages = robot.app.screen_stack
    return {one.filter.typed for page in pages for one in page.query(RecordList)} - {""}


class CalmRobot(Robot):
    """Leaves the processor to the platform while it waits."""

    async def idle(self) -> None:
        async with asyncio.timeout(60):
            while not self.app.is_idle:  # noqa: ASYNC110 - the subject's own state
                await asyncio.sleep(0.003)
        await super().idle()


class Walker:
    """Brings a console to a place, and back."""

    def __init__(self, robot: Robot, bench: Bench, pairs: list[tuple[str, str]]) -> None:
        self._robot = robot
        self._bench = bench
        self._pairs = pairs

    async def home(self) -> None:
        """The bundle, whatever stood there."""
        robot, app = self._robot, self._robot.app
        for _ in range(8):
            if app.screen is app.base:
                break
            await robot.press("escape")
        app.base.box.clear()
        await robot.press("slash")
        await robot.type(f"{BUNDLE}\n")
        assert app.base.has_class("-opened"), robot.text

    async def go(self, keys: tuple[str, ...], hastily: bool) -> None:
        """To a place; `hastily` not waiting until it stands there and listens."""
        robot = self._robot
        *before, last = keys or ("",)
        await self._press(before)
        if hastily and last not in ("", "BATCH") and not last.startswith(":"):
            robot.post(last)
            await robot.handled()
            await robot.until(lambda: not robot.app._keyboard.is_waiting)
            return
        await self._press([last] if last else [])
        if isinstance(robot.app.screen, PlanDialog):
            screen = robot.app.screen
            await robot.until(lambda: not screen.is_settling or screen is not robot.app.screen)

    async def _press(self, keys: Sequence[str]) -> None:
        robot = self._robot
        for key in keys:
            if key.startswith(":"):
                await robot.press("colon")
                await robot.type(f"{key[1:]}\n")
            elif key == "BATCH":
                for code in [code for pair in self._pairs for code in pair]:
                    await robot.type(f"{code}\n")
            else:
                await robot.press(key)


async def _run(
    bench: Bench, bursts: int, seed: int, per_visit: Sequence[int], tally: Tally
) -> None:
    chance = random.Random(seed)
    pairs = delivered(bench.sandbox.world, 2).pairs
    fill_sessions(bench.sandbox.world, bench.account("nmp.00001"))
    names = chance.sample(list(PLACES), len(PLACES))
    decks = {name: Deck(chance) for name in names}
    visits = 0
    async with bench.console(size=(120, 40), timing=TIMING) as made:
        robot = CalmRobot(made.app)
        walker = Walker(robot, bench, pairs)
        await walker.home()
        while tally.bursts < bursts:
            name = names[visits % len(names)]
            visits += 1
            await walker.go(PLACES[name], hastily=chance.random() < HASTE)
            for _ in range(chance.choice(per_visit)):
                await _one(robot, bench, decks[name].deal(), name, tally)
            await walker.home()


async def _one(robot: Robot, bench: Bench, burst: Burst, name: str, tally: Tally) -> None:
    focused = robot.app.focused
    field_before = focused if isinstance(focused, LineEdit) else None
    masked = isinstance(focused, HandEdit) or name == MASKED
    dialog, filtered = robot.app.screen, filters(robot)
    in_time = await send(robot, burst)
    await robot.idle()
    tally.bursts += 1
    tally.places[name] += 1
    tally.codings[burst.coding] += 1
    tally.tried.add((name, burst.way, burst.ending))
    where = landed(robot, burst, field_before)
    if in_time:
        tally.landed[where or ("a masked field" if masked else "nowhere")] += 1
    said = f"{name}: {burst.coding}: {burst.text}"
    if not in_time:
        tally.landed["not judged, too slow for a scanner"] += 1
    elif not where and not masked:
        tally.wrong.append(f"{said}: nowhere whole")
    if in_time and where != "text field" and (left := filters(robot) - filtered):
        tally.wrong.append(f"{said}: a filter was left: {left}")
    if bench.written:
        tally.wrong.append(f"{said}: a write left")
    if isinstance(dialog, PlanDialog) and dialog.confirm.phase in (Phase.APPLYING, Phase.ENDED):
        tally.wrong.append(f"{said}: a plan was confirmed")


def run(
    folder: Path,
    bursts: int,
    family: str = "sdp2",
    seed: int | None = None,
    per_visit: Sequence[int] = (1, 4, 12, 24),
) -> Tally:
    """Scan `bursts` times over every place in turn, so often `per_visit`."""
    tally = Tally()
    chosen = random.randrange(1_000_000) if seed is None else seed
    with Sandbox() as sandbox:
        bench = Bench(family, sandbox, folder)
        asyncio.run(_run(bench, bursts, chosen, per_visit, tally))
        tally.wrong += [f"seed {chosen}"] if tally.wrong else []
        if sandbox.failures:
            tally.wrong.append(f"the sandbox failed: {sandbox.failures}")
    return tally


def main() -> int:
    bursts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    family = sys.argv[2] if len(sys.argv) > 2 else "sdp2"
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), bursts, family)
    took = time.monotonic() - began
    print(
        f"{tally.bursts} bursts in {took:.0f} s, {len(tally.places)} places, "
        f"{len(tally.codings)} codings, {len(tally.tried)} of a place with a way and an ending; "
        f"{dict(tally.landed)}; {len(tally.wrong)} wrong"
    )
    for sentence in tally.wrong[:40]:
        print(sentence)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
