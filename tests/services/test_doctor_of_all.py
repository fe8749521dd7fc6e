"""`smstui doctor --all`: every deployment in turn, whatever is wrong with one of them."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Ended, Shell

BOTH = ["sandbox-sdp2", "sandbox-opf"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def documents(ended: Ended) -> list[dict]:
    return [json.loads(line) for line in ended.out.splitlines()]


def results(document: dict) -> dict[str, str]:
    return {check["check"]: check["result"] for check in document["checks"]}


def change(shell: Shell, before: str, after: str) -> None:
    text = shell.config.read_text("utf-8")
    assert before in text
    shell.config.write_text(text.replace(before, after), "utf-8")


def test_each_deployment_has_its_heading_and_its_checks(shell: Shell) -> None:
    ended = shell.run("doctor", "--all")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    first, second = (lines.index(name) for name in BOTH)
    machine, sdp2, opf = lines[:first], lines[first:second], lines[second:]
    for part in (sdp2, opf):
        assert any("sign-in" in line for line in part)
        assert not any("state folder" in line for line in part), "this machine is checked once"
    assert any("state folder" in line for line in machine)
    assert any("is valid" in line for line in machine)
    assert any("pair-cas" in line or "cas" in line for line in opf)


def test_each_deployment_is_one_document_as_without_all(shell: Shell) -> None:
    ended = shell.run("doctor", "--all", "--json")
    found = documents(ended)
    assert [document["deployment"] for document in found] == BOTH
    for document in found:
        alone = shell.run("doctor", "--json", "--deployment", document["deployment"]).document
        assert list(document) == list(alone)
        assert results(document) == results(alone)
        assert [one["entry"] for one in document["catalogue"]] == [
            one["entry"] for one in alone["catalogue"]
        ]


def test_one_that_cannot_be_reached_does_not_stop_the_other(shell: Shell) -> None:
    change(shell, 'base_url = "http://127.0.0.1:', 'base_url = "http://127.0.0.1:1" # ')
    ended = shell.run("doctor", "--all", "--json")
    sdp2, opf = documents(ended)
    assert results(sdp2)["address"] == "fault"
    assert results(opf)["sign-in"] == "fine"
    assert ended.code == 7


def test_the_exit_code_is_the_worst_of_all(shell: Shell, tmp_path: Path) -> None:
    change(shell, 'base_url = "http://127.0.0.1:', 'base_url = "http://127.0.0.1:1" # ')
    (tmp_path / "secrets/opf-password").write_text("wrong-word")
    ended = shell.run("doctor", "--all", "--json")
    assert ended.code == 7
    assert results(documents(ended)[1])["sign-in"] == "fault"


@pytest.mark.parametrize("broken", [
    ("[deployments.sandbox-sdp2.sdp2]", "settle_s = -1\n[deployments.sandbox-sdp2.sdp2]"),
    ('sessions = "sdp"', 'sessions = "psychic"'),
    ('default = "sandbox-sdp2"', 'default = "nothing"'),
    ('label = "SANDBOX SDP2"', 'label = "SANDBOX OPF"'),
])  # fmt: skip
def test_one_that_is_configured_badly_does_not_stop_the_other(
    shell: Shell, broken: tuple[str, str]
) -> None:
    change(shell, *broken)
    ended = shell.run("doctor", "--all", "--json")
    sdp2, opf = documents(ended)
    assert [sdp2["deployment"], opf["deployment"]] == BOTH
    assert results(opf)["sign-in"] == "fine"
    assert results(sdp2)["configuration"] == "fault"
    assert ended.code == 2


def test_a_file_that_cannot_be_read_is_one_document(shell: Shell) -> None:
    shell.config.write_text("this is no TOML")
    ended = shell.run("doctor", "--all", "--json")
    (document,) = documents(ended)
    assert document["deployment"] is None
    assert results(document)["configuration"] == "fault"
    assert ended.code == 2


def test_a_hostile_name_is_shown_harmless(shell: Shell) -> None:
    text = shell.config.read_text("utf-8")
    shell.config.write_text(f'{text}\n[deployments."a\\u001b[31m"]\nfamily = "sdp2"\n', "utf-8")
    ended = shell.run("doctor", "--all")
    assert ended.code == 2
    assert "\x1b" not in ended.out
    assert BOTH[1] in ended.out.splitlines()


def test_suggestions_of_all_are_one_document_of_toml(shell: Shell) -> None:
    ended = shell.run("doctor", "--all", "--suggest")
    assert ended.code == 0
    tomllib.loads(ended.out)
    for name in BOTH:
        assert f"# {name}" in ended.out.splitlines()
        assert name in ended.err


def test_all_and_one_is_refused(shell: Shell) -> None:
    ended = shell.run("doctor", "--all", "--deployment", "sandbox-opf")
    assert ended.code == 2
    assert "--all checks every deployment" in ended.err
