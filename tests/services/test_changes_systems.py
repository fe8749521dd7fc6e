"""The systems the console works with, by name: each is asked for a change and bears it out."""

import pytest

from smstui.sandbox.fixtures import fill_sessions
from tests.support.change_line import ChangeLine

B1, B2, C2 = "3421", "3422", "000145098241"


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


@pytest.fixture
def older(opf: ChangeLine) -> ChangeLine:
    """An `opf` release up to 23.24, whose sessions are at SRM."""
    url = opf.sandbox.access.sdp2.srm_url
    opf.place.configure("settle_s = 0.4", 'opf.sessions = "srm"', f'opf.srm_url = "{url}"')
    return opf


def test_srm(sdp2: ChangeLine) -> None:
    sdp2.place.configure("settle_s = 0.4", 'sdp2.sessions = "srm"')
    session = next(iter(sdp2.world.sessions))
    told = sdp2.json("teardown", B1, "--session", session.srm_id or "", "--apply")
    assert told["outcome"] == "verified"
    asked = _asked(sdp2, "/srm/v1/sessions")
    assert asked.count("srm-tear-down") == 1
    assert asked[-1] == "srm-list"


def test_srm_of_an_older_opf_lists_ends_one_and_bears_it_out(older: ChangeLine) -> None:
    suspect, *others = fill_sessions(older.world, older.account("nmp.00001"))
    listed = older.json("sessions", B1)["sessions"]
    assert listed[0]["id"] == suspect.srm_id
    assert len(listed) == 3
    told = older.json("teardown", "nmp.00001", "--session", suspect.srm_id or "", "--apply")
    assert told["outcome"] == "verified"
    assert older.written == ["srm-tear-down"]
    assert {each.uid for each in older.world.sessions} == {each.uid for each in others}
    assert older.json("teardown", "nmp.00001", "--account", "--apply")["outcome"] == "verified"
    assert list(older.world.sessions) == []


def test_srm_of_an_older_opf_signs_in_again_and_is_never_trusted(older: ChangeLine) -> None:
    session = next(iter(older.world.sessions))
    ask = ("teardown", B1, "--session", session.srm_id or "", "--apply")
    older.sandbox.fault("no-effect operation=srm-tear-down count=1")
    assert older.json(*ask, code=9)["outcome"] == "not-verified"
    older.sandbox.fault("refuse operation=srm-tear-down count=1")
    assert older.json(*ask, code=6)["outcome"] == "refused-by-platform"
    older.sandbox.fault("status 401 operation=srm-tear-down count=1")
    assert older.json(*ask)["outcome"] == "verified"
    assert [write.outcome for write in older.sandbox.writes] == [
        "acknowledged without effect", "not processed (refuse)", "not processed (status)", "done",
    ]  # fmt: skip


def test_adm(opf: ChangeLine) -> None:
    opf.json("pair", B2, C2, "--apply")
    opf.json("status", "nmp.00003", "ACTIVE", "--apply")
    asked = _asked(opf, "/adm/")
    assert asked.count("adm.devices.change") == 1
    assert asked.count("adm.accounts.change-status") == 1


def test_cag(opf: ChangeLine) -> None:
    opf.json("add-right", B1, "7001", "--cas", "--apply", code=12)
    assert _asked(opf, "/cag/") == ["cag.subscribe"]
    assert opf.box(B1).cas_products == {"7001"}


def test_rmg(opf: ChangeLine) -> None:
    opf.json("add-right", "nmp.00001", "7042", "--apply")
    asked = _asked(opf, "/rmg/")
    assert asked.count("rmg.entitlements.create") == 1
    assert asked[-1] == "rmg.entitlements.find"


def test_dmm(opf: ChangeLine) -> None:
    opf.json("message", "9002", "Hello", "--apply", code=12)
    assert _asked(opf, "/messaging/") == ["messaging.send"]
    assert opf.world.messages[-1].text == "Hello"


def test_ssm(opf: ChangeLine) -> None:
    opf.json("teardown", B1, "--device", "--apply", code=12)
    opf.json("teardown", "nmp.00001", "--account", "--apply", code=12)
    assert _asked(opf, "/ssm/") == ["ssm.kill-device", "ssm.kill-account"]
    assert list(opf.world.sessions) == []


@pytest.fixture
def both(opf: ChangeLine) -> ChangeLine:
    """A platform with an SSP beside it that keeps accounts too."""
    opf.place.configure("settle_s = 0.4", "timeout_s = 3", "opf.also_ssp = true")
    return opf


def _at_ssp(line: ChangeLine, number: str) -> str:
    return line.sandbox.rest.ssp.status_of(line.account(number))


def test_ssp_gets_every_status_too_each_step_borne_out_and_taken_back(both: ChangeLine) -> None:
    told = both.json("status", "nmp.00001", "SUSPENDED", "--apply")
    assert [step["call"] for step in told["plan"]["steps"]] == [
        "account-status", "ssp-account-status",
    ]  # fmt: skip
    assert [step["verified"] for step in told["steps"]] == [True, True]
    assert told["outcome"] == "verified"
    assert both.written == ["adm.accounts.change-status", "ssp.accounts.change"]
    assert (both.account("nmp.00001").status, _at_ssp(both, "nmp.00001")) == ("SUSPENDED",) * 2
    assert both.json("undo", "--apply")["outcome"] == "verified"
    assert (both.account("nmp.00001").status, _at_ssp(both, "nmp.00001")) == ("ACTIVE",) * 2


@pytest.mark.parametrize(
    ("fault", "code", "outcome"),
    [
        ("status 400", 11, "partial"), ("no-effect", 11, "partial"), ("drop-before", 11, "partial"),
        ("drop-after", 0, "verified"), ("status 401", 0, "verified"),
    ],
)  # fmt: skip
def test_ssp_half_done_is_partial_and_the_same_wish_mends_it(
    both: ChangeLine, fault: str, code: int, outcome: str
) -> None:
    both.sandbox.fault(f"{fault} operation=ssp.accounts.change count=1")
    told = both.json("status", "nmp.00001", "SUSPENDED", "--apply", code=code)
    assert told["outcome"] == outcome
    if outcome == "partial":
        assert "Not done: suspend account nmp.00001 at the SSP" in told["message"]
        assert "Nothing was sent" not in told["message"], "the first half was"
        assert _at_ssp(both, "nmp.00001") == "ACTIVE"
        told = both.json("status", "nmp.00001", "SUSPENDED", "--apply")
        assert [step["call"] for step in told["plan"]["steps"]] == ["ssp-account-status"]
        assert any("apart" in warning for warning in told["plan"]["warnings"])
    assert _at_ssp(both, "nmp.00001") == "SUSPENDED"
    assert both.written.count("adm.accounts.change-status") == 1


def test_ssp_half_done_is_taken_back_where_it_was_done(both: ChangeLine) -> None:
    both.sandbox.fault("refuse operation=ssp.accounts.change count=1")
    both.json("status", "nmp.00001", "SUSPENDED", "--apply", code=11)
    assert both.json("undo", "--apply")["outcome"] == "verified"
    assert both.account("nmp.00001").status == "ACTIVE"
    assert both.written.count("ssp.accounts.change") == 1


def test_ssp_is_not_written_when_the_platform_refused(both: ChangeLine) -> None:
    both.sandbox.fault("status 400 operation=adm.accounts.change-status")
    told = both.json("status", "nmp.00001", "SUSPENDED", "--apply", code=6)
    assert told["outcome"] == "refused-by-platform"
    assert both.written == ["adm.accounts.change-status"]


def test_ssp_that_moved_since_the_preview_is_asked_again(both: ChangeLine) -> None:
    both.json("status", "nmp.00001", "SUSPENDED")
    both.sandbox.rest.ssp.set_status(both.account("nmp.00001"), "RESTRICTED")
    told = both.json("status", "nmp.00001", "SUSPENDED", "--apply", code=10)
    assert "SSP account nmp.00001 status: RESTRICTED" in told["error"]["message"]
    assert both.writes == 0


def test_ssp_that_does_not_know_the_account_or_cannot_be_asked_stops_it_here(
    both: ChangeLine,
) -> None:
    both.sandbox.rest.ssp.forget(both.account("nmp.00001"))
    told = both.json("status", "nmp.00001", "SUSPENDED", "--apply", code=5)
    assert "is not at the SSP" in told["error"]["message"]
    both.sandbox.rest.ssp.set_status(both.account("nmp.00002"), "CANCELLED")
    told = both.json("status", "nmp.00002", "ACTIVE", "--apply", code=5)
    assert "at the SSP is CANCELLED, which is final" in told["error"]["message"]
    text = both.place.configuration.read_text().splitlines()
    kept = [line for line in text if not line.startswith("ssp_credential")]
    both.place.configuration.write_text("\n".join(kept))
    told = both.json("status", "nmp.00003", "ACTIVE", "--apply", code=5)
    assert "no ssp_credential" in told["error"]["message"]
    assert both.writes == 0
