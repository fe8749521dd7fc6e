"""Where a password comes from; an error names the key and the way, never a value."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import ValidationError

from smstui.config import secrets
from smstui.config.secrets import SecretSource
from smstui.domain.errors import BadConfiguration

MEMORY = Path("/proc/self/mem")
"""A private plain file that can be opened; reading it at its start fails, as a lost disk does."""

KEY = "deployments.lab.sdp2.password"


def source(written: object) -> SecretSource:
    return SecretSource.model_validate(written)


def refused(written: object) -> str:
    with pytest.raises(BadConfiguration) as told:
        source(written).resolve(KEY)
    assert KEY in str(told.value)
    assert "hunter2" not in str(told.value)
    return str(told.value)


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSTUI_TEST", "hunter2")
    assert source({"env": "SMSTUI_TEST"}).resolve(KEY).reveal() == "hunter2"
    monkeypatch.delenv("SMSTUI_TEST")
    assert "SMSTUI_TEST is not set" in refused({"env": "SMSTUI_TEST"})
    monkeypatch.setenv("SMSTUI_TEST", "")
    assert "empty secret" in refused({"env": "SMSTUI_TEST"})


def test_from_a_command_without_a_shell(capfd: pytest.CaptureFixture[str]) -> None:
    assert source({"command": "printf 'hunter2\\nsecond'"}).resolve(KEY).reveal() == "hunter2"
    assert source({"command": "printf %s $HOME"}).resolve(KEY).reveal() == "$HOME"
    script = "import sys; print('hunter2'); print('hunter2', file=sys.stderr); sys.exit(3)"
    assert "exit code 3" in refused({"command": f'{sys.executable} -c "{script}"'})
    assert "cannot be run" in refused({"command": "no-such-program-here hunter2"})
    assert "not UTF-8" in refused({"command": "printf '\\377'"})
    assert "empty secret" in refused({"command": "true"})
    assert "more than 4096 bytes" in refused({"command": "head -c 5000 /dev/zero"})
    assert capfd.readouterr() == ("", "")


def test_a_command_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "COMMAND_TIMEOUT_S", 0.2)
    assert "did not finish within" in refused({"command": "sleep 60"})


def test_from_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("hunter2\n")
    path.chmod(0o600)
    assert source({"file": path}).resolve(KEY).reveal() == "hunter2"
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        assert f"mode {mode:04o}" in refused({"file": path})
        assert f"chmod 600 {path}" in refused({"file": path})
    assert "cannot be read" in refused({"file": tmp_path / "none"})
    assert "not a plain file" in refused({"file": tmp_path})
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "not a plain file" in refused({"file": tmp_path / "pipe"})


@pytest.mark.skipif(not MEMORY.exists(), reason="there is no file that opens and cannot be read")
def test_a_file_that_fails_while_it_is_read_is_refused() -> None:
    assert f"{MEMORY} cannot be read: Input/output error" in refused({"file": MEMORY})


def test_a_file_of_someone_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret"
    path.write_text("hunter2")
    path.chmod(0o600)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    assert "belongs to another user" in refused({"file": path})


def test_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = ModuleType("keyring")
    stored = {("lab", "desk"): "hunter2"}
    ring.get_password = lambda service, account: stored.get((service, account))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert source({"keyring": "lab"}).resolve(KEY, "desk").reveal() == "hunter2"
    assert "keyring set lab" in refused({"keyring": "lab"})

    def locked(service: str, account: str) -> str:
        raise RuntimeError("hunter2")

    ring.get_password = locked  # type: ignore[attr-defined]
    assert "RuntimeError" in refused({"keyring": "lab"})
    monkeypatch.setitem(sys.modules, "keyring", None)  # type: ignore[arg-type]
    assert "smstui[keyring]" in refused({"keyring": "lab"})


def test_without_a_way_and_without_a_terminal_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_terminal(path: str, flags: int) -> int:
        raise OSError

    monkeypatch.setattr(secrets.os, "open", no_terminal)
    assert "no terminal to enter it" in refused({})


@pytest.mark.parametrize(
    "written",
    [
        {"env": "A", "file": "/b"},
        {"nev": "A"},
        7,
        ["x"],
        {"env": ""},
        {"command": " "},
        {"command": "printf 'a"},
        {"env": "a b"},
        {"keyring": " a"},
        "hunter2\n",
    ],
)
def test_a_source_is_one_known_way(written: object) -> None:
    with pytest.raises(ValidationError):
        source(written)


def test_what_is_said_of_a_source_is_never_the_secret() -> None:
    assert source({"env": "NAME"}).described == "env NAME"
    assert "hunter2" not in source({"command": "echo hunter2"}).described
    literal = source("hunter2")
    assert literal.is_literal
    assert "hunter2" not in f"{literal!r}{literal.described}{literal.model_dump_json()}"
