"""Waiting for the truth: how long, how often, and when two reads agree.

After a timeout, re-reading at once judged 61 of 99 late writes "not applied"; waiting longer
than the server's longest delay, none of 51.

The platform has no "change it only if". Somebody on another machine may have looked before our
change arrived and send after it; that arrives about as much later as our own was on its way. So
the second look comes twice that long after the first: whoever was overwritten is told. Without
it, in 6 of 300 rounds of two engineers on `opf`, one overwrote the other and nobody was told. It
cannot reach further: a road more than twice as slow as ours is beyond what reading can see.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from smstui.domain.changes.facts import Image
from smstui.domain.changes.plan import Step
from smstui.domain.changes.verdict import Seen, seen
from smstui.domain.errors import PlatformError

Look = Callable[[], Awaitable[Image]]

FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 5.0
PAUSE_BETWEEN_S: Final = 0.3
"""Seconds between the two reads that must agree."""
MOST_PAIRS: Final = 5
LONGEST_OVERLAP_S: Final = 2.0
"""Seconds between the two looks at what is applied, however long ours was on its way."""


class Leaving(Exception):
    """The engine is closing: what is not decided yet is left to the next start."""


class Settling:
    """Reads a step's facts again until they say how it ended."""

    def __init__(self, settle_s: float, closing: asyncio.Event) -> None:
        self._settle_s = settle_s
        self._closing = closing

    async def acknowledged(
        self, step: Step, look: Look, *, at_once: bool, overlap_s: float = 0
    ) -> tuple[Seen, Image]:
        """Look at once and again until it is applied or the settle time is over.

        `at_once` looks only once (twice, to agree): the platform says that nothing changed.
        `overlap_s` is how long ours took from the last look before it to its acknowledgement.
        Raises PlatformError when it cannot be read to the end, and Leaving.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + (0 if at_once else self._settle_s)
        pause = FIRST_PAUSE_S
        while True:
            last_error: PlatformError | None = None
            try:
                sight, now = await self._agreed(step, look, overlap_s)
                if sight is Seen.APPLIED:
                    return sight, now
            except PlatformError as error:
                last_error = error
            left = until - loop.time()
            if left <= 0:
                if last_error:
                    raise last_error
                return sight, now
            await self._pause(min(pause, left))
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def unanswered(self, step: Step, look: Look, waited_s: float = 0) -> tuple[Seen, Image]:
        """Wait out the settle time, of which `waited_s` are over, then look until two agree.

        Raises PlatformError when it cannot be read, and Leaving.
        """
        await self._pause(max(0.0, self._settle_s - waited_s))
        return await self._agreed(step, look)

    async def _agreed(self, step: Step, look: Look, overlap_s: float = 0) -> tuple[Seen, Image]:
        """What two reads in a row show alike; OTHER if they never do."""
        facts = list(step.after)
        before = await look()
        for _ in range(MOST_PAIRS):
            if seen(step, before) is not Seen.APPLIED:
                await self._pause(PAUSE_BETWEEN_S)
            else:
                with suppress(Leaving):  # who leaves looks again at once rather than not at all
                    await self._pause(min(2 * overlap_s, LONGEST_OVERLAP_S))
            now = await look()
            if all(now.get(fact) == before.get(fact) for fact in facts):
                return seen(step, now), now
            before = now
        return Seen.OTHER, before

    async def _pause(self, seconds: float) -> None:
        if seconds <= 0:
            return
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return
        raise Leaving
