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
    answer = desk.cag("PUT", "/devices/3421/recovery", json={"years": "1"})
    assert results(answer) == [OK]
    assert answer.json()["commandResults"][0]["commandName"] == "recoverSectorDatecode"
    assert desk.sandbox.world.cas.recovered == {"3421": 1}
    for body in ({}, {"years": 1}, {"years": "0"}, {"years": "many"}):
        assert refusal(desk.cag("PUT", "/devices/3421/recovery", json=body)) == (400, 1001)


def test_the_cas_pairs_a_chipset_apart_from_the_record(desk: RestDesk) -> None:
    world, chipset = desk.sandbox.world, "E833815A9290"
    assert world.cas.card_of(chipset) == "000145098240"
    answer = desk.cag("PUT", f"/devices/3421/chipsets/{chipset}/unpair")
    assert results(answer) == [OK]
    assert answer.json()["commandResults"][0]["commandName"] == "unPairChipSet"
    assert world.cas.card_of(chipset) is None
    assert box(desk).smartcard_id == "000145098240"
    assert results(desk.cag("PUT", f"/devices/3421/chipsets/{chipset}/unpair")) != [OK]
    answer = desk.cag("PUT", f"/devices/3421/chipsets/{chipset}/pair")
    assert results(answer) == [OK]
    assert answer.json()["commandResults"][0]["commandName"] == "pairChipSet"
    assert world.cas.card_of(chipset) == "000145098240"
    assert refusal(desk.cag("PUT", "/devices/3421/chipsets/other/pair")) == (400, 1001)
    assert refusal(desk.cag("PUT", f"/devices/3421/chipsets/{chipset}/pair", json={})) == (
        400,
        1001,
    )
    empty = box(desk, "3422").casn
    assert refusal(desk.cag("PUT", f"/devices/3422/chipsets/{empty}/pair")) == (400, 1001)


def test_a_failing_pair_command_leaves_the_cas_as_it_is(desk: RestDesk) -> None:
    url = "/devices/3421/chipsets/E833815A9290"
    desk.sandbox.fault("cas-fail")
    assert results(desk.cag("PUT", f"{url}/unpair")) != [OK]
    assert desk.sandbox.world.cas.card_of("E833815A9290") == "000145098240"


@pytest.mark.parametrize(("kind", "command"), [("message", "sendMessage"), ("mail", "sendMail")])
def test_a_text_is_sent_to_a_box(desk: RestDesk, kind: str, command: str) -> None:
    body = {"messageBody": "Please call us.", "textMode": "Raw"}
    answer = desk.cag("POST", f"/devices/3421/{kind}", json=body)
    assert results(answer) == [OK]
    assert answer.json()["commandResults"][0]["commandName"] == command
    (shown,) = desk.sandbox.world.cas.shown
    assert (shown.device_uid, shown.kind, shown.text) == ("3421", kind, "Please call us.")
    for change in ({"messageBody": ""}, {"textMode": "Rich"}):
        answer = desk.cag("POST", f"/devices/3421/{kind}", json=body | change)
        assert refusal(answer) == (400, 1001)


def test_a_box_is_named_by_the_field_that_the_site_uses(desk: RestDesk) -> None:
    deviations = desk.sandbox.rest.deviations
    deviations.cas_device_key, deviations.cas_chipset_key = "smartCardId", "nuID"
    nuid = box(desk).nuid
    url = f"/devices/000145098240/chipsets/{nuid}/unpair"
    assert results(desk.cag("PUT", url)) == [OK]
    assert refusal(desk.cag("PUT", f"/devices/3421/chipsets/{nuid}/unpair")) == (404, 4403)


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
