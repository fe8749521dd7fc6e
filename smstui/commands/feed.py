"""Handing a blocking source of texts to the engine without holding it up."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Final

from smstui.services.engine import Engine

AHEAD: Final = 1_000
"""Texts read before they are taken; a pipe that is faster waits."""


class Feed:
    """The texts of `source`, read in a thread of its own, for a coroutine of the engine.

    The thread is a daemon: a terminal on which nobody types must not keep a run from ending.
    """

    def __init__(self, engine: Engine, source: Iterator[str]) -> None:
        self._engine = engine
        self._source = source
        self._texts: asyncio.Queue[str | None] = asyncio.Queue(AHEAD)
        self.error: Exception | None = None
        """The error that ended the source before its end."""
        self.total: int | None = None
        """The number of ids, once the end was read."""

    def start(self) -> "Feed":
        threading.Thread(target=self._read, name="smstui-feed", daemon=True).start()
        return self

    async def texts(self) -> AsyncIterator[str]:
        """Each text once it was read, until the end of the source or its `error`."""
        while (text := await self._texts.get()) is not None:
            yield text

    def _read(self) -> None:
        count = 0
        with suppress(RuntimeError, CancelledError):  # the engine has ended: nobody takes more
            try:
                for text in self._source:
                    self._engine.call(self._texts.put(text))
                    count += 1
            except Exception as error:  # of whatever kind: it is the taker's
                self.error = error
            self.total = count
            self._engine.call(self._texts.put(None))
