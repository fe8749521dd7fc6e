"""500 ids triaged at 200 ms latency, against one after another; and keys while it runs.

    python -m tests.benchmarks.triage [IDS]

One after another is measured on a sample, before and after, and reckoned up. The keys are pressed
on screen 4 of a real console: the time is until the cursor stands on another id.
"""

import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from smstui.domain.secret import Secret
from smstui.services.client import Client
from smstui.services.engine import Engine
from tests.benchmarks.consoles import console
from tests.benchmarks.lookup_path import a_platform, deployment_of
from tests.benchmarks.measure import Row, Spread
from tests.support.terminal import Terminal

IDS: Final = 500
LAG_MS: Final = 200
SAMPLE: Final = 15
"""Ids asked one after another, before and again after."""
A_TENTH: Final = 0.1
POINTER: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


def rows(ids: int = IDS) -> Iterator[Row]:
    for family in ("sdp2", "opf"):
        with a_platform(1, ids + 2 * SAMPLE, LAG_MS) as said:
            yield _together(said, family, ids)
            if family == "sdp2":
                yield from _keys(said, ids)


def _together(said: dict[str, Any], family: str, ids: int) -> Row:
    access = said["access"][family]
    casns = said["casns"]
    with TemporaryDirectory(prefix="smstui-benchmark-") as folder, Engine() as engine:
        deployment = deployment_of(family, access)
        desk = Client.open(engine, deployment, Secret(access["password"]), state=Path(folder))
        engine.call(desk.sign_in())
        alone = [_alone(desk, casn) for casn in casns[ids : ids + SAMPLE]]
        took = _many(desk, casns[:ids])
        alone += [_alone(desk, casn) for casn in casns[ids + SAMPLE :]]
    one_by_one = sum(alone) / len(alone) * ids
    return Row(f"{ids} ids at {LAG_MS} ms, {family}, s", took, "one by one", one_by_one, A_TENTH)


def _alone(desk: Client, casn: str) -> float:
    began = time.perf_counter()
    assert desk.engine.call(desk.diagnose(casn)).diagnosis is not None
    return time.perf_counter() - began


def _many(desk: Client, casns: Sequence[str]) -> float:
    async def texts() -> AsyncIterator[str]:
        for casn in casns:
            yield casn

    async def ask() -> int:
        judged = 0
        async for answered in await desk.diagnose_many(texts()):
            judged += answered.diagnosed is not None and answered.diagnosed.diagnosis is not None
        return judged

    began = time.perf_counter()
    assert desk.engine.call(ask()) == len(casns)
    return time.perf_counter() - began


def _keys(said: dict[str, Any], ids: int) -> Iterator[Row]:
    """An arrow key while the queue is asked about, and the same once it is done."""
    with TemporaryDirectory(prefix="smstui-benchmark-") as folder, console(said, "sdp2") as ours:
        listed = Path(folder) / "ids"
        listed.write_text("\n".join(said["casns"][:ids]))
        ours.press(f"\t:triage {listed}\r")
        ours.wait_for(f"0 of {ids}")
        ours.press("r")
        ours.wait_for("a second")
        ours.press("j")
        before = len(ours.output)
        began = time.monotonic()
        busy = []
        while "stops" in ours.text:
            busy.append(_arrow(ours))
            ours.wait_until_quiet(0.02)
        ran_s = time.monotonic() - began
        size = (len(ours.output) - before) / ran_s
        ours.wait_for(f"{ids} of {ids}")
        ours.wait_until_quiet(0.5)
        idle = [_arrow(ours) for _ in range(60)]
    busy_spread, idle_spread = Spread(tuple(busy)), Spread(tuple(idle))
    yield Row(f"arrow key while {ids} ids are asked, ms", busy_spread, "at rest", idle_spread)
    yield Row(f"bytes a second meanwhile, with {len(busy)} keys", size)


_UP_AND_DOWN = cycle("jk")


def _arrow(terminal: Terminal) -> float:
    """Milliseconds until the cursor stands on another id, down and up in turn."""
    stood_on = _under_cursor(terminal.text)
    at = terminal.send(next(_UP_AND_DOWN))
    there = terminal.wait_for(lambda text: _under_cursor(text) not in ("", stood_on))
    return (there - at) * 1000


def _under_cursor(text: str) -> str:
    """The id of the row in hand."""
    line = next((line for line in text.split("\n") if f" {POINTER} " in line), "")
    return next((word for word in line.split() if word.startswith("F000")), "")


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else IDS):
        print(row, flush=True)
