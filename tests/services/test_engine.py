"""The engine runs work for other threads, and ends it with its caller."""

import asyncio
import threading

import pytest

from smstui.services.engine import Engine


def test_work_runs_in_the_engines_own_thread() -> None:
    async def where() -> str:
        return threading.current_thread().name

    with Engine() as engine:
        assert engine.call(where()) == "smstui-engine"


def test_the_thread_is_no_daemon_and_ends_with_close() -> None:
    before = set(threading.enumerate())
    engine = Engine().start()
    (thread,) = [one for one in set(threading.enumerate()) - before if one.name == "smstui-engine"]
    assert not thread.daemon
    engine.close()
    assert not thread.is_alive()
    engine.close()


async def test_cancelling_the_waiter_cancels_the_work() -> None:
    begun, ended = threading.Event(), threading.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with Engine() as engine:
        waiter = asyncio.create_task(engine.run(endless()))
        await asyncio.to_thread(begun.wait, 5)
        waiter.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiter
        assert await asyncio.to_thread(ended.wait, 5)


def test_close_lets_work_clean_up_and_then_says_farewell() -> None:
    order: list[str] = []
    begun = threading.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            order.append("cleaned up")

    async def farewell() -> None:
        order.append("farewell")

    engine = Engine().start()
    engine.at_close(farewell)
    runner = threading.Thread(target=lambda: _swallow(engine, endless()))
    runner.start()
    begun.wait(5)
    engine.close()
    runner.join(5)
    assert order == ["cleaned up", "farewell"]


def _swallow(engine: Engine, work) -> None:
    with pytest.raises(BaseException):  # noqa: B017, PT011
        engine.call(work)


def test_a_closed_engine_refuses_work() -> None:
    async def nothing() -> None: ...

    engine = Engine().start()
    engine.close()
    with pytest.raises(RuntimeError, match="not running"):
        engine.call(nothing())
