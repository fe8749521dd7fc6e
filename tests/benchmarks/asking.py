"""From Enter to the painted bundle, against the floor: the same calls sent raw, their answers
parsed, and kept by plain sqlite3."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from lxml import etree

from smstui.domain.identifiers import identify
from smstui.domain.secret import Secret
from smstui.platforms.connect import connect
from tests.benchmarks.consoles import console
from tests.benchmarks.lookup_path import a_platform, calls_of, deployment_of, floor
from tests.benchmarks.measure import Row, interleaved
from tests.support.terminal import Terminal

BOXES = 6


def rows(rounds: int) -> Iterator[Row]:
    for family in ("sdp2", "opf"):
        with (
            a_platform(BOXES, rounds + 2) as said,
            console(said, family) as terminal,
            asyncio.Runner() as runner,
            TemporaryDirectory(prefix="smstui-benchmark-") as folder,
            closing(sqlite3.connect(Path(folder) / "floor.db")) as database,
        ):
            database.execute("pragma journal_mode = wal")
            database.execute("create table bundles (casn text primary key, body blob)")
            raw = _floor_of(family, said, runner, database)
            taken = interleaved(rounds, {"ours": _asker(terminal, said["casns"]), "raw": raw})
            yield Row(f"Enter to painted bundle, {family}, ms", taken["ours"],
                      "raw calls", taken["raw"], 3)  # fmt: skip


def _asker(terminal: Terminal, casns: list[str]) -> Callable[[], float]:
    """Milliseconds from Enter until an account that was never asked for before is painted."""
    numbers = iter(range(1, len(casns)))

    def ask() -> float:
        number = next(numbers)
        terminal.press(f"/{casns[number]}")
        at = terminal.send("\r")
        painted = terminal.wait_for(
            lambda text: f"Account bench.{number + 1} " in text and " read " in text.split("\n")[0]
        )
        terminal.wait_until_quiet()
        return (painted - at) * 1000

    return ask


def _floor_of(
    family: str, said: dict[str, Any], runner: asyncio.Runner, database: sqlite3.Connection
) -> Callable[[], float]:
    parse = etree.fromstring if family == "sdp2" else json.loads
    access = said["access"][family]

    async def prepare() -> tuple[httpx.AsyncClient, Any]:
        platform = connect(deployment_of(family, access), Secret(access["password"]))
        read_as = identify(said["casn"], family).readings
        also = [each for each in read_as if each.kind in platform.resolvable]
        calls = await calls_of(platform, said["casn"], also)
        await platform.close()
        return httpx.AsyncClient(trust_env=False), calls

    client, calls = runner.run(prepare())
    kept: list[bytes] = []

    def parse_and_keep(body: bytes) -> None:
        kept.append(body)
        parse(body)

    async def once() -> float:
        began = time.perf_counter()
        kept.clear()
        await floor(client, calls, parse_and_keep)
        with database:
            database.execute(
                "insert or replace into bundles values (?, ?)", (said["casn"], b"".join(kept))
            )
        return (time.perf_counter() - began) * 1000

    return lambda: runner.run(once())
