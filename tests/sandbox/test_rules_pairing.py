"""A card is in one box only; both ends of the link always agree; a refusal changes nothing."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smstui.sandbox import base, rules
from smstui.sandbox.entities import SetTopBox, SmartCard
from smstui.sandbox.fixtures import split_link
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import World

C1, C2, C3, C4 = "000145098240", "000145098241", "000145098259", "000145098267"


def box(world: World, uid: str) -> SetTopBox:
    found = world.box(uid)
    assert found is not None
    return found


def card(world: World, number: str) -> SmartCard:
    found = world.card(number)
    assert found is not None
    return found


def test_pairing_links_both_ends() -> None:
    world = base()
    rules.pair(world, box(world, "3422"), card(world, C2))
    assert box(world, "3422").smartcard_id == C2
    assert (card(world, C2).status, card(world, C2).stb_uid) == ("UNAVAILABLE", "3422")
    assert [d.uid for d in world.devices.find("smartcard_id", C2)] == ["3422"]


@pytest.mark.parametrize(
    ("box_uid", "number", "reason"),
    [
        ("3422", C3, Reason.CARD_CANCELLED),
        ("3422", C1, Reason.CARD_IN_USE),
        ("3422", C4, Reason.CARD_IN_USE),
        ("3421", C2, Reason.BOX_HAS_CARD),
        ("3423", C2, Reason.CARDLESS),
        ("3426", C2, Reason.FINAL),
    ],
)
def test_what_cannot_be_paired(box_uid: str, number: str, reason: Reason) -> None:
    world = base()
    before = (repr(box(world, box_uid)), repr(card(world, number)))
    with pytest.raises(Refused) as refused:
        rules.pair(world, box(world, box_uid), card(world, number))
    assert refused.value.reason == reason
    assert (repr(box(world, box_uid)), repr(card(world, number))) == before


def test_unpairing_frees_the_card() -> None:
    world = base()
    rules.unpair(world, box(world, "3421"))
    assert box(world, "3421").smartcard_id is None
    assert (card(world, C1).status, card(world, C1).stb_uid) == ("AVAILABLE", None)


def test_unpairing_repairs_links_that_disagree() -> None:
    world = base()
    split_link(world, C1, "3999")
    rules.unpair(world, box(world, "3421"))
    rules.pair(world, box(world, "3421"), card(world, C1))
    assert card(world, C1).stb_uid == "3421"


@pytest.mark.parametrize(
    ("uid", "reason"), [("3422", Reason.BOX_HAS_NO_CARD), ("3423", Reason.CARDLESS)]
)
def test_what_cannot_be_unpaired(uid: str, reason: Reason) -> None:
    world = base()
    with pytest.raises(Refused) as refused:
        rules.unpair(world, box(world, uid))
    assert refused.value.reason == reason


def test_a_refused_exchange_of_cards_leaves_the_first_card_in() -> None:
    world = base()
    with pytest.raises(Refused):
        rules.set_card(world, box(world, "3421"), C3)
    assert box(world, "3421").smartcard_id == C1
    assert card(world, C1).stb_uid == "3421"


def test_swapping_boxes_keeps_account_and_card() -> None:
    world = base()
    rules.swap_box(world, box(world, "3421"), box(world, "3422"))
    assert box(world, "3421").smartcard_id is None
    assert box(world, "3422").smartcard_id == C1
    assert card(world, C1).stb_uid == "3422"
    assert box(world, "3422").account_uid == "1001"


@pytest.mark.parametrize("new", ["3421", "3423", "3426", "3430", "3425"])
def test_a_box_that_cannot_take_the_others_place(new: str) -> None:
    world = base()
    with pytest.raises(Refused):
        rules.swap_box(world, box(world, "3421"), box(world, new))
    assert box(world, "3421").smartcard_id == C1


def test_a_chipset_is_in_one_box_only() -> None:
    world = base()
    with pytest.raises(Refused) as refused:
        rules.move_chipset(world, box(world, "3422"), "E833815A9290")
    assert refused.value.http == 409


def test_a_cancelled_card_leaves_its_box_and_takes_its_rights_along() -> None:
    world = base()
    rules.cancel_card(world, card(world, C1))
    assert box(world, "3421").smartcard_id is None
    assert card(world, C1).status == "CANCELLED"
    assert world.rights.get("60001") is None
    with pytest.raises(Refused):
        rules.cancel_card(world, card(world, C1))


def test_a_suspended_card_cannot_be_cancelled_back_to_life() -> None:
    world = base()
    rules.suspend_card(world, card(world, C2))
    assert card(world, C2).status == "UNAVAILABLE"
    with pytest.raises(Refused):
        rules.suspend_card(world, card(world, C3))


_BOXES = ["3421", "3422", "3423", "3425", "3426", "3427", "3430"]
_CARDS = [C1, C2, C3, C4, "000145098244", "245098240"]
_STEPS: list[Callable[[World, str, str, str], object]] = [
    lambda w, b, o, c: rules.pair(w, box(w, b), card(w, c)),
    lambda w, b, o, c: rules.unpair(w, box(w, b)),
    lambda w, b, o, c: rules.set_card(w, box(w, b), c),
    lambda w, b, o, c: rules.swap_box(w, box(w, b), box(w, o)),
    lambda w, b, o, c: rules.cancel_card(w, card(w, c)),
]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(_STEPS),
            st.sampled_from(_BOXES),
            st.sampled_from(_BOXES),
            st.sampled_from(_CARDS),
        ),
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_both_ends_agree_after_any_sequence(
    steps: list[tuple[Callable[[World, str, str, str], object], str, str, str]],
) -> None:
    world = base()
    for step, first, second, number in steps:
        try:
            step(world, first, second, number)
        except Refused:
            continue
        finally:
            boxes = {
                (d.uid, d.smartcard_id)
                for d in world.devices
                if isinstance(d, SetTopBox) and d.smartcard_id
            }
            cards = {(c.stb_uid, c.smartcard_id) for c in world.cards if c.stb_uid}
            assert boxes == cards
            assert all(c.stb_uid is None for c in world.cards if c.status == "CANCELLED")
            assert all(c.stb_uid is None for c in world.cards if c.status == "AVAILABLE")
