"""A call that is due later, in the app's own turn."""

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any, Protocol


class Handle(Protocol):
    """A call that is due later."""

    def cancel(self) -> None: ...


Later = Callable[[float, Callable[[], None]], Handle]
"""Call a function after some seconds, unless it is cancelled before."""


def later(seconds: float, then: Callable[[], None]) -> Handle:
    """Call `then` in the running loop."""
    return asyncio.get_running_loop().call_later(seconds, then)


class TurnHost(Protocol):
    """The part of the app that hands out turns."""

    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool: ...


class Due:
    """One call that is due later, unless it is put off or cancelled before.

    It has a turn of the app, behind every key that was read by then. So on a busy machine too, what
    keys were is told by when they were read, and none is handled while another still acts. A timer
    of Textual runs beside the app's turns, and never where it is late at its start.
    """

    def __init__(self, app: TurnHost, call_later: Later = later) -> None:
        self._app = app
        self._later = call_later
        self._handle: Handle | None = None
        self._number = 0
        """Counts what was due so far: a turn that was asked for and cancelled since is none."""

    def after(self, seconds: float, then: Callable[[], object]) -> None:
        """Call `then` after some seconds, in place of what was due before."""
        self.cancel()
        number = self._number
        self._handle = self._later(seconds, lambda: self._ask(number, then))

    def cancel(self) -> None:
        """Call nothing any more."""
        self._number += 1
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _ask(self, number: int, then: Callable[[], object]) -> None:
        self._app.call_later(self._turn, number, then)

    async def _turn(self, number: int, then: Callable[[], object]) -> None:
        if number != self._number:
            return
        self.cancel()
        result = then()
        if isawaitable(result):
            await result
