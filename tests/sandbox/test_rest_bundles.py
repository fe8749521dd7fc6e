"""Bundled calls: one answer holds the account, its users and all its devices."""

import pytest
from rest_desk import RestDesk, refusal

from smstui.sandbox.fixtures import add_account


@pytest.mark.parametrize("device_id", ["3421", "9002"])
def test_any_device_brings_the_whole_household(desk: RestDesk, device_id: str) -> None:
    bundle = desk.adm("GET", f"/bundled/devices/{device_id}").json()
    assert set(bundle) == {"account", "users", "devices"}
    assert bundle["account"] == desk.adm("GET", "/accounts/1001").json()
    assert bundle["devices"] == desk.devices(accountUid="1001")
    assert {user["loginId"] for user in bundle["users"]} == {"ada.byron", "byron.home"}
    assert sum(user["defaultUser"] for user in bundle["users"]) == 1


def test_the_account_call_answers_the_same(desk: RestDesk) -> None:
    by_device = desk.adm("GET", "/bundled/devices/3421").json()
    assert desk.adm("GET", "/bundled/accounts/1001").json() == by_device


def test_the_flat_shape_holds_the_same_facts(desk: RestDesk) -> None:
    nested = desk.adm("GET", "/bundled/devices/3421").json()
    desk.sandbox.rest.deviations.bundle_shape = "flat"
    flat = desk.adm("GET", "/bundled/devices/3421").json()
    assert flat == {**nested["account"], "users": nested["users"], "devices": nested["devices"]}


def test_a_device_without_an_account_is_alone(desk: RestDesk) -> None:
    world = desk.sandbox.world
    box = world.box("3422")
    assert box is not None
    world.change(box, account_uid=None)
    bundle = desk.adm("GET", "/bundled/devices/3422").json()
    assert (bundle["account"], bundle["users"]) == (None, [])
    assert [device["_id"] for device in bundle["devices"]] == ["3422"]


def test_the_subscriber_gets_the_list_envelope(desk: RestDesk) -> None:
    headers = desk.subscriber_headers("1002")
    answer = desk.adm("GET", "/user/bundled/accounts", headers=headers).json()
    assert answer["totalRecords"] == 1
    assert answer["resourceSet"][0]["account"]["id"] == "1002"


def test_an_unknown_account_is_not_found(desk: RestDesk) -> None:
    assert refusal(desk.adm("GET", "/bundled/accounts/1")) == (404, 404)


def test_ten_thousand_devices_come_in_one_answer(desk: RestDesk) -> None:
    account = add_account(desk.sandbox.world, "huge", boxes=6_000, players=4_000)
    bundle = desk.adm("GET", f"/bundled/accounts/{account.uid}").json()
    assert len(bundle["devices"]) == 10_000
    assert desk.sandbox.counts()["adm.bundled.account"] == 1
