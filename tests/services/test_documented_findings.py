"""What the documented platform adds to a diagnosis: approvals, four limits, duplicates, words, 404.

Over real sockets, by the command line, on `opf` but for the limits of an account of `sdp2`.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smstui.sandbox.entities import MediaPlayer
from tests.support.change_line import ChangeLine

P1, TABLET, PHONE = "9001", "9002", "9003"
NUMBER = "nmp.00001"


def player(line: ChangeLine, uid: str) -> MediaPlayer:
    found = line.world.devices.get(uid)
    assert isinstance(found, MediaPlayer)
    return found


def findings(line: ChangeLine, asked: str, *options: str) -> dict[str, dict[str, Any]]:
    document = line.json("diagnose", asked, *options)
    return {each["check"]: each for each in document["findings"]}


def evidence(finding: dict[str, Any]) -> dict[str, Any]:
    return {each["what"]: each["value"] for each in finding["evidence"]}


@pytest.mark.parametrize("in_record", [False, True], ids=["by fields", "in the record"])
def test_the_check_names_the_device_that_is_not_approved_with_times(
    opf: ChangeLine, in_record: bool
) -> None:
    opf.sandbox.rest.deviations.approvals_in_record = in_record
    when = opf.world.now() - timedelta(days=3)
    opf.world.change(player(opf, PHONE), approved_on=None, last_unapproved=when)
    found = findings(opf, PHONE)["approval"]
    assert found["result"] == "fault"
    assert found["title"].startswith(f"Player {PHONE} is not approved since {when:%Y-%m-%d}")
    assert evidence(found)["approved"] == "no"
    assert found["next"]["text"].startswith("Approve it")
    fine = findings(opf, TABLET)["approval"]
    assert fine["result"] == "fine"
    assert "device is approved since" in fine["title"]
    calls = opf.sandbox.counts()["adm.devices.find"]
    household = opf.json("diagnose", NUMBER)["findings"]
    named = [each for each in household if each["check"] == "approval"]
    assert {each["result"] for each in named} >= {"caution", "fine"}
    assert any(PHONE in each["title"] for each in named if each["result"] == "caution")
    assert calls


def test_a_platform_that_tells_no_approvals_leaves_the_question_open(opf: ChangeLine) -> None:
    opf.without("approvals-of-account")
    found = findings(opf, PHONE)["approval"]
    assert found["result"] == "not-checked"


def test_1007_is_one_of_four_limits(opf: ChangeLine) -> None:
    found = findings(opf, NUMBER, "--reported", "1007")
    assert "four limits" in found["reported"]["title"]
    assert "IP addresses" in found["reported"]["next"]["text"]
    assert "IP addresses" in found["sessions"]["next"]["text"]


def test_20007_points_at_older_duplicates_of_the_same_hardware(opf: ChangeLine) -> None:
    hardware = {"device": {"hardware": {"model": "SM-X200", "manufacturer": "Maker"}}}
    for uid, days in ((TABLET, 300), (PHONE, 2)):
        activated = opf.world.now() - timedelta(days=days)
        opf.world.change(player(opf, uid), information=hardware, activated=activated)
    found = findings(opf, P1, "--reported", "20007")["device-limit"]
    assert f"Look first at {TABLET} (activated " in found["next"]["text"]
    assert TABLET in evidence(found)["older duplicates"]
    assert PHONE not in evidence(found)["older duplicates"]
    assert "SM-X200" not in found["next"]["text"]


@pytest.mark.parametrize(
    ("of_profile", "commands"),
    [
        (5, [f"limits {NUMBER} --max-players 4"]),
        (3, [f"limits {NUMBER} --max-players 4", f"profile {NUMBER} 303"]),
    ],
    ids=["the account's own", "both"],
)
def test_a_device_limit_is_raised_by_the_commands_that_its_finding_names(
    sdp2: ChangeLine, of_profile: int, commands: list[str]
) -> None:
    gold = sdp2.world.profiles.get("301")
    assert gold is not None
    sdp2.world.add(replace(gold, uid="303", name="PLATINUM", max_active_devices=8))
    sdp2.world.change(gold, max_active_devices=of_profile)
    told = " ".join(sdp2.shell.run("diagnose", P1).out.split())
    for command in commands:
        assert findings(sdp2, P1)["device-limit"]["result"] == "caution"
        as_told = command.replace(" 303", " PROFILE").replace(" 4", " N")
        assert f"smstui {as_told}" in told, told
        assert sdp2.json(*command.split(), "--apply")["outcome"] == "verified"
    assert findings(sdp2, P1)["device-limit"]["result"] == "fine"


def test_20021_lists_the_devices_that_refused_sign_ins_have_made(opf: ChangeLine) -> None:
    opf.world.change(player(opf, PHONE), created=opf.world.now() - timedelta(hours=2))
    found = findings(opf, NUMBER, "--reported", "20021")
    assert "still creates a device" in found["reported"]["next"]["text"]
    made = found["created-devices"]
    assert made["result"] == "caution"
    assert made["title"].startswith(f"1 device created in the last 7 days: {PHONE}")
    assert "created-devices" not in findings(opf, NUMBER)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("incorrect username", ["401"]),
        ("Incorrect username or password. Please try again.", ["401"]),
        ("This device has been disabled. Please contact the operator. (20004)", ["20004"]),
        ("device has been disabled", ["20004"]),
        ("An error occurred. Please contact the operator.", ["20021", "20022"]),
        ("An error occurred. Please contact the operator. (20022)", ["20022"]),
        ("20004", ["20004"]),
        ("the cat sat on the mat", []),
        ("error", []),
    ],
)
def test_the_words_on_the_screen_are_searched_beside_codes(
    opf: ChangeLine, words: str, codes: list[str]
) -> None:
    document = opf.json("diagnose", NUMBER, "--reported", words)
    told = [each["title"] for each in document["findings"] if each["check"] == "reported"]
    found = [title.split()[1] for title in told if title.startswith("Code ") and " of " in title]
    assert sorted(found) == codes, told


@pytest.mark.parametrize("fault", ["absent", "answer 404 form=own"])
def test_a_404_of_the_rights_is_none_or_no_such_call(opf: ChangeLine, fault: str) -> None:
    opf.sandbox.fault(f"{fault} operation=rmg.entitlements.find")
    document = opf.json("diagnose", NUMBER)
    found = {each["check"]: each for each in document["findings"]}["rights"]
    assert found["result"] == "not-checked"
    assert "none of the rights, or there is no such call" in found["title"]
    assert document["verdict"] != "nothing wrong on our side"
    (problem,) = [each for each in opf.json("lookup", NUMBER)["problems"]
                  if each["part"] == "rights"]  # fmt: skip
    assert "no right at all, or there is no such call" in problem["reason"]
    assert opf.json("add-right", NUMBER, "7002", code=5)["error"]["code"] == "refused-here"


def test_a_failed_read_of_the_rights_stays_a_failed_read(opf: ChangeLine) -> None:
    opf.sandbox.fault("answer 500 operation=rmg.entitlements.find")
    found = findings(opf, NUMBER)["rights"]
    assert "could not be read" in found["title"]


@pytest.mark.parametrize(
    ("setting", "result"), [("yes", "fault"), ("no", "fine"), ("unknown", "caution")]
)
def test_a_right_of_another_device_is_judged_by_the_setting(
    opf: ChangeLine, setting: str, result: str
) -> None:
    opf.place.configure(f'opf.device_bound_rights = "{setting}"', "settle_s = 0.4")
    kept, *others = opf.world.rights.find("account_uid", "1001")
    for right in others:
        opf.world.remove(right)
    now = opf.world.now()
    opf.world.change(
        kept, device_uid=TABLET, product_type="SUBSCRIPTION", status="SUBSCRIBED",
        valid_from=now - timedelta(days=60), expiry_date=now + timedelta(days=60),
    )  # fmt: skip
    assert findings(opf, PHONE)["rights"]["result"] == result
    assert findings(opf, TABLET)["rights"]["result"] == "fine"
