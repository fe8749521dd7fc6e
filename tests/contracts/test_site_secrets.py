"""The secrets of a site beside its password are sent, kept in memory, and told to nobody."""

import base64
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from platform_line import Saying, answer, connected, reading, soap

from smstui.config.settings import Deployment
from smstui.domain.errors import BadConfiguration, PlatformError
from smstui.domain.secret import Secret
from smstui.platforms.connect import connect
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.site_secrets import secret_settings

WORD = "very-secret-word-0815"
NOBODY = soap("<r/>")


def soap_settings(url: str) -> dict[str, Any]:
    return {"base_url": url, "username": "desk"}


def opf_settings(url: str) -> dict[str, Any]:
    return {
        "adm_url": f"{url}/adm",
        "keycloak_url": f"{url}/keycloak",
        "client_id": "smstui",
        "username": "desk",
        "tenant": "t-1",
    }


TOKEN = answer("200 OK", json.dumps({"access_token": "t-1"}), "application/json")


@pytest.mark.parametrize("way", ["env", "command", "file"])
async def test_a_header_of_each_secret_form_is_on_every_call(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    monkeypatch.setenv("SITE_KEY", WORD)
    (tmp_path / "key").write_text(f"{WORD}\n")
    (tmp_path / "key").chmod(0o600)
    form = {"env": "SITE_KEY", "command": f"printf {WORD}", "file": str(tmp_path / "key")}[way]
    server = Saying(TOKEN, answer("404 Not Found", '{"errorCode": 4403}', "application/json"))
    async with server.listening():
        settings = opf_settings(server.url) | {"headers": {"X-Api-Key": {way: form}}}
        async with connected("opf", settings, "x") as platform:
            await platform.resolve(reading("casn", "AB12"))
    assert len(server.heard) == 2
    assert all(f"X-Api-Key: {WORD}".encode() in heard for heard in server.heard)


async def test_a_header_of_a_place_goes_there_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_KEY", WORD)
    server = Saying(TOKEN, answer("404 Not Found", '{"errorCode": 4403}', "application/json"))
    async with server.listening():
        places = {"adm": {"headers": {"X-Adm": {"env": "SITE_KEY"}, "NV-Tenant-Id": "other"}}}
        settings = opf_settings(server.url) | {"places": places}
        async with connected("opf", settings, "x") as platform:
            await platform.resolve(reading("casn", "AB12"))
    sign_in, lookup = server.heard
    assert WORD.encode() not in sign_in
    assert f"X-Adm: {WORD}".encode() in lookup
    assert lookup.lower().count(b"nv-tenant-id:") == 1
    assert b"NV-Tenant-Id: other" in lookup


async def test_a_header_of_an_entry_may_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_KEY", WORD)
    server = Saying(NOBODY)
    async with server.listening():
        entry = {"device-by-casn": {"headers": {"X-Own": {"env": "SITE_KEY"}}}}
        settings = soap_settings(server.url) | {"operations": entry}
        async with connected("sdp2", settings, "x") as platform:
            await platform.resolve(reading("casn", "AB12"))
            await platform.resolve(reading("nuid", "AB12"))
    assert [WORD.encode() in heard for heard in server.heard] == [True, False]


@pytest.mark.parametrize("form", [WORD, base64.b64encode(WORD.encode()).decode(), WORD.upper()])
async def test_a_platform_that_says_a_secret_back_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, form: str
) -> None:
    monkeypatch.setenv("SITE_KEY", WORD)
    caplog.set_level(logging.DEBUG)
    fault = (
        "<e:Fault xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><faultcode>e:Client"
        f"</faultcode><faultstring>unknown key {form}</faultstring></e:Fault>"
    )
    server = Saying(soap(fault))
    async with server.listening():
        settings = soap_settings(server.url) | {
            "headers": {"X-Api-Key": {"env": "SITE_KEY"}},
            "ws_security": {"password": {"env": "SITE_KEY"}},
        }
        async with connected("sdp2", settings, "x") as platform:
            with pytest.raises(PlatformError) as caught:
                await platform.resolve(reading("casn", "AB12"))
    told = f"{caught.value!r} {caught.value} {caplog.text}"
    assert form not in told
    assert b"<w:Username>desk</w:Username>" in server.heard[0]


async def test_a_wrong_ws_security_password_is_not_tried_again() -> None:
    fault = (
        "<e:Fault xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><faultcode>"
        "wsse:FailedAuthentication</faultcode><faultstring>no</faultstring></e:Fault>"
    )
    server = Saying(soap(fault))
    async with server.listening():
        settings = soap_settings(server.url) | {"ws_security": {}}
        async with connected("sdp2", settings, "wrong-word") as platform:
            for _ in range(3):
                with pytest.raises(PlatformError):
                    await platform.resolve(reading("casn", "AB12"))
    assert len(server.heard) == 1


async def test_a_secret_is_fetched_once_for_reads_and_changes(tmp_path: Path) -> None:
    from smstui.platforms.connect_writer import connect_writer
    from smstui.platforms.sign_in import SignIn

    count = tmp_path / "count"
    program = tmp_path / "key.sh"
    program.write_text(f"#!/bin/sh\necho x >> {count}\necho {WORD}\n")
    program.chmod(0o700)
    deployment = Deployment.model_validate(
        {"name": "lab", "family": "opf", "opf": {
            **opf_settings("http://127.0.0.1:1"),
            "headers": {"X-Api-Key": {"command": str(program)}},
            "client_secret": {"command": str(program)},
        }}
    )  # fmt: skip
    sign_in = SignIn(Secret("word"))
    platform, writer = connect(deployment, sign_in), connect_writer(deployment, sign_in)
    await platform.close()
    await writer.close()
    assert count.read_text().split() == ["x", "x"], "one fetch for each of two settings"
    offline = connect(deployment, Secret(""))
    await offline.close()
    assert len(count.read_text().split()) == 2, "offline nothing is fetched"


@pytest.mark.parametrize("value", ["a\tb", "ü", " "])
def test_a_header_that_cannot_be_sent_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SITE_KEY", value)
    deployment = Deployment.model_validate(
        {"name": "lab", "family": "sdp2", "sdp2": {
            **soap_settings("http://127.0.0.1:1"), "headers": {"X-Key": {"env": "SITE_KEY"}},
        }}
    )  # fmt: skip
    with pytest.raises(BadConfiguration) as caught:
        connect(deployment, Secret("word"))
    assert "headers.X-Key" in str(caught.value)


def test_every_secret_of_a_deployment_is_known() -> None:
    source = {"env": "SITE_KEY"}
    deployment = Deployment.model_validate(
        {"name": "lab", "family": "opf", "opf": {
            **opf_settings("http://127.0.0.1:1"),
            "headers": {"X-Key": source, "X-Plain": "text"},
            "client_secret": source,
            "ssp_credential": source,
            "places": {"adm": {"headers": {"X-Adm": source}}},
            "operations": {"set-pin": {"headers": {"X-Own": source}}},
        }}
    )  # fmt: skip
    keys = {setting.key.removeprefix("deployments.lab.opf.") for setting in
            secret_settings(deployment)}  # fmt: skip
    assert keys == {
        "password", "client_secret", "ssp_credential", "headers.X-Key",
        "places.adm.headers.X-Adm", "operations.set-pin.headers.X-Own",
    }  # fmt: skip


def test_a_credential_of_several_lines_comes_from_a_secret_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = base64.b64encode(b"k" * 32).decode()
    credential = json.dumps({"credentialId": "c-1", "signingKey": key}, indent=2)
    monkeypatch.setenv("SSP", credential)
    deployment = Deployment.model_validate(
        {"name": "lab", "family": "opf", "opf": {
            **opf_settings("http://127.0.0.1:1"), "ssp_credential": {"env": "SSP"},
            "ssm_claims": {"aud": "ssm", "n": 1},
        }}
    )  # fmt: skip
    setting = next(each for each in secret_settings(deployment) if "ssp" in each.key)
    assert deployment.opf is not None
    signer = SspSigner.from_secret(setting.resolve(), setting.key, claims=deployment.opf.ssm_claims)
    part = signer.token().reveal().split(".")[1]
    payload = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert (payload["aud"], payload["n"], payload["typ"]) == ("ssm", 1, "AuthN")
    assert "exp" in payload
