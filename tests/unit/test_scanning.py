"""What a scanned code is, by its form: box, card, or the wrong one of a label."""

import pytest

from smstui.domain.identifiers import IdKind, identify
from smstui.domain.scanning import Sort, apart, sorted_by_form

BOX, CARD, WRONG = Sort.BOX, Sort.CARD, Sort.WRONG


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize(
    ("scanned", "sort", "text"),
    [
        ("F00000001A2B", BOX, "F00000001A2B"),
        ("CASN: F00000001A2B", BOX, "F00000001A2B"),
        ("000770012345", CARD, "000770012345"),
        ("0007 7001 2345", CARD, "000770012345"),
        ("card: 12345", CARD, "12345"),
        ("]C1000770012345", CARD, "000770012345"),
        ("]d2F00000001A2B", BOX, "F00000001A2B"),
        ("~000770012345", CARD, "000770012345"),
        ("\x02000770012345", CARD, "000770012345"),
        ("00:1A:79:00:00:07", WRONG, ""),
        ("S/N: 0023817744", WRONG, ""),
        ("someone@example.net", WRONG, ""),
        ("CASN\N{CYRILLIC SMALL LETTER A}1", WRONG, ""),
        ("", WRONG, ""),
    ],
)
def test_a_code_is_told_by_its_form(family: str, scanned: str, sort: Sort, text: str) -> None:
    code = sorted_by_form(scanned, family)
    assert code.sort is sort, code
    assert code.sort is WRONG or code.text == text
    assert bool(code.why) == (sort is WRONG)


LOOK_ALIKE = "３٣Е①²½−€é０"  # noqa: RUF001  what is tried


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_no_character_of_a_code_is_dropped_because_it_is_not_ascii(family: str) -> None:
    for before in (*LOOK_ALIKE, "\u200b", "\u202e"):
        for code in ("422", "33815A9301", "00145098241"):
            told = sorted_by_form(before + code, family)
            assert told.sort is WRONG, (before, told)
    assert sorted_by_form("\ufeff000770012345", family).text == "000770012345"


def test_the_wrong_one_of_a_label_names_the_right_one() -> None:
    assert "scan the CA number" in sorted_by_form("00:1A:79:00:00:07", "sdp2").why
    assert "MAC address" in sorted_by_form("00:1A:79:00:00:07", "sdp2").why
    assert "serial number" in sorted_by_form("S/N: 0023817744", "sdp2").why


def test_a_pair_is_a_box_and_a_card_in_either_order() -> None:
    box, card = sorted_by_form("F00000001A2B", "sdp2"), sorted_by_form("000770012345", "sdp2")
    assert apart(box, card) == apart(card, box) == (box, card)
    assert apart(card, sorted_by_form("000770012346", "sdp2")) is None
    assert apart(box, sorted_by_form("F00000001A2C", "sdp2")) is None


def test_two_bare_numbers_of_different_length_wait_to_be_told_apart() -> None:
    one, other = sorted_by_form("4123456789", "sdp2"), sorted_by_form("000770012345", "sdp2")
    assert apart(one, other) == (one, other)
    sure = sorted_by_form("card: 000770012345", "sdp2")
    assert apart(sorted_by_form("card: 4123456789", "sdp2"), sure) is None


def test_what_a_scanner_sends_first_is_no_part_of_an_id() -> None:
    assert identify("]C1000770012345", "sdp2").readings[0].value == "000770012345"
    assert identify("]C1", "sdp2", IdKind.LOGIN).text == "]C1"
