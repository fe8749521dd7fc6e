"""A write that is refused or fails names the record as its plan does, whatever id is sent."""

from pathlib import Path
from typing import Final

import pytest

from smstui.sandbox import Sandbox
from smstui.services.changes import settling
from tests.support.change_line import ChangeLine
from tests.support.products import FAMILIES

LINES: Final = """
pair E833815A9301 000145098241
unpair E833815A9290
swap-box E833815A9290 E833815A9301
status nmp.00001 SUSPENDED
status E833815A9301 SUSPENDED
ban E833815A9301
disable E833815A9301
disable ada-phone
refresh E833815A9301
recover-date-code E833815A9301
reset-pin nmp.00001 PARENTAL
cas-pin E833815A9301
suspend-card 000145098241
message ada-phone Hello
mail E833815A9301 Hello
teardown nmp.00001 --session 50000
teardown nmp.00001 --account
teardown E833815A9290 --device
profile nmp.00001 302
limits nmp.00001 --max-players 4
add-right nmp.00001 4007
remove-right nmp.00001 60001
create-account tst.90001 jan.kowalski --last-name Kowalski
create-box nmp.00001 FFFF00000001
create-card 000199990001
delete-card 000145098241 --confirm 8241
delete-box E833815A9301 --confirm 3422
""".strip().splitlines()
ENDS: Final = (": the box goes dark", ": account and card stay", ": Hello")
"""What a title says behind the record."""
LEAST: Final = 14
"""How many lines the platform of each family must have refused."""


@pytest.mark.parametrize("family", FAMILIES)
def test_a_refused_write_names_the_record_of_its_plan(
    family: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(settling, "FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(settling, "PAUSE_BETWEEN_S", 0.05)
    refused = 0
    with Sandbox() as sandbox:
        line = ChangeLine(family, sandbox, tmp_path, monkeypatch, capsys)
        sandbox.fault("refuse write=yes")
        for words in LINES:
            stdin = "4711" if "pin" in words else "83610274"
            ended = line.run(*words.split(), "--apply", "--reason", "x", "--json", stdin=stdin)
            assert ended.code in (5, 6), (words, ended)
            if ended.code == 6:
                refused += 1
                told = ended.document
                title = told["plan"]["steps"][0]["title"]
                for end in ENDS:
                    title = title.removesuffix(end)
                assert f" refused to {title}" in told["message"], words
        account = line.run("status", "nmp.00001", "SUSPENDED", "--apply").err
        assert "refused to suspend account nmp.00001 (sent as id 1001). Its answer:" in account
        sandbox.faults.clear()
        sandbox.fault("status 503 write=yes")
        failed = line.run("status", "nmp.00001", "SUSPENDED", "--apply").err
        assert "failed at the request to suspend account nmp.00001 (sent as id 1001)" in failed
        sandbox.faults.clear()
        sandbox.fault("status 403 write=yes")
        denied = line.run("unpair", "E833815A9290", "--apply").err
        assert "does not allow this user to unpair box 3421 from card 000145098240 (" in denied
        sandbox.faults.clear()
        sandbox.fault("status 503 path=*accounts/1001*")
        if family == "opf":  # it reads an account by its uid
            unread = line.run("status", "nmp.00001", "SUSPENDED", "--apply").err
            assert "Nothing was sent to suspend account nmp.00001." in unread
    assert refused >= LEAST
    print(f"{refused} kinds of writes were refused")
