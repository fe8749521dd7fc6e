"""RMG: the rights of an account, listed, created, subscribed and unsubscribed."""

import json
from typing import Any

import pytest
from rest_desk import RestDesk, refusal

from smstui.sandbox.entities import Right
from smstui.sandbox.fixtures import add_account

NEW = {
    "accountId": "1001",
    "productId": "7009",
    "validityType": "ABSOLUTE",
    "productType": "SUBSCRIPTION",
    "validFrom": "2026-01-01T00:00:00Z",
    "expiryDate": "2027-01-01T00:00:00.000Z",
}


def listed(desk: RestDesk, limit: int | None = None, **wanted: object) -> dict[str, Any]:
    parameters: dict[str, Any] = {"filter": json.dumps(wanted)}
    if limit is not None:
        parameters["limit"] = limit
    document: dict[str, Any] = desk.rmg("GET", "/entitlements", params=parameters).json()
    return document


def test_rights_of_an_account_with_their_devices_and_dates(desk: RestDesk) -> None:
    answer = listed(desk, accountId="1001")
    by_id = {right["_id"]: right for right in answer["resourceSet"]}
    assert answer["totalRecords"] == len(by_id) == 3
    assert by_id["60003"]["deviceId"] == "9002"
    assert by_id["60001"]["status"] == "SUBSCRIBED"
    assert by_id["60002"]["expiryDate"] < by_id["60001"]["expiryDate"]
    assert listed(desk, 0, accountId="1001") == {"totalRecords": 3, "resourceSet": []}
    assert listed(desk, productId="7003")["totalRecords"] == 1


def test_a_right_is_created_and_its_status_changed(desk: RestDesk) -> None:
    answer = desk.rmg("POST", "/entitlements", json=NEW)
    assert answer.status_code == 201
    uid = answer.json()["_id"]
    right = listed(desk, productId="7009")["resourceSet"][0]
    assert right["_id"] == uid
    assert {name: right[name] for name in NEW} == {**NEW, "validFrom": "2026-01-01T00:00:00.000Z"}
    for status, modified in (("UNSUBSCRIBED", 1), ("UNSUBSCRIBED", 0), ("SUBSCRIBED", 1)):
        answer = desk.rmg("PUT", f"/entitlements/{uid}", json={"status": status})
        assert answer.json() == {"matchedCount": 1, "modifiedCount": modified}
        assert listed(desk, productId="7009")["resourceSet"][0]["status"] == status


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"accountId": "1"}, (404, 404)),
        ({"accountId": "1005"}, (404, 404)),
        ({"deviceId": "1"}, (404, 4403)),
        ({"productId": None}, (400, 1001)),
        ({"validityType": "FOREVER"}, (400, 1001)),
        ({"productType": "GIFT"}, (400, 1001)),
        ({"validFrom": "yesterday"}, (400, 1001)),
        ({"expiryDate": 5}, (400, 1001)),
    ],
    ids=str,
)
def test_a_malformed_right_is_not_created(
    desk: RestDesk, change: dict[str, object], expected: tuple[int, int]
) -> None:
    before = desk.sandbox.world.counts()
    assert refusal(desk.rmg("POST", "/entitlements", json={**NEW, **change})) == expected
    assert desk.sandbox.world.counts() == before


def test_an_unknown_right_or_status_is_refused(desk: RestDesk) -> None:
    answer = desk.rmg("PUT", "/entitlements/1", json={"status": "SUBSCRIBED"})
    assert refusal(answer) == (404, 404)
    answer = desk.rmg("PUT", "/entitlements/60001", json={"status": "PAUSED"})
    assert refusal(answer) == (400, 1001)


def test_rights_of_an_inactive_account_are_not_here(desk: RestDesk) -> None:
    world = desk.sandbox.world
    account = add_account(world, "sleeping", status="INACTIVE")
    world.add(Right(uid="77", account_uid=account.uid, policy_group_uid="7009"))
    assert listed(desk, accountId=account.uid)["totalRecords"] == 0
    assert listed(desk, productId="7009")["totalRecords"] == 0
    answer = desk.rmg("PUT", "/entitlements/77", json={"status": "UNSUBSCRIBED"})
    assert refusal(answer) == (404, 404)
