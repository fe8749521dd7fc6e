"""Pairs out of a file: separators, order, comments, duplicates, and lines that cannot be used."""

from functools import partial

import pytest

from smstui.commands.exits import Exit
from smstui.commands.row_telling import exit_of_rows
from smstui.domain.marking import plain
from smstui.domain.pair_list import PairRow, pairs_of
from smstui.domain.scanning import sorted_by_form

SORT = partial(sorted_by_form, family="sdp2")
A, B, C1, C2 = "F0000000000A", "F0000000000B", "000770000001", "000770000002"


def read(text: str):
    return pairs_of(text, SORT)


@pytest.mark.parametrize("between", [" ", "  ", ",", ", ", "\t", ";", " ; "])
def test_box_and_card_stand_in_either_order(between: str) -> None:
    listed = read(f"{A}{between}{C1}\n{C2}{between}{B}\n")
    assert listed.rows == [PairRow(1, A, C1), PairRow(2, B, C2)]
    assert not listed.problems


def test_comments_blank_lines_and_a_heading_are_passed_over() -> None:
    text = f"casn;card\r\n\r\n# a van load\r\n{A} {C1} # kitchen\r\n   \r\n{B} {C2}"
    assert [row.line for row in read(text).rows] == [4, 6]
    assert not read(text).problems


def test_a_pair_that_stands_twice_counts_once_and_is_said() -> None:
    listed = read(f"{A} {C1}\n{C1.replace('0007', '0007 ').replace(' ', '')} {A}\n")
    assert len(listed.rows) == 1
    assert listed.dropped == ["Line 2 is the pair of line 1 again; it counts once."]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (A, "Line 2 has one code"),
        (f"{A} {C1} {C2}", "Line 2 has 3 codes"),
        (f"{B} F0000000000C", "Line 2 has two boxes"),
        (f"{A} {C2}", f"Line 2: {A} is on line 1 already, with another card."),
        (f"00:1A:79:00:00:07 {C2}", "scan the CA number"),
        (f"{B} {B}", "twice"),
        (f"{B} 00077000000\N{FULLWIDTH DIGIT TWO}", "Line 2"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_by_its_number(line: str, said: str) -> None:
    listed = read(f"{A} {C1}\n{line}\n")
    (problem,) = listed.problems
    assert said in problem
    assert problem.startswith("Line 2")


def test_a_card_with_another_code_of_a_box_is_left_to_who_can_look_the_box_up() -> None:
    listed = read(f"{A} {C1}\n{B} {C1}\n")
    assert [row.line for row in listed.rows] == [1, 2]
    assert {n: plain(said) for n, said in listed.doubts.items()} == {
        2: f"Line 2: {C1} is on line 1 already, with another box."
    }
    assert not listed.problems


def test_two_bare_numbers_are_told_apart_by_the_platform_later() -> None:
    assert read(f"{C1} 000770000009\n").rows == [PairRow(1, C1, "000770000009")]


@pytest.mark.parametrize(
    ("codes", "whole"),
    [
        ([], Exit.DONE),
        ([Exit.DONE, Exit.DONE], Exit.DONE),
        ([Exit.DONE, Exit.UNKNOWN], Exit.PARTIAL),
        ([Exit.NOT_FOUND, Exit.UNKNOWN], Exit.PARTIAL),
        ([Exit.NOT_FOUND], Exit.NOT_FOUND),
        ([Exit.DONE, Exit.ACCEPTED], Exit.ACCEPTED),
        ([Exit.ACCEPTED, Exit.ACCEPTED], Exit.ACCEPTED),
        ([Exit.ACCEPTED, Exit.NO_EFFECT], Exit.PARTIAL),
        ([Exit.NO_EFFECT, Exit.NO_EFFECT], Exit.PARTIAL),
    ],
)
def test_the_exit_of_the_whole(codes: list[Exit], whole: Exit) -> None:
    assert exit_of_rows(codes) is whole
