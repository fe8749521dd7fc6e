"""What a code makes of what is in hand: after a refused scan no pair counts by itself."""

from smstui.domain.pairing_hand import (
    Hand,
    HowScanned,
    Place,
    ScanOutcome,
    Step,
    doubtful,
    pair_refused,
    refused,
    scanned,
    set_aside,
)
from smstui.domain.scanning import Code, Sort

BOX, CARD = Code("F00000000071", Sort.BOX), Code("000771110071", Sort.CARD)
NEXT_BOX, NEXT_CARD = Code("F00000000072", Sort.BOX), Code("000771110072", Sort.CARD)
OTHER = Code("000779990001", Sort.CARD)
WRONG = Code("00:1A:79:00:00:71", Sort.WRONG, why="a MAC address")


def scans(*codes: Code, hand: Hand | None = None) -> Step:
    """The last step; a code fits if it is no other of the same sort."""
    step = Step(hand or Hand(), ScanOutcome.WRONG)
    for code in codes:
        first = step.hand.first
        step = scanned(step.hand, code, fits=first is None or first.sort is not code.sort)
    return step


def test_a_box_and_a_card_in_either_order_are_a_pair() -> None:
    for pair in ((BOX, CARD), (CARD, BOX)):
        step = scans(*pair)
        assert (step.took, step.pair) == (ScanOutcome.PAIR, pair)
        assert step.hand.codes == ()


def test_a_refused_scan_leaves_in_hand_what_was_in_hand() -> None:
    for refused_one in (WRONG, NEXT_BOX):
        step = scans(BOX, refused_one)
        assert step.took is ScanOutcome.WRONG
        assert step.hand.codes == (BOX,)
        assert step.hand.in_doubt


def test_a_pair_after_a_refused_scan_counts_once_its_first_half_is_scanned_again() -> None:
    unsure = scans(BOX, WRONG, CARD)
    assert (unsure.took, unsure.pair) == (ScanOutcome.UNSURE, None)
    assert unsure.hand.codes == (BOX, CARD)
    step = scans(BOX, hand=unsure.hand)
    assert (step.took, step.pair) == (ScanOutcome.PAIR, (BOX, CARD))
    assert not step.hand.in_doubt
    assert scans(NEXT_BOX, NEXT_CARD, hand=step.hand).took is ScanOutcome.PAIR


def test_any_other_code_lets_go_of_both_and_is_in_hand() -> None:
    for other in (NEXT_BOX, OTHER):
        step = scans(BOX, WRONG, CARD, other)
        assert step.let_go == (BOX, CARD)
        assert step.hand.codes == (other,)
        assert step.hand.in_doubt, "the scans may still be shifted"


def test_a_refused_scan_with_empty_hands_counts_too() -> None:
    step = scans(WRONG, BOX, NEXT_CARD)
    assert step.took is ScanOutcome.UNSURE


def test_a_second_refused_scan_lets_go_of_nothing() -> None:
    step = scans(BOX, WRONG, CARD, WRONG)
    assert (step.took, step.let_go) == (ScanOutcome.WRONG, ())
    assert scans(BOX, hand=step.hand).pair == (BOX, CARD)


def test_the_same_code_twice_is_no_refused_scan() -> None:
    step = scans(BOX, BOX)
    assert step.took is ScanOutcome.AGAIN
    assert scans(CARD, hand=step.hand).took is ScanOutcome.PAIR
    after = scans(BOX, CARD).hand
    twice = scanned(after, CARD, Place.PAIRED)
    assert twice.took is ScanOutcome.AGAIN
    assert not twice.hand.in_doubt


def test_a_code_of_another_pair_is_refused_and_the_half_waits_on() -> None:
    step = scanned(scans(NEXT_BOX).hand, BOX, Place.PAIRED)
    assert step.took is ScanOutcome.AGAIN
    assert step.hand.codes == (NEXT_BOX,)
    assert scans(NEXT_CARD, hand=step.hand).took is ScanOutcome.UNSURE


def test_a_box_scanned_again_before_its_pair_was_checked_pairs_no_other_home() -> None:
    again = scanned(scans(BOX, OTHER).hand, BOX, Place.PAIRED)
    assert again.took is ScanOutcome.AGAIN
    assert scans(CARD, NEXT_BOX, hand=again.hand).took is ScanOutcome.UNSURE


def test_a_code_of_a_pair_that_was_set_aside_is_taken_out_and_in_hand() -> None:
    aside = set_aside(scans(BOX, OTHER).hand, (BOX, OTHER), can_be=False)
    step = scanned(aside, BOX, Place.ASIDE)
    assert (step.took, step.took_out) == (ScanOutcome.HALF, True)
    assert step.hand.codes == (BOX,)
    assert scans(CARD, hand=step.hand).pair == (BOX, CARD)


def test_a_code_in_place_of_one_that_was_set_aside_waits_for_the_half_it_belongs_to() -> None:
    aside = set_aside(scans(BOX, OTHER).hand, (BOX, OTHER), can_be=False)
    held = scans(CARD, hand=aside).hand
    assert scans(NEXT_BOX, hand=held).took is ScanOutcome.UNSURE
    assert scanned(held, BOX, Place.ASIDE).pair == (CARD, BOX)


def test_it_is_the_same_if_the_answer_comes_one_scan_late() -> None:
    held = scans(CARD, hand=scans(BOX, OTHER).hand).hand
    held = set_aside(held, (BOX, OTHER), can_be=False)
    assert scans(NEXT_BOX, hand=held).took is ScanOutcome.UNSURE


def test_the_next_home_is_paired_at_once_where_a_card_only_moves() -> None:
    aside = set_aside(scans(BOX, CARD).hand, (BOX, CARD), can_be=True)
    assert scans(NEXT_BOX, NEXT_CARD, hand=aside).took is ScanOutcome.PAIR


def test_a_half_that_is_nobodys_is_let_go_and_the_next_pair_is_in_doubt() -> None:
    hand = refused(scans(OTHER).hand, OTHER)
    assert hand.codes == ()
    assert scans(BOX, CARD, hand=hand).took is ScanOutcome.UNSURE


def test_a_card_that_is_nobodys_leaves_the_box_in_hand() -> None:
    hand, is_back = pair_refused(scans(BOX, OTHER).hand, (BOX, OTHER), OTHER)
    assert is_back
    assert hand.codes == (BOX,)
    assert scans(CARD, hand=hand).took is ScanOutcome.UNSURE
    unsure = scans(BOX, WRONG, OTHER).hand
    assert refused(unsure, OTHER).codes == (BOX,)


def test_a_late_answer_that_a_code_is_nobodys_puts_what_came_since_in_doubt() -> None:
    hand, is_back = pair_refused(scans(BOX, OTHER, CARD).hand, (BOX, OTHER), OTHER)
    assert not is_back
    assert hand.codes == (CARD,)
    assert scans(NEXT_BOX, hand=hand).took is ScanOutcome.UNSURE


def test_pairs_behind_a_code_that_is_nobodys_are_doubtful_up_to_one_that_was_confirmed() -> None:
    once, sure, typed = HowScanned.ONCE, HowScanned.CONFIRMED, HowScanned.TYPED
    assert doubtful([once, once, once], [0]) == [1, 2]
    assert doubtful([once, once, typed, once, sure, once], [1]) == [3]
    assert doubtful([typed, once], [0]) == []
    assert doubtful([once, once], []) == []
