"""The cross-test's rule: each of the 81 ways the four cells can stand comes to one sentence."""

from itertools import product

import pytest

from smstui.domain.triage.cross_test import CELLS, AtFault, CrossTest, Tried, conclude

OWN, GOOD_CARD, IN_GOOD_BOX, GOOD = CELLS
WORKS, FAILS, OPEN = Tried.WORKS, Tried.FAILS, Tried.NOT_TRIED


def table(own: Tried, good_card: Tried, in_good_box: Tried, good: Tried) -> CrossTest:
    return CrossTest(
        "3421", "0001", "3422", "0002", dict(zip(CELLS, (own, good_card, in_good_box, good),
                                                 strict=True))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "at_fault"),
    [
        ((FAILS, WORKS, FAILS, WORKS), AtFault.CARD),
        ((FAILS, FAILS, WORKS, WORKS), AtFault.BOX),
        ((FAILS, WORKS, WORKS, WORKS), AtFault.ACCOUNT),
        ((FAILS, FAILS, FAILS, WORKS), AtFault.ACCOUNT),
        ((OPEN, WORKS, FAILS, OPEN), AtFault.CARD),
        ((WORKS, FAILS, FAILS, WORKS), AtFault.NOTHING),
        ((FAILS, WORKS, FAILS, FAILS), AtFault.COMPARISON),
        ((FAILS, OPEN, OPEN, WORKS), AtFault.OPEN),
    ],
)
def test_what_the_four_cells_come_to(cells: tuple[Tried, ...], at_fault: AtFault) -> None:
    assert conclude(table(*cells)).at_fault is at_fault


def test_the_device_at_fault_is_named_by_its_id() -> None:
    assert "Card A 0001 is at fault" in conclude(table(FAILS, WORKS, FAILS, WORKS)).sentence
    assert "Box A 3421 is at fault" in conclude(table(FAILS, FAILS, WORKS, WORKS)).sentence


@pytest.mark.parametrize(
    ("good_card", "in_good_box", "hint", "still"),
    [
        (WORKS, OPEN, "points to the card", "this card into a good box"),
        (FAILS, OPEN, "points to the box", "this card into a good box"),
        (OPEN, WORKS, "points to the box", "a good card into the box"),
        (OPEN, FAILS, "points to the card", "a good card into the box"),
    ],
)
def test_half_a_test_points_somewhere_and_says_what_is_still_to_try(
    good_card: Tried, in_good_box: Tried, hint: str, still: str
) -> None:
    sentence = conclude(table(FAILS, good_card, in_good_box, WORKS)).sentence
    assert hint in sentence
    assert still in sentence


def test_no_end_is_claimed_while_a_swap_has_not_been_tried() -> None:
    for cells in product(Tried, repeat=4):
        ended = conclude(table(*cells))
        assert ended.sentence.endswith(".")
        if OPEN in (cells[1], cells[2]):
            assert ended.at_fault not in (AtFault.BOX, AtFault.CARD, AtFault.ACCOUNT)


def test_an_answer_can_be_taken_back() -> None:
    test = CrossTest().having(OWN, FAILS)
    assert test.begun
    assert not test.having(OWN, OPEN).begun
