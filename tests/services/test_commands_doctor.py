"""`smstui doctor`: each fault is found, told with what to do, and ends in its exit code."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from smstui.commands import check_machine
from smstui.commands.check_machine import machine_checks
from smstui.commands.checkup import Check, Result
from smstui.commands.exits import Exit
from smstui.sandbox import Sandbox
from tests.support.command_line import Shell


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def results(document: dict) -> dict[str, str]:
    return {check["check"]: check["result"] for check in document["checks"]}


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_sound_deployment_is_confirmed_entry_by_entry(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    ended = shell.run("doctor", "--json", "--deployment", f"sandbox-{family}")
    assert (ended.code, ended.err) == (0, "")
    document = ended.document
    assert list(document) == ["schema", "deployment", "family", "checks", "catalogue"]
    assert document["schema"] == "smstui/doctor/1"
    assert document["family"] == family
    assert results(document)["sign-in"] == "fine"
    entries = document["catalogue"]
    assert {entry["says"] for entry in entries} <= {"confirmed", "missing", "not checkable"}
    assert sum(entry["says"] == "confirmed" for entry in entries) > 5
    assert not [entry for entry in entries if entry["says"] == "missing"]
    assert sandbox.writes == []
    told = shell.run("doctor", "--deployment", f"sandbox-{family}").out
    for entry in entries:
        assert entry["entry"] in told


def test_an_operation_the_site_lacks_is_missing(shell: Shell) -> None:
    shell.config.write_text(
        shell.config.read_text()
        + '\n[deployments.sandbox-sdp2.sdp2.operations.pair]\noperation = "PairNicely"\n'
    )
    ended = shell.run("doctor", "--json")
    missing = [one["entry"] for one in ended.document["catalogue"] if one["says"] == "missing"]
    assert missing == ["pair"]
    assert results(ended.document)["catalogue"] == "fault"
    assert ended.code == 6


def test_a_platform_that_is_gone_is_7(shell: Shell, sandbox: Sandbox) -> None:
    sandbox.stop()
    ended = shell.run("doctor", "--json")
    assert ended.code == 7
    found = results(ended.document)
    assert (found["address"], found["sign-in"], found["catalogue"]) == (
        "fault", "skipped", "skipped",
    )  # fmt: skip


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_wrong_password_is_6(shell: Shell, tmp_path: Path, family: str) -> None:
    (tmp_path / f"secrets/{family}-password").write_text("wrong-word")
    ended = shell.run("doctor", "--json", "--deployment", f"sandbox-{family}")
    assert ended.code == 6
    assert results(ended.document)["sign-in"] == "fault"
    (check,) = [one for one in ended.document["checks"] if one["check"] == "sign-in"]
    assert check["correlation_id"]


def test_a_bad_configuration_is_2_and_the_machine_is_still_looked_at(shell: Shell) -> None:
    shell.config.write_text('default = "x"')
    ended = shell.run("doctor")
    assert ended.code == 2
    assert "there is no deployment x" in ended.out
    assert "state folder" in ended.out


def test_a_missing_password_is_2(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "secrets/sdp2-password").unlink()
    ended = shell.run("doctor", "--json")
    assert ended.code == 2
    assert results(ended.document)["password"] == "fault"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_is_none_is_2(shell: Shell, tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content)
    text = shell.config.read_text().replace('tint = "warning"', 'ca_file = "ca.pem"', 1)
    shell.config.write_text(text)
    ended = shell.run("doctor")
    assert ended.code == 2
    assert f"{tmp_path / 'ca.pem'} cannot be used" in ended.out
    found = results(shell.run("doctor", "--json").document)
    assert (found["ca_file"], found["address"]) == ("fault", "skipped")


def test_clashing_keys_are_2(shell: Shell) -> None:
    shell.config.write_text(shell.config.read_text() + '\n[keys]\nreload = "y"\n')
    ended = shell.run("doctor", "--json")
    assert ended.code == 2
    assert results(ended.document)["keys"] == "fault"


def look(state: Path, **environment: str) -> dict[str, Check]:
    return {check.name: check for check in machine_checks(state, environment)}


def test_the_state_folder_is_looked_at_and_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert look(state)["state folder"].result is Result.FINE
    assert not state.exists()
    state.mkdir()
    state.chmod(0o755)
    assert look(state)["state folder"].result is Result.CAUTION
    assert state.stat().st_mode & 0o777 == 0o755
    state.chmod(0o700)
    assert look(state)["state folder"].result is Result.FINE
    (state / "cache.db").write_text("")
    (state / "cache.db").chmod(0o644)
    assert "cache.db" in look(state)["state folder"].detail
    (tmp_path / "file").write_text("")
    assert look(tmp_path / "file")["state folder"].result is Result.FAULT
    (tmp_path / "link").symlink_to(state)
    assert look(tmp_path / "link")["state folder"].result is Result.FAULT


def test_the_terminal_is_told_by_its_environment(tmp_path: Path) -> None:
    assert look(tmp_path, TERM="xterm-256color")["colours"].detail.startswith("256")
    assert look(tmp_path, TERM="linux")["colours"].detail.startswith("16,")
    truecolor = look(tmp_path, TERM="xterm", COLORTERM="truecolor")
    assert truecolor["colours"].detail.startswith("16 million")
    assert "NO_COLOR" in look(tmp_path, TERM="xterm", NO_COLOR="1")["colours"].detail
    assert look(tmp_path, TERM="dumb")["colours"].result is Result.CAUTION
    assert "tmux" in look(tmp_path, TMUX="/tmp/x,1,0")["multiplexer"].detail


@pytest.mark.parametrize("name", ["journal.db", "drafts.db"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "text", "damaged", "made"])
def test_a_database_that_no_command_can_use_is_a_fault(
    tmp_path: Path, name: str, kind: str
) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    path = state / name
    match kind:
        case "folder":
            path.mkdir(mode=0o700)
        case "pipe":
            os.mkfifo(path, 0o600)
        case "link":
            path.symlink_to(tmp_path / "elsewhere")
        case "text":
            path.write_text("not a database at all")
            path.chmod(0o600)
        case "damaged":
            path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 16)
            path.chmod(0o600)
        case "made":
            path.touch(0o600)
    found = look(state)["state folder"]
    if kind == "made":
        assert found.result is Result.FINE
    else:
        assert (found.result, found.ends_in) == (Result.FAULT, Exit.REFUSED_HERE)
        assert str(path) in found.detail
        assert (kind in ("folder", "pipe")) == ("is not a regular file" in found.detail)


def test_a_folder_that_this_login_cannot_use_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    with monkeypatch.context() as patch:
        patch.setattr(check_machine.os, "access", lambda *_: False)
        found = look(state)["state folder"]
        assert (found.result, found.ends_in) == (Result.FAULT, Exit.USAGE)
        assert "cannot be written" in found.detail
    with monkeypatch.context() as patch:
        owner = os.geteuid()
        patch.setattr(check_machine.os, "geteuid", lambda: owner + 1)
        assert f"belongs to another user (uid {owner})" in look(state)["state folder"].detail
    with monkeypatch.context() as patch:
        patch.setattr(check_machine, "network_file_system", lambda _: "nfs4")
        assert look(state)["state disk"].result is Result.CAUTION
    assert look(state)["state disk"].result is Result.FINE


@pytest.mark.parametrize(
    ("size", "result"), [((39, 24), "caution"), ((80, 23), "caution"), ((80, 24), "fine")]
)
def test_the_size_of_the_terminal_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], result: str
) -> None:
    sized = SimpleNamespace(get_terminal_size=lambda: size, which=shutil.which)
    monkeypatch.setattr(check_machine, "shutil", sized)
    assert look(tmp_path)["terminal"].result is Result.SKIPPED, "no screen to check"
    monkeypatch.setattr(check_machine.sys.stdout, "isatty", lambda: True, raising=False)
    found = look(tmp_path)["terminal"]
    assert (found.result, found.detail) == (result, f"{size[0]} by {size[1]}")
    assert ("needs 40 by 10" in found.hint) == (size[0] < 40)


def test_what_the_machine_lacks_is_a_caution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_machine.locale, "getpreferredencoding", lambda _: "ANSI_X3.4-1968")
    without = SimpleNamespace(which=lambda _: None, get_terminal_size=shutil.get_terminal_size)
    monkeypatch.setattr(check_machine, "shutil", without)
    monkeypatch.setattr(
        check_machine.importlib.util, "cache_from_source", lambda _: str(tmp_path / "none")
    )
    found = look(tmp_path, TMUX="/tmp/x,1,0")
    for name in ("letters", "multiplexer", "compiled modules"):
        assert found[name].result is Result.CAUTION, name
        assert found[name].hint
