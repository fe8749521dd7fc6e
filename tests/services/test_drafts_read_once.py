"""Between its check and its confirmation a draft is planned once, and what has moved is noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.sandbox.entities import SetTopBox, SmartCard
from smstui.sandbox.fixtures import add_account
from smstui.services.changes import Request
from smstui.services.changes.planning import Planning
from smstui.services.drafts import waiting
from tests.support.changing import FAMILIES, Workshop, workshop

CARD = "000771240001"


@pytest.fixture(params=FAMILIES)
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    with workshop(request.param, tmp_path, "settle_s = 0.4", "timeout_s = 5") as made:
        yield made


@pytest.fixture
def draft(here: Workshop) -> str:
    """The draft of a pair: a box of a household of this test's own, and a free card."""
    owner = add_account(here.sandbox.world, "els.70002", boxes=1)
    here.sandbox.world.add(SmartCard(uid="77124", smartcard_id=CARD, status="AVAILABLE"))
    here.changes  # noqa: B018 - opens it
    saved = here.client.drafts.save(Request(Operation.PAIR, box_of(here, owner.uid).casn, CARD))
    return str(here.call(saved).id)


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests that were planned, in order."""
    requests: list[str] = []
    plan = Planning.plan

    async def noted(self: Planning, request: Request) -> object:
        requests.append(request.asked)
        return await plan(self, request)

    monkeypatch.setattr(Planning, "plan", noted)
    return requests


def box_of(place: Workshop, account: str) -> SetTopBox:
    (box,) = place.sandbox.world.devices.find("account_uid", account)
    assert isinstance(box, SetTopBox)
    return box


def test_from_the_scan_to_the_pair_it_is_planned_twice(
    planned: list[str], here: Workshop, draft: str
) -> None:
    drafts, call = here.client.drafts, here.call
    call(drafts.check([draft]))
    plan = call(drafts.plan(draft))
    assert call(drafts.apply(draft, plan, Confirmation(None))).outcome == "verified"
    assert len(planned) == 2, planned


def test_a_second_plan_reads_again_and_so_does_one_after_a_while(
    planned: list[str], here: Workshop, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts, call = here.client.drafts, here.call
    call(drafts.check([draft]))
    first = call(drafts.plan(draft))
    before = len(planned)
    assert call(drafts.plan(draft)).steps == first.steps
    assert len(planned) == before + 1
    monkeypatch.setattr(waiting, "RECENT_S", -1.0)
    call(drafts.check([draft]))
    call(drafts.plan(draft))
    assert len(planned) == before + 3


def test_what_has_moved_since_the_check_is_refused_when_it_is_applied(
    here: Workshop, draft: str
) -> None:
    drafts, call = here.client.drafts, here.call
    call(drafts.check([draft]))
    world = here.sandbox.world
    other = add_account(world, "els.70003", boxes=1)
    thief = Request(Operation.PAIR, box_of(here, other.uid).casn, CARD)
    assert here.apply(call(here.changes.plan(thief))).outcome == "verified"
    plan, before = call(drafts.plan(draft)), len(here.written)
    assert call(drafts.apply(draft, plan, Confirmation(None))).outcome == "changed"
    assert len(here.written) == before
    assert call(drafts.plan(draft)).steps != plan.steps


def test_a_draft_that_was_discarded_since_its_check_has_no_plan(here: Workshop, draft: str) -> None:
    drafts, call = here.client.drafts, here.call
    call(drafts.check([draft]))
    call(drafts.discard(draft))
    with pytest.raises(RefusedHere, match="discarded"):
        call(drafts.plan(draft))


def test_a_card_whose_status_was_not_read_is_not_said_to_have_been_free(tmp_path: Path) -> None:
    with workshop("sdp2", tmp_path) as place:
        assert place.changes
        place.call(place.client.look_up("E833815A9301"))
        drafts = place.client.drafts
        saved = place.call(drafts.save(Request(Operation.PAIR, "E833815A9301", "000145098240")))
        (checked,) = place.call(drafts.check([saved.id]))
        assert checked.moved == "", "the card was in its box before, too"
        assert "the box goes dark" in checked.draft.said
