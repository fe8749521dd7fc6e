"""Scans as links make them, at any pace and in any chunks, over every page, dialog and plan.

A code is any printable text (GS among it, a scanner's prefix, another keyboard layout), typed with
pauses of 0 to 990 ms, in bunches of any size, ended by Enter, Tab, CR and LF, or by nothing.
Looked at afterwards: nothing was written; no fragment was looked up for pauses up to `join_s`;
no code was lost up to 100 ms a character. A hand does real tasks at 80 to 400 ms a key: none of
its keys may be taken for a scan. All times are a fifth of those a person would have, and so are
the settings.

    python -m tests.torture.torn_scans [scans] [sdp2|opf] [seed]
    python -m tests.torture.torn_scans hand [keys] [sdp2|opf] [seed]
"""

import asyncio
import random
import string
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.plan_protocols import Phase
from smstui.console.timing import Timing
from smstui.domain.scanned_code import scanned_code
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import fill_sessions
from tests.support.bench import Bench
from tests.support.deliveries import delivered
from tests.support.robot import Robot
from tests.torture.scan_bursts import BUNDLE, MASKED, PLACES, CalmRobot, Walker, landed

SCALE: Final = 0.2
TIMING: Final = Timing(
    pace_s=0.05 * SCALE, join_s=0.3 * SCALE, quiet_s=SCALE, arm_s=0.4 * SCALE, apart_s=0.3 * SCALE
)
ANY: Final = string.ascii_letters + string.digits + ".-_+*@#()[]{}<>=,;'\"$%&~^|\\/:?!"
LAST_FOUR: Final = ("8240", "8241", "0001", "0002", "0003")
"""What plans of the world ask for."""
KINDS: Final = (
    "card", "casn", "label", "any", "any", "layout", "check", "check in a code", "letters",
)  # fmt: skip
OPENS_A_FIELD: Final = "/:"
ENDS: Final = {"Enter": ["enter"], "Tab": ["tab"], "CR LF": ["enter", "ctrl+j"], "nothing": []}
SHORTEST: Final = 4
IN_A_ROW_S: Final = 0.1
"""Four keys no further apart are a scan by the rule, whoever types them: this hand never does."""


@dataclass(frozen=True)
class Scan:
    """`gaps` in seconds before each key, as a person would have them, before they are scaled."""

    code: str
    keys: Sequence[str]
    gaps: Sequence[float]
    way: str

    @property
    def longest(self) -> float:
        return max(self.gaps[1:])

    @property
    def is_judged(self) -> bool:
        """Whether it can be told from a hand at all. What begins with the key of a field goes on
        in that field; one character alone is a key that is held down."""
        return self.code[0] not in OPENS_A_FIELD and len(set(self.code[:SHORTEST])) > 1


@dataclass
class Tally:
    scans: int = 0
    keys: int = 0
    asked: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    landed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def a_scan(chance: random.Random) -> Scan:
    """A code, and how a scanner and a link make keys of it."""
    code = {
        "card": lambda: f"0009{chance.randrange(10**8):08d}",
        "casn": lambda: f"FFFF{chance.randrange(16**8):08X}",
        "label": lambda: f"]C1{chance.randrange(10**10):010d}",
        "any": lambda: "".join(chance.choices(ANY, k=chance.randint(SHORTEST, 20))),
        "layout": lambda: f"{chance.randrange(10**6):06d}!\N{MICRO SIGN}",
        "check": lambda: chance.choice(LAST_FOUR) + "!",
        "check in a code": lambda: (
            f"{chance.choice(LAST_FOUR)}{chance.randrange(10**5)}!{chance.randrange(10**3)}"
        ),
        "letters": lambda: "".join(chance.choices("pnqxsd2345eu0", k=chance.randint(6, 14))),
    }[kind := chance.choice(KINDS)]()
    ending = chance.choice(list(ENDS))
    keys = [*code, *ENDS[ending]]
    way = chance.choice(["even", "bunches", "torn once", "random"])
    pace = chance.choice([0.0, 0.008, 0.03, 0.05, 0.075, 0.1, *[chance.uniform(0, 0.99)] * 4])
    if way == "even":
        gaps = [pace] * len(keys)
    elif way == "bunches":
        size = chance.randint(2, 6)
        gaps = [pace if n % size == 0 else 0.0 for n in range(len(keys))]
    elif way == "torn once":
        gaps = [0.008] * len(keys)
        longest = chance.choice([0.3, 0.99])  # within `join_s` as often as anywhere
        gaps[chance.randrange(1, len(gaps))] = chance.uniform(0, longest)
    else:
        gaps = [chance.uniform(0, pace) for _ in keys]
    return Scan(code, keys, gaps, f"{kind}, {way}, {ending}")


class Questions:
    """Every text that was looked up or taken for a code."""

    def __init__(self, desk: Any) -> None:
        self.texts: list[str] = []
        self.scanned: set[str] = {BUNDLE}
        """Whole codes of this console: a page that opens asks again for what waits on it."""
        look_up, take = desk.look_up, desk.scans.take

        async def noted(text: str, **more: Any) -> Any:
            self.texts.append(text)
            return await look_up(text, **more)

        async def taken(text: str) -> Any:
            self.texts.append(text)
            return await take(text)

        desk.look_up = noted
        desk.scans.take = taken


async def type_keys(robot: Robot, keys: Sequence[str], gaps: Sequence[float]) -> None:
    """Each key at its time, and read at exactly that."""
    clock = asyncio.get_running_loop().time
    await robot.pause()
    at = clock()
    for key, gap in zip(keys, gaps, strict=True):
        at += gap * SCALE
        await asyncio.sleep(max(0.0, at - clock()))  # the subject's own pace
        robot.post(key, read_at=at)
    await robot.handled()
    await robot.pause()
    await robot.idle()


async def scan_everywhere(bench: Bench, scans: int, chance: random.Random, tally: Tally) -> None:
    pairs = delivered(bench.sandbox.world, 2).pairs
    fill_sessions(bench.sandbox.world, bench.account("nmp.00001"))
    names = chance.sample(list(PLACES), len(PLACES))
    while tally.scans < scans and not tally.wrong:
        async with bench.console(size=(120, 40), timing=TIMING) as made:
            robot, questions = CalmRobot(made.app), Questions(bench.client)
            questions.scanned.update(code for pair in pairs for code in pair)
            walker = Walker(robot, bench, pairs)
            for _ in range(30):
                name = names[tally.scans % len(names)]
                await walker.home()
                await walker.go(PLACES[name], hastily=False)
                questions.texts.clear()
                await one_scan(robot, bench, a_scan(chance), name, questions, tally)
                if tally.scans >= scans or tally.wrong:
                    break


async def one_scan(
    robot: Robot, bench: Bench, scan: Scan, name: str, questions: Questions, tally: Tally
) -> None:
    dialog = robot.app.screen
    line = robot.app.focused
    await type_keys(robot, scan.keys, scan.gaps)
    tally.scans += 1
    tally.keys += len(scan.keys)
    tally.places[name] += 1
    tally.kinds[scan.way] += 1
    said = f"{name}: {scan.way}: {scan.code!r} {[round(gap, 3) for gap in scan.gaps]}"
    if bench.written:
        tally.wrong.append(f"{said}: a write left: {bench.written}")
    if isinstance(dialog, PlanDialog) and dialog.confirm.phase in (Phase.APPLYING, Phase.ENDED):
        tally.wrong.append(f"{said}: a plan was applied")
    if not scan.is_judged:
        tally.landed["not judged: begins like a hand"] += 1
        return
    read = scanned_code(scan.code)
    whole = {scan.code, read.text, *read.ids, *read.likely, ""}
    questions.scanned |= whole
    fragments = [
        text
        for text in map(str.strip, questions.texts)
        if text not in questions.scanned and any(part in text for part in _parts(scan.code))
    ]
    if fragments and scan.longest <= 0.3:
        tally.wrong.append(f"{said}: looked up {fragments}")
    if scan.longest <= 0.1:
        where = landed(robot, _Landing(scan.code), line)  # type: ignore[arg-type]
        looked_up = any(text.strip() for text in questions.texts)
        said_of = robot.prose.replace(" ", "")
        if not where and any(text in said_of for text in whole - {""}):
            where = "what was read of it, shown"
        if not where and f"Character {len(scan.code)} is U+00B5" in robot.prose:
            where = "refused, by its character"
        tally.landed[where or ("looked up" if looked_up else "nowhere")] += 1
        if not where and not looked_up and name != MASKED:
            tally.wrong.append(f"{said}: nowhere whole\n{robot.text}")


def _parts(code: str) -> set[str]:
    """Three characters in a row: what is looked up with none of them is nothing of this code."""
    return {code[at : at + 3] for at in range(len(code) - 2)}


@dataclass(frozen=True)
class _Landing:
    text: str
    before: str = ""


TASKS: Final[Sequence[Sequence[str]]] = (
    ["j", "j", "k", "G", "g"], ["s", "escape"], ["2", "escape"], ["3", "escape"], ["5", "escape"],
    ["y", "escape"], ["d", "tab", "j", "j", "escape"], ["[", "]"], ["r"], ["x"], ["U", "escape"],
    ["t", "escape"], ["slash", *"nmp.00001", "enter"], ["tab", "tab", "j", "k"], ["c", "escape"],
    ["question_mark", "j", "escape"], ["colon", *"drafts", "enter", "escape"], ["w", "escape"],
    ["4", "f", *"Ada", "escape", "escape"], ["R", "escape"], ["tab", "space"],
)  # fmt: skip


async def work_by_hand(bench: Bench, keys: int, chance: random.Random, tally: Tally) -> None:
    """Tasks at a hand's pace: no key may be joined with others to a code."""
    async with bench.console(size=(120, 40), timing=TIMING) as made:
        robot = CalmRobot(made.app)
        await robot.look_up("E833815A9290")
        taken: list[str] = []
        robot.app.dispatcher.take_scan = lambda text, entered: taken.append(text)  # type: ignore[method-assign]
        while tally.keys < keys and not tally.wrong:
            task = chance.choice(TASKS)
            pace = chance.uniform(0.08, 0.4)
            gaps = [min(0.4, max(0.08, chance.gauss(pace, pace / 4))) for _ in task]
            for at in range(2, len(gaps)):
                if max(gaps[at - 2 : at + 1]) <= IN_A_ROW_S:
                    gaps[at] = chance.uniform(IN_A_ROW_S + 0.005, 0.2)
            await type_keys(robot, task, gaps)
            tally.keys += len(task)
            tally.asked += "came just before" in robot.last_line
            if taken:
                tally.wrong.append(f"{task} {[round(gap, 3) for gap in gaps]}: taken for {taken}")


def run(
    folder: Path, many: int, family: str = "sdp2", seed: int = 0, *, hand: bool = False
) -> Tally:
    tally, chance = Tally(), random.Random(seed)
    with Sandbox() as sandbox:
        bench = Bench(family, sandbox, folder)
        work = work_by_hand if hand else scan_everywhere
        asyncio.run(work(bench, many, chance, tally))
        if sandbox.failures:
            tally.wrong.append(f"the sandbox failed: {sandbox.failures}")
    return tally


def main() -> int:
    words = sys.argv[1:]
    hand = words[:1] == ["hand"]
    numbers = [int(word) for word in words if word.isdigit()]
    family = next((word for word in words if word in ("sdp2", "opf")), "sdp2")
    seed = numbers[1] if len(numbers) > 1 else random.randrange(1_000_000)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), numbers[0] if numbers else 1_000, family, seed, hand=hand)
    print(
        f"{family}, seed {seed}: {tally.scans} scans, {tally.keys} keys, "
        f"{len(tally.places)} places, {len(tally.kinds)} ways in {time.monotonic() - began:.0f} s;"
        f" {dict(tally.landed)};"
        f" {tally.asked} times enter asked first; {len(tally.wrong)} wrong"
    )
    for sentence in tally.wrong:
        print(sentence)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
