"""A console is ended in the middle of a write, in each of eight ways, again and again.

    python -m tests.torture.endings [times] [sdp2|opf]

Each time a real `smstui` on a terminal of its own pairs a box and a card at a slow platform, and
the end comes at a random moment after the request left. Then it is counted what the journal says,
how often the platform was asked, how the terminal was left, and what still runs.
"""

import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from smstui.store.journal import Entry, Journal
from tests.support.changing import Workshop, workshop
from tests.support.terminal import Terminal

CASN, BOX, CARD = "E833815A9301", "3422", "000145098241"
SETTLE_S = 0.4
GONE_S: Final = 15.0
"""No process may be left longer than this after its end."""
ESC, CTRL_Q = "\x1b", "\x11"
CRASHES: Final = "tests.torture.crashing_console"


@dataclass
class Tally:
    """How the runs of one ending went. `told`: what the journal said when the process was gone;
    `decided`: what it said at the latest after the next start."""

    runs: int = 0
    told: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    wrongs: list[str] = field(default_factory=list)
    longest_s: float = 0.0

    def __str__(self) -> str:
        told = ", ".join(f"{times} {word}" for word, times in sorted(self.told.items()))
        decided = ", ".join(f"{times} {word}" for word, times in sorted(self.decided.items()))
        return f"{self.runs:4} | {told} | {decided} | {self.longest_s:.1f} s | {len(self.wrongs)}"


@dataclass(frozen=True)
class Scene:
    """One console with a write on its way."""

    place: Workshop
    terminal: Terminal
    rival: Terminal | None = None


def lost_connection(scene: Scene) -> None:
    """What sshd does when the line is gone: the terminal is closed and its session hung up."""
    scene.terminal.hang_up()
    os.kill(scene.terminal.pid, signal.SIGHUP)


def closed_terminal(scene: Scene) -> None:
    """The window is closed: the kernel hangs the session up."""
    scene.terminal.hang_up()


def terminated(scene: Scene) -> None:
    scene.terminal.signal(signal.SIGTERM)
    assert scene.terminal.wait_for_end(GONE_S) == 128 + signal.SIGTERM


def crashed(scene: Scene) -> None:
    """A bug of the console's own; `crashing_console` has one behind a signal."""
    scene.terminal.signal(signal.SIGUSR1)
    assert scene.terminal.wait_for_end(GONE_S) == 1


def killed(scene: Scene) -> None:
    scene.terminal.signal(signal.SIGKILL)


def second_console(scene: Scene) -> None:
    """Another console had the same plan in hand, and wants it now: it is refused."""
    assert scene.rival is not None
    _press_until(scene.rival, "!", lambda: _was_refused(scene.rival))
    _quit(scene.rival)
    _quit(scene.terminal)


def _was_refused(rival: Terminal | None) -> bool:
    assert rival is not None
    words = ("still open", "Changed since it was shown", "is being applied elsewhere")
    return any(each in rival.prose for each in words)


def full_disk(scene: Scene) -> None:
    """From here on no file may grow: the outcome finds no room in the journal."""
    resource.prlimit(scene.terminal.pid, resource.RLIMIT_FSIZE, (0, 0))
    scene.terminal.wait_for(lambda _: "could not be journalled" in scene.terminal.prose)
    _quit(scene.terminal)


def closed_dialog(scene: Scene) -> None:
    """Esc closes the view of it and nothing else."""
    scene.terminal.send(ESC)
    scene.terminal.wait_for(lambda text: "step 1" not in text)
    _quit(scene.terminal)


@dataclass(frozen=True)
class Ending:
    """`restores`: whether there is a terminal left, and a process that can put it in order."""

    come: Callable[[Scene], None]
    may_say: frozenset[str]
    restores: bool = True
    module: str = "smstui"


DECIDED = frozenset({"verified", "not-applied"})
OPEN = frozenset({"unknown"})
ENDINGS: Final[Mapping[str, Ending]] = {
    "lost SSH connection": Ending(lost_connection, DECIDED | OPEN, restores=False),
    "SIGTERM": Ending(terminated, DECIDED | OPEN),
    "closed terminal": Ending(closed_terminal, DECIDED | OPEN, restores=False),
    "crash of the console": Ending(crashed, DECIDED | OPEN, module=CRASHES),
    "kill -9": Ending(killed, DECIDED | OPEN, restores=False),
    "second console": Ending(second_console, DECIDED | OPEN),
    "full disk": Ending(full_disk, OPEN),
    "closed dialog": Ending(closed_dialog, DECIDED | OPEN),
}


def run(folder: Path, name: str, family: str, times: int, seed: int = 1) -> Tally:
    """End a console `times` times in the way called `name`."""
    tally, chance = Tally(), random.Random(f"{name} {family} {seed}")
    for number in range(times):
        home = folder / f"{name.replace(' ', '-')}-{family}-{number}"
        with workshop(family, home, f"settle_s = {SETTLE_S}", "timeout_s = 5") as place:
            _once(place, ENDINGS[name], chance, tally)
        tally.runs += 1
    return tally


def _once(place: Workshop, ending: Ending, chance: random.Random, tally: Tally) -> None:
    operation = "Pair" if place.family == "sdp2" else "adm.devices.change"
    lag = chance.randint(500, 900)
    place.sandbox.fault(f"delay {lag} operation={operation}")
    lost = chance.choice(("", "", "", "", "drop-after", "drop-before"))
    if lost:  # no answer comes: the end may fall into the settle time
        place.sandbox.fault(f"{lost} operation={operation}")
    with ExitStack() as stack:
        terminal = stack.enter_context(_console(place, ending.module))
        rival = None
        if ending.come is second_console:
            rival = stack.enter_context(_console(place))
            _show_the_plan(rival)
        scene = Scene(place, terminal, rival)
        _show_the_plan(terminal)
        _press_until(terminal, "!", lambda: bool(place.sandbox.writes))
        _wait(lambda: False, chance.random() * lag / 1500)
        begun = time.monotonic()
        ending.come(scene)
        gone = _wait(lambda: not terminal.processes(), GONE_S)
        tally.longest_s = max(tally.longest_s, time.monotonic() - begun)
        wrongs = [] if gone else ["a process is left"]
        if ending.restores:
            wrongs += _left_untidy(terminal)
    place.sandbox.traffic.wait_settled(1)
    wrongs += _told(place, ending, tally, operation)
    tally.wrongs += [f"{each}; lag {lag}, {lost or 'answered'}" for each in wrongs]


def _told(place: Workshop, ending: Ending, tally: Tally, operation: str) -> list[str]:
    """What the journal says, now and after the next start; what is wrong with it."""
    wrongs = []
    entries = _journal(place)
    words = [entry.outcome for entry in entries]
    tally.told[" + ".join(words) or "nothing"] += 1
    if len(entries) != 1 or words[0] not in ending.may_say:
        wrongs.append(f"the journal says {words}")
    place.call(place.changes.settle_left_over())
    (entry, *_) = place.journal()
    place.close()
    tally.decided[entry.outcome] += 1
    box = place.sandbox.world.box(BOX)
    assert box is not None
    applied = box.smartcard_id == CARD
    if entry.open or (entry.outcome == "verified") != applied:
        wrongs.append(f"decided {entry.outcome}, and applied is {applied}")
    if place.written != [operation]:
        wrongs.append(f"the platform was sent {place.written}")
    return wrongs


def _journal(place: Workshop) -> list[Entry]:
    journal = Journal(place.identity, place.state)
    try:
        return journal.latest()
    finally:
        journal.close()


def _left_untidy(terminal: Terminal) -> list[str]:
    """What of the terminal is not as it was before the console took it."""
    terminal.drain()
    wrongs = [f"mode {mode} is on" for mode in (1049, 1000, 1004, 2004) if terminal.mode(mode)]
    if not terminal.mode(25):
        wrongs.append("the cursor is hidden")
    if terminal.settings != terminal.calm:
        wrongs.append("the line discipline is not as it was")
    return wrongs


# At the keys


def _console(place: Workshop, module: str = "smstui") -> Terminal:
    terminal = Terminal(
        [sys.executable, "-m", module, "--deployment", place.deployment], env=place.environment
    )
    terminal.wait_for("ready")
    return terminal


def _show_the_plan(terminal: Terminal) -> None:
    """Pair, by keys, up to where one more key would send it."""
    terminal.send(f":pair {CASN} {CARD}\r")
    terminal.wait_for("1 ready")
    _press_until(terminal, "\r", lambda: "reversible" in terminal.text)


def _press_until(terminal: Terminal, key: str, there: Callable[[], bool]) -> None:
    """A dialog does not hear keys that were pressed before it was seen, so it is tried again."""
    deadline = time.monotonic() + 20
    while not there():
        assert time.monotonic() < deadline, terminal.text
        terminal.send(key)
        for _ in range(16):  # longer than two keys that apply must be apart
            terminal.read_once(0.05)
            if there():
                return


def _quit(terminal: Terminal) -> None:
    _press_until(terminal, CTRL_Q, lambda: not terminal.is_running)
    assert terminal.wait_for_end(GONE_S) == 0, terminal.text


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def main() -> int:
    times = int(sys.argv[1]) if sys.argv[1:] else 10
    families = sys.argv[2:3] or ["sdp2", "opf"]
    wrongs = []
    print("ending | family | runs | journal at the end | decided | longest | wrong")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(4) as pool:
        cases = [(name, family) for name in ENDINGS for family in families]
        tallies = pool.map(lambda case: run(Path(folder), *case, times), cases)
        for (name, family), tally in zip(cases, tallies, strict=True):
            print(f"{name:20} | {family} | {tally}", flush=True)
            wrongs += [f"{name}, {family}: {each}" for each in tally.wrongs]
    print("\n".join(wrongs) or "nothing lost, nothing sent twice, every terminal restored")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
