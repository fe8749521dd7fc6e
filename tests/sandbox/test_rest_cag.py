"""CAG: every command has its own result, and what failed was not done."""

import httpx
import pytest
from rest_desk import RestDesk, refusal

from smstui.sandbox.entities import SetTopBox

OK = ("1028", "OK")


def box(desk: RestDesk, uid: str = "3421") -> SetTopBox:
    record = desk.sandbox.world.box(uid)
    assert record is not None
    return record


@pytest.fixture(autouse=True)
def nothing_at_the_cas(desk: RestDesk) -> None:
    """Every test starts from a box that the CAS was never told anything about."""
    desk.sandbox.world.change(box(desk), cas_products=None, cas_pins=None)


def entitle(desk: RestDesk, method: str, *products: str, uid: str = "3421") -> httpx.Response:
    body = {"entitlements": [{"productId": product} for product in products]}
    return desk.cag(method, f"/devices/{uid}/entitlements", json=body)


def results(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200
    document = answer.json()
    assert document["commandCount"] == len(document["commandResults"])
    return [(item["responseCode"], item["responseText"]) for item in document["commandResults"]]


def test_products_are_added_replaced_and_taken_away(desk: RestDesk) -> None:
    assert results(entitle(desk, "POST", "p1", "p2")) == [OK, OK]
    assert results(entitle(desk, "POST", "p3")) == [OK]
    assert box(desk).cas_products == {"p1", "p2", "p3"}
    assert results(entitle(desk, "PUT", "p3", "p4")) == [OK, OK]
    assert box(desk).cas_products == {"p3", "p4"}
    answer = desk.cag("DELETE", "/devices/3421/entitlements", params={"products": "p3,p4"})
    assert results(answer) == [OK, OK]
    assert box(desk).cas_products == set()


def test_one_failing_command_shows_in_its_item_alone(desk: RestDesk) -> None:
    desk.sandbox.fault("cas-fail operation=cag.subscribe count=1")
    answer = entitle(desk, "POST", "p1", "p2")
    first, second = results(answer)
    assert (first, second == OK) == (OK, False)
    assert answer.json()["status"] == "OK"
    assert box(desk).cas_products == {"p1"}
    assert results(entitle(desk, "POST", "p2")) == [OK]


def test_a_pin_is_set_and_reset_and_stays_out_of_both_logs(desk: RestDesk) -> None:
    assert results(desk.cag("PUT", "/devices/3421/pin/864213")) == [OK]
    assert box(desk).cas_pins == {"1": "864213"}
    assert "864213" not in repr(desk.sandbox.requests)
    assert "864213" not in repr(desk.sandbox.writes)
    assert results(desk.cag("PUT", "/devices/3421/pin")) == [OK]
    assert not box(desk).cas_pins


def test_a_failing_pin_command_sets_nothing(desk: RestDesk) -> None:
    desk.sandbox.fault("cas-fail")
    assert results(desk.cag("PUT", "/devices/3421/pin/864213")) != [OK]
    assert not box(desk).cas_pins


def test_the_date_code_recovery_is_acknowledged(desk: RestDesk) -> None:
    assert results(desk.cag("PUT", "/devices/3421/recoverSectorDatecode")) == [OK]


def test_specifications_must_speak_of_this_box(desk: RestDesk) -> None:
    good = {
        "deviceSpecification": {"deviceId": "3421", "deviceType": "CardBased"},
        "smartCardSpecification": {"smartCardId": "000145098240"},
        "settopBoxSpecification": {"chipsetSerialNumber": "E833815A9290"},
        "metadataSet": [],
        "entitlements": [{"productId": "p1"}],
    }
    url = "/devices/3421/entitlements"
    assert results(desk.cag("POST", url, json=good)) == [OK]
    for change in (
        {"deviceSpecification": {"deviceId": "3422", "deviceType": "CardBased"}},
        {"deviceSpecification": {"deviceId": "3421", "deviceType": "Cardboard"}},
        {"smartCardSpecification": None},
        {"smartCardSpecification": {"smartCardId": "000145098241"}},
        {"settopBoxSpecification": {"chipsetSerialNumber": "E833815A9301"}},
        {"entitlements": []},
        {"entitlements": [{}]},
    ):
        answer = desk.cag("POST", url, json={**good, **change})
        assert refusal(answer) == (400, 1001), change
    assert box(desk).cas_products == {"p1"}


@pytest.mark.parametrize("uid", ["9002", "1"])
def test_only_a_box_takes_commands(desk: RestDesk, uid: str) -> None:
    assert refusal(desk.cag("PUT", f"/devices/{uid}/pin")) == (404, 4403)


def test_another_cas_instance_is_not_found(desk: RestDesk) -> None:
    url = f"{desk.access.cag_url}/v1/other/devices/3421/pin"
    assert refusal(desk.http.put(url, headers=desk.headers)) == (404, 404)
    answer = desk.cag("DELETE", "/devices/3421/entitlements")
    assert refusal(answer) == (400, 1001)
