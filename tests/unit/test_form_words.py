"""Which field the words behind `:install` and `:create-box` fill."""

import pytest

from smstui.console.screens.form_opening import begins_with_account

CASN, CARD = "E833815A9301", "000145098241"


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize(
    ("words", "is_account"),
    [
        ((), False),
        ((CASN,), False),
        (("nmp.00001",), False),
        ((CASN, CARD), False),
        (("145098230", CARD), False),
        ((CASN, CASN), False),
        (("nmp.00001", CASN), True),
        (("nmp.00001", CASN, CARD), True),
        (("302", CASN), True),
        (("302", CASN, CARD), True),
    ],
)
def test_the_first_word_is_the_box_unless_it_must_be_an_account(
    family: str, words: tuple[str, ...], is_account: bool
) -> None:
    assert begins_with_account(words, family) is is_account
