"""Operator tokens: what is granted, how long it lasts, and who refuses it afterwards."""

import pytest
from rest_desk import RestDesk, refusal

from smstui.sandbox.server import Sandbox


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


def signed_in(desk: RestDesk) -> tuple[Clock, dict[str, str], str]:
    clock = Clock()
    desk.sandbox.rest.tokens.now = clock
    pair = desk.sign_in().json()
    return clock, {"Authorization": f"Bearer {pair['access_token']}"}, pair["refresh_token"]


def test_a_password_grant_tells_the_documented_lifetimes(desk: RestDesk) -> None:
    pair = desk.sign_in().json()
    assert (pair["expires_in"], pair["refresh_expires_in"]) == (300, 1800)
    assert pair["token_type"] == "Bearer"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"password": "wrong"}, 401, "invalid_grant"),
        ({"username": "nobody"}, 401, "invalid_grant"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"password": ""}, 400, "invalid_request"),
        ({"grant_type": "implicit"}, 400, "unsupported_grant_type"),
    ],
)
def test_what_keycloak_refuses(
    desk: RestDesk, changes: dict[str, str], status: int, error: str
) -> None:
    answer = desk.sign_in(**changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert desk.access.password not in answer.text


def test_an_access_token_runs_out_with_403_on_accounts_and_401_elsewhere(desk: RestDesk) -> None:
    clock, headers, _ = signed_in(desk)
    clock.at += 299
    assert desk.adm("GET", "/accounts/1001", headers=headers).status_code == 200
    clock.at += 1
    assert refusal(desk.adm("GET", "/accounts/1001", headers=headers)) == (403, 403)
    assert refusal(desk.adm("GET", "/bundled/accounts/1001", headers=headers)) == (403, 403)
    assert refusal(desk.adm("GET", "/devices/3421", headers=headers)) == (401, 401)
    assert refusal(desk.rmg("GET", "/entitlements", headers=headers)) == (401, 401)
    assert refusal(desk.cag("PUT", "/devices/3421/pin", headers=headers)) == (401, 401)


def test_a_refresh_token_brings_a_new_pair_until_it_runs_out_itself(desk: RestDesk) -> None:
    clock, headers, refresh_token = signed_in(desk)
    clock.at += 1799
    fresh = desk.refresh(refresh_token).json()["access_token"]
    assert desk.adm("GET", "/devices/3421", headers=headers).status_code == 401
    headers = {"Authorization": f"Bearer {fresh}"}
    assert desk.adm("GET", "/devices/3421", headers=headers).status_code == 200
    clock.at += 1
    late = desk.refresh(refresh_token)
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


def test_an_access_token_is_no_refresh_token_and_the_reverse(desk: RestDesk) -> None:
    pair = desk.sign_in().json()
    assert desk.refresh(pair["access_token"]).status_code == 400
    headers = {"Authorization": f"Bearer {pair['refresh_token']}"}
    assert desk.adm("GET", "/devices/3421", headers=headers).status_code == 401


def test_lifetimes_can_be_set(desk: RestDesk) -> None:
    clock, _, _ = signed_in(desk)
    desk.sandbox.rest.tokens.access_s = 5
    pair = desk.sign_in().json()
    assert pair["expires_in"] == 5
    clock.at += 5
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    assert desk.adm("GET", "/devices/3421", headers=headers).status_code == 401


def test_a_user_without_the_operator_role_opens_nothing(desk: RestDesk) -> None:
    desk.sandbox.rest.tokens.has_operator_role = False
    assert refusal(desk.adm("GET", "/accounts/1001")) == (403, 403)
    assert refusal(desk.adm("GET", "/devices/3421")) == (401, 401)


def test_a_client_token_runs_out_as_well(desk: RestDesk) -> None:
    clock, _, _ = signed_in(desk)
    headers = desk.subscriber_headers("1001")
    clock.at += 299
    assert desk.adm("GET", "/user/accounts", headers=headers).status_code == 200
    clock.at += 1
    assert refusal(desk.adm("GET", "/user/accounts", headers=headers)) == (401, 401)


def test_revoked_tokens_are_refused_and_a_refresh_still_works(desk: RestDesk) -> None:
    _, headers, refresh_token = signed_in(desk)
    desk.sandbox.rest.tokens.revoke()
    assert desk.adm("GET", "/devices/3421", headers=headers).status_code == 401
    assert desk.refresh(refresh_token).status_code == 200


def test_a_token_is_good_in_its_own_sandbox_only(desk: RestDesk) -> None:
    with Sandbox() as other:
        elsewhere = RestDesk(other)
        headers = {"Authorization": elsewhere.headers["Authorization"]}
        elsewhere.http.close()
    assert desk.adm("GET", "/devices/3421", headers=headers).status_code == 401
