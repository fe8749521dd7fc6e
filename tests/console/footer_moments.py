"""The moments of the console in which its keys are pressed: each page, pane, dialog and state.

Each is reached by keys on a platform of a family. `python -m tests.torture.products
tests/console/test_honest_footer.py` tries every key that is named in every one of them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from textual import events

from smstui.console.startup import Listed
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox
from tests.support.bench import Bench, apply_plan
from tests.support.fake_client import FakeStartupSettings
from tests.support.products import FAMILIES
from tests.support.robot import Robot

Step = str | Callable[[Robot, Bench], Awaitable[None]]
"""A key; `=text` for text that is typed; or what else is done."""

BOX, BANNED, NO_CARD = "=3421\n", "=3425\n", "=3422\n"
ACCOUNT, CANCELLED, PLAYER, PARTS = "=nmp.00001\n", "=nmp.00004\n", "=9001\n", "=nmp.00002\n"
SCANS = ("tab", "2")
PAIR = ("=E833815A9301\n", "=000145098241\n")
LIST: Final = "3425\nE833815A9290\nnmp.00002\n404404404\n"


@dataclass(frozen=True)
class Moment:
    """A way to one moment. `settings` are those of the deployment and of the bench."""

    name: str
    steps: tuple[Step, ...]
    families: tuple[str, ...] = FAMILIES
    size: tuple[int, int] = (80, 24)
    settings: Mapping[str, Any] = field(default_factory=dict)
    is_busy: bool = False
    """Whether something goes on that does not end."""


def _at(name: str, *steps: Step, **more: Any) -> Moment:
    return Moment(name, steps, **more)


def _fault(rule: str) -> Step:
    async def set_fault(_robot: Robot, bench: Bench) -> None:
        bench.sandbox.fault(rule.replace("PAIR", bench.pairing))

    return set_fault


async def _asking(robot: Robot, bench: Bench) -> None:
    """Ask, and let the platform keep its answer back."""
    bench.sandbox.fault("silence")
    robot.burst("r")
    await robot.until(lambda: robot.app.base.hand.asking is not None)
    await robot.until(lambda: not robot.app.frame_batch.is_down)


async def _paste(robot: Robot, _bench: Bench) -> None:
    robot.app.post_message(events.Paste(LIST))
    await robot.idle()


async def _apply(robot: Robot, _bench: Bench) -> None:
    await apply_plan(robot)


async def _running(robot: Robot, bench: Bench) -> None:
    """The queue runs, and no answer comes."""
    bench.sandbox.fault("silence")
    robot.burst("r")
    await robot.until(lambda: robot.app.queue_run.is_running)
    await robot.until(lambda: not robot.app.frame_batch.is_down)


class _Two:
    """Two deployments. The other one asks for its password, and is then not opened."""

    def listed(self) -> list[Listed]:
        return [
            Listed(name, "LAB", "warning", "sdp2", False, "support", "lab.example")
            for name in ("lab", "lab-two")
        ]

    def prepare(self, name: str) -> Any:
        def refuse(_password: Secret | None) -> None:
            raise BadConfiguration(f"{name} has no address.")

        startup = FakeStartupSettings(deployment=name, asks_password=True)
        return SimpleNamespace(startup=startup, warnings=["an unknown key"], open=refuse)


async def _deployments(robot: Robot, _bench: Bench) -> None:
    robot.app.deployment_switch.deployments = _Two


def command(line: str) -> tuple[Step, ...]:
    return ("colon", f"={line}\n")


_USER: Final = (BOX, "tab", "tab", "enter")
_COPYING_OFF: Final = {"read_only": True, "clipboard": "off"}


def _lookup() -> list[Moment]:
    tabs = [("account", "shift+tab"), ("second pane", "tab"), ("third pane", "tab", "tab"),
            ("fourth pane", "tab", "tab", "tab"),
            ("fifth pane", *["tab"] * 4), ("sixth pane", *["tab"] * 5)]  # fmt: skip
    return [
        _at("start"),
        _at("nothing remembered", "tab"),
        _at("recents", BOX, "escape", "tab"),
        _at("typing", "=E83"),
        _at("typing over a record", BOX, "slash", "=E8"),
        _at("an empty line over a record", BOX, "slash", "backspace"),
        _at("seen here", ACCOUNT, "escape", "=Byro", "down"),
        _at("box", BOX),
        _at("box without a card", NO_CARD),
        _at("banned box", BANNED),
        *(_at(name, BOX, *keys) for name, *keys in tabs),
        *(_at(f"{name} of an account", ACCOUNT, *keys, size=(120, 40)) for name, *keys in tabs),
        _at("suspended account", "=nmp.00003\n"),
        _at("inactive account", "=nmp.00005\n"),
        _at("user, copying off", *_USER, settings=_COPYING_OFF),
        _at("card told by its box, copying off", ACCOUNT, "tab", "tab", "j", size=(120, 40),
            families=("sdp2",), settings=_COPYING_OFF),
        _at("box without a card, to be read", NO_CARD, "enter", size=(160, 50)),
        _at("cancelled account", CANCELLED),
        _at("player", PLAYER),
        _at("card", "=000145098240\n"),
        _at("record", BOX, "enter"),
        _at("record of an account", BOX, "shift+tab", "enter"),
        _at("record of a card", "=000145098240\n", "enter"),
        _at("record unfolded", BOX, "enter", "full_stop"),
        _at("record at its fold", BOX, "enter", "G"),
        _at("record at its fold, unfolded", BOX, "enter", "G", "enter"),
        _at("record wide", BOX, "enter", size=(120, 40)),
        _at("findings", BANNED, "d"),
        _at("findings at the end", BANNED, "d", "G"),
        _at("findings unfolded", BANNED, "d", "full_stop"),
        _at("findings of a code", BOX, "D", "=1007\n"),
        _at("findings wide", BANNED, "d", size=(120, 40)),
        _at("findings filtered", BANNED, "d", "f", "=box", "enter"),
        _at("several", "=245098240\n", families=("sdp2",)),
        _at("several filtered", "=245098240\n", "slash", "=box", families=("sdp2",)),
        _at("not found", "=404404404\n"),
        _at("not found, in the list", "=404404404\n", "tab"),
        _at("a code", "=20007\n"),
        _at("a code, in the list", "=20007\n", "tab"),
        _at("failed", _fault("drop-before"), BOX),
        _at("offline", BOX, "escape", _fault("drop-before"), BOX),
        _at("asking", BOX, _asking, is_busy=True),
        _at("filter typed", BOX, "f", "=3"),
        _at("filter in force", BOX, "f", "=3", "enter"),
        _at("filter that hides all", BOX, "f", "=zzzz", "enter"),
        _at("read-only", BOX, settings={"read_only": True}),
        _at("read-only account", BOX, "shift+tab", settings={"read_only": True}),
        _at("viewer", NO_CARD, settings={"role": "viewer"}),
        _at("installer", NO_CARD, settings={"role": "installer"}),
        _at("privacy", BOX, *command("privacy")),
        _at("privacy, recents", ACCOUNT, *command("privacy"), "escape", "tab"),
        _at("folded", BOX, size=(48, 20)),
        _at("folded, tabbed", BOX, "tab", "tab", size=(48, 20)),
        _at("wide", BOX, size=(160, 50)),
        _at("an open change", *SCANS, *PAIR, "enter", _fault("silence operation=PAIR"), _apply,
               "escape", "escape", NO_CARD, settings={"timeout_s": 1}),
        _at("half read", _fault("server-fault operation=*ession*"), BOX, "tab", "tab"),
    ]  # fmt: skip


def _pages() -> list[Moment]:
    queue = ("tab", "4", _paste)
    journal = (*SCANS, *PAIR, "enter", _apply, "escape", "alt+5")
    draft = (_fault("drop-before"), *SCANS, *PAIR)
    return [
        _at("pair", *SCANS),
        _at("pair with a text", *SCANS, "=E833815A9301"),
        _at("pair with a box", *SCANS, PAIR[0]),
        _at("pair ready", *SCANS, *PAIR),
        _at("pair, its list", *SCANS, *PAIR, "tab"),
        _at("pair, its next pane", *SCANS, *PAIR, "tab", "tab"),
        _at("pair, its third pane", *SCANS, *PAIR, "tab", "tab", "tab"),
        _at("pair refused", *SCANS, PAIR[0], "=nobody@example.net\n"),
        _at("pair offline", *draft),
        _at("pair ended", *SCANS, *PAIR, "enter", _apply, "escape"),
        _at("pair ended, its list", *SCANS, *PAIR, "enter", _apply, "escape", "tab"),
        _at("pair of a box", NO_CARD, "p"),
        _at("pair filtered", *SCANS, *PAIR, "tab", "f", "=E8", "enter"),
        _at("pair, read-only", *SCANS, *PAIR, settings={"read_only": True}),
        _at("sessions", ACCOUNT, "3"),
        _at("sessions marked", ACCOUNT, "3", "space"),
        _at("sessions, none", PARTS, "3"),
        _at("sessions filtered", ACCOUNT, "3", "f", "=sport", "enter"),
        _at("sessions filter typed", ACCOUNT, "3", "f", "=s"),
        _at("sessions, read-only", ACCOUNT, "3", settings={"read_only": True}),
        _at("sessions not listed", ACCOUNT, "3", families=("sdp2",), settings={"sessions": "none"}),
        _at("triage, empty", "tab", "4"),
        _at("triage, waiting", *queue),
        _at("triage, done", *queue, "r"),
        _at("triage, a row not found", *queue, "r", "G"),
        _at("triage, running", *queue, _running, is_busy=True),
        _at("triage filter typed", *queue, "f", "=3"),
        _at("triage filtered", *queue, "r", "f", "=box", "enter"),
        _at("journal, empty", "tab", "5"),
        _at("journal", *journal),
        _at("journal filter typed", *journal, "f", "=p"),
        _at("journal filtered", *journal, "f", "=pair", "enter"),
        _at("journal filter that hides all", *journal, "f", "=zzzz", "enter"),
        _at("journal, read-only", "tab", "5", settings={"read_only": True}),
        _at("drafts, empty", "tab", *command("drafts")),
        _at("drafts", *draft, "escape", *command("drafts")),
        _at("drafts, the basis", *draft, "escape", *command("drafts"), "tab"),
        _at("drafts filtered", *draft, "escape", *command("drafts"), "f", "=pair", "enter"),
    ]  # fmt: skip


def _dialogs() -> list[Moment]:
    plan = (*SCANS, *PAIR, "enter")
    made = (*plan, _apply)
    planned = (*command("create-card"), "=000145999901\n", "enter", "enter")
    first_status = (ACCOUNT, "s", "enter")
    return [
        _at("menu", NO_CARD, "question_mark"),
        _at("menu, one row", NO_CARD, "question_mark", "slash", "=privacy"),
        _at("menu, no row", NO_CARD, "question_mark", "slash", "=zzzz"),
        _at("choice filtered", BOX, "y", "slash", "=3"),
        _at("copy", BOX, "y"),
        _at("copy a list", BOX, "f", "=3", "enter", "y"),
        _at("export a list", BOX, "e"),
        _at("export, its path", BOX, "e", "enter"),
        _at("statuses", ACCOUNT, "s"),
        _at("a restricted account", PARTS, "s"),
        _at("themes", *command("theme")),
        _at("deployments", _deployments, *command("deployment")),
        _at("deployment left", _deployments, *command("deployment lab-two")),
        _at("deployment's password", _deployments, *command("deployment lab-two"), "!", "=secret"),
        _at("case", BOX, "c"),
        _at("case read", BOX, "d", "c", "slash", "=here", "enter"),
        _at("finding read", BANNED, "d", "G", "enter"),
        _at("meaning read", "=20007\n", "tab", "enter"),
        _at("change read", *made, "escape", "alt+5", "enter"),
        _at("command line", "colon"),
        _at("plan", *plan),
        _at("plan, read-only", *plan, settings={"read_only": True}),
        _at("plan read on", *SCANS, PAIR[0], "=000145098240\n", "enter", size=(60, 14)),
        _at("plan of a status", *first_status),
        _at("plan, confirmed once", ACCOUNT, *command("status SUSPENDED"), "!"),
        _at("plan with the last four", ACCOUNT, *command("status CANCELLED")),
        _at("plan, four typed", ACCOUNT, *command("status CANCELLED"), "=0001"),
        _at("plan, three typed", ACCOUNT, *command("status CANCELLED"), "=000"),
        _at("plan in production", *first_status, settings={"tint": "error"}),
        _at("plan with a reason", *SCANS, PAIR[0], "=000145098267\n", "enter",
            settings={"role": "supervisor"}),
        _at("plan refused", BOX, *command("status FOO")),
        _at("plan without an answer", BOX, _fault("drop-before"), "U"),
        _at("change verified", *made),
        _at("change not verified", *plan, _fault("no-effect write=yes"), _apply),
        _at("undo", *made, "u"),
        _at("swap", BOX, "w"),
        _at("swap, no card yet", BOX, "w", "enter"),
        _at("swap, the new card", BOX, "w", "enter", PAIR[1][:-1]),
        _at("end sessions", BOX, "t"),
        _at("end of sessions", ACCOUNT, "3", "t"),
        _at("form", *command("create-box")),
        _at("form typed", *command("create-box"), "=E833815AF001\n", "escape"),
        _at("form, a field filled", *command("create-box"), "=E833815AF001\n"),
        _at("form, its choice", *command("create-box"), "shift+tab", "shift+tab"),
        _at("form, after its plan", *planned, "escape"),
        _at("swap, its plan", BOX, "w", "enter", PAIR[1]),
        _at("form, leaving", *command("create-box"), "shift+tab"),
        _at("message", BOX, "m", "=hello", families=("opf",)),
        _at("mail", BOX, "M", "=hello", families=("opf",)),
        _at("mail, leaving", BOX, "M", "=hello", "escape", families=("opf",)),
        _at("pin", BOX, "shift+tab", *command("reset-pin"), families=("opf",)),
        _at("code", BOX, "D", "=1007"),
        _at("rights", BOX, *command("remove-right")),
        _at("add to the queue", "tab", "4", "n", "=3421"),
        _at("load into the queue", "tab", "4", "l", "=no.such.file"),
        _at("write the queue", "tab", "4", _paste, "e"),
        _at("clear the queue", "tab", "4", _paste, *command("clear-queue")),
        _at("forget", BOX, "escape", *command("forget")),
        _at("discard", _fault("drop-before"), *SCANS, *PAIR, "escape", *command("drafts"),
            "delete"),
        _at("pasted lines", BOX, _paste),
        _at("cross-test", BOX, *command("cross-test")),
        _at("cross-test, the good box", BOX, *command("cross-test"), "G", "enter", "=sentinel"),
        _at("scanner", *command("scanner")),
        _at("password, none yet", BOX, settings={"typed": "SENTINEL-mistyped"}),
        _at("password", BOX, "=other", settings={"typed": "SENTINEL-mistyped"}),
    ]  # fmt: skip


MOMENTS: Final = (*_lookup(), *_pages(), *_dialogs())


@asynccontextmanager
async def standing(moment: Moment, family: str, folder: Path) -> AsyncIterator[tuple[Robot, Bench]]:
    """A fresh console at a moment, on a platform of its own."""
    folder.mkdir()  # noqa: ASYNC240 - a folder of a test
    with Sandbox() as sandbox:
        bench = Bench(family, sandbox, folder)
        async with bench.console(size=moment.size, **moment.settings) as robot:
            for step in moment.steps:
                if callable(step):
                    await step(robot, bench)
                elif step.startswith("="):
                    await robot.type(step[1:])
                else:
                    await robot.press(step)
            await robot.pause()
            yield robot, bench
