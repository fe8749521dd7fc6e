"""The correlation id of one user action, carried by every request and error of it.

It lives in a context variable. So it follows an action into the engine's thread and into the tasks
that the action starts, and two actions at the same time never share it.
"""

import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_CURRENT: Final = ContextVar("correlation_id", default="")


def correlation_id() -> str:
    """Return the correlation id of the running action; empty outside of one."""
    return _CURRENT.get()


def new_correlation_id() -> str:
    """Return a correlation id that no other action has."""
    return str(uuid.uuid4())


@contextmanager
def correlated(by: str) -> Iterator[None]:
    """Carry the correlation id `by` through the block and every task that it starts."""
    before = _CURRENT.get()
    _CURRENT.set(by)
    try:
        yield
    finally:
        _CURRENT.set(before)  # a token could only be reset in the context that made it


def with_new_correlation_id(
    work: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Give each call of `work` a correlation id of its own, whatever action it is part of."""

    @wraps(work)
    async def correlated_work(*args: P.args, **kwargs: P.kwargs) -> T:
        with correlated(new_correlation_id()):
            return await work(*args, **kwargs)

    return correlated_work


def with_correlation_id(
    work: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Give each call of `work` the correlation id of the action it is part of, else a new one."""

    @wraps(work)
    async def correlated_work(*args: P.args, **kwargs: P.kwargs) -> T:
        with correlated(correlation_id() or new_correlation_id()):
            return await work(*args, **kwargs)

    return correlated_work
