"""A slow link: `python -m tests.benchmarks.link RTT_MS KB_S PROGRAM …` runs a program behind it.

What the program writes passes at KB_S kilobytes a second and arrives half a round trip later; what
is typed arrives half a round trip later. As SSH does, the link takes in a window of bytes before it
stops reading, and the terminal's size is that of the terminal it runs on.
"""

import heapq
import os
import select
import sys
import termios
import time
import tty
from collections.abc import Sequence

from ptyprocess import PtyProcess

WINDOW = 65_536
"""Bytes on their way at most: more stay with the program, which then waits."""
PIECE = 1_024


class Direction:
    """Bytes on their way to a file descriptor, each with the moment at which it arrives."""

    def __init__(self, target: int, delay_s: float, bytes_a_second: float | None) -> None:
        self._target = target
        self._delay_s = delay_s
        self._rate = bytes_a_second
        self._free_at = 0.0
        self._order = 0
        self._under_way: list[tuple[float, int, bytes]] = []
        self.size = 0

    def take(self, data: bytes) -> None:
        now = time.monotonic()
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            self._free_at = max(self._free_at, now)
            if self._rate:
                self._free_at += len(piece) / self._rate
            self._order += 1
            heapq.heappush(self._under_way, (self._free_at + self._delay_s, self._order, piece))
            self.size += len(piece)

    def deliver(self) -> None:
        while self._under_way and self._under_way[0][0] <= time.monotonic():
            _, _, piece = heapq.heappop(self._under_way)
            self.size -= len(piece)
            while piece:
                piece = piece[os.write(self._target, piece) :]

    @property
    def wait_s(self) -> float | None:
        """Seconds until something arrives."""
        if not self._under_way:
            return None
        return max(0.0, self._under_way[0][0] - time.monotonic())


def relay(rtt_s: float, bytes_a_second: float, argv: Sequence[str]) -> None:
    """Run `argv` behind the link until it ends or the terminal goes."""
    size = os.get_terminal_size(sys.stdin.fileno())
    before = termios.tcgetattr(sys.stdin.fileno())
    tty.setraw(sys.stdin.fileno())
    child = PtyProcess.spawn(
        list(argv), env=dict(os.environ), dimensions=(size.lines, size.columns)
    )
    out = Direction(sys.stdout.fileno(), rtt_s / 2, bytes_a_second)
    keys = Direction(child.fd, rtt_s / 2, None)
    try:
        while True:
            sources = [sys.stdin.fileno()] + ([child.fd] if out.size < WINDOW else [])
            waits = [wait for wait in (out.wait_s, keys.wait_s) if wait is not None]
            ready, _, _ = select.select(sources, [], [], min(waits, default=None))
            for source in ready:
                data = _read(source)
                if not data:
                    return
                (keys if source == sys.stdin.fileno() else out).take(data)
            out.deliver()
            keys.deliver()
    finally:
        child.close(force=True)
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)


def _read(source: int) -> bytes:
    try:
        return os.read(source, PIECE * 4)
    except OSError:
        return b""


if __name__ == "__main__":
    relay(float(sys.argv[1]) / 1000, float(sys.argv[2]) * 1000, sys.argv[3:])
