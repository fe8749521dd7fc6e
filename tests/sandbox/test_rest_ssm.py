"""SSM: ending sessions with the signed token, and how many there were."""

import pytest
from rest_desk import RestDesk, refusal

from smstui.sandbox.fixtures import fill_sessions


def number_of(answer: dict[str, object]) -> int:
    """The one integer of the answer, whatever its key."""
    (number,) = (value for value in answer.values() if isinstance(value, int))
    return number


@pytest.fixture
def busy(desk: RestDesk) -> RestDesk:
    """Account 1001 with three sessions, each on a device of its own."""
    account = desk.sandbox.world.accounts.get("1001")
    assert account is not None
    fill_sessions(desk.sandbox.world, account)
    return desk


def watching(desk: RestDesk) -> list[str]:
    return [session.device_uid for session in desk.sandbox.world.sessions]


def test_all_sessions_of_an_account_end_and_are_counted(busy: RestDesk) -> None:
    assert number_of(busy.kill("Account", {"account": "1001"}).json()) == 3
    assert watching(busy) == []
    assert number_of(busy.kill("Account", {"account": "1001"}).json()) == 0
    assert [write.targets[-1] for write in busy.sandbox.writes] == ["1001", "1001"]


def test_the_sessions_of_one_device_end_and_the_others_go_on(busy: RestDesk) -> None:
    first, *others = watching(busy)
    assert number_of(busy.kill("Device", {"device": first}).json()) == 1
    assert watching(busy) == others


def test_the_observed_body_and_another_key_can_be_switched_on(busy: RestDesk) -> None:
    assert refusal(busy.kill("Account", {"accountId": "1001"})) == (400, 1011)
    busy.sandbox.rest.deviations.kill_body = "observed"
    busy.sandbox.rest.deviations.killed_key = "count"
    assert refusal(busy.kill("Account", {"account": "1001"})) == (400, 1011)
    assert busy.kill("Account", {"accountId": "1001"}).json() == {"count": 3}


@pytest.mark.parametrize(
    ("what", "document", "expected"),
    [
        ("Account", {"account": "1"}, (404, 3001)),
        ("Account", {"account": "1005"}, (404, 3001)),
        ("Device", {"device": "1"}, (404, 3004)),
        ("Device", {}, (400, 1011)),
        ("Device", [], (400, 1000)),
    ],
)
def test_what_ssm_refuses(
    busy: RestDesk, what: str, document: object, expected: tuple[int, int]
) -> None:
    assert refusal(busy.kill(what, document)) == expected
    assert len(watching(busy)) == 3


def test_the_token_is_the_signed_one_bare_and_fresh(busy: RestDesk) -> None:
    operator = busy.headers["Authorization"].removeprefix("Bearer ")
    for token, code in (
        (operator, 1012),
        (f"Bearer {busy.ssp_token()}", 1003),
        (busy.ssp_token(exp=1), 1004),
        (busy.ssp_token(typ="AuthZ"), 1006),
        (busy.ssp_token()[:-4] + "AAAA", 1003),
    ):
        assert refusal(busy.kill("Account", {"account": "1001"}, token)) == (401, code)
    assert len(watching(busy)) == 3
    assert busy.sandbox.writes == []


def test_another_tenant_is_1005_and_another_front_end_is_nobody(busy: RestDesk) -> None:
    headers = {"nv-authorizations": busy.ssp_token()}
    root, body = busy.access.ssm_url, {"account": "1001"}
    for place, expected in (
        (f"{busy.access.front_end_address}/north", (401, 1005)),
        (f"elsewhere/{busy.access.tenant}", (404, 404)),
    ):
        url = f"{root}/{place}/ssm/v1/sessions/killAccountSessions"
        assert refusal(busy.http.put(url, json=body, headers=headers)) == expected
    assert len(watching(busy)) == 3
