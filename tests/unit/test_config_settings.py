"""The settings: safe by default, strict where a mistake would open something."""

import tomllib

import pytest
from pydantic import ValidationError

from smstui.config.settings import Deployment, Settings

SDP2 = {"base_url": "https://sdp.example.net", "username": "desk"}
OPF = {
    "adm_url": "https://op.example.net/adm",
    "keycloak_url": "https://op.example.net/keycloak",
    "client_id": "c",
    "username": "desk",
    "tenant": "t",
}


def deployment(**given: object) -> Deployment:
    return Deployment.model_validate({"name": "lab", "family": "sdp2", "sdp2": SDP2} | given)


def test_defaults_are_the_safe_and_the_documented_ones() -> None:
    lab = deployment()
    assert (lab.read_only, lab.role, lab.timeout_s, lab.settle_s) == (True, "viewer", 10, 60)
    assert lab.label == "LAB"
    assert lab.sdp2 is not None
    assert (lab.sdp2.base_path, lab.sdp2.sms_path) == ("/ws-gateway/ws", "/api/smsservice_2.2")
    assert lab.sdp2.account_fields == "observed"
    opf = deployment(family="opf", opf=OPF).reached
    assert (opf.bundle, opf.account_put, opf.also_ssp) == ("auto", "whole", False)


def test_the_documented_example_is_taken_whole() -> None:
    settings = Settings.model_validate(
        tomllib.loads("""
default = "lab"
[deployments.lab]
family = "sdp2"
label = "LAB"
tint = "warning"
read_only = false
role = "support"
timeout_s = 10
settle_s = 60
[deployments.lab.sdp2]
base_url = "http://127.0.0.1:8180"
base_path = "/ws-gateway/ws"
sms_path = "/api/smsservice_2.2"
username = "desk"
password = { env = "SMSTUI_LAB_PASSWORD" }
sessions = "sdp"
srm_url = "http://127.0.0.1:8180"
[deployments.lab.sdp2.operations.sessions-of-account]
operation = "getSessionsByAccountUID"
[deployments.prod]
family = "opf"
[deployments.prod.opf]
adm_url = "https://op.example.net/adm"
keycloak_url = "https://op.example.net/keycloak"
client_id = "smstui"
username = "desk"
password = { command = "pass show prod" }
tenant = "t"
operator = "o"
cas_instance = "cas-1"
front_end_address = "fe"
ssp_credential = "credential.json"
bundle = "auto"
""")
    )
    lab, prod = settings.deployments["lab"], settings.deployments["prod"]
    assert lab.name == "lab"
    assert not lab.read_only
    assert lab.reached.operations["sessions-of-account"]["operation"] == "getSessionsByAccountUID"
    assert prod.read_only
    assert prod.reached is prod.opf


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.7",
        "http://localhost.example.net",
        "http://0.0.0.0:80",
        "ftp://sdp.example.net",
        "sdp.example.net",
        "https://",
        "https://desk:word@sdp.example.net",
        "https://sdp.example.net/?a=b",
        "https://sdp.example.net/#x",
        "https://sdp.example.net:99999",
        "https://sdp.example.net/a b",
        "https://sd\N{CYRILLIC SMALL LETTER ER}.example.net",
    ],
)
def test_an_address_that_is_unsafe_or_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        deployment(sdp2=SDP2 | {"base_url": url})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8180", "http://[::1]:8180", "http://localhost", "https://x.net/p/"]
)
def test_loopback_may_be_plain_and_a_last_slash_goes(url: str) -> None:
    assert deployment(sdp2=SDP2 | {"base_url": url}).reached.base_url == url.rstrip("/")


@pytest.mark.parametrize("key", ["verify", "insecure", "ssl_verify", "verify_tls"])
@pytest.mark.parametrize("family_table", [False, True])
def test_verification_cannot_be_turned_off(key: str, family_table: bool) -> None:
    given = {"sdp2": SDP2 | {key: False}} if family_table else {key: True}
    with pytest.raises(ValidationError, match="cannot be turned off"):
        deployment(**given)


@pytest.mark.parametrize("written", ["false", "no", 0])
def test_a_quoted_false_does_not_open_a_deployment(written: object) -> None:
    with pytest.raises(ValidationError):
        deployment(read_only=written)


def test_a_family_needs_its_table() -> None:
    with pytest.raises(ValidationError, match=r"\[deployments.lab.opf\]"):
        deployment(family="opf")


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), 301])
def test_a_timeout_is_a_time(value: float) -> None:
    with pytest.raises(ValidationError):
        deployment(timeout_s=value)


@pytest.mark.parametrize("name", ["", "a b", "../x", "\x1b[2J", "x" * 41])
def test_a_deployments_name_can_be_shown_anywhere(name: str) -> None:
    with pytest.raises(ValidationError):
        deployment(name=name)


def test_a_label_fits_its_line_and_carries_nothing_a_terminal_acts_on() -> None:
    with pytest.raises(ValidationError, match=r"must not contain U\+001B"):
        deployment(label="A\x1b[31mB")
    with pytest.raises(ValidationError):
        deployment(label="x" * 17)
