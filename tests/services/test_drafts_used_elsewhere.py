"""A draft that another process discarded, applied or took back since it was planned is not sent."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.sandbox.entities import SetTopBox, SmartCard
from smstui.sandbox.fixtures import add_account
from smstui.services.changes import Request
from smstui.store.drafts import Standing
from tests.support.change_line import ChangeLine
from tests.support.changing import FAMILIES, Workshop, workshop

pytestmark = pytest.mark.alike

CARDS = ("000771230001", "000771230002")


@pytest.fixture(params=FAMILIES)
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    with workshop(request.param, tmp_path, "settle_s = 0.4", "timeout_s = 5") as made:
        yield made


@pytest.fixture
def elsewhere(here: Workshop) -> Iterator[Workshop]:
    """Another process on the same files: an engine and stores of its own."""
    other = Workshop(here.family, here.folder, here.sandbox, "settle_s = 0.4", "timeout_s = 5")
    other.changes  # noqa: B018 - opens it
    yield other
    other.close()


def boxes_of(place: Workshop) -> list[SetTopBox]:
    """Two boxes of a household of this test's own, and a free card for each."""
    world = place.sandbox.world
    owner = add_account(world, "els.70001", boxes=2)
    for n, number in enumerate(CARDS):
        world.add(SmartCard(uid=f"7712{n}", smartcard_id=number, status="AVAILABLE"))
    found = world.devices.find("account_uid", owner.uid)
    return [box for box in found if isinstance(box, SetTopBox)]


def saved(place: Workshop) -> list[str]:
    """Drafts of two pairs."""
    place.changes  # noqa: B018 - opens it
    drafts = place.client.drafts
    return [
        place.call(drafts.save(Request(Operation.PAIR, box.casn or "", card))).id
        for box, card in zip(boxes_of(place), CARDS, strict=True)
    ]


def discarded(place: Workshop, draft: str) -> None:
    place.call(place.client.drafts.discard(draft))


def applied(place: Workshop, draft: str) -> Any:
    plan = place.call(place.client.drafts.plan(draft))
    result = place.call(place.client.drafts.apply(draft, plan, Confirmation(None)))
    assert result.outcome == "verified"
    return result


def taken_back(place: Workshop, draft: str) -> None:
    plan = place.call(place.changes.undo(applied(place, draft).change_id))
    assert place.apply(plan).outcome == "verified"


USED = {
    "discarded": (discarded, "was discarded"),
    "applied": (applied, "was applied"),
    "taken back": (taken_back, "was applied"),
}


@pytest.mark.parametrize("used", list(USED))
@pytest.mark.parametrize("face", ["plan", "batch"])
def test_what_was_used_elsewhere_since_it_was_planned_is_not_sent(
    here: Workshop, elsewhere: Workshop, used: str, face: str
) -> None:
    first, second = saved(here)
    use, told = USED[used]
    drafts, call = here.client.drafts, here.call
    if face == "plan":
        plans = {each: call(drafts.plan(each)) for each in (first, second)}
    else:
        plans = {each.draft.id: each.draft_check.plan for each in call(drafts.check())}
    use(elsewhere, first)
    before = len(here.written)
    with pytest.raises(ChangedSince, match=f"Draft {first} {told}.*Nothing was sent"):
        call(drafts.apply(first, plans[first], Confirmation(None)))
    assert len(here.written) == before
    standing = call(drafts.get(first)).standing
    assert standing is (Standing.DISCARDED if used == "discarded" else Standing.DONE)
    assert call(drafts.apply(second, plans[second], Confirmation(None))).outcome == "verified"


def test_of_two_that_apply_one_draft_at_once_one_sends(here: Workshop, elsewhere: Workshop) -> None:
    draft, _ = saved(here)
    both = (here, elsewhere)
    plans = [place.call(place.client.drafts.plan(draft)) for place in both]
    here.sandbox.fault("delay 300 write=yes")

    def tried(place: Workshop, plan: Any) -> str:
        try:
            work = place.client.drafts.apply(draft, plan, Confirmation(None))
            return str(place.call(work).outcome)
        except ChangedSince as refusal:
            return str(refusal).partition(" is being")[0].partition(" was")[0]

    with ThreadPoolExecutor() as pool:
        ended = [*pool.map(tried, both, plans)]
    assert sorted(ended) == [f"Draft {draft}", "verified"]
    assert len(here.written) == 1


def test_a_check_does_not_bring_back_what_was_discarded_meanwhile(
    here: Workshop, elsewhere: Workshop
) -> None:
    draft, _ = saved(here)
    asked = sum(here.sandbox.counts().values())
    here.sandbox.fault("delay 500 count=1")
    with ThreadPoolExecutor() as pool:
        check = pool.submit(lambda: here.call(here.client.drafts.check([draft])))
        deadline = time.monotonic() + 10
        while sum(here.sandbox.counts().values()) == asked and time.monotonic() < deadline:
            time.sleep(0.005)
        discarded(elsewhere, draft)
        assert not check.done()
        check.result()
    assert here.call(here.client.drafts.get(draft)).standing is Standing.DISCARDED


def test_what_is_done_is_not_discarded(here: Workshop, elsewhere: Workshop) -> None:
    draft, _ = saved(here)
    applied(elsewhere, draft)
    with pytest.raises(RefusedHere, match="done"):
        discarded(here, draft)


def test_a_refusal_of_the_door_leaves_the_draft_as_it_was(here: Workshop) -> None:
    draft, _ = saved(here)
    plan = here.call(here.client.drafts.plan(draft))
    kept = here.call(here.client.drafts.get(draft))
    with pytest.raises(RefusedHere):
        here.call(here.client.drafts.apply(draft, plan, Confirmation("0000")))
    assert here.call(here.client.drafts.get(draft)).change == kept.change
    assert (
        here.call(here.client.drafts.apply(draft, plan, Confirmation(None))).outcome == "verified"
    )


def test_a_process_discards_what_another_has_planned(here: Workshop) -> None:
    draft, _ = saved(here)
    plan = here.call(here.client.drafts.plan(draft))
    line = [sys.executable, "-m", "smstui", "drafts", draft, "--discard", "--deployment",
            here.deployment]  # fmt: skip
    subprocess.run(line, env=here.environment, check=True, capture_output=True)
    with pytest.raises(ChangedSince, match="was discarded"):
        here.call(here.client.drafts.apply(draft, plan, Confirmation(None)))
    assert here.written == []


def test_the_command_says_what_became_of_a_draft_meanwhile(
    desk: ChangeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smstui.services.drafts import Drafts

    drafts = [
        desk.json("pair", box, card, "--draft")["drafts"][0]["draft_id"]
        for box, card in zip([box.casn or "" for box in boxes_of(desk.place)], CARDS, strict=True)
    ]
    assert desk.run("drafts", "--check").code == 0
    check: Callable[..., Any] = Drafts.check

    async def then_discard(self: Drafts, ids: Any, **told: Any) -> Any:
        checked = await check(self, ids, **told)
        await self.discard(drafts[0])
        return checked

    monkeypatch.setattr(Drafts, "check", then_discard)
    ended = desk.run("drafts", drafts[0], "--apply", "--json")
    assert ended.code == 10
    assert "was discarded" in ended.document["error"]["message"]
    assert desk.writes == 0
