"""Every request of one action carries its correlation id, and no request of another does."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from random import Random

import pytest

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.sandbox import rules
from smstui.services.outcomes import Opened
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.torture.answers.households import settle

pytestmark = pytest.mark.usefixtures("quick_looks")

BOXES = ("3421", "3422", "3425")


def requests_by_id(place: Workshop) -> dict[str, Counter[str]]:
    """Return the operations that the sandbox was asked for, by correlation id."""
    found: dict[str, Counter[str]] = {}
    for each in place.sandbox.traffic.requests:
        if each.correlation_id:  # a token is asked for under the id of the action that needs it
            found.setdefault(each.correlation_id, Counter())[each.operation] += 1
    return found


def opened(place: Workshop, text: str) -> Opened:
    outcome = place.call(place.client.look_up(text))
    assert isinstance(outcome, Opened)
    return outcome


@pytest.mark.parametrize("family", FAMILIES)
def test_lookups_at_the_same_time_keep_their_ids_apart(family: str, tmp_path: Path) -> None:
    async def together() -> Sequence[object]:
        return await asyncio.gather(*map(place.client.look_up, BOXES))

    with workshop(family, tmp_path) as place:
        assert place.changes
        opened(place, BOXES[0])  # signed in from here on
        alone: dict[str, Counter[str]] = {}
        for box in BOXES:
            place.sandbox.traffic.clear()
            outcome = opened(place, box)
            alone[box] = requests_by_id(place)[outcome.correlation_id]
        place.sandbox.traffic.clear()
        place.sandbox.lag_ms = 20
        outcomes = place.call(together())
        found = requests_by_id(place)
    assert set(found) == {outcome.correlation_id for outcome in outcomes}
    assert len(found) == len(BOXES)
    for box, outcome in zip(BOXES, outcomes, strict=True):
        assert found[outcome.correlation_id] == alone[box]


@pytest.mark.parametrize("family", FAMILIES)
def test_changes_at_the_same_time_keep_their_ids_apart(family: str, tmp_path: Path) -> None:
    changes_to_make = {"c0ffee0001": "one household", "c0ffee0002": "another household"}
    with workshop(family, tmp_path) as place:
        changes = place.changes
        assert place.engine
        homes = [settle(place.sandbox, Random(seed), "ACTIVE") for seed in changes_to_make.values()]
        plans = [place.plan(Operation.UNPAIR, home.a.uid) for home in homes]
        place.sandbox.traffic.clear()
        place.sandbox.lag_ms = 20
        futures = [
            place.engine.submit(changes.apply(plan, Confirmation(), change_id=change))
            for plan, change in zip(plans, changes_to_make, strict=True)
        ]
        results = [future.result(20) for future in futures]
        ids = [result.correlation_id for result in results]
        found = requests_by_id(place)
        written = {write.correlation_id for write in place.sandbox.writes}
        noted = {each.id: each.correlation_id for each in place.journal()}
    assert set(found) == set(ids) == written
    assert len(set(ids)) == 2
    assert noted == dict(zip(changes_to_make, ids, strict=True))
    for result in results:
        assert {step.correlation_id for step in result.results} == {result.correlation_id}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_lookup_reads_a_watched_change_under_its_own_id(family: str, tmp_path: Path) -> None:
    with workshop(family, tmp_path, "settle_s = 0.4", "timeout_s = 5") as place:
        assert place.changes
        heard: list[str] = []
        place.client.tell_late = lambda entry: heard.append(entry.id)
        home = settle(place.sandbox, Random("watched"), "ACTIVE")
        place.sandbox.fault("answer 503 write=yes")
        result = place.change(Operation.UNPAIR, home.a.uid)
        place.sandbox.run(lambda _: rules.unpair(home.world, home.a))
        place.sandbox.traffic.clear()
        outcome = opened(place, home.account.account_number)
        found = requests_by_id(place)
    assert heard == [result.change_id]
    assert set(found) == {outcome.correlation_id}
    assert outcome.correlation_id != result.correlation_id


@pytest.mark.parametrize("family", FAMILIES)
def test_every_id_of_a_queue_has_its_own_correlation_id(family: str, tmp_path: Path) -> None:
    async def texts() -> AsyncIterator[str]:
        for box in BOXES:
            yield box

    async def asked() -> dict[str, str]:
        answers = await place.client.diagnose_many(texts())
        return {
            each.text: each.diagnosed.outcome.correlation_id
            async for each in answers
            if each.diagnosed and isinstance(each.diagnosed.outcome, Opened)
        }

    with workshop(family, tmp_path) as place:
        assert place.changes
        opened(place, BOXES[0])
        place.sandbox.traffic.clear()
        place.sandbox.lag_ms = 20
        ids = place.call(asked())
        found = requests_by_id(place)
    assert set(ids) == set(BOXES)
    assert len(set(ids.values())) == len(BOXES)
    assert set(found) == set(ids.values())
