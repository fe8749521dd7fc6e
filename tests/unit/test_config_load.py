"""Loading: every complaint has file, line and key; every value has an origin."""

import os
from pathlib import Path

import pytest

from smstui.config.effective import effective_values
from smstui.config.files import configuration_path, read_document
from smstui.config.load import Loaded, examine, load
from smstui.domain.errors import BadConfiguration
from tests.support.command_line import spawn

SOUND = """\
default = "lab"
[deployments.lab]
family = "sdp2"
[deployments.lab.sdp2]
base_url = "https://sdp.example.net"
username = "desk"
password = { env = "SMSTUI_TEST_PASSWORD" }
[deployments.other]
family = "sdp2"
read_only = false
[deployments.other.sdp2]
base_url = "https://sdp.example.net"
username = "desk"
password = { file = "secret" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SOUND)
    return path


def refused(path: Path) -> str:
    with pytest.raises(BadConfiguration) as told:
        load(path)
    return str(told.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('family = "sdp2"\n[', 'family = "sdp3"\n[', ":3: deployments.lab.family: must be one of"),
        ('username = "desk"\n', "", ":4: deployments.lab.sdp2.username: is missing."),
        (
            '"https://sdp.example.net"',
            '"http://sdp.example.net"',
            ":5: deployments.lab.sdp2.base_url: must be https://",
        ),
        (
            "[deployments.lab]\n",
            "[deployments.lab]\ntimeout_s = -1\n",
            ":3: deployments.lab.timeout_s: must be more than 0 (it is -1).",
        ),
        (
            "read_only = false",
            'read_only = "false"',
            ":10: deployments.other.read_only: must be true or false",
        ),
        (
            "[deployments.lab]\n",
            "[deployments.lab]\nverify = false\n",
            ":3: deployments.lab.verify: verification of certificates cannot be turned off",
        ),
        ('default = "lab"', 'default = "bal"', ":1: default: there is no deployment bal."),
        ('{ env = "SMSTUI_TEST_PASSWORD" }', '{ envv = "x" }', ":7: deployments.lab.sdp2.password"),
        ('family = "sdp2"\n[', 'family = "opf"\n[', ':2: deployments.lab: family = "opf" needs'),
    ],
)
def test_a_complaint_names_file_line_and_key(file: Path, old: str, new: str, said: str) -> None:
    file.write_text(SOUND.replace(old, new, 1))
    assert f"{file}{said}" in refused(file)


def test_a_complaint_never_quotes_a_secret(file: Path) -> None:
    file.write_text(SOUND.replace('{ env = "SMSTUI_TEST_PASSWORD" }', '{ pass = "hunter2" }'))
    assert "hunter2" not in refused(file)
    file.write_text(SOUND.replace('{ env = "SMSTUI_TEST_PASSWORD" }', "12345678"))
    assert "12345678" not in refused(file)


def test_all_complaints_are_counted(file: Path) -> None:
    file.write_text(SOUND.replace('username = "desk"\n', ""))
    assert "And 1 more" in refused(file)
    assert len(examine(read_document(file)).errors) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = 1\nb = [", ": this is not TOML"),
        (b"a = 1\nb = = 2\n", ":2: this is not TOML"),
        (b'a = 1\nb = "\xff"\n', ":2: byte 0xFF is not UTF-8"),
        (b"a = " + b"[" * 50_000, "this is not TOML"),
        (b"a = " + b"9" * 50_000, "this is not TOML"),
        (b"#" * 1_000_001, "not a plain file of less than"),
    ],
)
def test_a_file_that_is_no_configuration_is_a_sentence(
    file: Path, content: bytes, said: str
) -> None:
    file.write_bytes(content)
    assert said in refused(file)


def test_a_folder_a_missing_file_and_a_pipe_are_sentences(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)
    assert "No configuration file found" in refused(tmp_path / "none.toml")
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_a_sentence(file: Path) -> None:
    file.chmod(0)
    assert "cannot be read" in refused(file)


def test_unknown_keys_warn_with_the_nearest(file: Path) -> None:
    file.write_text(
        SOUND.replace("[deployments.lab]\n", "[deployments.lab]\nread_onyl = false\n", 1)
        + "[cahce]\nrows = 1\n"
    )
    loaded = load(file)
    assert f"{file}:3: deployments.lab.read_onyl: is not a known key; did you mean read_only?" in (
        loaded.warnings
    )
    assert any("cahce: is not a known key; did you mean cache?" in one for one in loaded.warnings)
    assert loaded.settings.deployments["lab"].read_only


def test_operations_and_keys_take_any_name(file: Path) -> None:
    file.write_text(
        SOUND + '[deployments.other.sdp2.operations.pair]\nsite_word = "x"\n[keys]\nany = "f2"\n'
    )
    assert load(file).warnings == []


def test_a_password_in_clear_is_taken_and_warned_of(file: Path) -> None:
    file.write_text(SOUND.replace('{ env = "SMSTUI_TEST_PASSWORD" }', '"hunter2"'))
    loaded = load(file)
    (warning,) = loaded.warnings
    assert f"{file}:7: deployments.lab.sdp2.password: is in the file as plain text" in warning
    assert "hunter2" not in warning + repr(loaded) + str(list(effective_values(loaded)))
    secret = loaded.deployment().reached.password.resolve("password")
    assert secret.reveal() == "hunter2"


@pytest.mark.parametrize(
    ("mode", "who"),
    [(0o664, "its group"), (0o620, "its group"), (0o666, "everybody"), (0o602, "everybody")],
)
def test_a_file_that_others_can_write_is_refused(file: Path, mode: int, who: str) -> None:
    file.chmod(mode)
    told = refused(file)
    assert f"can be written by {who} (mode {mode:04o})" in told
    assert f"Run: chmod go-w {file}" in told
    file.chmod(0o644)
    assert load(file).warnings == []


def test_a_file_of_somebody_else_is_refused_and_one_of_the_administrator_is_not(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 4242)
    if file.stat().st_uid == 0:
        assert load(file).path == file
        monkeypatch.undo()
        os.chown(file, 4242, -1)
    assert "belongs to another user" in refused(file)


def test_no_command_of_a_file_that_others_can_write_is_run(file: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    text = SOUND.replace('{ env = "SMSTUI_TEST_PASSWORD" }', f'{{ command = "touch {trace}" }}')
    file.write_text(text)
    file.chmod(0o664)
    for arguments in (["lookup", "1"], ["config", "check"], ["config", "show"], ["doctor"]):
        ended = spawn([*arguments, "--config", str(file)], {"SMSTUI_STATE": str(tmp_path / "s")})
        assert ended.code == 2
        assert "its group" in ended.out + ended.err
    assert not trace.exists()


def origins(loaded: Loaded) -> dict[str, str]:
    return {value.key: value.origin for value in effective_values(loaded)}


def test_every_value_has_its_origin(file: Path) -> None:
    found = origins(load(file, deployment="other", read_only=True))
    assert found["default"] == "command line"
    assert found["theme"] == "default"
    assert found["deployments.lab.family"] == f"{file}:3"
    assert found["deployments.lab.label"] == "default"
    assert found["deployments.lab.sdp2.password"] == f"{file}:7"
    assert found["deployments.other.read_only"] == "command line"


def test_the_command_line_wins(file: Path) -> None:
    loaded = load(file, deployment="other", read_only=True)
    assert loaded.deployment().name == "other"
    assert loaded.deployment().read_only
    assert not load(file).settings.deployments["other"].read_only
    with pytest.raises(BadConfiguration, match=r"no deployment nope.*lab, other"):
        load(file, deployment="nope")


def test_the_deployment_must_be_clear(file: Path) -> None:
    file.write_text(SOUND.replace('default = "lab"\n', ""))
    with pytest.raises(BadConfiguration, match="none is the default: lab, other"):
        load(file).deployment()
    file.write_text(SOUND[: SOUND.index("[deployments.other]")].replace('default = "lab"\n', ""))
    assert load(file).deployment().name == "lab"


def test_relative_paths_start_at_the_file(file: Path, tmp_path: Path) -> None:
    assert load(file).settings.deployments["other"].reached.password.file == tmp_path / "secret"


def test_where_the_file_is_looked_for(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMSTUI_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    assert load().settings.deployments == {}
    assert load().path is None
    (tmp_path / "home/smstui").mkdir(parents=True)
    (tmp_path / "home/smstui/config.toml").write_text(SOUND)
    assert load().deployment().name == "lab"
    monkeypatch.setenv("SMSTUI_CONFIG", str(tmp_path / "named.toml"))
    assert configuration_path() == tmp_path / "named.toml"
    assert "No configuration file found" in refused(tmp_path / "named.toml")
    assert load(file).path == file
