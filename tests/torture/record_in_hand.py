"""Random walks: whatever is pressed, asked, late, failed or changed, one record is in hand.

    python -m tests.torture.record_in_hand [steps] [sdp2|opf]

A walk presses keys of navigation, looks ids up, opens pages and dialogs, plans and applies
changes, and lets answers come late, fail, or come in another order. A step is a key, a burst or
an answer, and rest. After every step what the screen says is compared: breadcrumb, lookup line,
panes, the record that actions are aimed at, the case, and the plan that is open must name one
household. What is applied may touch only the account of the plan that was shown. Text is typed
into fields at a hand's pace, while answers come in between: not one character may run as a key.
"""

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from smstui.actions import Action
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.plan_protocols import Phase
from smstui.console.views.header import ONE_ROW
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import POINTER
from smstui.domain.errors import Broken
from smstui.sandbox import Sandbox
from smstui.sandbox.world import World
from tests.support.bench import Bench
from tests.support.robot import Robot

ACCOUNTS: Final = ("nmp.00001", "nmp.00002", "nmp.00003", "nmp.00004")
WALK: Final = 60
"""Tasks in one console; then a fresh one, so that none stays in a corner."""
MOVING: Final = (
    "tab", "shift+tab", "j", "k", "g", "G", "enter", "escape", "escape", "escape", "q",
    "left_square_bracket", "left_square_bracket", "right_square_bracket", "r", "r",
)  # fmt: skip
ACTING: Final = ("d", "x", "s", "t", "R", "U", "w", "p", "c", "y", "u", "question_mark")
FIELDS: Final = (
    ("slash",), ("5", "f"), ("4", "f"), (":",), ("2",), (":create-account",), ("y", "slash"),
    ("w", "enter"), (":status cancelled", "shift+tab"), (":add-right",),
)  # fmt: skip
"""The ways to a field to type into: keys, and commands that begin with a colon."""
HELD_BACK: Final = ("look up", "pair-look")
"""Groups of workers whose answers wait until they are let go of."""
PAGES: Final = ("1", "2", "3", "4", "5")


@dataclass
class Tally:
    """`wrong` are sentences; there may be none. `kinds` counts tasks, each of one step or more."""

    steps: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    typed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    applied: int = 0
    late: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = ", ".join(f"{times} {name}" for name, times in self.kinds.most_common())
        return (
            f"{self.steps} steps, each compared ({kinds}); {self.typed} characters"
            f" typed into {dict(self.fields)}, {self.applied} changes applied, {self.late} answers"
            f" let go late; {len(self.wrong)} wrong"
        )


class Gates:
    """Holds the answers to lookups back, each until it is let go of, in any order, or failed."""

    def __init__(self, desk: Any) -> None:
        self._real = desk.look_up
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[bool]]] = []
        self.held = True
        desk.look_up = self._look_up

    async def _look_up(self, text: str, **more: Any) -> Any:
        outcome = await self._real(text, **more)
        if self.held:
            loop = asyncio.get_running_loop()
            gate: asyncio.Future[bool] = loop.create_future()
            self._waiting.append((loop, gate))
            if not await gate:
                raise Broken("The connection broke before the answer came.")
        return outcome

    def let_go(self, chance: random.Random, answered: bool = True) -> bool:
        """One answer, of any that wait. False where none does."""
        self._waiting = [one for one in self._waiting if not one[1].done()]
        if not self._waiting:
            return False
        loop, gate = self._waiting.pop(chance.randrange(len(self._waiting)))
        loop.call_soon_threadsafe(lambda: gate.done() or gate.set_result(answered))
        return True

    @property
    def has_one(self) -> bool:
        """Whether an answer is held back."""
        return any(not gate.done() for _, gate in self._waiting)

    def open(self, chance: random.Random) -> None:
        """All that wait, and whatever comes."""
        self.held = False
        while self.let_go(chance):
            pass


class Hand(Robot):
    """A robot that comes to rest although answers are held back, and notes what keys ran."""

    def __init__(self, robot: Robot) -> None:
        super().__init__(robot.app)
        self.ran: list[str] = []
        self.rested: Callable[[], None] = lambda: None
        self.ahead_s = 0.0
        """How far the times of its keys are ahead: a hand's pauses, without waiting for them."""
        perform = robot.app.dispatcher.perform

        async def noted(action: Action, key: str = "") -> None:
            self.ran.append(action.id)
            await perform(action, key)

        robot.app.dispatcher.perform = noted  # type: ignore[method-assign]

    def post(self, key: str, read_at: float | None = None) -> None:
        """A key alone comes at a hand's pace: apart from what came before."""
        now = asyncio.get_running_loop().time() + self.ahead_s
        apart = self._posted_at + 1.05 * self.app.timing.join_s
        super().post(key, max(now, apart) if read_at is None else read_at)

    @property
    def is_still(self) -> bool:
        app = self.app
        busy = (one for one in app.workers if one.group not in HELD_BACK and one.is_running)
        screen = app.screen
        settling = getattr(screen, "is_settling", False)
        return not (app._keyboard.is_waiting or app.frame_batch.is_down or any(busy) or settling)

    @property
    def why_not_still(self) -> str:
        """The work that is under way."""
        app = self.app
        names = [f"{one.group} {one.name}" for one in app.workers if one.is_running]
        settling = getattr(app.screen, "is_settling", False)
        return (
            f"workers {names}, key held {app._keyboard.is_waiting}, "
            f"frames held {app.frame_batch.is_down}, settling {settling} of {app.screen!r}, "
            f"running {app.is_running}"
        )

    async def rest(self) -> None:
        """Until nothing is under way but the answers that are held back."""
        quiet = 0
        async with asyncio.timeout(60):
            while quiet < 3 and self.app.is_running:
                await asyncio.sleep(0)
                for pump in (self.app, self.app.base, self.app.focused):
                    if pump is not None:
                        await self._passed(pump.call_later)
                await self.drawn()
                quiet = quiet + 1 if self.is_still else 0
        self.rested()

    async def idle(self) -> None:
        await self.rest()


# What is compared


def households(world: World) -> dict[str, str]:
    """Each household as it is, by its account number."""
    with world.lock:
        found = {}
        for account in world.accounts:
            boxes = world.boxes(account.uid) + world.players(account.uid)
            cards = [world.card(getattr(box, "smartcard_id", None)) for box in boxes]
            found[account.account_number] = repr((account, boxes, cards))
        return found


def what_is_wrong(robot: Robot) -> str:
    """The first disagreement between what the lookup screen shows and what it would act on;
    empty where all of it names one household."""
    app = robot.app
    base = app.base
    opened = base.opened
    line, box = base.box.value, base.box
    typing = base.focused is box and not box.is_blank
    header = base.query_one("#header", Bar).text
    if opened is None:
        if base.has_class("-opened"):
            return "a bundle is in view, and nothing is in hand"
        named = [number for number in ACCOUNTS if f"{POINTER} {number}" in header]
        if named:
            return f"nothing is in hand, and the breadcrumb names {named}"
        return "" if base.record_in_hand is None else "a record is in hand of nothing"
    owner = opened.bundle.owner
    number = (owner.id or "") if owner else ""
    if not base.has_class("-opened"):
        return f"{number} is in hand, and no bundle is in view"
    shown = app.base.bundle._opened
    if shown is None or shown.bundle.owner is None or shown.bundle.owner.id != number:
        return f"the panes show another account than {number}"
    # On one row the breadcrumb gives way to the pages; what it names must be right all the same.
    may_lack = app.size.width >= ONE_ROW and not any(each in header for each in ACCOUNTS)
    if app.page is base and number and number not in header and not may_lack:
        return f"the breadcrumb does not name {number}: {header}"
    if base.asked_for:
        if line not in (base.asked_for, "") and not typing:
            return f"{base.asked_for} is asked for, and the lookup line says {line}"
        if (reason := _begins(app)) is not None:
            return f"{reason} begins on {number} while {base.asked_for} is asked for"
    elif not typing and line != opened.asked.text:
        return f"{number} is in hand, found by {opened.asked.text}, and the lookup line says {line}"
    record = base.record_in_hand
    now = base.situation
    if (record.id if record is not None else "") != now.record_id:
        return f"the keys are for {now.record_id}, and {record} is in hand"
    if record is not None and not any(record is each for each in _records(opened.bundle)):
        return f"{record.title} is in hand, and not of {number}"
    if app.page.opened is opened and app.casebook.of(opened).account not in (number, ""):
        return f"the case is of {app.casebook.of(opened).account}, and {number} is in hand"
    dialog = app.screen
    if isinstance(dialog, PlanDialog) and app.page is base and dialog.plan is not None:
        plan = dialog.plan
        if plan.account and plan.account != number:
            return f"a plan of {plan.account} is open over {number}"
    return ""


def _records(bundle: Any) -> list[Any]:
    parts = ("account", "users", "devices", "smartcards", "sessions", "rights")
    return [record for name in parts for record in getattr(bundle, name)]


def _begins(app: Any) -> str | None:
    """An action that writes and could begin on the lookup screen now, other than by its form."""
    from smstui.actions import REGISTRY, Place

    now = app.base.situation
    for action in REGISTRY:
        if action.writes and action.places & {Place.LOOKUP} and action.available(now) is None:
            return action.id
    return None


# The walk


class Walk:
    """One console for some steps."""

    def __init__(self, bench: Bench, robot: Hand, chance: random.Random, tally: Tally) -> None:
        assert bench.client is not None
        self._bench, self._robot, self._chance, self._tally = bench, robot, chance, tally
        self._gates = Gates(bench.client)
        self._ids = ids_of(bench)
        self._trace: list[str] = []
        robot.rested = self._compare
        self._steps: Mapping[str, tuple[int, Callable[[], Awaitable[None]]]] = {
            "look up": (6, self._look_up), "move": (8, self._move), "let go": (6, self._let_go),
            "fail": (1, self._fail), "act": (3, self._act), "page": (2, self._page),
            "type": (5, self._type), "apply": (2, self._apply), "at once": (3, self._at_once),
            "home": (1, self._home),
        }  # fmt: skip

    async def run(self, tasks: int) -> None:
        """Ends at the first step after which something is wrong."""
        for _ in range(tasks):
            names = list(self._steps)
            name = self._chance.choices(names, [self._steps[one][0] for one in names])[0]
            self._trace.append(name)
            await self._steps[name][1]()
            try:
                await self._robot.rest()
            except TimeoutError:
                self._note(f"it does not come to rest: {self._robot.why_not_still}")
                return
            focused = self._robot.app.focused
            self._told(f"({focused.id if focused is not None else ''})")
            self._tally.kinds[name] += 1
            if self._tally.wrong:
                return
        self._gates.open(self._chance)

    def _compare(self) -> None:
        """One step is over."""
        self._tally.steps += 1
        if not self._tally.wrong:
            self._note(what_is_wrong(self._robot))

    def _note(self, wrong: str) -> None:
        if wrong:
            self._tally.wrong.append(
                f"{wrong}\n  {' · '.join(self._trace[-12:])}\n{self._robot.text}"
            )

    def _told(self, what: str) -> None:
        self._trace[-1] += f" {what}"

    async def _look_up(self) -> None:
        text = self._chance.choice(self._ids)
        self._told(text)
        await self._home()
        self._robot.post("slash")
        self._robot.burst(f"{text}\n")

    async def _move(self) -> None:
        await self._press(self._chance.choice(MOVING))

    async def _act(self) -> None:
        await self._press(self._chance.choice(ACTING))

    async def _page(self) -> None:
        await self._press(self._chance.choice(PAGES))

    async def _press(self, key: str) -> None:
        if isinstance(self._robot.app.focused, LineEdit) and len(key) == 1:
            return  # it would be text
        self._told(key)
        self._robot.post(key)

    async def _let_go(self) -> None:
        """An answer comes; if one is under way, it is waited for."""
        hand = self._robot.app.base.hand
        for _ in range(500):
            if hand.asking is None or self._gates.has_one:
                break
            await asyncio.sleep(0.002)
        self._tally.late += self._gates.let_go(self._chance)

    async def _fail(self) -> None:
        self._gates.let_go(self._chance, answered=False)

    async def _at_once(self) -> None:
        """An answer and a key in the same moment."""
        self._tally.late += self._gates.let_go(self._chance)
        for _ in range(self._chance.randrange(6)):
            await asyncio.sleep(0.001)
        await self._move()

    async def _home(self) -> None:
        """Out of dialogs and pages, by Esc alone."""
        app = self._robot.app
        for _ in range(8):
            if app.screen is app.base:
                return
            self._robot.post("escape")
            await self._robot.rest()

    async def _type(self) -> None:
        """A text into a field, each character a hand's pace after the one before it."""
        robot, app = self._robot, self._robot.app
        await self._home()
        way = self._chance.choice(FIELDS)
        self._told(" ".join(way))
        if isinstance(app.focused, LineEdit) and way[0] not in ("slash", ":"):
            robot.post("escape")
            await robot.rest()
        for key in way:
            if key.startswith(":"):
                robot.post("colon")
                await robot.rest()
                robot.burst(f"{key[1:]}\n" if key[1:] else "")
            elif not isinstance(app.focused, LineEdit) or key == "slash":
                robot.post(key)
            await robot.rest()
        edit = app.focused
        if not isinstance(edit, LineEdit) or not edit.is_blank:
            return
        robot.ran.clear()
        text = "".join(self._chance.choice("0123456789abcdjkqrstuyx") for _ in range(4))
        for character in text:
            robot.ahead_s += self._chance.uniform(0.08, 0.4)
            robot.post(character)
            if self._chance.random() < 0.5:
                self._tally.late += self._gates.let_go(self._chance)
            await robot.rest()
        self._tally.typed += len(text)
        self._tally.fields[edit.id or ""] += 1
        if robot.ran or app.focused is not edit or edit.value != text:
            self._note(f"{text} was typed at a hand's pace; it reads {edit.value}, ran {robot.ran}")
        robot.ahead_s += 0.4
        robot.post("escape")
        await robot.rest()
        await self._home()

    async def _apply(self) -> None:
        """A status of the account in hand, planned and applied; only that account may change."""
        robot, app = self._robot, self._robot.app
        await self._home()
        if app.base.opened is None or app.base.asked_for:
            return
        if isinstance(app.focused, LineEdit):
            robot.post("escape")
            await robot.rest()
        owner = app.base.opened.bundle.owner if app.base.opened else None
        if owner is None:
            return
        wanted = "RESTRICTED" if str(owner.status) == "ACTIVE" else "ACTIVE"
        app.base.bundle.hold("account", owner.id or "")
        before = households(self._bench.sandbox.world)
        robot.post("colon")
        await robot.rest()
        robot.burst(f"status {wanted}\n")
        await robot.rest()
        dialog = app.screen
        if not isinstance(dialog, PlanDialog) or dialog.confirm.phase is not Phase.SHOWN:
            return
        if dialog.plan is None or dialog.plan.account != owner.id:
            self._note(f"the plan over {owner.id} is of {dialog.plan and dialog.plan.account}")
            return
        if self._chance.random() < 0.3:  # a scan over the plan: it waits beneath
            robot.burst(f"{self._chance.choice(self._ids)}\n")
            await robot.rest()
            if dialog is not app.screen or what_is_wrong(robot):
                return
        for _ in range(2):
            if dialog.confirm.phase is Phase.SHOWN:
                robot.post("!")
                await robot.rest()
        after = households(self._bench.sandbox.world)
        moved = {name for name in before if before[name] != after[name]}
        self._tally.applied += bool(moved)
        if moved - {owner.id}:
            self._note(f"a change of {owner.id} moved {sorted(moved)}")


def ids_of(bench: Bench) -> list[str]:
    """Ids of every kind, several of each household."""
    world = bench.sandbox.world
    found = []
    for number in ACCOUNTS:
        account = world.account(number)
        assert account is not None
        found.append(number)
        for box in world.boxes(account.uid)[:2]:
            found += [one for one in (box.casn, box.smartcard_id) if one]
    return [*found, "nobody.1", "E833"]


async def run(folder: Path, family: str, steps: int, seed: int) -> Tally:
    """`steps` steps on one family, a console after another."""
    tally, chance = Tally(), random.Random(seed)
    while tally.steps < steps and not tally.wrong:
        with Sandbox() as sandbox:
            place = folder / str(tally.steps)
            place.mkdir()
            bench = Bench(family, sandbox, place)
            async with _walking(bench) as robot:
                walk = Walk(bench, robot, chance, tally)
                await walk.run(WALK)
                walk._gates.open(chance)
            assert sandbox.failures == [], sandbox.failures
    return tally


@asynccontextmanager
async def _walking(bench: Bench) -> AsyncIterator[Hand]:
    async with bench.console(size=(120, 40), role="supervisor") as robot:
        yield Hand(robot)


def main() -> int:
    steps = int(sys.argv[1]) if sys.argv[1:] else 10_000
    clean = True
    for family in sys.argv[2:3] or ["sdp2", "opf"]:
        with tempfile.TemporaryDirectory() as folder:
            seed = int(sys.argv[3]) if sys.argv[3:] else 1
            tally = asyncio.run(run(Path(folder), family, steps, seed))
        print(f"{family}: {tally}", *tally.wrong, sep="\n")
        clean &= not tally.wrong
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
