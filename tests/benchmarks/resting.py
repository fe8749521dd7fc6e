"""What a console that nobody touches costs: memory, wake-ups, bytes."""

from collections.abc import Iterator

from tests.benchmarks.consoles import HELLO, console, started
from tests.benchmarks.lookup_path import a_platform
from tests.benchmarks.measure import Row, private_kib, wake_ups
from tests.support.terminal import Terminal

IDLE_S = 5.0


def rows() -> Iterator[Row]:
    with a_platform(6) as said, console(said, "sdp2") as ours, started(HELLO, "Hello") as hello:
        ours.send(f"{said['casn']}\r")
        ours.wait_for("Account bench.1")
        ours.wait_until_quiet(1)
        yield Row("private memory with a bundle open, MiB", private_kib(ours.pid) / 1024,
                  "hello", private_kib(hello.pid) / 1024)  # fmt: skip
        mine, my_bytes = _idle(ours)
        its, _ = _idle(hello)
        yield Row("idle: wake-ups a second", mine, "hello", its)
        yield Row("idle: bytes in 5 s", my_bytes, most=1)


def _idle(terminal: Terminal) -> tuple[float, int]:
    """Wake-ups a second, and bytes, over IDLE_S seconds in which nothing happens."""
    before, said = wake_ups(terminal.pid), len(terminal.output)
    while terminal.read_once(IDLE_S):
        pass
    return (wake_ups(terminal.pid) - before) / IDLE_S, len(terminal.output) - said
