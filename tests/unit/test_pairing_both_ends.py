"""A box and a card are paired when both ends say so; anything else is a repair under every rule."""

from itertools import product

import pytest
from test_changes_domain import box, ground, policy

from smstui.domain.changes import pairing
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.device import SetTopBox
from smstui.domain.smartcard import SmartCard

NUMBER = "00061"
STATUSES = ("AVAILABLE", "UNAVAILABLE", "CANCELLED")
NAMED = ("this box", "no box", "a box that is not there", "a sibling", "another household's box")
HELD = ("the card", "another card", "no card")
"""What the other box that the card names has."""
CASES = list(product(STATUSES, NAMED, HELD, ("installer", "support", "supervisor")))

THIS = box("21", smartcard_id=NUMBER)


def other(named: str, held: str) -> SetTopBox | None:
    if named not in ("a sibling", "another household's box"):
        return None
    card = {"the card": NUMBER, "another card": "00062", "no card": None}[held]
    account = "1" if named == "a sibling" else "2"
    return box("22", account_uid=account, smartcard_id=card)


def found(status: str, named: str, held: str) -> CardFound:
    uid = {"this box": "21", "no box": None, "a box that is not there": "99"}.get(named, "22")
    record = SmartCard.read({"uid": "61", "number": NUMBER, "status": status, "box_uid": uid})
    return CardFound(NUMBER, record, THIS if uid == "21" else other(named, held))


def expected(status: str, named: str, role: str) -> str:
    if status == "CANCELLED":
        return "refused"
    if named == "this box" and status == "UNAVAILABLE":
        return "paired"
    if named == "no box" and status == "UNAVAILABLE":
        return "refused"  # it may be suspended
    if named == "another household's box" and role != "supervisor":
        return "refused"
    return "repair"


def calls(plan: Plan) -> list[tuple[Call, str]]:
    return [(step.write.call, step.write.target) for step in plan.steps]


@pytest.mark.parametrize(("status", "named", "held", "role"), CASES)
def test_a_box_that_names_a_card_is_paired_already_only_if_the_card_says_so(
    status: str, named: str, held: str, role: str
) -> None:
    end, rules = expected(status, named, role), policy(role)
    card, at = found(status, named, held), ground(THIS, rules=rules)
    if end != "repair":
        with pytest.raises(RefusedHere) as refused:
            pairing.plan_pair(at, THIS, card)
        assert isinstance(refused.value, AlreadySo) is (end == "paired")
        return
    plan = pairing.plan_pair(at, THIS, card)
    robbed = other(named, held) is not None and held == "the card"
    taken = [(Call.UNPAIR, "22")] if robbed else []
    assert calls(plan) == [(Call.UNPAIR, "21"), *taken, (Call.PAIR, "21")]
    assert any("loses card" in each for each in plan.warnings) is robbed
    assert bool(plan.reason_needed) is (named == "another household's box")


@pytest.mark.parametrize(("held", "role"), product(HELD, ("installer", "support", "supervisor")))
def test_a_card_of_another_household_is_not_freed_by_unpairing_a_box_that_names_it(
    held: str, role: str
) -> None:
    card = found("UNAVAILABLE", "another household's box", held)
    at = ground(THIS, rules=policy(role))
    for plan in (
        lambda: pairing.plan_unpair(at, THIS, card),
        lambda: pairing.plan_swap_card(at, THIS, card, CardFound("00063", None, None)),
    ):
        if role == "supervisor":
            planned = plan()
            assert planned.reason_needed
            assert any("Box 22" in each for each in planned.warnings) is (held == "the card")
            continue
        with pytest.raises(RefusedHere, match="another account") as refused:
            plan()
        assert ("box 22 of" in str(refused.value)) is (role == "support")


def test_a_swap_to_the_card_that_only_the_box_names_says_that_the_links_disagree() -> None:
    card = found("UNAVAILABLE", "a sibling", "no card")
    with pytest.raises(RefusedHere, match="disagree") as refused:
        pairing.plan_swap_card(ground(THIS), THIS, card, card)
    assert not isinstance(refused.value, AlreadySo)
