"""Diagnose many ids at the same time, and yield each answer as it arrives.

An id that fails is an answer like any other. Only a refused password ends the run, because going on
could lock the user out. The run stops when the caller stops taking answers.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from smstui.domain.bundle import PartState
from smstui.domain.errors import NoAnswer, NotSent, SignInRefused, SmstuiError
from smstui.domain.text import clean
from smstui.services.diagnosis import Diagnosed
from smstui.services.outcomes import Opened
from smstui.services.queue.pace import ConcurrencyLimit

Ask = Callable[[str], Awaitable[Diagnosed]]


@dataclass(frozen=True, slots=True)
class Answered:
    """The result of one id: `diagnosed`, or the error. `place` is its number, from 0."""

    place: int
    text: str
    diagnosed: Diagnosed | None = None
    error: SmstuiError | None = None

    @property
    def troubled(self) -> bool:
        """Whether the platform could not be reached, even if the cache answered."""
        if self.error is not None:
            return isinstance(self.error, NotSent | NoAnswer)
        opened = self.diagnosed.outcome if self.diagnosed else None
        return isinstance(opened, Opened) and bool(opened.offline)

    @property
    def final(self) -> bool:
        """Whether diagnosing again would give the same. A final row must not be out of
        date."""
        if self.error is not None:
            return self.error.code == "bad-identifier"
        opened = self.diagnosed.outcome if self.diagnosed else None
        if not isinstance(opened, Opened):
            return True
        failed = any(part.state is PartState.FAILED for _, part in opened.bundle.parts())
        return opened.source == "platform" and not failed


async def answers(
    texts: AsyncIterator[str], ask: Ask, at_once: int
) -> AsyncGenerator[Answered, None]:
    """Yield the answer of `ask` for each of `texts`, in the order of arrival.

    At most `at_once` run at the same time. Ends after an answer whose error is SignInRefused.
    Closing the iterator cancels the running ones. `texts` may be slow; running ones do not wait for
    it.
    """
    run = _Run(texts, ask, ConcurrencyLimit(at_once))
    try:
        while not run.over:
            for answered in await run.landed():
                yield answered
    finally:
        await run.close()


class _Run:
    """The running requests, and the next text."""

    def __init__(self, texts: AsyncIterator[str], ask: Ask, pace: ConcurrencyLimit) -> None:
        self._texts = texts
        self._ask = ask
        self._pace = pace
        self._pending: dict[asyncio.Task[Answered], int] = {}
        self._coming: asyncio.Task[str | None] | None = None
        self._exhausted = False
        self._place = 0
        self.over = False

    async def landed(self) -> Sequence[Answered]:
        """Return the new answers, perhaps none. `over` is set with the last."""
        if self._coming is None and not self._exhausted and len(self._pending) < self._pace.width:
            self._coming = asyncio.create_task(_next(self._texts))
        if not (under_way := self._under_way()):
            self.over = True
            return []
        await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        if self._coming is not None and self._coming.done():
            self._begin(self._coming.result())
        return [self._land(task) for task in [one for one in self._pending if one.done()]]

    async def close(self) -> None:
        under_way = self._under_way()
        for each in under_way:
            each.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _under_way(self) -> Sequence[asyncio.Task[Any]]:
        return [*self._pending, *([self._coming] if self._coming else [])]

    def _begin(self, text: str | None) -> None:
        self._coming = None
        if text is None:
            self._exhausted = True
            return
        task = asyncio.create_task(_answered(self._ask, self._place, text))
        self._pending[task] = self._pace.begin()
        self._place += 1

    def _land(self, task: asyncio.Task[Answered]) -> Answered:
        answered, number = task.result(), self._pending.pop(task)
        if answered.troubled:
            self._pace.trouble(number)
        else:
            self._pace.good()
        self.over |= isinstance(answered.error, SignInRefused)
        return answered


async def _answered(ask: Ask, place: int, text: str) -> Answered:
    try:
        return Answered(place, text, diagnosed=await ask(text))
    except SmstuiError as error:
        return Answered(place, text, error=error)
    except Exception as bug:
        logging.getLogger("smstui").exception("a bug at one id of a queue")
        return Answered(place, text, error=_bug(text, bug))


def _bug(text: str, bug: Exception) -> SmstuiError:
    """Return an error for a bug, which must not stop the other ids."""
    return SmstuiError(
        f"smstui itself failed at {clean(text, cap=60)} ({type(bug).__name__}).",
        hint="Please report it with the log.",
    )


async def _next(texts: AsyncIterator[str]) -> str | None:
    with suppress(StopAsyncIteration):
        return await anext(texts)
    return None
