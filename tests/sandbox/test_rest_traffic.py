"""The logs a test counts by, and the faults that lie in REST's own words."""

import pytest
from rest_desk import RestDesk

CALLS = {
    "adm.accounts.change": ("PUT", "/accounts/1002"),
    "adm.accounts.change-status": ("PUT", "/accounts/preHashedPassword/1002"),
    "adm.pins.change": ("PUT", "/accounts/actions/1002/pin"),
    "adm.devices.add": ("POST", "/devices"),
    "adm.devices.change": ("PUT", "/devices/3422"),
    "adm.devices.remove": ("DELETE", "/devices/3422"),
    "adm.devices.remove-all": ("DELETE", "/devices"),
}
OPTIONS = {
    "adm.devices.change": {"json": {"smartCardId": "000145098241"}},
    "adm.accounts.change-status": {"json": {"status": "SUSPENDED"}},
    "adm.pins.change": {"json": {"type": "MASTER", "value": "1"}},
    "adm.devices.remove-all": {"params": {"accountUid": "1002"}},
}


def test_a_write_is_logged_with_its_target_correlation_id_and_outcome(desk: RestDesk) -> None:
    body = {"smartCardId": "000145098241"}
    desk.adm("PUT", "/devices/3422", json=body, headers={"x-correlation-id": "case-77"})
    desk.adm("PUT", "/devices/3423", json=body)
    desk.adm("GET", "/devices/3422")
    done, refused = desk.sandbox.writes
    assert (done.family, done.operation, done.targets, done.correlation_id, done.outcome) == (
        "opf", "adm.devices.change", ("3422",), "case-77", "done",
    )  # fmt: skip
    assert (refused.targets, refused.outcome) == (("3423",), "refused 400 400")


def test_reads_are_counted_by_operation_and_are_no_writes(desk: RestDesk) -> None:
    desk.sandbox.traffic.clear()
    desk.adm("GET", "/bundled/devices/3421")
    desk.devices(accountUid="1001")
    desk.devices(caSN="E833815A9290")
    assert desk.sandbox.counts() == {"adm.bundled.device": 1, "adm.devices.find": 2}
    assert desk.sandbox.writes == []


@pytest.mark.parametrize("operation", CALLS)
def test_a_write_without_effect_says_it_is_done_and_changes_nothing(
    desk: RestDesk, operation: str
) -> None:
    before = (desk.adm("GET", "/bundled/accounts/1002").json(), desk.sandbox.world.counts())
    desk.sandbox.fault(f"no-effect operation={operation}")
    method, path = CALLS[operation]
    answer = desk.adm(method, path, **OPTIONS.get(operation, {"json": {}}))
    assert answer.is_success
    assert answer.json() != {"matchedCount": 1, "modifiedCount": 0}
    assert answer.json() != {"deletedCount": 0}
    after = (desk.adm("GET", "/bundled/accounts/1002").json(), desk.sandbox.world.counts())
    assert after == before
    (write,) = desk.sandbox.writes
    assert (write.operation, write.outcome) == (operation, "acknowledged without effect")


def test_without_effect_reaches_every_module(desk: RestDesk) -> None:
    desk.sandbox.fault("no-effect family=opf")
    before = desk.sandbox.world.counts()
    box = desk.sandbox.world.box("3421")
    assert box is not None
    subscribed = box.cas_products
    products = {"entitlements": [{"productId": "p1"}]}
    cag = desk.cag("POST", "/devices/3421/entitlements", json=products).json()
    assert {item["responseCode"] for item in cag["commandResults"]} == {"1028"}
    assert desk.rmg("POST", "/entitlements", json={}).status_code == 201
    assert desk.message("9002", {}).status_code == 200
    assert list(desk.kill("Account", {"account": "1001"}).json().values()) == [1]
    assert box.cas_products == subscribed
    assert desk.sandbox.world.counts() == before
    assert len(desk.sandbox.writes) == 4


def test_an_absent_bundled_call_is_a_404_without_an_error_code(desk: RestDesk) -> None:
    desk.sandbox.fault("absent operation=adm.bundled.*")
    for path in ("/bundled/devices/3421", "/bundled/accounts/1001"):
        answer = desk.adm("GET", path)
        assert answer.status_code == 404
        assert b"errorCode" not in answer.content
    assert desk.adm("GET", "/devices/3421").status_code == 200


def test_a_401_in_mid_flow_processes_nothing_and_passes(desk: RestDesk) -> None:
    desk.sandbox.fault("status 401 operation=adm.devices.change count=1")
    body = {"smartCardId": "000145098241"}
    assert desk.adm("PUT", "/devices/3422", json=body).status_code == 401
    assert desk.devices(smartCardId="000145098241") == []
    assert desk.adm("PUT", "/devices/3422", json=body).json()["modifiedCount"] == 1
