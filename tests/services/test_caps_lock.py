"""An id typed with Caps Lock on is suggested as it is written, and not opened by itself."""

import pytest

from smstui.services.lookup import without_caps_lock
from tests.support.change_line import ChangeLine


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("NMP.00001", "nmp.00001"), ("aDA.bYRON", "Ada.Byron"), ("nmp.00001", ""),
        ("E833815A9290", ""), ("000145098240", ""), ("Nmp", ""), ("ÉLODIE", "élodie"),
    ],
)  # fmt: skip
def test_what_looks_typed_with_caps_lock(typed: str, meant: str) -> None:
    assert without_caps_lock(typed) == meant


def test_it_is_suggested_by_the_platform_that_never_saw_it(desk: ChangeLine) -> None:
    ended = desk.run("lookup", "NMP.00001")
    assert ended.code == 3
    assert "nmp.00001" in ended.out + ended.err
    told = desk.run("lookup", "NMP.00001", "--json").document
    assert [one["text"] for one in told["suggestions"]] == ["nmp.00001"]
    nobody = desk.run("lookup", "ZZZ.99999", "--json").document
    assert nobody["suggestions"] == []
