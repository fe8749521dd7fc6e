"""How the benchmarks measure: interleaved runs on one machine, medians, ratios.

These machines are noisy, so a time means nothing alone: each is taken beside its yardstick,
turn by turn, and only the ratio is kept. Bytes and wake-ups repeat exactly.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.terminal import Terminal

PAUSE_S = 0.02
"""A frame has ended when nothing more came for this long."""


@dataclass(frozen=True)
class Spread:
    """Some measurements of one thing."""

    values: tuple[float, ...]

    @property
    def p50(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        return self._ranked(0.95)

    @property
    def p99(self) -> float:
        return self._ranked(0.99)

    @property
    def most(self) -> float:
        return max(self.values)

    def _ranked(self, share: float) -> float:
        ranked = sorted(self.values)
        return ranked[min(len(ranked) - 1, round(share * (len(ranked) - 1)))]

    def __str__(self) -> str:
        return f"{self.p50:,.1f} / {self.p95:,.1f}"


Figure = Spread | float


@dataclass(frozen=True)
class Row:
    """One line of the table. The aim is a ratio to the yardstick, or `most`, a number."""

    what: str
    ours: Figure
    yardstick: str = ""
    its: Figure | None = None
    ratio: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        share, aim = "", ""
        if self.its is not None and self.ratio is not None:
            reached = _middle(self.ours) / _middle(self.its)
            share, aim = f"{reached:.2f}", f"{_word(reached <= self.ratio)} {self.ratio:g}"
        elif self.its is not None and self.most is None:
            share = f"{_middle(self.ours) / _middle(self.its):.2f}" if _middle(self.its) else ""
        if self.most is not None:
            aim = f"{_word(_middle(self.ours) < self.most)} {self.most:,g}"
        its = "" if self.its is None else _text(self.its)
        return f"| {self.what} | {_text(self.ours)} | {self.yardstick} | {its} | {share} | {aim} |"


def _word(reached: bool) -> str:
    return "under" if reached else "MISSED, over"


def _middle(figure: Figure) -> float:
    return figure.p50 if isinstance(figure, Spread) else figure


def _text(figure: Figure) -> str:
    return str(figure) if isinstance(figure, Spread) else f"{figure:,.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Comparison:
    """One line of the table beside another program: p50 / p95 / p99, and the ratio of `by`."""

    what: str
    ours: Spread
    peer: str
    its: Spread | None
    by: str
    aim: float

    @property
    def ratio(self) -> float | None:
        if self.its is None or not getattr(self.its, self.by):
            return None
        return float(getattr(self.ours, self.by) / getattr(self.its, self.by))

    def __str__(self) -> str:
        its, share, word = "not installed", "", ""
        if self.its is not None:
            its = _three(self.its)
        if self.ratio is not None:
            share = f"{self.ratio:.2f} ({self.by})"
            word = "reached" if self.ratio <= self.aim else "MISSED"
        what = f"| {self.what} | {_three(self.ours)} | {self.peer} | {its} | {share} "
        return f"{what}| ≤ {self.aim:g} | {word} |"


@dataclass(frozen=True)
class Bound:
    """One line of that table which is held against a figure alone."""

    what: str
    ours: float
    most: float

    def __str__(self) -> str:
        word = "reached" if self.ours <= self.most else "MISSED"
        return f"| {self.what} | {self.ours:,g} | | | | ≤ {self.most:,g} | {word} |"


def _three(spread: Spread) -> str:
    if len(spread.values) == 1:
        return f"{spread.p50:,.1f}".removesuffix(".0")
    return " / ".join(
        f"{value:,.1f}".removesuffix(".0") for value in (spread.p50, spread.p95, spread.p99)
    )


def interleaved(rounds: int, things: Mapping[str, Callable[[], float]]) -> dict[str, Spread]:
    """Each thing measured `rounds` times, in turn; a first round warms up and is dropped."""
    taken: dict[str, list[float]] = {name: [] for name in things}
    for turn in range(rounds + 1):
        for name, measure in things.items():
            value = measure()
            if turn:
                taken[name].append(value)
    return {name: Spread(tuple(values)) for name, values in taken.items()}


def frame_after(terminal: Terminal, keys: str) -> tuple[float, int]:
    """(milliseconds until its last byte, bytes) of what the screen does about `keys`."""
    before = len(terminal.chunks)
    at = terminal.send(keys)
    deadline = time.monotonic() + 5
    while len(terminal.chunks) == before and time.monotonic() < deadline:
        terminal.read_once(0.5)
    while terminal.read_once(PAUSE_S):
        pass
    new = terminal.chunks[before:]
    return ((new[-1].at - at) * 1000 if new else 0.0), sum(len(chunk.data) for chunk in new)


def settled_after(terminal: Terminal, keys: str, rest_s: float) -> tuple[float, int]:
    """(milliseconds until the last byte, bytes) until nothing has come for `rest_s`."""
    before = len(terminal.chunks)
    at = terminal.send(keys)
    terminal.read_once(5)
    terminal.wait_until_quiet(rest_s)
    new = terminal.chunks[before:]
    return ((new[-1].at - at) * 1000 if new else 0.0), sum(len(chunk.data) for chunk in new)


def first_paint(
    argv: Sequence[str], seen: str, env: Mapping[str, str] | None = None
) -> tuple[float, int]:
    """(milliseconds, bytes) from the start of `argv` until `seen` came to a 120 by 40 screen."""
    with Terminal(argv, columns=120, rows=40, env=env, true_start=True) as terminal:
        at = terminal.wait_for_bytes(seen.encode())
        size = len(terminal.output)
        return (at - terminal.started) * 1000, size


def private_kib(pid: int) -> int:
    """Private memory of a process, in KiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def wake_ups(pid: int) -> int:
    """How often any thread of a process has gone to wait so far."""
    total = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total
