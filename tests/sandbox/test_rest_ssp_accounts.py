"""The SSP's own ADM: a status apart from the platform's, for whoever signs as the SSP wants."""

import json

import pytest
from rest_desk import RestDesk

ACCOUNTS = "/v1/accounts"


def ask(desk: RestDesk, method: str, path: str, **options):
    headers = {"nv-authorizations": desk.ssp_token(), "nv-tenant-id": desk.access.tenant}
    headers |= options.pop("headers", {})
    return desk.http.request(method, desk.access.ssp_url + path, headers=headers, **options)


def found(desk: RestDesk, number: str) -> dict:
    wanted = {"filter": json.dumps({"accountNumber": number})}
    (only,) = ask(desk, "GET", ACCOUNTS, params=wanted).json()["resourceSet"]
    return only


def test_it_keeps_a_status_of_its_own_by_an_id_of_its_own(desk: RestDesk) -> None:
    account = found(desk, "nmp.00001")
    assert account == {"_id": "ssp-1001", "accountNumber": "nmp.00001", "status": "ACTIVE"}
    answer = ask(desk, "PUT", f"{ACCOUNTS}/ssp-1001", json={"status": "SUSPENDED"})
    assert answer.json() == {"matchedCount": 1, "modifiedCount": 1}
    assert ask(desk, "GET", f"{ACCOUNTS}/ssp-1001").json()["status"] == "SUSPENDED"
    assert desk.adm("GET", "/accounts/1001").json()["status"] == "ACTIVE"
    (write,) = desk.sandbox.writes
    assert (write.operation, write.targets) == ("ssp.accounts.change", ("ssp-1001",))


def test_it_does_not_follow_the_platform(desk: RestDesk) -> None:
    desk.adm("PUT", "/accounts/preHashedPassword/1001", json={"status": "RESTRICTED"})
    assert found(desk, "nmp.00001")["status"] == "ACTIVE"


@pytest.mark.parametrize(("before", "after"), [("1004", "ACTIVE"), ("1001", "NONSENSE")])
def test_it_has_the_same_life_cycle(desk: RestDesk, before: str, after: str) -> None:
    answer = ask(desk, "PUT", f"{ACCOUNTS}/ssp-{before}", json={"status": after})
    assert answer.status_code == 400


def test_it_wants_its_own_token_and_knows_only_its_own_ids(desk: RestDesk) -> None:
    operator = {"nv-authorizations": "", "Authorization": desk.headers["Authorization"]}
    path = f"{ACCOUNTS}/ssp-1001"
    assert ask(desk, "GET", path, headers=operator).status_code == 401
    assert ask(desk, "GET", path, headers={"nv-tenant-id": ""}).status_code == 400
    assert ask(desk, "GET", f"{ACCOUNTS}/1001").status_code == 404
