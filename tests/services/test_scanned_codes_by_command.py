"""`smstui lookup` reads a scanned code as the lookup box and the pairing page do."""

import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Shell

CASN, CARD, OTHER_ACCOUNTS = "E833815A9290", "000145098240", "000145098267"
FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])


@pytest.mark.alike
@FAMILIES
@pytest.mark.parametrize(
    "written",
    [
        "(21)E833815A9290", "*E833815A9290*", '"E833815A9290"', "]C1E833815A9290",
        "CA No.: e833815a9290", "21E833815A9290\x1d10LOT7", "(01)09501101530003(21)E833815A9290",
        "E833815A9290\x1d", "]C1010950110153000321E833815A9290",
    ],
)  # fmt: skip
def test_a_scanned_code_opens_what_it_holds(
    shell: Shell, sandbox: Sandbox, family: str, written: str
) -> None:
    ended = shell.run("lookup", written, "--json", "--deployment", f"sandbox-{family}")
    assert ended.code == 0, ended
    assert ended.document["account"]["id"] == "nmp.00001"
    assert ended.document["asked"]["kind"] == "casn"
    again = ended.document["asked"]["text"]
    assert shell.run("lookup", again, "--json", "--deployment", f"sandbox-{family}").code == 0


@FAMILIES
def test_several_fields_that_each_are_an_id_are_listed(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    for written in (f"{CASN}\x1d{OTHER_ACCOUNTS}", f"(21){CASN}(250){OTHER_ACCOUNTS}"):
        ended = shell.run("lookup", written, "--json", "--deployment", f"sandbox-{family}")
        assert ended.code == 4, ended
        assert len(ended.document["matches"]) == 2
    assert sandbox.writes == []


@pytest.mark.parametrize("odd", "\x11\x1c\x1e\x1f\x7f")
def test_any_other_control_character_is_named_with_its_place(
    shell: Shell, sandbox: Sandbox, odd: str
) -> None:
    sandbox.traffic.clear()
    ended = shell.run("lookup", f"E833815{odd}A9290", "--deployment", "sandbox-sdp2")
    assert ended.code == 2, ended
    assert f"Character 8 is U+{ord(odd):04X}" in ended.err
    assert sandbox.requests == [], "nothing is looked up"


@FAMILIES
def test_a_change_takes_no_code_that_may_be_several(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    ended = shell.run(
        "pair", "3422", f"000145098241\x1d{CARD}", "--deployment", f"sandbox-{family}"
    )
    assert ended.code in (2, 5), ended
    assert "may be read as" in ended.err
    assert sandbox.writes == []
