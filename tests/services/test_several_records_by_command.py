"""Where a lookup finds two records a change does not choose, and each can be asked for exactly."""

import re
from datetime import timedelta

import pytest

from smstui.sandbox.entities import Account, MediaPlayer, Right, SetTopBox, SmartCard, User
from smstui.services.twins import MOST_IDS
from tests.support.change_line import ChangeLine

SHARED = "0C1D2E3F4A5B"
DAY = timedelta(days=1)


def add_account(desk: ChangeLine, uid: str, number: str) -> None:
    desk.world.add(Account(uid=uid, account_number=number, status="ACTIVE"))
    desk.world.add(User(uid=f"{uid}9", account_uid=uid, login_id=f"twin-{uid}", name="N",
                        default_user=True, type="SUP"))  # fmt: skip


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("words", [("pair", SHARED, "000881234568"), ("disable", SHARED)])
def test_a_chipset_of_one_box_and_a_mac_of_another_are_two(
    sdp2: ChangeLine, words: tuple[str, ...], together: bool
) -> None:
    add_account(sdp2, "77101", "twn.1")
    add_account(sdp2, "77102", "twn.2")
    sdp2.world.add(SmartCard(uid="77309", smartcard_id="000881234568", status="AVAILABLE"))
    sdp2.world.add(SetTopBox(uid="77201", account_uid="77101", status="ACTIVE", casn=SHARED,
                             enabled=True))  # fmt: skip
    other = "77101" if together else "77102"
    sdp2.world.add(SetTopBox(uid="77202", account_uid=other, status="ACTIVE", casn="77AA88BB",
                             enabled=True, mac_address="0C:1D:2E:3F:4A:5B"))  # fmt: skip
    if not together:
        assert sdp2.run("lookup", "77202").code == 0
    assert sdp2.run("lookup", SHARED).code == 4
    told = sdp2.json(*words, "--apply", code=4)
    assert sdp2.writes == 0
    assert {"device-uid:77201", "device-uid:77202"} <= set(
        re.findall(r"[\w-]+:\w+", told["error"]["message"])
    )
    only = sdp2.json("disable", "device-uid:77202")
    assert only["plan"]["steps"][0]["target"] == "77202"


@pytest.mark.parametrize("words", [("status", "SUSPENDED"), ("profile", "302")])
def test_two_accounts_with_one_number_are_two(opf: ChangeLine, words: tuple[str, str]) -> None:
    add_account(opf, "77101", "twn.1")
    add_account(opf, "77102", "twn.2")
    opf.world.change(opf.account("twn.2"), account_number="twn.1")
    found = opf.json("lookup", "twn.1", code=4)
    asked = {(match["ask"]["as"], match["ask"]["text"]) for match in found["matches"]}
    assert asked == {("opf-account", "77101"), ("opf-account", "77102")}
    command, value = words
    told = opf.json(command, "twn.1", value, "--apply", code=4)
    ways = re.findall(r"opf-account:\w+", told["error"]["message"])
    assert ways == ["opf-account:77101", "opf-account:77102"]
    assert opf.writes == 0
    for uid in ("77101", "77102"):
        assert opf.json("lookup", uid, "--as", "opf-account")["account"]["uid"] == uid
        plan = opf.json(command, f"opf-account:{uid}", value)["plan"]
        assert plan["steps"][0]["target"] == uid


def test_a_card_that_two_boxes_tell_is_two(opf: ChangeLine) -> None:
    card = "000881234569"
    for n in (1, 2, 3):
        add_account(opf, f"7710{n}", f"twn.{n}")
        opf.world.add(SetTopBox(uid=f"7720{n}", account_uid=f"7710{n}", status="ACTIVE",
                                casn=f"77AA88B{n}", smartcard_id=card if n < 3 else None)
                      )  # fmt: skip
    found = opf.json("lookup", card, code=4)
    asked = {(match["ask"]["as"], match["ask"]["text"]) for match in found["matches"]}
    assert asked == {("opf-device", "77201"), ("opf-device", "77202")}
    assert opf.run("pair", "77203", card, "--apply").code == 4
    assert opf.writes == 0
    plan = opf.json("unpair", "77202")["plan"]
    assert plan["steps"][0]["target"] == "77202", "the way out of it is open"


@pytest.mark.parametrize(
    "line",
    [("status", "00:1A:79:1E:7F:61", "SUSPENDED"), ("disable", "10.9.8.7"), ("unpair", "77:aa-b"),
     ("status", "nobody.here", "SUSPENDED"), ("disable", "aabbccddee")],
)  # fmt: skip
def test_a_change_says_as_what_it_asked(desk: ChangeLine, line: tuple[str, ...]) -> None:
    desk.sandbox.traffic.clear()
    message = desk.json(*line, "--apply", code=3)["error"]["message"]
    asked = re.search(r"Searched as (.*?)\.", message)
    names = re.split(r", | and ", asked[1]) if asked else []
    assert len(names) == len(set(names))
    requests = [each for each in desk.sandbox.requests if "Keycloak" not in each.operation]
    assert bool(names) == bool([each for each in requests if "oken" not in each.operation])
    if line[1].startswith(("00:", "10.")) and line[0] != "status":
        assert "The platform cannot look up by" in message
    if line[1] == "00:1A:79:1E:7F:61":
        assert "Searched as" not in message
        assert "The platform cannot look up by MAC address or serial number." in message


BOTH = "77204177"
"""The chipset of one customer's box and the device id of another's."""
OTHER_KIND = {
    "sdp2": "operation=getDeviceByCASN",
    "opf": "operation=adm.devices.find",
}
UNANSWERED = ["status 404", "status 503", "status 403", "drop-before", "answer empty"]


@pytest.fixture
def twins(request: pytest.FixtureRequest) -> ChangeLine:
    """A line to a platform where `BOTH` names two boxes."""
    line: ChangeLine = request.getfixturevalue(request.param)
    for n, (uid, casn) in enumerate(((BOTH, "77AA88B1"), ("77205", BOTH)), 1):
        add_account(line, f"7710{n}", f"twn.{n}")
        line.world.add(SetTopBox(uid=uid, account_uid=f"7710{n}", status="ACTIVE", casn=casn,
                                 enabled=True))  # fmt: skip
    assert line.run("lookup", BOTH).code == 4
    return line


@pytest.mark.alike
@pytest.mark.parametrize("rule", UNANSWERED)
@pytest.mark.parametrize("twins", ["sdp2", "opf"], indirect=True)
def test_a_kind_that_nobody_answered_for_is_told_and_nothing_is_planned(
    twins: ChangeLine, rule: str
) -> None:
    twins.sandbox.fault(f"{rule} {OTHER_KIND[twins.family]}")
    for command in ("lookup", "diagnose", "sessions", "transcript"):
        told = twins.run(command, BOTH)
        assert told.code == 0 or command == "sessions", told
        assert "may be another record's id as well" in told.err or told.code, (command, told)
    for command in ("lookup", "diagnose"):
        assert "platform" in {each["part"] for each in twins.json(command, BOTH)["problems"]}
    for words in (("disable", BOTH), ("delete-box", BOTH), ("unpair", BOTH)):
        assert twins.run(*words).code in (5, 6, 7), words
    assert twins.writes == 0
    assert (
        twins.run(
            "disable", f"{'device-uid' if twins.family == 'sdp2' else 'opf-device'}:{BOTH}"
        ).code
        == 0
    )


SHARED_IDS = {
    "card": ("smartcard_id", "000881299917"), "CASN": ("casn", "77AAFF01"),
    "NUID": ("nuid", "88123001"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHARED_IDS)
def test_two_boxes_of_two_accounts_with_one_id_are_two_and_a_fault_of_both(
    opf: ChangeLine, kind: str
) -> None:
    name, value = SHARED_IDS[kind]
    for n in (4, 5):
        add_account(opf, f"7710{n}", f"twn.{n}")
        own = {"casn": f"77AA88C{n}", name: value}
        opf.world.add(SetTopBox(uid=f"7720{n}", account_uid=f"7710{n}", status="ACTIVE", **own))
    assert len(opf.json("lookup", value, code=4)["matches"]) == 2
    for mine, other in (("77204", "77205"), ("77205", "77204")):
        told = opf.json("diagnose", mine)
        assert told["result"] == "fault"
        found = next(one for one in told["findings"] if one["check"] == "shared-id")
        assert found["result"] == "fault"
        assert f"Box {mine} and box {other} have the same" in found["title"]
        assert found["title"].endswith(value)
        assert found["next"]["action"] is None
        by_account = opf.json("diagnose", f"twn.{mine[-1]}")
        assert found["title"] in [one["title"] for one in by_account["findings"]]
        assert by_account["result"] == "fault"


def two_boxes_with_one_card(opf: ChangeLine, card: str) -> None:
    """Two boxes of one account and one of another, each looked up once, that name one card."""
    for n, account in ((1, "7711"), (2, "7711"), (3, "7712")):
        if n != 2:
            add_account(opf, account, f"twn.{account}")
        opf.world.add(SetTopBox(uid=f"7722{n}", account_uid=account, status="ACTIVE",
                                casn=f"77BB99C{n}", smartcard_id=card))  # fmt: skip
    for n in (1, 2, 3):
        opf.run("lookup", f"77BB99C{n}")


def test_two_boxes_with_one_card_are_two_without_the_platform_as_with_it(opf: ChangeLine) -> None:
    card = "000881299925"
    two_boxes_with_one_card(opf, card)
    boxes = {"77221", "77222", "77223"}
    for more in ((), ("--offline",)):
        matches = opf.json("lookup", card, *more, code=4)["matches"]
        assert {one["ask"]["text"] for one in matches} == boxes, more
    kept = opf.run("pair", "77BB99C1", card, "--draft")
    assert "paired already" not in kept.out + kept.err
    assert f"{card} leads to 3 records" in kept.out


def test_of_an_account_with_many_boxes_it_is_said_which_ids_were_not_asked_for(
    opf: ChangeLine,
) -> None:
    add_account(opf, "7713", "twn.13")
    now = opf.world.now()
    opf.world.add(Right(uid="7714", account_uid="7713", policy_group_uid="basic",
                        valid_from=now - DAY, expiry_date=now + DAY))  # fmt: skip
    boxes = MOST_IDS // 3 + 1
    for n in range(boxes):
        own = {"casn": f"77CC00{n:02}", "nuid": f"9900{n:04}", "smartcard_id": f"00088130{n:04}"}
        opf.world.add(SetTopBox(uid=f"773{n:02}", account_uid="7713", status="ACTIVE", **own))
    opf.run("lookup", "twn.13")
    looked_up = opf.sandbox.counts()["adm.devices.find"]
    told = opf.json("diagnose", "twn.13")
    assert opf.sandbox.counts()["adm.devices.find"] == 2 * looked_up + MOST_IDS
    shared = [one for one in told["findings"] if one["check"] == "shared-id"]
    assert [one["result"] for one in shared].count("not-checked") == boxes * 3 - MOST_IDS
    assert "not all ids of the account were read" in told["verdict"]
    alone = opf.json("diagnose", "77300")
    assert next(one for one in alone["findings"] if one["check"] == "shared-id")["result"] == "fine"


def test_two_players_or_two_accounts_with_one_id_are_a_fault_of_both(opf: ChangeLine) -> None:
    for n in (6, 7):
        add_account(opf, f"7710{n}", "twn.67")
        opf.world.add(MediaPlayer(uid=f"7730{n}", account_uid=f"7710{n}",
                                  media_player_id="twin-player"))  # fmt: skip
    for text in ("twin-player", "twn.67"):
        assert len(opf.json("lookup", text, code=4)["matches"]) == 2
    for n in (6, 7):
        for asked in (f"7730{n}", f"7710{n}"):
            told = opf.json("diagnose", asked)
            found = next(one for one in told["findings"] if one["check"] == "shared-id")
            assert found["result"] == "fault", asked
