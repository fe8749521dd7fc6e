"""A password in an address is printed by nobody, whatever key it is in and however it is wrong."""

import json
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest

from smstui.domain.address_passwords import without_address_passwords
from tests.support.command_line import Shell

PASSWORD = "hunTer2/pl@in"
FORMS = (
    "https://desk:{}@sdp.example.net",
    "http://desk:{}@sdp.example.net",
    "https://{}@sdp.example.net",
    "https://desk:{}@sdp.example.net:8443/adm",
    "https://desk:{}@sdp.example.net:port",
    "ftp://desk:{}@sdp.example.net",
    "//desk:{}@sdp.example.net",
    "https:/desk:{}@sdp.example.net",
    "desk:{}@sdp.example.net",
    "https://sdp.example.net/desk:{}@there",
    "https://sdp.example.net?password={}",
    "https://sdp.example.net#{}",
    "https://desk:{}@" + "long." * 30 + "example.net",
)
SDP2_KEYS = ("base_url", "srm_url", "base_path", "sms_path")
OPF_KEYS = (
    "adm_url", "cag_url", "rmg_url", "messaging_url", "ssm_url", "keycloak_url", "srm_url",
    "ssp_url",
)  # fmt: skip
SDP2 = {"base_url": "https://sdp.example.net", "username": "desk"}
OPF = {
    "adm_url": "https://opf.example.net/adm",
    "keycloak_url": "https://opf.example.net/keycloak",
    "client_id": "smstui",
    "username": "desk",
    "tenant": "nagra",
}
TOP = ("default", "theme", "clipboard", "log_level")
DEPLOYMENT = ("label", "tint", "role", "ca_file", "platform_id", "time_zone", "read_only", "family")


def document(
    family: str, settings: dict[str, str], top: dict[str, str], more: dict[str, str]
) -> str:
    lines = [f"{key} = {json.dumps(value)}" for key, value in top.items()]
    lines += ["[deployments.lab]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in ({"family": family} | more).items()]
    lines += [f"[deployments.lab.{family}]", 'password = { env = "SMSTUI_NEVER_SET" }']
    lines += [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    return "\n".join(lines) + "\n"


def places(address: str) -> list[tuple[str, str]]:
    """Every setting that may hold `address` by mistake, with the whole file."""
    found = [(key, document("sdp2", SDP2 | {key: address}, {}, {})) for key in SDP2_KEYS]
    found += [(key, document("opf", OPF | {key: address}, {}, {})) for key in OPF_KEYS]
    found += [(key, document("sdp2", SDP2, {key: address}, {})) for key in TOP]
    found += [(key, document("sdp2", SDP2, {}, {key: address})) for key in DEPLOYMENT]
    sound = document("sdp2", SDP2, {}, {})
    entry = "[deployments.lab.sdp2.operations.pair]\n"
    found += [
        ("proxy", document("sdp2", SDP2, {}, {"proxy": address})),
        ("path", f"{sound}{entry}path = {json.dumps(address)}\n"),
        ("namespace", f"{sound}{entry}namespace = {json.dumps(address)}\n"),
        ("header", f"{sound}{entry}headers = {{ X-Site = {json.dumps(address)} }}\n"),
        ("keys", f'{sound}[keys]\n"lookup.focus" = {json.dumps(address)}\n'),
        ("unknown", f"{sound}[{json.dumps(address)}]\n"),
        ("file", sound.replace('env = "SMSTUI_NEVER_SET"', f"file = {json.dumps(address)}")),
        ("command", sound.replace('env = "SMSTUI_NEVER_SET"', f"command = {json.dumps(address)}")),
        ("keyring", sound.replace('env = "SMSTUI_NEVER_SET"', f"keyring = {json.dumps(address)}")),
        ("env", sound.replace("SMSTUI_NEVER_SET", json.dumps(address)[1:-1])),
    ]
    return found


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def is_told(text: str, password: str) -> bool:
    decoded = text.encode().decode("unicode_escape", "replace")
    forms = {password, quote(password, safe=""), quote(password)}
    return any(each in text or each in decoded for each in forms)


@pytest.mark.parametrize("form", FORMS)
def test_no_command_prints_it(shell: Shell, form: str) -> None:
    tried = 0
    for at, (key, written) in enumerate(places(form.format(PASSWORD))):
        # Without a user before a host it is an address by its key alone.
        if not key.endswith("url") and not ("//" in form.partition("@")[0] and "@" in form):
            continue
        escaped = quote(PASSWORD, safe="") if at % 2 else PASSWORD
        shell.config.write_text(written.replace(PASSWORD, escaped))
        for command in (["config", "check"], ["config", "show", "--json"]):
            ended = shell.run(*command)
            tried += 1
            assert not is_told(ended.out + ended.err, PASSWORD), (key, command)
    print(f"{tried} runs")


@pytest.mark.parametrize("form", FORMS[:7])
def test_doctor_and_an_option_do_not_print_it(shell: Shell, form: str) -> None:
    address = form.format(PASSWORD)
    shell.config.write_text(document("sdp2", SDP2 | {"base_url": address}, {}, {}))
    ended = shell.run("doctor")
    assert ended.code == 2
    assert PASSWORD not in ended.out + ended.err
    shell.config.write_text(document("sdp2", SDP2, {}, {}))
    for more in ((), ("--json",), ("--deployment", address), ("--deployment", address, "--json")):
        ended = shell.run("recents", *more)
        assert PASSWORD not in ended.out + ended.err


def test_credentials_of_an_entry_are_not_shown(shell: Shell) -> None:
    sound = document("sdp2", SDP2, {}, {})
    shell.config.write_text(
        f"{sound}[deployments.lab.sdp2.operations.pair]\n"
        'headers = { X-Api-Key = "hunter2", Authorization = "Basic aHVudGVyMg==", X-Site = "7" }\n'
        'fixed = { password = "hunter3" }\n'
    )
    for as_json in ((), ("--json",)):
        ended = shell.run("config", "show", *as_json)
        assert ended.code == 0
        assert not any(each in ended.out for each in ("hunter", "aHVudGVyMg"))
        assert "X-Site" in ended.out


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see https://a:b@c/d.", "see https://••••••@c/d."),
        ("https://a:b/c@d@e", "https://••••••@e"),
        ("mail a@b about https://c/", "mail a@b about https://c/"),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    assert without_address_passwords(text) == left
    assert len(without_address_passwords(text, as_wide=True)) == len(text)


def test_every_form_is_tried_in_every_place() -> None:
    assert len(list(product(FORMS, places("")))) > 300
