"""The systems the console works with: each is asked for a change and bears it out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.change_line import ChangeLine

B1, B2, C2 = "3421", "3422", "000145098241"


@pytest.fixture
def sdp2(tmp_path: Path, monkeypatch, capsys) -> Iterator[ChangeLine]:
    with Sandbox() as sandbox:
        yield ChangeLine("sdp2", sandbox, tmp_path, monkeypatch, capsys)
        assert sandbox.failures == []


@pytest.fixture
def opf(tmp_path: Path, monkeypatch, capsys) -> Iterator[ChangeLine]:
    with Sandbox() as sandbox:
        yield ChangeLine("opf", sandbox, tmp_path, monkeypatch, capsys)
        assert sandbox.failures == []


def _asked(line: ChangeLine, path: str) -> list[str]:
    """Operations asked at an address, in order."""
    return [each.operation for each in line.sandbox.traffic.requests if path in each.path]


def test_smsdomain(sdp2: ChangeLine) -> None:
    sdp2.json("pair", B2, C2, "--apply")
    assert _asked(sdp2, "/api/smsservice_2.2") == ["Pair"]


def test_account_service(sdp2: ChangeLine) -> None:
    sdp2.without("update-account")
    sdp2.json("status", "nmp.00003", "ACTIVE", "--apply")
    asked = _asked(sdp2, "/accountservice")
    assert asked.count("update") == 1
    assert "getByAccountNumber" in asked[asked.index("update") + 1 :]


def test_user_service(sdp2: ChangeLine) -> None:
    login = next(iter(sdp2.world.users.find("account_uid", "1001"))).login_id
    assert login
    told = sdp2.json("status", login, "SUSPENDED")
    assert told["plan"]["account"] == "nmp.00001"
    assert "getByLoginId" in _asked(sdp2, "/userservice")


def test_device_service(sdp2: ChangeLine) -> None:
    sdp2.json("disable", "E833815A9301", "--apply")
    asked = _asked(sdp2, "/deviceservice")
    assert "getDeviceByCASN" in asked
    assert asked[-1] == "getByUID"


def test_smartcard_service(sdp2: ChangeLine) -> None:
    sdp2.json("pair", B2, C2, "--apply")
    asked = _asked(sdp2, "/smartcardservice")
    assert asked.count("getBySmartcardId") >= 3


def test_ott_session_service(sdp2: ChangeLine) -> None:
    session = next(iter(sdp2.world.sessions)).uid
    sdp2.json("teardown", B1, "--session", session, "--apply")
    asked = _asked(sdp2, "/ottsessionservice")
    assert asked.count("tearDown") == 1
    assert asked[-1] == "getByAccountUID"


def test_srm(opf: ChangeLine) -> None:
    """An `opf` release up to 23.24, whose sessions are at SRM; it lets no bearer in here."""
    opf.place.configure("settle_s = 0.4", 'sessions = "srm"')
    lines = opf.place.configuration.read_text().replace('sessions = "srm"\n', "")
    srm = f'sessions = "srm"\nsrm_url = "{opf.sandbox.access.sdp2.srm_url}"\n'
    opf.place.configuration.write_text(lines.replace("adm_url", f"{srm}adm_url", 1))
    told = opf.json("teardown", "nmp.00001", "--session", "s-1", "--apply", code=5)
    assert "could not be read" in told["error"]["message"]
    assert _asked(opf, "/srm/v1/sessions")


def test_adm(opf: ChangeLine) -> None:
    opf.json("pair", B2, C2, "--apply")
    opf.json("status", "nmp.00003", "ACTIVE", "--apply")
    asked = _asked(opf, "/adm/")
    assert asked.count("adm.devices.change") == 1
    assert asked.count("adm.accounts.change-status") == 1


def test_cag(opf: ChangeLine) -> None:
    opf.json("add-right", B1, "7001", "--cas", "--apply", code=9)
    assert _asked(opf, "/cag/") == ["cag.subscribe"]


def test_rmg(opf: ChangeLine) -> None:
    opf.json("add-right", "nmp.00001", "7042", "--apply")
    asked = _asked(opf, "/rmg/")
    assert asked.count("rmg.entitlements.create") == 1
    assert asked[-1] == "rmg.entitlements.find"


def test_dmm(opf: ChangeLine) -> None:
    opf.json("message", "9002", "Hello", "--apply", code=9)
    assert _asked(opf, "/messaging/") == ["messaging.send"]


def test_ssm(opf: ChangeLine) -> None:
    opf.json("teardown", B1, "--device", "--apply", code=9)
    opf.json("teardown", "nmp.00001", "--account", "--apply", code=9)
    assert _asked(opf, "/ssm/") == ["ssm.kill-device", "ssm.kill-account"]
