"""The engine: where everything that waits for the world runs.

One event loop in one thread that is not a daemon. A slow repaint never delays a call, SQLite
stays with the thread that opened it, and a screen that closes or a terminal that is lost ends
the console, not the work in here.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Any, Final, TypeVar

from smstui.platforms.resolver import ResolvingLoop

DRAIN_S: Final = 12.0
"""Seconds a close waits for work that is kept: an open change gets its answer, or is `unknown`.

No process may be left behind 15 s after its terminal is gone.
"""

T = TypeVar("T")


class Engine:
    """Runs coroutines for callers in other threads. Start once, close once.

    What is given to `run` or `call` is cancelled with its caller, except for what it hands to
    `keep`. `close` sets `closing`, waits DRAIN_S for what is kept, cancels what still runs, lets
    it clean up, then ends the thread.
    """

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self._kept: set[asyncio.Task[Any]] = set()
        self._loop = ResolvingLoop()
        self._thread = threading.Thread(target=self._serve, name="smstui-engine", daemon=False)
        self._closing: list[Callable[[], Awaitable[None]]] = []

    def start(self) -> "Engine":
        self._thread.start()
        return self

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of `work`, to another loop. Cancelling the await cancels it."""
        return await asyncio.wrap_future(self.submit(work))

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of `work`, waited for by a plain thread. An interrupt cancels it."""
        future = self.submit(work)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    async def keep(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of `work`, which goes on when whoever awaits it is cancelled.

        For the engine's own coroutines. Long waits within `work` should end on `closing`.
        """
        task = asyncio.create_task(work)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)
        return await asyncio.shield(task)

    def at_close(self, farewell: Callable[[], Awaitable[None]]) -> None:
        """Have `farewell` awaited in the engine before it ends; last given, first awaited."""
        self._closing.append(farewell)

    def wait_for_kept(self, seconds: float) -> None:
        """Wait, at most `seconds`, until nothing is kept. An interrupt or a close ends the wait."""

        async def ended() -> None:
            if self._kept:
                await asyncio.wait(self._kept, timeout=seconds)

        with suppress(KeyboardInterrupt, CancelledError, RuntimeError):
            self.call(ended())

    def close_to_new(self) -> None:
        """Set `closing` ahead of `close`: nothing more is begun, and long waits end."""
        with suppress(RuntimeError):  # closed already
            self._loop.call_soon_threadsafe(self.closing.set)

    def close(self) -> None:
        """Cancel, clean up, end the thread. Closing twice does nothing."""
        if not self._thread.is_alive():
            return
        try:
            self.call(self._wind_up())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def __enter__(self) -> "Engine":
        return self.start()

    def __exit__(self, *reason: object) -> None:
        self.close()

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Run `work`; its result for whoever waits. Only that future's `cancel` cancels it."""
        if not self._thread.is_alive():
            work.close()
            raise RuntimeError("the engine is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    async def _wind_up(self) -> None:
        self.closing.set()
        if self._kept:
            await asyncio.wait(self._kept, timeout=DRAIN_S)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for farewell in reversed(self._closing):
            await farewell()
