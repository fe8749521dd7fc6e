"""Everything that can go wrong ends in a sentence, its exit code, and no traceback."""

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Ended, Shell


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def told(shell: Shell, *arguments: str) -> tuple[Ended, dict[str, str | None]]:
    """The same failure as a sentence and as a document, which must agree."""
    spoken = shell.run(*arguments)
    written = shell.run(*arguments, "--json")
    assert spoken.code == written.code
    assert spoken.out == ""
    assert written.err == ""
    assert "Traceback" not in spoken.err
    (line,) = spoken.err.splitlines()
    assert line.startswith("smstui: ")
    error = written.document["error"]
    assert list(error) == ["code", "message", "hint", "correlation_id"]
    return spoken, error


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_wrong_password_is_told_and_not_tried_for_every_id(
    shell: Shell, sandbox: Sandbox, family: str, tmp_path: Path
) -> None:
    assert shell.run("lookup", "3421", "--deployment", f"sandbox-{family}").code == 0
    (tmp_path / f"secrets/{family}-password").write_text("wrong-word")
    ended, error = told(shell, "lookup", "3421", "--deployment", f"sandbox-{family}")
    assert ended.code == 6
    assert error["code"] == "sign-in"
    assert error["correlation_id"]
    assert "wrong-word" not in ended.err
    tries = len(sandbox.requests)
    shell.run("lookup", "3421", "--deployment", f"sandbox-{family}")
    one = len(sandbox.requests) - tries
    shell.run("lookup", *["3421"] * 8, "--deployment", f"sandbox-{family}")
    assert len(sandbox.requests) - tries - one == one


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("rule", ["truncate", "oversize 8", "drop-after"])
def test_a_malformed_answer_is_told(shell: Shell, sandbox: Sandbox, family: str, rule: str) -> None:
    sandbox.fault(f"{rule} family={family}")
    ended, error = told(shell, "lookup", "nmp.00002", "--deployment", f"sandbox-{family}")
    assert ended.code == 7
    assert error["message"]
    assert error["correlation_id"]


def test_an_unreachable_platform_is_told(shell: Shell, sandbox: Sandbox) -> None:
    sandbox.stop()
    ended, error = told(shell, "lookup", "3421")
    assert ended.code == 7
    assert error["code"] == "unreachable"
    assert error["correlation_id"]
    assert "127.0.0.1" in ended.err


def test_a_platform_that_does_not_answer_is_given_up(shell: Shell, sandbox: Sandbox) -> None:
    shell.config.write_text(
        shell.config.read_text().replace('label = "SANDBOX SDP2"', "timeout_s = 0.5", 1)
    )
    sandbox.fault("delay 20000 family=sdp2")
    ended, error = told(shell, "lookup", "3421")
    assert ended.code == 7
    assert error["code"] in ("timed-out", "no-answer")


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[int]:
    """A TLS server whose certificate nobody vouches for; its port."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    files = [str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", files[0], "-out", files[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(65_536)
                    secured.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_a_wrong_certificate_is_told_and_ca_file_is_the_way_on(
    shell: Shell, impostor: int, tmp_path: Path
) -> None:
    config = f"""
[deployments.lab]
family = "sdp2"
timeout_s = 5
[deployments.lab.sdp2]
base_url = "https://localhost:{impostor}"
username = "desk"
password = {{ file = "{tmp_path / "secrets/sdp2-password"}" }}
"""
    shell.config.write_text(config)
    ended, error = told(shell, "lookup", "3421")
    assert ended.code == 7
    assert "certificate" in ended.err
    assert "ca_file" in ended.err
    assert error["correlation_id"]
    doctor = shell.run("doctor")
    assert doctor.code == 7
    assert "the certificate is refused" in doctor.out
    shell.config.write_text(config.replace("timeout_s = 5", f'ca_file = "{tmp_path}/cert.pem"'))
    trusted = shell.run("lookup", "3421")
    assert "ca_file" not in trusted.err
    assert trusted.code == 7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("read_only = false", "read_only = 7", 1), ":7: deployments."),
        (lambda text: text + "\n[[[", ": this is not TOML"),
        (lambda text: text.replace("/sdp2-password", "/none"), "sandbox-sdp2.sdp2.password: "),
    ],
)
def test_a_bad_configuration_is_told_with_its_place(shell: Shell, change, said: str) -> None:
    shell.config.write_text(change(shell.config.read_text()))
    ended, error = told(shell, "lookup", "3421")
    assert ended.code == 2
    assert error["code"] == "configuration"
    assert said in ended.err


def test_a_password_file_others_can_read_is_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "secrets/sdp2-password").chmod(0o644)
    ended, _ = told(shell, "lookup", "3421")
    assert ended.code == 2
    assert "chmod 600" in ended.err


def test_an_id_with_strange_characters_is_told_by_code_point(shell: Shell) -> None:
    for text, point in (("34\u202e21", "U+202E"), ("\u0430bc", "U+0430"), ("3\x1b[2J", "U+001B")):
        ended, error = told(shell, "lookup", text)
        assert ended.code == 2
        assert error["code"] == "bad-identifier"
        assert point in ended.err


def test_a_home_that_cannot_be_written_still_answers(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shell.state = tmp_path / "file"
    shell.monkeypatch.setenv("SMSTUI_STATE", str(shell.state))
    ended = shell.run("lookup", "3421", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["account"]["id"]
    assert str(shell.state) in ended.err


def test_wrong_use_is_told(shell: Shell) -> None:
    assert "Did you mean lookup?" in shell.run("lookpu", "1").err
    for arguments in (["lookup"], ["lookup", "1", "--as", "shoe"], ["--nonsense"], ["lookup", "1",
                      "--deployment", "none"]):  # fmt: skip
        ended, _ = told(shell, *arguments)
        assert ended.code == 2
