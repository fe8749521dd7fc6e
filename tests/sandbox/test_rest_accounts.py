"""ADM accounts: reading, finding, the whole-object PUT, the life cycle."""

import json
from typing import Any

import httpx
import pytest
from rest_desk import RestDesk, refusal


def account(desk: RestDesk, uid: str) -> dict[str, Any]:
    answer = desk.adm("GET", f"/accounts/{uid}")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def put(desk: RestDesk, uid: str, document: object) -> httpx.Response:
    return desk.adm("PUT", f"/accounts/{uid}", json=document)


def find(desk: RestDesk, **wanted: object) -> list[str]:
    answer = desk.adm("GET", "/accounts", params={"filter": json.dumps(wanted)})
    document = answer.json()
    assert document["totalRecords"] == len(document["resourceSet"])
    return [entry["accountNumber"] for entry in document["resourceSet"]]


def test_an_account_carries_its_profile_and_its_hashed_pins(desk: RestDesk) -> None:
    document = account(desk, "1001")
    profile = document["accountProfile"]
    assert document["_id"] == "1001"
    assert profile["id"] == document["accountProfileId"]
    assert (profile["enableSessionLimit"], profile["maxSessionsAllowed"]) == (True, 3)
    master = next(pin for pin in document["pins"] if pin["type"] == "MASTER")
    assert master["value"].startswith("SENTINEL-")
    assert master["salt"].startswith("SENTINEL-")
    assert {"key": "firstName", "value": "Ada"} in document["billingAddress"]


def test_finding_by_number_by_id_and_by_anything_else(desk: RestDesk) -> None:
    assert find(desk, accountNumber="nmp.00002") == ["nmp.00002"]
    assert find(desk, _id="1003") == ["nmp.00003"]
    assert find(desk, status="SUSPENDED") == ["nmp.00003"]
    assert find(desk, accountNumber="nmp.00002", status="ACTIVE") == []
    assert find(desk, accountNumber="nobody") == []


def test_inactive_does_not_exist_here(desk: RestDesk) -> None:
    assert refusal(desk.adm("GET", "/accounts/1005")) == (404, 404)
    assert find(desk, accountNumber="nmp.00005") == []
    assert "nmp.00005" not in find(desk)
    moved = put(desk, "1001", {**account(desk, "1001"), "status": "INACTIVE"})
    assert refusal(moved) == (400, 1001)


def test_writing_back_what_was_read_changes_nothing(desk: RestDesk) -> None:
    before = account(desk, "1001")
    assert put(desk, "1001", before).json() == {"matchedCount": 1, "modifiedCount": 0}
    assert account(desk, "1001") == before


def test_a_field_left_out_becomes_null(desk: RestDesk) -> None:
    before = account(desk, "1001")
    kept = {name: before[name] for name in ("accountNumber", "status", "providerId")}
    assert put(desk, "1001", kept).json() == {"matchedCount": 1, "modifiedCount": 1}
    after = account(desk, "1001")
    assert after["providerId"] == before["providerId"]
    for name in ("signonId", "accountProfileId", "accountProfile", "billingAddress", "creditSpent",
                 "pvrStatus", "npvrProfileName", "geoBlockExempt", "validityPeriodStartDate",
                 "validityPeriodEndDate", "pins"):  # fmt: skip
        assert before[name] is not None, name
        assert after[name] is None, name


def test_a_changed_field_is_kept_and_stamped(desk: RestDesk) -> None:
    before = account(desk, "1001")
    changed = {**before, "npvrProfileName": "NPVR-500H", "geoBlockExempt": True}
    assert put(desk, "1001", changed).json()["modifiedCount"] == 1
    after = account(desk, "1001")
    assert (after["npvrProfileName"], after["geoBlockExempt"]) == ("NPVR-500H", True)
    assert after["modified"] > before["modified"]


@pytest.mark.parametrize(
    ("uid", "status", "expected"),
    [
        ("1003", "ACTIVE", 200),
        ("1003", "RESTRICTED", 200),
        ("1001", "SUSPENDED", 200),
        ("1001", "CANCELLED", 200),
        ("1004", "ACTIVE", 400),
        ("1004", "SUSPENDED", 400),
        ("1001", "ASLEEP", 400),
    ],
)
def test_the_life_cycle_holds(desk: RestDesk, uid: str, status: str, expected: int) -> None:
    before = account(desk, uid)
    answer = put(desk, uid, {**before, "status": status})
    assert answer.status_code == expected
    assert account(desk, uid)["status"] == (status if expected == 200 else before["status"])


def test_a_refused_status_leaves_every_other_field_alone(desk: RestDesk) -> None:
    before = account(desk, "1004")
    assert put(desk, "1004", {**before, "status": "ACTIVE", "providerId": "9"}).status_code == 400
    assert account(desk, "1004") == before


@pytest.mark.parametrize(
    "change",
    [
        {"status": None},
        {"accountNumber": None},
        {"accountNumber": "nmp.00002"},
        {"accountProfileId": "no-profile"},
        {"billingAddress": "Cwmbran"},
        {"creditSpent": "much"},
        {"geoBlockExempt": 1},
        {"validityPeriodEndDate": "tomorrow"},
        {"pins": [{"type": "NO-SUCH-TYPE"}]},
    ],
    ids=str,
)
def test_a_malformed_change_is_refused_whole(desk: RestDesk, change: dict[str, object]) -> None:
    before = account(desk, "1001")
    assert refusal(put(desk, "1001", {**before, "providerId": "9", **change})) == (400, 1001)
    assert account(desk, "1001") == before


def test_a_body_that_is_no_object_is_a_bad_request(desk: RestDesk) -> None:
    for body in (b"", b"{", b"[]", b"[" * 50_000):
        assert refusal(desk.adm("PUT", "/accounts/1001", content=body)) == (400, 1001)


def test_the_crm_variant_changes_the_status_alone_and_answers_201(desk: RestDesk) -> None:
    before = account(desk, "1001")
    answer = desk.adm("PUT", "/accounts/preHashedPassword/1001", json={"status": "SUSPENDED"})
    assert answer.status_code == 201
    after = account(desk, "1001")
    assert after == {**before, "status": "SUSPENDED", "modified": after["modified"]}
    desk.sandbox.rest.deviations.crm_status = 200
    answer = desk.adm("PUT", "/accounts/preHashedPassword/1001", json={"status": "ACTIVE"})
    assert answer.status_code == 200


def test_the_subscriber_sees_the_own_account_under_id(desk: RestDesk) -> None:
    answer = desk.adm("GET", "/user/accounts", headers=desk.subscriber_headers("1002")).json()
    assert answer["totalRecords"] == 1
    assert answer["resourceSet"][0]["id"] == "1002"
    assert "_id" not in answer["resourceSet"][0]


def test_the_spelling_of_ids_and_heartbeat_can_be_switched(desk: RestDesk) -> None:
    assert "heartBeat" in account(desk, "1001")["accountProfile"]
    desk.sandbox.rest.deviations.id_key = "id"
    desk.sandbox.rest.deviations.heartbeat_key = "heartbeat"
    document = account(desk, "1001")
    assert document["id"] == "1001"
    assert "_id" not in document
    assert "heartbeat" in document["accountProfile"]
