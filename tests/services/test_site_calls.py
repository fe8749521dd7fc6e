"""What a site has otherwise is checked before the start, and all of it is used."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from smstui.config.settings import Deployment
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.secret import Secret
from smstui.platforms.connect_writer import connect_writer
from smstui.sandbox import Sandbox
from tests.contracts.platform_line import Saying, answer, connected, settings_of
from tests.support.command_line import Shell

REFUSED = [
    ("sdp2", "pair", 'arguments = ["deviceSpecification"]', "arguments: the call sends 2 values"),
    ("sdp2", "pair", "arguments = []", "arguments: the call sends 2 values"),
    ("sdp2", "pair", 'fixed = { smartCardSpecification = "x" }', "the call sends 2 values and has"),
    ("sdp2", "swap-box", 'arguments = ["a"]', "arguments: the call sends 2 values"),
    ("sdp2", "account-by-number", "arguments = []", "arguments: the call sends 1 values"),
    ("sdp2", "pair", 'path = "/x/{id}"', "path: nothing fills {id} in this call"),
    ("sdp2", "pair", 'headers = { X-Site = "{tenant}" }', "headers: nothing fills {tenant}"),
    ("sdp2", "pair", 'headers = { "X Site" = "1" }', "X Site is not a header"),
    ("sdp2", "pair", 'headers = { X-Site = "a\\r\\nb" }', "holds what cannot be seen"),
    ("sdp2", "srm-end-session", 'path = "/srm/v1/sessions"', "path: the call needs {id}"),
    ("sdp2", "pear", 'operation = "x"', "the catalogue has no entry of that name"),
    ("sdp2", "pair", 'operatoin = "x"', "an entry has no field of that name"),
    ("opf", "change-device", 'path = "/v1/devices"', "path: the call needs {id}"),
    ("opf", "cas-set-pin", 'path = "/v1/devices/{id}/pin"', "path: the call needs {pin}"),
    ("opf", "set-pin", 'body = ["type"]', "body: the call sends 2 values"),
    ("opf", "add-right", 'body = ["accountId"]', "body: the call sends 6 values"),
    ("opf", "token", 'body = ["grant_type"]', "body: the call sends 5 values"),
    ("opf", "token", 'headers = { A = "{operator_token}" }', "headers: nothing fills"),
]


@pytest.mark.parametrize(("family", "entry", "field", "said"), REFUSED)
def test_an_override_that_cannot_be_called_is_refused_with_its_line(
    shell: Shell, family: str, entry: str, field: str, said: str
) -> None:
    heading = f"[deployments.sandbox-{family}.{family}.operations.{entry}]"
    text = f"{shell.config.read_text()}\n{heading}\n{field}\n"
    shell.config.write_text(text)
    ended = shell.run("config", "check")
    assert ended.code == 2
    lines = (text[: text.index(heading)].count("\n") + 1, text[: text.index(field)].count("\n") + 1)
    assert ended.err.startswith(tuple(f"error: {shell.config}:{line}: deploy" for line in lines))
    assert said in ended.err
    assert shell.run("lookup", "1", "--deployment", f"sandbox-{family}").code == 2


async def test_a_change_goes_to_the_path_of_its_entry() -> None:
    deployment = Deployment.model_validate({
        "name": "lab",
        "family": "sdp2",
        "sdp2": {
            "base_url": "http://127.0.0.1:1",
            "username": "desk",
            "operations": {
                "pair": {"path": "{base_path}/own"},
                "unpair": {"arguments": ["region", "device"], "fixed": {"region": "7"}},
            },
        },
    })  # fmt: skip
    writer = connect_writer(deployment, Secret("word"))
    try:
        pair = await writer.prepare(Write(Call.PAIR, "1", {"card": "2"}))
        unpair = await writer.prepare(Write(Call.UNPAIR, "1", {}))
    finally:
        await writer.close()
    assert pair.content.question.url == "http://127.0.0.1:1/ws-gateway/ws/own"
    body = unpair.content.question.body.decode()
    assert "<region>7</region><device><uid>1</uid></device>" in body


async def test_doctor_asks_at_the_path_of_an_entry(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        reached = settings_of(sandbox, "sdp2") | {
            "operations": {"pair": {"path": "/nowhere"}, "unpair": {"path": "/nowhere"}}
        }
        async with connected("sdp2", reached, sandbox.access.sdp2.password) as platform:
            lines = {line.entry: line for line in await platform.survey()}
    missing = {line.entry for line in lines.values() if line.says.value == "missing"}
    assert missing == {"pair", "unpair"}
    assert lines["swap-box"].says.value == "confirmed"


async def test_a_token_is_asked_for_as_the_site_says() -> None:
    server = Saying(answer("200 OK", '{"access_token": "abc"}', "application/json"))
    async with server.listening():
        reached = {
            "adm_url": server.url,
            "keycloak_url": server.url,
            "client_id": "smstui",
            "username": "desk",
            "tenant": "nagra",
            "operations": {
                "token": {
                    "path": "/own/{tenant}",
                    "headers": {"X-Site": "{tenant}"},
                    "body": ["grant_type", "client", "user", "pass", "refresh_token"],
                    "fixed": {"scope": "openid"},
                }
            },
        }
        async with connected("opf", reached, "word") as platform:
            await platform.sign_in()
    (heard,) = server.heard
    head, _, body = heard.decode().partition("\r\n\r\n")
    assert head.startswith("POST /own/nagra ")
    assert "X-Site: nagra" in head
    assert parse_qs(body) == {
        "grant_type": ["password"],
        "client": ["smstui"],
        "user": ["desk"],
        "pass": ["word"],
        "scope": ["openid"],
    }
