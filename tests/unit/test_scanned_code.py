"""Which ids a scanned code holds by its form."""

import pytest

from smstui.domain.scanned_code import belongs_inside, scanned_code


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("E833815A9301", ("E833815A9301",)),
        (" ]C1E833815A9301\r\n", ("E833815A9301",)),
        ("(01)09501101530003(21)E833815A9301", ("09501101530003", "E833815A9301")),
        ("21E833815A9301", ("21E833815A9301",)),
        ("]C121E833815A9301", ("21E833815A9301", "E833815A9301")),
        ("E833815A9301\x1d000145098241", ("E833815A9301", "000145098241")),
        ("\x1dE833815A9301\x1d", ("E833815A9301",)),
        ("(048)123456", ("(048)123456",)),
        ("(04)123", ("(04)123",)),
        ("o'brien", ("o'brien",)),
        ('"o\'brien"', ("o'brien",)),
        ("*", ("*",)),
        ("", ()),
        ("\x1d\x1d", ()),
    ],
)
def test_a_code_holds_what_is_not_only_around_it(text: str, ids: tuple[str, ...]) -> None:
    assert scanned_code(text).ids == ids


def test_the_serial_number_of_a_label_is_what_is_meant_by_it() -> None:
    for text in (
        "(01)09501101530003(21)E833815A9301",
        "]C10109501101530003" + "21E833815A9301\x1d10LOT7",
        "10LOT7\x1d21E833815A9301",
    ):
        assert scanned_code(text).likely == ("E833815A9301",), text


def test_which_keys_are_part_of_a_code() -> None:
    inside = {chr(at) for at in range(0x80) if belongs_inside(chr(at))}
    assert inside == {chr(at) for at in (*range(0x20), 0x7F)} - set("\t\n\r\x1b")
    assert not belongs_inside(None)
    assert not belongs_inside("")
