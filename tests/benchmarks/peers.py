"""smstui beside the terminal programs that its users like, in turns, here and over a slow link.

    python -m tests.benchmarks.peers [ROUNDS]

Needs lazygit (the wheel `lazygit-py`), tig, vim and nano; what is not here is left out, and said.
A key that is held down comes every 33 ms.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.consoles import COLUMNS, FIRST_FRAME, ROWS, SMSTUI, TABLE, console, started
from tests.benchmarks.lookup_path import a_platform
from tests.benchmarks.measure import (
    Bound,
    Comparison,
    Spread,
    frame_after,
    settled_after,
    wake_ups,
)
from tests.benchmarks.programs import LINK, installed, repository, running
from tests.support.terminal import Terminal

ROUNDS = 40
DOWN, PAGE_DOWN, ESC = "\x1b[B", "\x1b[6~", "\x1b"
FILE = "box-000"
_VIM = ["-n", "-u", "NONE", "list.txt"]
_DIALOGS = (
    ("? opened", "?", 3_652), ("? closed", ESC, 4_700),
    ("plan opened", "U", 2_100), ("plan closed", ESC, 4_900),
    ("diagnosis opened", "d", 4_600), ("diagnosis asked anew", "d", 300),
    ("diagnosis closed", ESC, 4_600),
)  # fmt: skip
"""What is opened, by which key, and the bytes that the aim allows."""
HELD_S = 1 / 30
HELD_KEYS = 60
REST_S = 0.12
FAR_REST_S = 0.35
"""Longer than a round trip on the link."""


@dataclass(frozen=True)
class Cost:
    """What a key costs, some times over."""

    ms: Spread
    bytes: Spread


Keys = Sequence[str]
Costs = Mapping[str, Cost]


def costs(
    rounds: int,
    programs: Mapping[str, tuple[Terminal, Keys]],
    measure: Callable[[Terminal, str], tuple[float, int]],
) -> Costs:
    """What the first of each program's keys costs, in turns; the others take it back."""
    taken: dict[str, list[tuple[float, int]]] = {name: [] for name in programs}
    for turn in range(rounds + 1):
        for name, (terminal, (key, *back)) in programs.items():
            cost = measure(terminal, key)
            for each in back:
                settled_after(terminal, each, FAR_REST_S)
            if turn:
                taken[name].append(cost)
    return {
        name: Cost(
            Spread(tuple(ms for ms, _ in values)), Spread(tuple(float(size) for _, size in values))
        )
        for name, values in taken.items()
    }


def own_frame(terminal: Terminal, key: str) -> tuple[float, int]:
    """The key's own frame, and then rest."""
    cost = frame_after(terminal, key)
    terminal.wait_until_quiet(REST_S)
    return cost


def until_final(terminal: Terminal, key: str) -> tuple[float, int]:
    """Until nothing more comes: what is shown beside a list included."""
    return settled_after(terminal, key, 0.25)


def over_the_link(terminal: Terminal, key: str) -> tuple[float, int]:
    return settled_after(terminal, key, FAR_REST_S)


def held(terminal: Terminal, key: str) -> tuple[float, int]:
    """(milliseconds from the last key to the last byte, bytes a key) of a key held down."""
    before, at = len(terminal.output), 0.0
    for _ in range(HELD_KEYS):
        at = terminal.send(key)
        until = time.monotonic() + HELD_S
        while (left := until - time.monotonic()) > 0:
            terminal.read_once(left)
    terminal.wait_until_quiet(FAR_REST_S)
    return (
        max(0.0, terminal.chunks[-1].at - at) * 1000,
        round((len(terminal.output) - before) / HELD_KEYS),
    )


def start(
    argv: Sequence[str], folder: Path, seen: str, more: Mapping[str, str], last: str = ""
) -> tuple[int, int]:
    """Bytes of the first paint, and until `last` is shown and nothing more comes."""
    run = ["/usr/bin/env", "-C", str(folder), *argv]
    env = {"HOME": str(folder), "PYTHONPATH": str(Path.cwd())} | dict(more)
    with Terminal(run, columns=COLUMNS, rows=ROWS, env=env, true_start=True) as terminal:
        terminal.wait_for_bytes(seen.encode())
        while terminal.read_once(0.02):
            pass
        painted = len(terminal.output)
        if last:
            terminal.wait_for(last)
        terminal.wait_until_quiet(1)
        return painted, len(terminal.output)


def rows(rounds: int) -> Iterator[Comparison | Bound]:
    lazygit, tig, vim, nano = (installed(name) for name in ("lazygit", "tig", "vim", "nano"))
    with ExitStack() as stack:
        folder = stack.enter_context(repository())
        yield from _starts(folder, lazygit)
        said = stack.enter_context(a_platform(1_000))

        def ours(prefix: Sequence[str] = (), more: Mapping[str, str] | None = None) -> Terminal:
            terminal = stack.enter_context(console(said, "sdp2", prefix, more))
            terminal.send(f"{said['casn']}\r")
            terminal.wait_for("of 1000")
            terminal.wait_until_quiet(1)
            return terminal

        def peer(
            argv: Sequence[str | None], seen: str, more: Mapping[str, str] | None = None
        ) -> Terminal | None:
            if None in argv:
                return None
            words = [word for word in argv if word]
            env = {"PYTHONPATH": str(Path.cwd())} | dict(more or {})
            return stack.enter_context(running(words, folder, seen, env))

        table = stack.enter_context(started(TABLE, "ACTIVE"))
        git = peer([lazygit], FILE)
        log = peer([tig], "Describe box")
        notes = peer([nano, "list.txt"], "Madrid")
        mine = ours()
        yield from _keys(rounds, mine, table, git, log, notes)
        yield from _dialogs()
        yield from _idle(mine, peer([vim, *_VIM], "Madrid"))
        true = {"COLORTERM": "truecolor"}
        yield from _true_colour(rounds, ours(more=true), peer([lazygit], FILE, true))
        far = peer([*LINK, vim, *_VIM], "Madrid") if vim else None
        git = peer([*LINK, lazygit], FILE) if lazygit else None
        yield from _link(rounds // 2, ours(LINK), far, git)


def _starts(folder: Path, lazygit: str | None) -> Iterator[Comparison]:
    def of(more: Mapping[str, str]) -> tuple[Spread, Spread, Spread | None]:
        with TemporaryDirectory(prefix="smstui-peers-") as home:
            painted, quiet = start([*SMSTUI, "demo"], Path(home), FIRST_FRAME, more, "ready")
        its = start([lazygit], folder, FILE, more)[0] if lazygit else None
        return _one(painted), _one(quiet), None if its is None else _one(its)

    painted, quiet, its = of({})
    yield Comparison("first paint, bytes", painted, "lazygit", its, "p50", 0.35)
    yield Comparison("start until quiet, bytes", quiet, "lazygit's first paint", its, "p50", 0.45)
    painted, _, its = of({"TERM": "screen-256color"})
    what = "first paint without background-colour erase, bytes"
    yield Comparison(what, painted, "lazygit", its, "p50", 1.1)


def _one(value: float) -> Spread:
    return Spread((float(value),))


def _keys(
    rounds: int,
    ours: Terminal,
    table: Terminal,
    git: Terminal | None,
    log: Terminal | None,
    notes: Terminal | None,
) -> Iterator[Comparison]:
    def beside(
        key: Keys, name: str, peer: Terminal | None, its: Keys
    ) -> dict[str, tuple[Terminal, Keys]]:
        return {"ours": (ours, key)} | ({name: (peer, its)} if peer else {})

    def row(what: str, taken: Costs, name: str, unit: str, by: str, aim: float) -> Comparison:
        its = getattr(taken[name], unit) if name in taken else None
        return Comparison(what, getattr(taken["ours"], unit), name, its, by, aim)

    arrow = costs(rounds, beside([DOWN], "DataTable", table, [DOWN]), own_frame)
    yield row("arrow key, its frame, ms", arrow, "DataTable", "ms", "p95", 0.25)
    final = costs(rounds, beside([DOWN], "lazygit", git, [DOWN]), until_final)
    yield row("arrow key until final, ms", final, "lazygit", "ms", "p50", 1.5)
    yield row("arrow key until final, ms", final, "lazygit", "ms", "p95", 2)
    yield row("arrow key, bytes", final, "lazygit", "bytes", "p50", 0.5)
    yield row("arrow key, bytes", final, "lazygit", "bytes", "p95", 1.05)
    down = costs(4, beside([DOWN], "lazygit", git, [DOWN]), held)
    yield row("key held down, bytes a key", down, "lazygit", "bytes", "p50", 0.5)
    page = costs(12, beside([PAGE_DOWN], "tig", log, [PAGE_DOWN]), until_final)
    yield row("page, bytes", page, "tig", "bytes", "p95", 0.3)
    menu = costs(rounds // 4, beside(["?", ESC], "lazygit", git, ["?", ESC]), until_final)
    yield row("? opened, bytes", menu, "lazygit", "bytes", "p50", 1.1)
    shut = costs(
        rounds // 2,
        {
            name: (terminal, [ESC])
            for name, (terminal, _) in beside([ESC], "lazygit", git, [ESC]).items()
        },
        lambda terminal, key: (settled_after(terminal, "?", 0.25), until_final(terminal, key))[1],
    )
    yield row("lone Esc, closing ?, ms", shut, "lazygit", "ms", "p95", 0.7)
    settled_after(ours, "/", 0.3)
    typed = costs(
        rounds,
        beside(["E"], "nano", notes, ["b"]),
        until_final,
    )
    yield row("typed character, bytes", typed, "nano", "bytes", "p50", 0.33)
    yield row("typed character, bytes", typed, "nano", "bytes", "most", 1.0)


def _link(
    rounds: int, ours: Terminal, editor: Terminal | None, git: Terminal | None
) -> Iterator[Comparison]:
    def row(what: str, taken: Costs, name: str, by: str, aim: float) -> Comparison:
        return Comparison(
            what, taken["ours"].ms, name, taken[name].ms if name in taken else None, by, aim
        )

    near = {"ours": (ours, [DOWN])} | ({"vim": (editor, ["j"])} if editor else {})
    key = costs(rounds, near, over_the_link)
    yield row("link: key until final, ms", key, "vim", "p50", 1.1)
    lag = costs(4, near, held)
    yield row("link: lag of a held key, ms", lag, "vim", "p50", 1.1)
    menus = {"ours": (ours, ["?", ESC])} | ({"lazygit": (git, ["?", ESC])} if git else {})
    menu = costs(rounds // 2, menus, over_the_link)
    yield row("link: ? until final, ms", menu, "lazygit", "p50", 1.2)


def _dialogs() -> Iterator[Bound]:
    """What opens over the demo's first account."""
    with (
        TemporaryDirectory(prefix="smstui-peers-") as home,
        started([*SMSTUI, "demo"], "ready", {"HOME": home, "TMPDIR": home}) as terminal,
    ):
        terminal.send("E833815A9290\r")
        terminal.wait_for("ada-phone")
        terminal.wait_until_quiet(1)
        for what, key, most in _DIALOGS:
            yield Bound(f"{what}, bytes", settled_after(terminal, key, 0.8)[1], most)


def _idle(ours: Terminal, editor: Terminal | None) -> Iterator[Bound]:
    """In the lookup box, where the row before has left it."""
    wakes, size = _at_rest(ours)
    yield Bound("idle in the lookup box, wake-ups a second", wakes, 0)
    yield Bound("idle in the lookup box, bytes in 5 s", size, 0)
    if editor:
        yield Bound("vim, idle: wake-ups a second", _at_rest(editor)[0], 0)


def _at_rest(terminal: Terminal) -> tuple[float, int]:
    before, size = wake_ups(terminal.pid), len(terminal.output)
    while terminal.read_once(5):
        pass
    return (wake_ups(terminal.pid) - before) / 5, len(terminal.output) - size


def _true_colour(rounds: int, ours: Terminal, git: Terminal | None) -> Iterator[Comparison]:
    programs: dict[str, tuple[Terminal, Keys]] = {"ours": (ours, [DOWN])}
    if git:
        programs["lazygit"] = (git, [DOWN])
    taken = costs(rounds, programs, until_final)
    its = taken["lazygit"].bytes if git else None
    what = "arrow key in true colour, bytes"
    yield Comparison(what, taken["ours"].bytes, "lazygit", its, "p50", 0.5)


def main(rounds: int) -> None:
    print(
        "| p50 / p95 / p99 | smstui | beside | its | ratio | aim | |\n|---|---|---|---|---|---|---|"
    )
    for row in rows(rounds):
        print(row, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
