"""Sites differ: what the sources leave open is a setting or an entry, and both sides work."""

import asyncio
import json
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from platform_line import (
    CORRELATION_ID,
    Saying,
    answer,
    asked,
    connected,
    one,
    reading,
    soap,
    soap_settings,
)

from smstui.domain.account import Account
from smstui.domain.bundle import PartState
from smstui.domain.errors import NotSent, PlatformError, SignInRefused
from smstui.platforms.port import Confirmation
from smstui.sandbox import Sandbox

BOX = "<r><return><UID>12</UID><caSN>AB12</caSN></return></r>"


# Conflicts of contract/README.md, by number


@pytest.mark.parametrize("path", ["/ws-gateway/ws", "/ws-gateway/gateway/ws"])
async def test_1_the_base_path(sandbox: Sandbox, path: str) -> None:
    async with asked(sandbox, "sdp2", base_path=path) as platform:
        assert await one(platform, "casn", "E833815A9290")
    assert sandbox.requests[0].path == f"{path}/deviceservice"


@pytest.mark.parametrize("key", ["_id", "id"])
@pytest.mark.parametrize("shape", ["nested", "flat"])
async def test_9_id_keys_and_the_shape_of_a_bundle(sandbox: Sandbox, key: Any, shape: Any) -> None:
    sandbox.rest.deviations.id_key = key
    sandbox.rest.deviations.bundle_shape = shape
    async with asked(sandbox, "opf") as platform:
        bundle = await platform.bundle(await one(platform, "casn", "E833815A9290"))
    assert bundle.owner is not None
    assert (bundle.owner.uid, bundle.owner.number) == ("1001", "nmp.00001")
    assert bundle.owner.profile is not None
    assert {"3421", "9001"} <= {device.uid for device in bundle.devices}
    assert {user.uid for user in bundle.users} == {"11001", "11002"}
    assert all(right.uid for right in bundle.rights)


@pytest.mark.parametrize(("kind", "value"), [("opf-account", "1001"), ("casn", "E833815A9290")])
async def test_11_a_token_that_ended_is_renewed_by_its_refresh_token(
    sandbox: Sandbox, kind: str, value: str
) -> None:
    """The account calls say 403, all others 401."""
    async with asked(sandbox, "opf") as platform:
        await one(platform, kind, value)
        sandbox.rest.tokens.revoke()
        sandbox.rest.tokens.password = "changed meanwhile"
        assert await one(platform, kind, value)
    assert sandbox.counts()["keycloak.token"] == 2


async def test_11_with_the_refresh_token_out_as_well_the_sign_in_is_new(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        await one(platform, "casn", "E833815A9290")
        sandbox.rest.tokens.now = lambda: time.time() + 3_600
        assert await one(platform, "casn", "E833815A9290")
    assert sandbox.counts()["keycloak.token"] == 3, "in, refresh refused, in anew"


# What a site names otherwise


async def test_every_soap_word_of_an_entry_reaches_the_line() -> None:
    override = {
        "device-by-casn": {
            "path": "{base_path}/boxes",
            "namespace": "urn:site",
            "operation": "findBox",
            "arguments": ["chip", "region"],
            "fixed": {"region": "7"},
            "result": "box",
            "headers": {"SOAPAction": '"find"', "X-Site": "seven"},
        }
    }
    server = Saying(soap(BOX.replace("return>", "box>")))
    settings = {**soap_settings(server.url), "operations": override}
    async with server.listening():
        settings["base_url"] = server.url
        async with connected("sdp2", settings, "x") as platform:
            (box,) = await platform.resolve(reading("casn", "AB12"))
    assert box.uid == "12"
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /ws-gateway/ws/boxes ")
    for header in (b'soapaction: "find"', b"x-site: seven", b"authorization: basic "):
        assert header in head.lower()
    assert b'<o:findBox xmlns:o="urn:site"><chip>AB12</chip><region>7</region></o:findBox>' in body


@pytest.mark.parametrize(
    ("override", "kept"),
    [({}, {"60001", "60003"}), ({"fixed": {}}, {"60001", "60002", "60003"})],
)
async def test_which_rights_are_asked_for(
    sandbox: Sandbox, override: dict[str, Any], kept: set[str]
) -> None:
    """By default the current ones (statusByDate)."""
    async with asked(sandbox, "sdp2", operations={"rights-of-account": override}) as platform:
        bundle = await platform.bundle(Account(uid="1001"))
    assert {right.uid for right in bundle.rights} == kept


async def test_an_entry_switched_off_is_a_part_that_says_so(sandbox: Sandbox) -> None:
    for family in ("sdp2", "opf"):
        off = {"rights-of-account": {"unsupported": True}}
        async with asked(sandbox, family, operations=off) as platform:
            bundle = await platform.bundle(Account(uid="1001"))
            assert bundle.rights.state is PartState.UNSUPPORTED
            assert "operations.rights-of-account" in str(bundle.rights.reason)
            assert bundle.rights.correlation_id == CORRELATION_ID


async def test_sessions_of_older_releases_come_from_srm(sandbox: Sandbox) -> None:
    listed = {"successResponse": {"content": [{"sessionId": "s-1", "deviceId": "7"}]}}
    token = answer("200 OK", json.dumps({"access_token": "t-1"}), "application/json")
    server = Saying(token, answer("200 OK", json.dumps(listed), "application/json"))
    async with server.listening():
        settings = opf_settings(server.url) | {"sessions": "srm", "srm_url": server.url}
        async with connected("opf", settings, "x") as platform:
            part = await platform.sessions(Account(uid="1", number="n 1&2"))
            lost = await platform.sessions(Account(uid="1"))
    assert [session.uid for session in part] == ["s-1"]
    head = server.heard[-1]
    assert parse_qs(urlsplit(head.split(b" ")[1].decode()).query) == {"accountNumber": ["n 1&2"]}
    assert b"authorization: bearer t-1" in head.lower()
    assert lost.state is PartState.FAILED
    assert "account number" in str(lost.reason)


@pytest.mark.parametrize(
    ("said", "uids"),
    [
        ({"successResponse": {"code": 200, "status": "SUCCESS"}}, []),
        ({"successResponse": {}}, []),
        ({"successResponse": {"a": {"b": [{"id": "1"}, {"id": "2"}]}}}, ["1", "2"]),
        ({"successResponse": {"content": {"sessionId": "1"}}}, ["1"]),
        ([{"sessionId": "1"}], ["1"]),
    ],
)
async def test_srm_may_wrap_its_list_as_it_likes(said: Any, uids: list[str]) -> None:
    server = Saying(answer("200 OK", json.dumps(said), "application/json"))
    async with server.listening():
        settings = soap_settings(server.url) | {"sessions": "srm", "srm_url": server.url}
        async with connected("sdp2", settings, "x") as platform:
            part = await platform.sessions(Account(uid="1", number="n"))
    assert part.was_read
    assert [session.uid for session in part] == uids


async def test_srm_that_says_neither_is_not_taken_for_nobody_watching() -> None:
    server = Saying(answer("200 OK", "{}", "application/json"))
    async with server.listening():
        settings = soap_settings(server.url) | {"sessions": "srm", "srm_url": server.url}
        async with connected("sdp2", settings, "x") as platform:
            part = await platform.sessions(Account(uid="1", number="n"))
    assert part.state is PartState.FAILED
    assert "neither success nor refusal" in str(part.reason)


async def test_a_site_without_sessions_says_so(sandbox: Sandbox) -> None:
    for family in ("sdp2", "opf"):
        async with asked(sandbox, family, sessions="none") as platform:
            part = await platform.sessions(Account(uid="1001", number="nmp.00001"))
        assert part.state is PartState.UNSUPPORTED
        assert "keeps no sessions" in str(part.reason)


# Keycloak


def opf_settings(url: str) -> dict[str, Any]:
    return {
        "adm_url": f"{url}/adm",
        "keycloak_url": f"{url}/keycloak",
        "client_id": "smstui",
        "username": "desk",
        "tenant": "t-1",
    }


@pytest.mark.parametrize(
    ("status", "said", "suspect"),
    [
        ("401 Unauthorized", {"error": "invalid_grant"}, "Check username and password in"),
        ("400 Bad Request", {"error": "invalid_grant"}, "Check username and password in"),
        ("401 Unauthorized", {"error": "invalid_client"}, "Check client_id in"),
        ("400 Bad Request", {"error": "unauthorized_client"}, "Check client_id in"),
        ("403 Forbidden", "SENTINEL", "Check username, password and client_id in"),
    ],
)
async def test_a_refused_sign_in_names_what_to_look_at(
    status: str, said: Any, suspect: str
) -> None:
    server = Saying(answer(status, json.dumps(said), "application/json"))
    async with server.listening():
        settings = opf_settings(server.url)
        async with connected("opf", settings, "SENTINEL-password") as platform:
            with pytest.raises(SignInRefused) as caught:
                await platform.sign_in()
    assert suspect in caught.value.hint
    assert "the sign-in of desk" in caught.value.message
    assert CORRELATION_ID in str(caught.value)
    assert "SENTINEL" not in str(caught.value)
    assert len(server.heard) == 1, "a wrong password is tried once"


async def test_the_host_that_cannot_be_reached_is_the_one_that_is_named(sandbox: Sandbox) -> None:
    gone = Saying()
    async with gone.listening():
        pass
    for setting in ("keycloak_url", "adm_url"):
        async with asked(sandbox, "opf", **{setting: f"{gone.url}/x"}) as platform:
            with pytest.raises(NotSent) as caught:
                await one(platform, "casn", "E833815A9290")
        assert f"127.0.0.1:{gone.port} cannot be reached" in caught.value.message
        assert "/x" not in str(caught.value)


async def test_a_service_that_refuses_the_id_has_let_us_in(sandbox: Sandbox) -> None:
    sandbox.fault("refuse operation=getByAccountNumber")
    async with asked(sandbox, "sdp2") as platform:
        await platform.sign_in()


# The line


async def test_cookies_are_not_kept() -> None:
    good = soap(BOX).replace(b"\r\n", b"\r\nSet-Cookie: id=SENTINEL; Path=/\r\n", 1)
    server = Saying(good)
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), "x") as platform,
    ):
        for _ in range(2):
            await platform.resolve(reading("casn", "AB12"))
    assert all(b"cookie" not in heard.lower() for heard in server.heard)


async def test_a_connection_that_died_in_the_pool_is_no_matter() -> None:
    async def once_and_then_gone(writer: asyncio.StreamWriter) -> None:
        writer.write(soap(BOX))
        await writer.drain()

    server = Saying(once_and_then_gone)
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), "x") as platform,
    ):
        for _ in range(5):
            assert await platform.resolve(reading("casn", "AB12"))


@pytest.mark.parametrize("header", ["", "soon", "\xb2", "-1", "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_an_odd_retry_after_is_read_or_left_alone(header: str) -> None:
    busy = answer("503 Busy", "", "text/plain", f"Retry-After: {header}")
    server = Saying(busy, soap(BOX))
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), "x") as platform,
    ):
        assert await platform.resolve(reading("casn", "AB12"))


async def test_what_is_no_http_is_told() -> None:
    async def other(writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        await writer.drain()

    server = Saying(other)
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), "x") as platform,
    ):
        with pytest.raises(PlatformError) as caught:
            await platform.resolve(reading("casn", "AB12"))
    assert "SSH" not in str(caught.value)


AUTHORITY = """
[ca]
default_ca = own
[own]
dir = {folder}
database = {folder}/index.txt
rand_serial = yes
new_certs_dir = {folder}
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = IP:{address}
"""


def certificate(folder: Path, address: str, until: str) -> Path:
    """A certificate for `address`, good from 2020 `until`, that signs itself; its key beside it."""
    path, wish, rules = folder / "own.pem", folder / "own.csr", folder / "ca.conf"
    key = path.with_suffix(".key")
    (folder / "index.txt").touch()
    rules.write_text(AUTHORITY.format(folder=folder, address=address))
    new = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
           "-subj", "/CN=own", "-keyout", str(key), "-out", str(wish)]  # fmt: skip
    sign = ["ca", "-batch", "-selfsign", "-config", str(rules), "-in", str(wish), "-keyfile",
            str(key), "-out", str(path), "-startdate", "20200101000000Z", "-enddate", until,
            "-notext"]  # fmt: skip
    for words in (new, sign):
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    return path


@pytest.mark.parametrize(
    ("address", "until", "reason", "hint"),
    [
        ("127.0.0.2", "20990101000000Z", "it is for another IP address", "for another host"),
        ("127.0.0.1", "20200102000000Z", "it has expired", "renewed"),
    ],
)
async def test_why_a_certificate_is_not_taken_and_what_to_do(
    tmp_path: Path, address: str, until: str, reason: str, hint: str
) -> None:
    path = certificate(tmp_path, address, until)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path, path.with_suffix(".key"))
    server = Saying(soap(BOX))
    async with server.listening(ssl=tls):
        where = soap_settings(server.url)
        async with connected("sdp2", where, "x", ca_file=path) as platform:
            with pytest.raises(NotSent, match="certificate is refused") as caught:
                await platform.resolve(reading("casn", "AB12"))
    assert reason in caught.value.message
    assert hint in caught.value.hint
    assert server.heard == []


# The catalogue against the platform


async def test_a_description_that_lists_nothing_is_not_checkable() -> None:
    elsewhere = (
        '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"><w:import/></w:definitions>'
    )
    server = Saying(answer("200 OK", elsewhere))
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), "x") as platform,
    ):
        lines = await platform.survey()
    assert {line.says for line in lines} == {Confirmation.NOT_CHECKABLE}


async def test_a_module_that_ignores_the_filter_lacks_the_call() -> None:
    token = answer("200 OK", json.dumps({"access_token": "t-1"}), "application/json")
    everybody = {"totalRecords": 3, "resourceSet": [{"_id": "1"}, {"_id": "2"}, {"_id": "3"}]}
    server = Saying(token, answer("200 OK", json.dumps(everybody), "application/json"))
    async with server.listening(), connected("opf", opf_settings(server.url), "x") as platform:
        lines = {line.entry: line for line in await platform.survey()}
    assert lines["device-by-casn"].says is Confirmation.MISSING
    assert lines["account-by-id"].says is Confirmation.CONFIRMED


async def test_a_bundled_call_that_tells_nothing_is_composed_around() -> None:
    """The published sample of its answer is `{}` (opf.md "Bundles", D)."""
    token = answer("200 OK", json.dumps({"access_token": "t-1"}), "application/json")
    nothing = answer("200 OK", "{}", "application/json")
    account = {"_id": "1", "accountNumber": "n-1"}

    async def by_path(writer: asyncio.StreamWriter) -> None:
        path = server.heard[-1].split(b" ")[1]
        if b"/token" in path:
            writer.write(token)
        elif b"/accounts/1" in path and b"bundled" not in path and b"pins" not in path:
            writer.write(answer("200 OK", json.dumps(account), "application/json"))
        else:
            writer.write(nothing)
        await writer.drain()

    server = Saying(by_path)
    async with server.listening(), connected("opf", opf_settings(server.url), "x") as platform:
        for _ in range(2):
            bundle = await platform.bundle(Account(uid="1"))
            assert bundle.owner is not None
            assert bundle.owner.number == "n-1"
    assert sum(b"bundled" in heard.split(b" ")[1] for heard in server.heard) == 1


async def test_a_bundled_call_that_tells_nothing_is_said_so_where_it_is_forced() -> None:
    token = answer("200 OK", json.dumps({"access_token": "t-1"}), "application/json")
    server = Saying(token, answer("200 OK", "{}", "application/json"))
    async with server.listening():
        settings = opf_settings(server.url) | {"bundle": "bundled"}
        async with connected("opf", settings, "x") as platform:
            bundle = await platform.bundle(Account(uid="1"))
    assert bundle.account.state is PartState.UNSUPPORTED
    assert "composed" in str(bundle.account.reason)
