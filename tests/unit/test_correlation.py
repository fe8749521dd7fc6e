"""The correlation id of an action: it follows the action's tasks and stays out of others."""

import asyncio
from collections.abc import Iterator

import pytest

from smstui.platforms.correlation import (
    correlated,
    correlation_id,
    new_correlation_id,
    with_correlation_id,
    with_new_correlation_id,
)
from smstui.services.engine import Engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as made:
        yield made


@with_new_correlation_id
async def own() -> str:
    return correlation_id()


@with_correlation_id
async def joined() -> str:
    return correlation_id()


def test_there_is_none_outside_of_an_action(engine: Engine) -> None:
    async def read() -> str:
        return correlation_id()

    assert correlation_id() == ""
    assert engine.call(read()) == ""


def test_the_id_of_the_caller_is_the_id_in_the_engine(engine: Engine) -> None:
    with correlated("action-1"):
        assert engine.call(joined()) == "action-1"
        assert engine.call(own()) != "action-1"
        assert correlation_id() == "action-1"
    assert correlation_id() == ""


def test_an_action_without_an_id_gets_a_new_one(engine: Engine) -> None:
    ids = [engine.call(work()) for work in (own, own, joined, joined)]
    assert all(ids)
    assert len(set(ids)) == 4


def test_a_part_joins_its_action_and_a_new_action_within_it_has_its_own(engine: Engine) -> None:
    @with_new_correlation_id
    async def action() -> tuple[str, str, str, list[str]]:
        before, other = await joined(), await own()
        return before, other, correlation_id(), await asyncio.gather(*(joined(), joined()))

    before, other, after, parts = engine.call(action())
    assert before == after
    assert parts == [before, before]
    assert other != before


def test_an_id_ends_with_its_action_even_if_the_action_fails(engine: Engine) -> None:
    @with_new_correlation_id
    async def failing() -> None:
        raise ValueError(correlation_id())

    async def both() -> tuple[str, str]:
        try:
            await failing()
        except ValueError as error:
            return str(error), correlation_id()
        return "", ""

    during, after = engine.call(both())
    assert during
    assert after == ""


def test_two_actions_at_the_same_time_keep_their_ids_apart(engine: Engine) -> None:
    @with_new_correlation_id
    async def action() -> set[str]:
        seen = set()
        for _ in range(5):
            await asyncio.sleep(0)
            seen |= {correlation_id(), *await asyncio.gather(joined(), joined())}
        return seen

    first, second = engine.submit(action()), engine.submit(action())
    assert len(first.result(5)) == len(second.result(5)) == 1
    assert first.result() != second.result()


async def test_kept_work_has_its_id_after_its_caller_was_cancelled() -> None:
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
    seen: list[str] = []

    async def kept() -> None:
        seen.append(correlation_id())
        begun.set()
        await go_on.wait()
        seen.append(correlation_id())
        ended.set()

    @with_new_correlation_id
    async def action() -> None:
        await engine.keep(kept())

    engine = Engine()  # not started: `keep` runs in the loop of its caller
    caller = asyncio.create_task(action())
    await begun.wait()
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    go_on.set()
    await ended.wait()
    assert seen[0]
    assert seen[0] == seen[1]


def test_no_two_ids_are_the_same() -> None:
    assert new_correlation_id() != new_correlation_id()
