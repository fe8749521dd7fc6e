"""Short form of the torture by code points. The long one is a command; see README.md."""

from functools import partial

import pytest

from smstui.domain.pair_list import pairs_of
from smstui.domain.scanning import Sort, sorted_by_form
from tests.torture import code_points


def test_no_character_is_dropped_from_a_code_on_any_road() -> None:
    tried, wrong = code_points.dropped(every=39_989, every_treacherous=37)
    print(f"{tried} writings")
    assert wrong == []


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize(
    ("scanned", "text"),
    [("*7714*", "7714"), ("~7714", "7714"), ("]C17714", "7714"), ("\x027714\r\n", "7714")],
)
def test_what_a_scanner_is_known_to_add_is_taken_off(family: str, scanned: str, text: str) -> None:
    assert sorted_by_form(scanned, family).text == text


@pytest.mark.parametrize("written", ["-7714", "+7714", "*7714", "7714*", "#7714", "\x037714"])
def test_any_other_sign_in_front_leaves_another_code(written: str) -> None:
    code = sorted_by_form(written, "sdp2")
    assert code.sort is Sort.WRONG or code.text != "7714"


def test_a_hidden_line_break_ends_no_line_of_a_batch() -> None:
    for sign in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        listed = pairs_of(f"# old{sign}7714,000770012345\n", partial(sorted_by_form, family="opf"))
        assert listed.rows == [], repr(sign)
