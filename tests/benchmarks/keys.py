"""From a key to its frame: in a list of 1,000 devices, in the lookup box, for the menu."""

from collections.abc import Iterator

from tests.benchmarks.consoles import TABLE, console, started
from tests.benchmarks.lookup_path import a_platform
from tests.benchmarks.measure import Row, Spread, frame_after, interleaved
from tests.support.terminal import Terminal

DOWN, ESC = "\x1b[B", "\x1b"
REST_S = 0.15
"""The record beside a list follows 0.08 s after its cursor rests; it is no part of the key."""


class Keys:
    """Presses a key, and keeps what its frames cost in bytes."""

    def __init__(self, terminal: Terminal, key: str) -> None:
        self._terminal = terminal
        self._key = key
        self._sizes: list[float] = []

    def press(self) -> float:
        """Milliseconds to the last byte of the key's own frame."""
        milliseconds, size = frame_after(self._terminal, self._key)
        self._terminal.wait_until_quiet(REST_S)
        self._sizes.append(size)
        return milliseconds

    @property
    def bytes(self) -> Spread:
        return Spread(tuple(self._sizes[1:]))


def rows(rounds: int) -> Iterator[Row]:
    with (
        a_platform(1_000) as said,
        console(said, "sdp2") as ours,
        started(TABLE, "ACTIVE") as table,
    ):
        ours.send(f"{said['casn']}\r")
        ours.wait_for("of 1000")
        ours.wait_until_quiet(0.5)
        mine, bare = Keys(ours, DOWN), Keys(table, DOWN)
        taken = interleaved(rounds * 8, {"mine": mine.press, "bare": bare.press})
        yield Row("arrow key in 1,000 rows, ms", taken["mine"], "DataTable", taken["bare"], 1)
        yield Row("arrow key in 1,000 rows, bytes", mine.bytes, "DataTable", bare.bytes, most=1_000)

        yield from _menu(ours, rounds)
        ours.press("/")
        letter = Keys(ours, "a")
        yield Row("a typed character, ms", Spread(tuple(letter.press() for _ in range(rounds * 2))))
        yield Row("a typed character, bytes", letter.bytes)


def _menu(terminal: Terminal, rounds: int) -> Iterator[Row]:
    """`?` until its list is there."""
    times, sizes = [], []
    for _ in range(rounds):
        before = len(terminal.output)
        at = terminal.send("?")
        times.append((terminal.wait_for("All actions") - at) * 1000)
        terminal.wait_until_quiet(REST_S)
        sizes.append(float(len(terminal.output) - before))
        terminal.press(ESC)
    yield Row("opening ?, ms", Spread(tuple(times)))
    yield Row("opening ?, bytes", Spread(tuple(sizes)))
