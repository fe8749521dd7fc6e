"""How long until something stands there, and what that costs on the wire."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.benchmarks.consoles import FIRST_FRAME, HELLO, SMSTUI
from tests.benchmarks.measure import Row, first_paint, interleaved

_COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As installed: modules are compiled once, by the round that warms up."""


def rows(rounds: int) -> Iterator[Row]:
    """The start of a process, then of a screen."""
    quick = interleaved(
        rounds * 2,
        {
            "smstui": lambda: _run([*SMSTUI, "--version"]),
            "python": lambda: _run([sys.executable, "-c", "pass"]),
        },
    )
    yield Row("smstui --version, ms", quick["smstui"], "python -c pass", quick["python"], 3)
    sizes: list[int] = []

    def demo() -> float:
        milliseconds, size = first_paint([*SMSTUI, "demo"], FIRST_FRAME)
        sizes.append(size)
        return milliseconds

    painted = interleaved(
        rounds, {"demo": demo, "hello": lambda: first_paint(HELLO, "Hello, World!")[0]}
    )
    yield Row("first paint of smstui demo, ms", painted["demo"], "hello", painted["hello"], 1.3)
    yield Row("first paint, bytes", sizes[-1], most=12_000)


def _run(argv: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(argv, check=True, capture_output=True, env=_COMPILED)
    return (time.monotonic() - began) * 1000
