"""Every operation asks for the headers and the token of its module before anything else."""

import re

import pytest
from rest_desk import RestDesk, refusal

from smstui.sandbox.rest.app import OPERATIONS
from smstui.sandbox.rest.call import Operation

GUARDED = [operation for operation in OPERATIONS if operation.guards]


def url_of(desk: RestDesk, operation: Operation) -> str:
    ids = {
        "cas_instance": desk.access.cas_instance,
        "front_end": desk.access.front_end_address,
        "tenant": desk.access.tenant,
        "device_id": "3421",
        "account_id": "1001",
        "entitlement_id": "60001",
        "pin": "1234",
        "chipset": "E833815A9290",
    }
    return desk.sandbox.url + re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], operation.path)


@pytest.mark.parametrize("operation", GUARDED, ids=lambda operation: operation.name)
def test_without_a_token_nothing_opens_and_nothing_is_written(
    desk: RestDesk, operation: Operation
) -> None:
    answer = desk.http.request(
        operation.method,
        url_of(desk, operation),
        headers={"nv-tenant-id": desk.access.tenant, "operator": desk.access.operator},
    )
    assert answer.status_code == 401
    assert set(answer.json()) == {"message", "code", "errorCode"}
    assert desk.sandbox.writes == []


TENANTED = [
    o for o in GUARDED if o.path.startswith(("/adm/", "/rmg/", "/cag/")) and "/user/" not in o.path
]


@pytest.mark.parametrize("operation", TENANTED, ids=lambda operation: operation.name)
@pytest.mark.parametrize("tenant", [None, "another"])
def test_adm_rmg_and_cag_want_the_tenant(
    desk: RestDesk, operation: Operation, tenant: str | None
) -> None:
    headers = {k: v for k, v in desk.headers.items() if k != "nv-tenant-id"}
    if tenant:
        headers["nv-tenant-id"] = tenant
    answer = desk.http.request(operation.method, url_of(desk, operation), headers=headers)
    assert refusal(answer) == (400, 1001)
    assert "nv-tenant-id" in answer.json()["message"]
    assert desk.sandbox.writes == []


@pytest.mark.parametrize("operator", ["", "another"])
def test_cag_wants_the_operator(desk: RestDesk, operator: str) -> None:
    answer = desk.cag("PUT", "/devices/3421/pin", headers={"operator": operator})
    assert refusal(answer) == (400, 1001)
    assert "operator" in answer.json()["message"]


@pytest.mark.parametrize("path", ["/user/accounts", "/user/bundled/accounts"])
def test_client_calls_want_token_tenant_and_correlation_id(desk: RestDesk, path: str) -> None:
    headers = desk.subscriber_headers("1001")
    assert desk.adm("GET", path, headers=headers).status_code == 200
    assert refusal(desk.adm("GET", path, headers={**headers, "token": "made-up"})) == (401, 401)
    for header in ("nv-tenant-id", "x-correlation-id"):
        answer = desk.adm("GET", path, headers={**headers, header: ""})
        assert refusal(answer) == (400, 1001)
        assert header in answer.json()["message"]


def test_an_operator_token_opens_no_client_call(desk: RestDesk) -> None:
    assert desk.adm("GET", "/user/accounts").status_code == 401
