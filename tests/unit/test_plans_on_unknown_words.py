"""A status word that nobody here knows is never taken for a good one, in facts and in plans."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.account import Account, PinStatus
from smstui.domain.bundle import Part, PartState
from smstui.domain.changes import lives, pairing, provisioning, rights, suspending, swapping
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.facts import Fact, observed, products_of
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.right import Right
from smstui.domain.secret import Secret
from smstui.domain.smartcard import SmartCard
from smstui.domain.words import (
    DeviceStatus,
    LifeStatus,
    PinState,
    SmartcardStatus,
)
from tests.unit.test_changes_domain import NOW, box, ground, policy

KNOWN = {*LifeStatus, *DeviceStatus, *SmartcardStatus, *PinState, "S", "U", "SUBSCRIBED",
         "UNSUBSCRIBED"}  # fmt: skip
WORDS = st.text("ABCDEFGHIKLMNOPRSTUVWXYZ_", min_size=2, max_size=12).filter(
    lambda word: word not in KNOWN
)
DAY = timedelta(days=1)


def card(
    status: str | None, holder: SetTopBox | None = None, number: str = "00550123"
) -> CardFound:
    record = SmartCard.read(
        {"uid": "5", "number": number, "status": status, "box_uid": holder.uid if holder else None}
    )
    return CardFound(number, record, holder)


def opf(*devices, pins=None, held=None, **owner) -> PlanContext:
    account = Account.read({"uid": "1", "number": "acc-1", "status": "ACTIVE"} | owner)
    at = ground(*devices, rules=policy(family="opf"), lacking={}, account=account)
    bundle = at.bundle.model_copy(update={
        "pins": Part[PinStatus](state=PartState.READ, records=tuple(pins or ())),
        "rights": Part[Right](state=PartState.READ, records=tuple(held or ())),
    })  # fmt: skip
    return PlanContext(at.policy, at.lacking, bundle)


def refused(word: str, plan, *arguments, **named) -> None:
    with pytest.raises(RefusedHere) as refusal:
        plan(*arguments, **named)
    assert not isinstance(refusal.value, AlreadySo)
    assert word in str(refusal.value)


@given(WORDS)
def test_a_card_with_an_unknown_status_goes_into_no_box(word: str) -> None:
    refused(word, pairing.plan_pair, ground(box()), box(), card(word))
    full = box(smartcard_id="00550999")
    refused(word, pairing.plan_swap_card, ground(full), full,
            card("UNAVAILABLE", full, "00550999"), card(word))  # fmt: skip
    holder = box("12", smartcard_id="00550123")
    refused(word, pairing.plan_pair, ground(box(), holder), box(), card(word, holder))
    refused(word, provisioning.plan_create_box, ground(), "C9", {}, card(word), new_card="")
    refused(word, provisioning.plan_delete_card, "sdp2", card(word))
    refused(word, suspending.plan_suspend_card, "sdp2", card(word), None)


def test_a_card_without_a_status_goes_into_no_box() -> None:
    refused("no status", pairing.plan_pair, ground(box()), box(), card(None))
    refused("no status", provisioning.plan_create_box, ground(), "C9", {}, card(None), new_card="")


@given(WORDS)
def test_a_card_with_an_unknown_status_may_leave_its_box_and_no_word_is_promised(word: str) -> None:
    full = box(smartcard_id="00550123")
    plan = pairing.plan_unpair(ground(full), full, card(word, full))
    (step,) = plan.steps
    status = Fact("smartcard", "00550123", "status")
    assert status not in step.before
    assert status not in step.after
    assert step.after[Fact("box", "11", "card")] is None
    assert any(word in warning for warning in plan.warnings)


@given(WORDS)
def test_a_box_with_an_unknown_status_is_told_with_its_word(word: str) -> None:
    odd = box(status=word, casn="4F")
    at = ground(odd)
    refused(word, pairing.plan_pair, at, odd, card("AVAILABLE"))
    refused(word, lives.plan_box_status, at, odd, "ACTIVE")
    refused(word, lives.plan_ban, at, odd, True)
    refused(word, lives.plan_enable, at, odd, False)
    refused(word, swapping.plan_swap_box, at, odd, box("12"), "", None)
    refused(word, swapping.plan_swap_box, ground(box()), box(), box("12", status=word), "", None)
    assert any(word in told for told in provisioning.plan_delete_box(at, odd).warnings)
    player = MediaPlayer.read({"uid": "31", "account_uid": "1", "status": word})
    for device in (box(status=word, enabled=None), player):
        refused(word, lives.plan_enable, opf(device), device, True)


@given(WORDS)
def test_an_account_with_an_unknown_status_takes_no_change(word: str) -> None:
    at = ground(box(), account=Account.read({"uid": "1", "number": "acc-1", "status": word}))
    refused(word, pairing.plan_pair, at, box(), card("AVAILABLE"))
    refused(word, lives.plan_account_status, at, "ACTIVE")
    refused(word, lives.plan_account_profile, at, "77")
    refused(word, provisioning.plan_create_box, at, "C9", {}, None, new_card="")


def test_a_status_of_the_sites_own_life_cycle_is_known() -> None:
    rules = policy(account={"FROZEN": ["ACTIVE"]})
    frozen = Account.read({"uid": "1", "number": "acc-1", "status": "frozen"})
    plan = pairing.plan_pair(ground(box(), account=frozen, rules=rules), box(), card("AVAILABLE"))
    assert any("frozen" in warning for warning in plan.warnings)
    assert not any("nothing will play" in warning for warning in plan.warnings)


@given(WORDS)
def test_a_right_or_a_pin_with_an_unknown_status_is_not_changed(word: str) -> None:
    right = Right.read({"uid": "r-5", "product": "p-5", "status": word})
    assert observed(right)[Fact("right", "r-5", "status")] == word
    assert products_of([right]) == {}
    refused(word, rights.plan_remove_right, opf(held=[right]), "r-5")
    refused(word, rights.plan_add_right, opf(held=[right]), "p-5", "SUBSCRIPTION", None, None)
    pin = PinStatus.read({"pin_type": "ADULT", "status": word})
    assert observed(pin) == {Fact("PIN", "ADULT", "status"): word}
    refused(word, rights.plan_reset_pin, opf(pins=[pin]), "ADULT", Secret("4711"))


def test_what_was_not_told_is_no_before_image() -> None:
    unknown = box(banned=None, enabled=None)
    assert lives.plan_ban(ground(unknown), unknown, True).steps[0].before == {
        Fact("box", "11", "banned"): None
    }
    assert lives.plan_ban(ground(unknown), unknown, False).steps[0].undo is None
    right = Right.read({"uid": "r-6", "product": "p-6"})
    (step,) = rights.plan_remove_right(opf(held=[right]), "r-6").steps
    assert step.before == {Fact("right", "r-6", "status"): None}
    assert step.undo is None


@st.composite
def terms(draw):
    """(existing from, existing until, wanted from, wanted until), each in days or None."""
    day = st.one_of(st.none(), st.integers(-30, 30))
    had_from, had_until, start, end = (draw(day) for _ in range(4))
    if had_from is not None and had_until is not None and had_until <= had_from:
        had_until = had_from + 1
    if start is not None and end is not None and end <= start:
        end = start + 1
    return had_from, had_until, start, end


@given(terms())
def test_a_right_is_there_already_only_if_it_covers_all_that_is_wanted(days) -> None:
    had_from, had_until, start, end = days
    at = [None if day is None else NOW + day * DAY for day in days]
    known = {"product": "p-7", "status": "SUBSCRIBED", "product_type": "SUBSCRIPTION"}
    right = Right.read({"uid": "r-7", **known, "valid_from": at[0], "expires": at[1]})
    begins = max(start if start is not None else 0, 0)
    covers = (had_from is None or had_from <= begins) and (
        had_until is None or (end is not None and had_until >= end)
    )
    ask = (opf(held=[right]), "p-7", "SUBSCRIPTION", at[2], at[3])
    if end is not None and end <= 0:
        refused("over already", rights.plan_add_right, *ask)
        return
    if covers:
        with pytest.raises(AlreadySo):
            rights.plan_add_right(*ask)
        return
    if start is None and had_until == end:
        refused("ends at the same time", rights.plan_add_right, *ask)
        return
    plan = rights.plan_add_right(*ask)
    (step,) = plan.steps
    assert "renew" in step.title
    assert any("r-7" in note for note in plan.notes)
    new = Right.read({"uid": "r-8", **known, "valid_from": at[2] or NOW, "expires": at[3]})
    before, after = products_of([right]), products_of([right, new])
    assert {fact: before.get(fact) for fact in step.before} == dict(step.before)
    assert {fact: after.get(fact) for fact in step.after} == dict(step.after)


@pytest.mark.parametrize("end", ["never", 0, "0001-01-01"])
def test_an_end_that_cannot_be_read_is_not_taken_for_none(end) -> None:
    right = Right.read({"uid": "r-9", "product": "p-9", "status": "S", "expires": end})
    plan = rights.plan_add_right(opf(held=[right]), "p-9", "SUBSCRIPTION", None, NOW + DAY)
    assert any("r-9" in warning for warning in plan.warnings)
