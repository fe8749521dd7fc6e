"""A lookup's data path against its floor: the same calls sent raw, their answers only parsed.

    python -m tests.benchmarks.lookup_path [ROUNDS]

The platform runs in a process of its own. Ours and the floor take turns; times are p50 / p95 in
milliseconds and mean nothing alone, the ratio does.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from lxml import etree

from smstui.config.settings import Deployment
from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.secret import Secret
from smstui.platforms.connect import connect
from smstui.platforms.correlation import with_new_correlation_id
from smstui.platforms.port import Platform
from tests.benchmarks.measure import interleaved

BOXES = (6, 40)
ROUNDS = 200

Rounds = Sequence[Sequence[httpx.Request]]
"""The requests of a lookup: those of one round go out together."""


@contextmanager
def a_platform(boxes: int, accounts: int = 1, lag_ms: int = 0) -> Iterator[dict[str, Any]]:
    """A sandbox in a process of its own; how to reach it."""
    command = [
        sys.executable, "-m", "tests.benchmarks.apps.platform", str(boxes), str(accounts),
        str(lag_ms),
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


def deployment_of(family: str, access: Mapping[str, Any]) -> Deployment:
    own = ("password", "ssp_credential", "observed_base_path")
    settings = {name: value for name, value in access.items() if name not in own}
    return Deployment.model_validate({"name": "bench", "family": family, family: settings})


@with_new_correlation_id
async def look_up(platform: Platform, casn: str) -> Bundle:
    (found,) = await platform.resolve(Reading(IdKind.CASN, casn))
    return await platform.bundle(found)


@with_new_correlation_id
async def calls_of(platform: Platform, casn: str, also: Sequence[Reading] = ()) -> Rounds:
    """What a lookup sends, round by round. The first of all signs in, so it is not counted.

    `also` is what else the text could be, which a person's lookup asks in the same round.
    """
    await look_up(platform, casn)
    rounds: list[list[httpx.Request]] = []
    send = httpx.AsyncClient.send

    async def kept(client: httpx.AsyncClient, request: httpx.Request, **how: Any) -> httpx.Response:
        rounds[-1].append(request)
        return await send(client, request, **how)

    httpx.AsyncClient.send = kept  # type: ignore[method-assign,assignment]
    try:
        rounds.append([])
        readings = dict.fromkeys((Reading(IdKind.CASN, casn), *also))
        answers = await asyncio.gather(*(platform.resolve(each) for each in readings))
        found = answers[0][0]
        rounds.append([])
        await platform.bundle(found)
    finally:
        httpx.AsyncClient.send = send  # type: ignore[method-assign]
    return rounds


async def floor(client: httpx.AsyncClient, rounds: Rounds, parse: Callable[[bytes], Any]) -> int:
    """Send the same again and parse what comes; the bytes of all answers."""
    size = 0
    for requests in rounds:
        again = [
            client.request(each.method, each.url, headers=each.headers, content=each.content)
            for each in requests
        ]
        for answer in await asyncio.gather(*again):
            parse(answer.content)
            size += len(answer.content)
    return size


def measure(family: str, boxes: int, turns: int) -> str:
    with a_platform(boxes) as said, asyncio.Runner() as runner:
        access, casn = said["access"][family], said["casn"]
        parse = etree.fromstring if family == "sdp2" else json.loads

        async def open_both() -> tuple[Platform, httpx.AsyncClient, Rounds, int]:
            platform = connect(deployment_of(family, access), Secret(access["password"]))
            client = httpx.AsyncClient(trust_env=False)
            rounds = await calls_of(platform, casn)
            return platform, client, rounds, await floor(client, rounds, parse)

        platform, client, rounds, size = runner.run(open_both())

        def timed(work: Callable[[], Awaitable[Any]]) -> float:
            async def once() -> float:
                began = time.perf_counter()
                await work()
                return (time.perf_counter() - began) * 1000

            return runner.run(once())

        spread = interleaved(
            turns,
            {
                "ours": lambda: timed(lambda: look_up(platform, casn)),
                "floor": lambda: timed(lambda: floor(client, rounds, parse)),
            },
        )
        runner.run(client.aclose())
        runner.run(platform.close())
        calls = sum(map(len, rounds))
        ratio = spread["ours"].p50 / spread["floor"].p50
        return (
            f"{family:5} {boxes:4} {calls:6} {size / 1000:7.1f} "
            f"{spread['ours']!s:>14} {spread['floor']!s:>14} {ratio:6.2f}"
        )


def main(turns: int) -> None:
    print("            boxes  calls      kB           ours          floor  ratio"[7:])
    for family in ("sdp2", "opf"):
        for boxes in BOXES:
            print(measure(family, boxes, turns), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
