"""ADM devices: reading, listing, adding, changing plain fields and status, removing."""

import json
from typing import Any

import pytest
from rest_desk import RestDesk, refusal

from smstui.sandbox.fixtures import add_account


def device(desk: RestDesk, uid: str) -> dict[str, Any]:
    answer = desk.adm("GET", f"/devices/{uid}")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def ids(documents: list[dict[str, Any]]) -> list[str]:
    return [document["_id"] for document in documents]


def test_a_box_is_managed_and_a_player_is_open(desk: RestDesk) -> None:
    box, player = device(desk, "3421"), device(desk, "9002")
    assert (box["deviceType"], box["caSN"], box["smartCardId"], box["mediaPlayerId"]) == (
        "MANAGED", "E833815A9290", "000145098240", None,
    )  # fmt: skip
    assert (player["deviceType"], player["mediaPlayerId"], player["caSN"]) == (
        "OPEN", "kitchen-tablet", None,
    )  # fmt: skip
    assert player["deviceInformation"]["device"]["GPU"] is None
    assert box["PIN"].startswith("SENTINEL")


def test_what_only_sdp2_can_say_of_a_box_reads_as_disabled(desk: RestDesk) -> None:
    statuses = {uid: device(desk, uid)["status"] for uid in ("3421", "3425", "3426", "9001")}
    assert statuses == {
        "3421": "ENABLED", "3425": "DISABLED", "3426": "DISABLED", "9001": "DISABLED",
    }  # fmt: skip
    assert "banned" not in device(desk, "3425")


def test_an_unknown_device_is_4403(desk: RestDesk) -> None:
    for method, path in (
        ("GET", "/devices/1"),
        ("PUT", "/devices/1"),
        ("DELETE", "/devices/1"),
        ("GET", "/bundled/devices/1"),
    ):
        assert refusal(desk.adm(method, path, json={})) == (404, 4403)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"caSN": "E833815A9290"}, ["3421"]),
        ({"nuID": "9F20C4417B3A0002"}, ["3422"]),
        ({"smartCardId": "000145098267"}, ["3430"]),
        ({"mediaPlayerId": "ada-phone"}, ["9003"]),
        ({"accountUid": "1001", "deviceType": "OPEN"}, ["9001", "9002", "9003", "9004"]),
        ({"accountUid": "1001", "deviceType": "OPEN", "status": "DISABLED"}, ["9001"]),
        ({"accountUid": "1002", "caSN": "E833815A9290"}, []),
        ({"name": "Kitchen tablet"}, ["9002"]),
        ({"_id": "245098240"}, ["245098240"]),
        ({"caSN": "e833815a9290"}, []),
        ({"banned": True}, []),
    ],
    ids=str,
)
def test_listing_ands_its_filter(
    desk: RestDesk, wanted: dict[str, object], expected: list[str]
) -> None:
    assert ids(desk.devices(**wanted)) == expected


def test_pages_and_the_count_of_a_large_account(desk: RestDesk) -> None:
    world = desk.sandbox.world
    uid = add_account(world, "big-1", boxes=40, players=25).uid
    wanted = json.dumps({"accountUid": uid})
    count = desk.adm("GET", "/devices", params={"filter": wanted, "limit": 0})
    assert count.json() == {"totalRecords": 65, "resourceSet": []}
    seen: list[str] = []
    for page in (1, 2, 3, 4):
        parameters = {"filter": wanted, "limit": 20, "page": page}
        answer = desk.adm("GET", "/devices", params=parameters).json()
        assert answer["totalRecords"] == 65
        seen += ids(answer["resourceSet"])
    assert len(seen) == len(set(seen)) == 65


def test_devices_of_an_inactive_account_are_not_here(desk: RestDesk) -> None:
    world = desk.sandbox.world
    account = add_account(world, "sleeping", boxes=1, status="INACTIVE")
    (hidden,) = world.boxes(account.uid)
    assert refusal(desk.adm("GET", f"/devices/{hidden.uid}")) == (404, 4403)
    assert hidden.uid not in ids(desk.devices())
    assert desk.devices(caSN=hidden.casn) == []


def test_adding_a_box_with_its_card(desk: RestDesk) -> None:
    document = {"deviceType": "MANAGED", "accountUid": "1001", "caSN": "ABCDEF000001",
                "smartCardId": "000145098241", "name": "Loft"}  # fmt: skip
    answer = desk.adm("POST", "/devices", json=document)
    assert answer.status_code == 201
    added = device(desk, answer.json()["_id"])
    assert {name: added[name] for name in document} == document
    card = desk.sandbox.world.card("000145098241")
    assert card is not None
    assert (card.status, card.stb_uid) == ("UNAVAILABLE", added["_id"])
    assert desk.sandbox.writes[-1].targets == (added["_id"],)


def test_a_box_whose_card_is_refused_is_not_added(desk: RestDesk) -> None:
    before = desk.sandbox.world.counts()
    document = {"deviceType": "MANAGED", "accountUid": "1001", "caSN": "ABCDEF000001",
                "smartCardId": "000145098240"}  # fmt: skip
    assert desk.adm("POST", "/devices", json=document).status_code == 400
    assert desk.sandbox.world.counts() == before
    card = desk.sandbox.world.card("000145098240")
    assert card is not None
    assert card.stb_uid == "3421"


def test_a_chipset_that_is_taken_is_409(desk: RestDesk) -> None:
    document = {"deviceType": "MANAGED", "accountUid": "1001", "caSN": "E833815A9290"}
    assert refusal(desk.adm("POST", "/devices", json=document)) == (409, 409)


def test_a_player_past_the_limit_is_20007_and_one_added_disabled_is_not(desk: RestDesk) -> None:
    document = {"deviceType": "OPEN", "accountUid": "1001", "mediaPlayerId": "new-stick"}
    assert refusal(desk.adm("POST", "/devices", json=document)) == (400, 20007)
    answer = desk.adm("POST", "/devices", json={**document, "status": "DISABLED"})
    assert answer.status_code == 201
    assert device(desk, answer.json()["_id"])["mediaPlayerId"] == "new-stick"


@pytest.mark.parametrize(
    "document",
    [
        {"deviceType": "MANAGED", "caSN": "X"},
        {"accountUid": "1001", "caSN": "X"},
        {"deviceType": "FRIDGE", "accountUid": "1001"},
        {"deviceType": "MANAGED", "accountUid": "1001"},
        {"deviceType": "OPEN", "accountUid": "1001", "status": "BANNED"},
        {"deviceType": "OPEN", "accountUid": "1001", "status": "DISABLED", "name": 5},
    ],
    ids=str,
)
def test_a_malformed_device_is_a_bad_request(desk: RestDesk, document: dict[str, object]) -> None:
    before = desk.sandbox.world.counts()
    assert refusal(desk.adm("POST", "/devices", json=document)) == (400, 1001)
    assert desk.sandbox.world.counts() == before


def test_a_change_touches_what_it_names_and_counts_what_differs(desk: RestDesk) -> None:
    before = device(desk, "3421")
    answer = desk.adm("PUT", "/devices/3421", json={"name": "Parlour"})
    assert answer.json() == {"matchedCount": 1, "modifiedCount": 1}
    after = device(desk, "3421")
    assert after == {**before, "name": "Parlour", "modified": after["modified"]}
    assert after["modified"] > before["modified"]


def test_writing_back_what_was_read_changes_nothing(desk: RestDesk) -> None:
    for uid in ("3421", "3423", "3425", "9001"):
        before = device(desk, uid)
        answer = desk.adm("PUT", f"/devices/{uid}", json=before)
        assert answer.json() == {"matchedCount": 1, "modifiedCount": 0}
        assert device(desk, uid) == before


def test_where_a_device_is_written_whole_too_an_omitted_field_becomes_null(
    desk: RestDesk,
) -> None:
    desk.sandbox.rest.deviations.device_put = "whole"
    before = device(desk, "3421")
    kept = {name: before[name] for name in ("name", "status", "caSN", "nuID", "smartCardId")}
    assert desk.adm("PUT", "/devices/3421", json=kept).json()["modifiedCount"] == 1
    after = device(desk, "3421")
    assert {name: after[name] for name in kept} == kept
    for name in ("publicId", "deviceProfileId", "drmClientId", "PIN", "deviceInformation"):
        assert before[name] is not None
        assert after[name] is None


@pytest.mark.parametrize("name", ["_id", "accountUid", "deviceType", "mediaPlayerId", "nuID"])
def test_what_a_device_is_cannot_be_changed(desk: RestDesk, name: str) -> None:
    answer = desk.adm("PUT", "/devices/3421", json={name: "other", "name": "Parlour"})
    assert refusal(answer) == (400, 1001)
    assert device(desk, "3421")["name"] == "Living room"


def test_enabling_a_player_waits_for_room_under_the_limit(desk: RestDesk) -> None:
    enable = {"status": "ENABLED", "name": "Stick"}
    refused = desk.adm("PUT", "/devices/9001", json=enable)
    assert refusal(refused) == (400, 20007)
    assert (device(desk, "9001")["status"], device(desk, "9001")["name"]) == (
        "DISABLED", "Living room stick",
    )  # fmt: skip
    assert desk.adm("PUT", "/devices/9002", json={"status": "DISABLED"}).status_code == 200
    assert desk.adm("PUT", "/devices/9001", json=enable).json()["modifiedCount"] == 1
    assert device(desk, "9001")["status"] == "ENABLED"


def test_removing_one_device_frees_its_card(desk: RestDesk) -> None:
    assert desk.adm("DELETE", "/devices/3421").json() == {"deletedCount": 1}
    assert refusal(desk.adm("GET", "/devices/3421")) == (404, 4403)
    card = desk.sandbox.world.card("000145098240")
    assert card is not None
    assert (card.status, card.stb_uid) == ("AVAILABLE", None)


def test_removing_all_devices_of_an_account_leaves_the_others(desk: RestDesk) -> None:
    theirs = len(desk.devices(accountUid="1002"))
    others = ids(desk.devices(accountUid="1001"))
    answer = desk.adm("DELETE", "/devices", params={"accountUid": "1002"})
    assert answer.json() == {"deletedCount": theirs}
    assert desk.devices(accountUid="1002") == []
    assert ids(desk.devices(accountUid="1001")) == others


def test_removing_all_devices_of_nobody_is_refused(desk: RestDesk) -> None:
    before = desk.sandbox.world.counts()
    assert refusal(desk.adm("DELETE", "/devices")) == (400, 1001)
    answer = desk.adm("DELETE", "/devices", params={"accountUid": "1"})
    assert refusal(answer) == (404, 404)
    assert desk.sandbox.world.counts() == before


def test_the_approval_quota_is_the_profiles(desk: RestDesk) -> None:
    quota = desk.adm("GET", "/devices/canAccountApproveADevice/1001").json()
    assert quota == {
        "currentNumberOfApprovedDevices": 4,
        "numberOfDevicesApprovedInPeriod": 0,
        "numberOfAllowedApprovalsInPeriod": 4,
        "maximumNumberOfDevicesCanBeApproved": 5,
        "numberOfDaysInApprovalPeriod": 30,
        "nextDeviceCanBeApprovedOn": quota["nextDeviceCanBeApprovedOn"],
        "allowedToApprove": True,
    }
