"""SRM: set up, keep alive, tear down; a refusal comes as HTTP 200 with errorResponse."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from soap_desk import SoapDesk

from smstui.sandbox.fixtures import fill_sessions, silence

URL = "/srm/v1/sessions"
FILM = {"content": {"contentID": "film-1", "contentType": "COD"}}


class Client:
    """A subscriber's device."""

    def __init__(self, soap: SoapDesk, device: str = "3421") -> None:
        self._base = soap.access.srm_url + URL
        self._headers = {"Client-Token": device}

    def send(self, method: str, path: str = "", document: object = None) -> httpx.Response:
        return httpx.request(
            method, self._base + path, json=document, headers=self._headers, trust_env=False
        )


def error(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200
    refusal: dict[str, Any] = answer.json()["errorResponse"]
    assert set(refusal) == {"code", "status", "errorCode", "errorMessage"}
    return refusal


def listed(soap: SoapDesk, number: str = "nmp.00001") -> list[str]:
    answer = soap.http.get(soap.access.srm_url + URL, params={"accountNumber": number})
    return [each["sessionId"] for each in answer.json()["successResponse"]["content"]]


@pytest.mark.parametrize("token", ["3421", "E833815A9290", "kitchen-tablet"])
def test_a_session_begins_lives_and_ends(soap: SoapDesk, token: str) -> None:
    client = Client(soap, token)
    created = client.send("POST", document=FILM).json()["successResponse"]["content"][0]
    session_id = str(UUID(created["sessionId"]))
    world = soap.sandbox.world
    session = world.sessions.first("srm_id", session_id)
    assert session is not None
    silence(world, session, hours=9)
    assert client.send("PUT", f"/{session_id}").content == b""
    assert session.modified_date is not None
    assert world.now() - session.modified_date < timedelta(minutes=1)
    assert session_id in listed(soap)
    ended = client.send("DELETE", f"/{session_id}")
    assert (ended.status_code, ended.content) == (200, b"")
    assert session_id not in listed(soap)


def test_the_operator_ends_anyones_session(soap: SoapDesk) -> None:
    (session_id,) = listed(soap)
    answer = soap.http.delete(f"{soap.access.srm_url}{URL}/{session_id}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert listed(soap) == []
    assert [(w.operation, w.targets) for w in soap.sandbox.writes] == [
        ("srm-tear-down", (session_id,))
    ]


@pytest.mark.parametrize("document", [{}, {"content": {"contentID": "x"}}, {"content": 3}, []])
def test_a_malformed_set_up_is_srm_0002(soap: SoapDesk, document: object) -> None:
    assert error(Client(soap).send("POST", document=document))["errorCode"] == "SRM-0002"
    assert error(soap.http.get(soap.access.srm_url + URL))["errorCode"] == "SRM-0002"


def test_a_full_account_is_refused_with_http_200(soap: SoapDesk) -> None:
    world = soap.sandbox.world
    account = world.account("nmp.00001")
    assert account is not None
    fill_sessions(world, account)
    refusal = error(Client(soap).send("POST", document=FILM))
    assert "3 sessions" in refusal["errorMessage"]
    assert len(listed(soap)) == 3
    assert soap.sandbox.writes[0].outcome.startswith("refused")


def test_a_client_ends_its_own_accounts_sessions_only(soap: SoapDesk) -> None:
    (session_id,) = listed(soap)
    assert (
        "not found" in error(Client(soap, "3430").send("DELETE", f"/{session_id}"))["errorMessage"]
    )
    assert listed(soap) == [session_id]


def test_a_session_nobody_has(soap: SoapDesk) -> None:
    for method in ("PUT", "DELETE"):
        assert "not found" in error(Client(soap).send(method, "/none"))["errorMessage"]
    assert (
        "not found"
        in error(soap.http.get(soap.access.srm_url + URL, params={"accountNumber": "none"}))[
            "errorMessage"
        ]
    )


def test_strangers_are_turned_away(soap: SoapDesk) -> None:
    stranger = Client(soap, "nobody")
    for method, path in (("POST", ""), ("GET", ""), ("PUT", "/x"), ("DELETE", "/x")):
        assert stranger.send(method, path, FILM).status_code == 401


def test_an_end_without_effect(soap: SoapDesk) -> None:
    soap.sandbox.fault("no-effect")
    (session_id,) = listed(soap)
    assert soap.http.delete(f"{soap.access.srm_url}{URL}/{session_id}").status_code == 200
    assert Client(soap).send("POST", document=FILM).json()["successResponse"]
    assert Client(soap).send("PUT", f"/{session_id}").status_code == 200
    assert listed(soap) == [session_id]
