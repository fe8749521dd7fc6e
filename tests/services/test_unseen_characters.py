"""A value with what nobody can see in it is refused with file and line, and nothing is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Shell

UNSEEN = {
    "a carriage return": "\r",
    "a line break": "\n",
    "a tab": "\t",
    "U+FEFF": "\ufeff",
    "U+200B": "\u200b",
    "U+00A0": "\u00a0",
    "U+202E": "\u202e",
    "U+0007": "\a",
}
SDP2 = ["username"]
OPF = ["username", "client_id", "tenant", "operator", "cas_instance", "front_end_address"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def line_with(shell: Shell, words: str) -> int:
    return shell.config.read_text().split(words)[0].count("\n") + 1


@pytest.mark.parametrize("way", ["env", "file", "command", "clear"])
@pytest.mark.parametrize("named", UNSEEN)
def test_in_a_password(
    shell: Shell, sandbox: Sandbox, tmp_path: Path, way: str, named: str
) -> None:
    letter = UNSEEN[named]
    own = sandbox.access.sdp2.password
    for value in (f"{letter}{own}", f"{own[:4]}{letter}{own[4:]}", f"{own}{letter}"):
        first = value.partition("\n")[0].rstrip("\r")
        if way in ("file", "command") and first and first.isprintable():
            continue  # the first line is the secret; a line end is how a text file ends
        secret = tmp_path / "own-password"
        secret.write_bytes(value.encode())
        secret.chmod(0o600)
        shell.monkeypatch.setenv("SMSTUI_OWN", value)
        escaped = "".join(f"\\u{ord(each):04x}" for each in value)
        written = {
            "env": '{ env = "SMSTUI_OWN" }',
            "file": f'{{ file = "{secret}" }}',
            "command": f'{{ command = "cat {secret}" }}',
            "clear": f'"{escaped}"',
        }[way]
        text = shell.config.read_text()
        lines = [
            f"password = {written}" if line.startswith("password") else line
            for line in text.splitlines()
        ]
        shell.config.write_text("\n".join(lines) + "\n")
        ended = shell.run("config", "check")
        assert ended.code == 2
        place = f"{shell.config}:{line_with(shell, 'password = ')}: "
        assert f"error: {place}deployments.sandbox-sdp2.sdp2.password: " in ended.err
        if value[0] != "\n" or way not in ("file", "command"):
            assert named in ended.err
        assert own not in ended.err
        assert shell.run("lookup", "nmp.00001").code == 2
    assert sandbox.requests == []


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_around_and_in_what_is_sent(shell: Shell, sandbox: Sandbox, family: str) -> None:
    sound = shell.config.read_text()
    tried = 0
    for key in SDP2 if family == "sdp2" else OPF:
        head, _, tail = sound.rpartition(f"[deployments.sandbox-{family}.{family}]")
        was = next(line for line in tail.splitlines() if line.startswith(f"{key} = "))
        value = was.partition(" = ")[2].strip('"')
        bad = [f"{value} ", f" {value}", " ", ""]
        bad += [f"{value[:2]}{letter}{value[2:]}" for letter in UNSEEN.values()]
        bad += [f"{value}ü"] if key not in ("username", "client_id") else []
        bad += [f"{value}:x"] if (family, key) == ("sdp2", "username") else []
        for each in bad:
            written = "".join(f"\\u{ord(letter):04x}" for letter in each)
            changed = tail.replace(was, f'{key} = "{written}"', 1)
            shell.config.write_text(f"{head}[deployments.sandbox-{family}.{family}]{changed}")
            place = f"{shell.config}:{line_with(shell, changed.split(key + ' = ')[1])}: "
            ended = shell.run("config", "check")
            tried += 1
            assert ended.code == 2
            assert f"error: {place}deployments.sandbox-{family}.{family}.{key}: must" in ended.err
            assert shell.run("lookup", "1", "--deployment", f"sandbox-{family}").code == 2
    assert sandbox.requests == []
    print(f"{tried} values")


def test_a_variable_that_is_not_set_is_a_warning_with_its_place(shell: Shell) -> None:
    text = shell.config.read_text()
    (was, _) = [line for line in text.splitlines() if line.startswith("password")]
    shell.config.write_text(text.replace(was, 'password = { env = "SMSTUI_NEVER_SET" }', 1))
    ended = shell.run("config", "check")
    assert ended.code == 0
    assert "the environment variable SMSTUI_NEVER_SET is not set" in ended.err
    assert f"{shell.config}:{line_with(shell, 'password = ')}" in ended.err
