"""Look at the platform: how long, how often, and when two looks agree (design §3, "Looking").

After a refusal at once; after an acknowledgement at once, and again until it is as planned; after
no answer once the settle time is over. After a timeout, looking at once judged 61 of 99 late
writes "not applied"; waiting longer than the server's longest delay, none of 51.

The platform has no "change it only if". Somebody on another machine may have looked before our
change arrived and send after it; that arrives about as much later as our own was on its way. So
after a change that is applied, the second look comes twice that long after the first: whoever was
overwritten is told. Without it, in 6 of 300 rounds of two engineers on `opf`, one overwrote the
other and nobody was told. It cannot reach further: a road more than twice as slow as ours is
beyond what reading can see.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from smstui.domain.age import utc_now
from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.plan import Step
from smstui.domain.changes.verdict import Seen, seen
from smstui.domain.errors import PlatformError

Look = Callable[[], Awaitable[StateSnapshot]]

FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 5.0
PAUSE_BETWEEN_S: Final = 0.3
"""Seconds between the two looks that must agree."""
MOST_PAIRS: Final = 5
LONGEST_OVERLAP_S: Final = 2.0
"""Seconds between the two looks at what is applied, however long ours was on its way."""


class Leaving(Exception):
    """The engine is closing: what is not decided yet is left to the next start."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The result of looking: what two equal looks show, and the facts as they were last read.

    UNREADABLE where they never agree, or where reading failed with `error`.
    """

    seen: Seen
    now: StateSnapshot = field(default_factory=dict)
    error: PlatformError | None = None
    at: datetime = field(default_factory=utc_now)


class Settling:
    """Looks at facts until they say what became of a step. Every method raises Leaving."""

    def __init__(self, settle_s: float, closing: asyncio.Event) -> None:
        self._settle_s = settle_s
        self._closing = closing

    async def at_once(self, step: Step, look: Look, *, overlap_s: float = 0) -> Sight:
        """Look without waiting, until two looks agree: after a refusal."""
        return await self._agreed(step, look, overlap_s)

    async def acknowledged(self, step: Step, look: Look, *, overlap_s: float = 0) -> Sight:
        """Look at once, and again until it is applied or the settle time is over.

        `overlap_s` is how long ours took from the last look before it to its acknowledgement.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self._settle_s
        pause = FIRST_PAUSE_S
        while True:
            sight = await self._agreed(step, look, overlap_s)
            left = until - loop.time()
            if sight.seen is Seen.APPLIED or left <= 0:
                return sight
            await self._pause(min(pause, left))
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def unanswered(self, step: Step, look: Look) -> Sight:
        """Wait out the settle time, then look until two looks agree."""
        await self.wait()
        return await self._agreed(step, look)

    async def wait(self, waited_s: float = 0) -> None:
        """Wait out the settle time, of which `waited_s` seconds are over."""
        await self._pause(max(0.0, self._settle_s - waited_s))

    async def two_looks(
        self,
        look: Look,
        facts: Collection[Fact],
        is_applied: Callable[[StateSnapshot], bool],
        overlap_s: float = 0,
    ) -> StateSnapshot | None:
        """Return what two looks in a row show alike of `facts`; None if they never do.

        Raises PlatformError.
        """
        before = await look()
        for _ in range(MOST_PAIRS):
            if is_applied(before):
                with suppress(Leaving):  # look again at once rather than not at all
                    await self._pause(max(PAUSE_BETWEEN_S, min(2 * overlap_s, LONGEST_OVERLAP_S)))
            else:
                await self._pause(PAUSE_BETWEEN_S)
            now = await look()
            if all(now.get(fact) == before.get(fact) for fact in facts):
                return now
            before = now
        return None

    async def _agreed(self, step: Step, look: Look, overlap_s: float = 0) -> Sight:
        def is_applied(image: StateSnapshot) -> bool:
            return seen(step, image) is Seen.APPLIED

        try:
            now = await self.two_looks(look, list(step.after), is_applied, overlap_s)
        except PlatformError as error:
            return Sight(Seen.UNREADABLE, error=error)
        return Sight(Seen.UNREADABLE) if now is None else Sight(seen(step, now), now)

    async def _pause(self, seconds: float) -> None:
        if seconds <= 0:
            return
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return
        raise Leaving
