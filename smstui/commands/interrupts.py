"""An interrupt among several rows: it ends a wait at once, and never the telling of a row."""

import signal
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from typing import Any, Final, Self, TypeVar

from smstui.services.engine import DRAIN_S, Engine

T = TypeVar("T")

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """A wait was interrupted."""


class Interrupts:
    """Holds back SIGINT, SIGTERM and SIGHUP but while something is waited for.

    Used as a context around the rows. Outside the main thread signals do not arrive, and it does
    nothing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.interrupted = False
        """True if an interrupt ended a wait, or prevented one."""
        self._came = False
        self._is_waiting = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {each: signal.signal(each, self._arrived) for each in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def read(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of `work`, which only reads. An interrupt cancels it: Interrupted."""
        future = self._submit(work)
        try:
            return self._result(future)
        except Interrupted:
            future.cancel()
            raise

    def change(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Return the result of `work`, which may send. Raises Interrupted before it began.

        An interrupt closes the engine to anything new and waits DRAIN_S for the answer of what
        was sent. A second one ends the wait; then the result is None.
        """
        future = self._submit(work)
        with suppress(Interrupted):
            return self._result(future)
        self._engine.close_to_new()
        with suppress(Interrupted, TimeoutError, CancelledError):
            return self._result(future, DRAIN_S)
        return None

    def _submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        if self.interrupted or self._came:
            self.interrupted = True
            work.close()
            raise Interrupted
        return self._engine.submit(work)

    def _result(self, future: "Future[T]", seconds: float | None = None) -> T:
        with self._wait():
            return future.result(seconds)

    @contextmanager
    def _wait(self) -> Iterator[None]:
        try:
            self._is_waiting = True
            if self._came:
                raise KeyboardInterrupt
            yield
        except KeyboardInterrupt:
            self._came, self.interrupted = False, True
            raise Interrupted from None
        finally:
            self._is_waiting = False

    def _arrived(self, *_: object) -> None:
        self._came = True
        if self._is_waiting:
            raise KeyboardInterrupt


@contextmanager
def orderly_end() -> Iterator[None]:
    """Have SIGTERM and SIGHUP end this run as an interrupt does: an open write gets its answer."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, interrupt) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
