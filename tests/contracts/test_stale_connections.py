"""Connections that the other end gave up unseen say nothing about the platform."""

import asyncio
import threading

import pytest
from platform_line import connected, reading, soap, soap_settings

from smstui.domain.errors import Broken
from tests.support.failing_line import Line, Talk

BOX = soap("<r><return><UID>12</UID><caSN>AB12</caSN></return></r>")
CASN = reading("casn", "AB12")


@pytest.mark.parametrize("end", [Talk.reset, Talk.close])
@pytest.mark.parametrize("pooled", [1, 3, 8, 20])
async def test_a_read_on_a_stale_connection_is_asked_again_on_a_new_one(
    pooled: int, end: object
) -> None:
    all_here, gone = threading.Event(), threading.Event()

    def act(talk: Talk) -> None:
        if gone.is_set() and talk.nth > 1:
            Talk.reset(talk) if end is Talk.reset else Talk.close(talk)
            return
        if len(line.heard) > pooled:
            all_here.set()
        if len(line.heard) > 1:
            all_here.wait(20)
        talk.send(BOX)

    with Line(act).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "x", timeout_s=20) as platform:
            await platform.resolve(CASN)
            await asyncio.gather(*(platform.resolve(CASN) for _ in range(pooled)))
            assert line.connections == pooled, "each question has a connection of its own"
            gone.set()
            for _ in range(2):
                (box,) = await platform.resolve(CASN)
                assert box.uid == "12"
            many = await asyncio.gather(*(platform.resolve(CASN) for _ in range(pooled)))
            assert [len(found) for found in many] == [1] * pooled


async def test_a_platform_that_breaks_new_connections_too_is_told_after_three_attempts() -> None:
    served = threading.Event()

    def act(talk: Talk) -> None:
        if served.is_set():
            talk.reset()
            return
        served.set()
        talk.send(BOX)

    with Line(act).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "x", timeout_s=20) as platform:
            assert await platform.resolve(CASN)
            with pytest.raises(Broken):
                await platform.resolve(CASN)
    assert len(line.heard) == 1 + 3
