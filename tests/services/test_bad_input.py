"""What goes wrong ends in a sentence, by command line and by keys alike.

It says what happened, to which id, what to do, and the correlation id where a call was tried.
"""

import re
import resource
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

import pytest

from smstui.sandbox import base
from smstui.sandbox.fixtures import add_account
from tests.support.command_line import Ended, Shell
from tests.support.site import Site, site

pytestmark = pytest.mark.alike

CASN = "E833815A9290"
CORRELATION = re.compile(r"correlation id [0-9a-f]{8}-[0-9a-f-]{27}")
ENTER, CTRL_Q = "\r", "\x11"
TITLES = ("Not an id", "No answer", "Sign-in refused", "Refused")
PASTE = "\x1b[200~{}\x1b[201~"
MB = 1_000_000
MEMORY = 2_000_000_000
"""Bytes of addresses: enough for a command, not for a file that has no end."""


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """Commands run in this process, the console in one of its own."""
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture(params=["sdp2", "opf"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, shell: Shell) -> Iterator[Site]:
    with site(request.param, tmp_path) as made:
        made.shell = shell
        yield made


def told(desk: Site, text: str, code: int, *words: str, called: bool = True) -> None:
    """The same failure by command line, as a document and by keys, each complete."""
    plain = desk.run("lookup", text)
    document = desk.run("lookup", text, "--json")
    assert (plain.code, document.code) == (code, code), plain.err
    error = document.documents[0]["error"]
    said = " ".join(plain.err.split())
    for word in words:
        assert word in said, (word, said)
        assert word in f"{text} {error['message']} {error['hint']}", (word, error)
    assert bool(CORRELATION.search(said)) == called, said
    assert bool(error["correlation_id"]) == called
    with desk.terminal() as terminal:
        terminal.wait_for("ready")
        terminal.send(f"/{PASTE.format(text)}{ENTER}")
        terminal.wait_for(lambda drawn: any(f"╭ {title}" in drawn for title in TITLES))
        terminal.wait_until_quiet(0.15)
        for word in words:
            assert word in terminal.prose, (word, terminal.prose)
        assert bool(CORRELATION.search(terminal.prose)) == called
        assert terminal.text.count("esc back") == 1, "the last line names the keys, once"
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0
    for all_of_it in (plain.err, plain.out, document.out, terminal.output.decode()):
        assert "Traceback" not in all_of_it


def test_an_id_with_strange_characters(tmp_path: Path, shell: Shell) -> None:
    with site("sdp2", tmp_path) as desk:
        desk.shell = shell
        told(desk, "34\u202e21", 2, "U+202E", "plain ASCII", called=False)
        assert desk.operations() == []


@pytest.mark.parametrize("way", [["batch"], ["transcript", "--replay"], ["--triage"]])
def test_of_a_file_without_an_end_a_bounded_part_is_read(tmp_path: Path, way: list[str]) -> None:
    with site("sdp2", tmp_path) as desk:
        ended = subprocess.run(
            [sys.executable, "-m", "smstui", "--deployment", desk.deployment, *way, "/dev/zero"],
            env=desk.environment, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, preexec_fn=_of_little_memory,
        )  # fmt: skip
    assert ended.returncode == 2, ended
    assert "/dev/zero" in ended.stderr
    assert re.search(r"more than 4 MB|too large", ended.stderr)


@pytest.mark.parametrize(
    "bytes_without_an_id", [b"\0", b" " * 99 + b"\n", b"# no id at all" * 9 + b"\n", b"9"]
)
@pytest.mark.parametrize(
    "way", [["lookup", "-"], ["diagnose", "-"], ["diagnose", "-", "--brief"], ["batch", "-"]]
)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_standard_input_without_an_end_ends_in_a_sentence(
    desk: Site, way: list[str], options: list[str], bytes_without_an_id: bytes
) -> None:
    if options and "--brief" in way:
        return
    sent = Endless(bytes_without_an_id)
    ended = run_on(desk, sent, *way, *options)
    assert ended.code == 2, ended
    told = ended.documents[-1]["error"]["message"] if options else " ".join(ended.err.split())
    assert "more than 4 MB" in told
    assert "Traceback" not in ended.err
    assert sent.poured < 5 * MB
    assert desk.operations() == []


@pytest.mark.parametrize("way", [["lookup"], ["diagnose"], ["diagnose", "--brief"]])
def test_what_came_before_the_endless_rest_is_answered(desk: Site, way: list[str]) -> None:
    ended = run_on(desk, Endless(b"\0", f"{CASN}\nnmp.00002\n".encode()), *way, "-")
    assert ended.code == 2, ended
    assert "more than 4 MB" in ended.err
    assert "nmp.00001" in ended.out
    assert "nmp.00002" in ended.out


def run_on(desk: Site, source: "Endless", *arguments: str) -> Ended:
    """Run in this process, with standard input from `source`."""
    assert desk.shell is not None
    desk.shell.monkeypatch.setenv("SMSTUI_CONFIG", str(desk.configuration))
    return desk.shell.run("--deployment", desk.deployment, *arguments, stdin=BufferedReader(source))


class Endless(RawIOBase):
    """The same bytes again and again, behind a beginning; `poured` counts them."""

    def __init__(self, again: bytes, begins: bytes = b"") -> None:
        self._again, self._begins = again, begins
        self.poured = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any, /) -> int:
        assert self.poured < 20 * MB, "it is read without an end"
        size = len(memoryview(into))
        given = self._begins[:size] or (self._again * size)[: size - size % len(self._again)]
        self._begins = self._begins[size:]
        memoryview(into)[: len(given)] = given
        self.poured += len(given)
        return len(given)


def _of_little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def test_a_wrong_password(desk: Site) -> None:
    (desk.folder / f"secrets/{desk.family}-password").write_text("not-this-one")
    told(desk, CASN, 6, CASN, "password")


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("rule", ["status 401", "truncate", "drop-before", "server-fault"])
def test_a_failure_of_every_call_is_told_with_the_id(
    tmp_path: Path, shell: Shell, family: str, rule: str
) -> None:
    with site(family, tmp_path) as desk:
        desk.shell = shell
        desk.sandbox.fault(rule)
        for line in (["diagnose", CASN], ["lookup", CASN], ["diagnose", CASN, "nmp.00002"],
                     ["pair", CASN, "000145098241"], ["unpair", CASN]):  # fmt: skip
            for more in ([], ["--apply"]) if "pair" in line[0] else ([],):
                plain = desk.run(*line, *more)
                document = desk.run(*line, *more, "--json").documents[0]
                assert plain.code in (6, 7), plain
                said = " ".join(plain.err.split())
                assert CASN in said, (line, said)
                assert CORRELATION.search(said), said
                asked = document.get("asked", {"text": ""})["text"]
                assert CASN in f"{asked} {document['error']['message']}", document
        assert desk.run("journal").out == ""


def test_a_refused_sign_in_of_a_change_says_what_it_was_to_do(desk: Site) -> None:
    desk.sandbox.fault("status 401 write=yes")
    ended = desk.run("unpair", CASN, "--apply")
    assert ended.code == 6
    assert "did not accept our sign-in to unpair box 3421" in ended.err


def test_an_unreachable_host(desk: Site) -> None:
    desk.sandbox.stop()
    told(desk, CASN, 7, CASN, "refused the connection", "Nothing was sent")


def test_a_malformed_answer(desk: Site) -> None:
    desk.sandbox.fault("truncate")
    told(desk, "nmp.00002", 7, "nmp.00002")


def test_a_wrong_ca_and_then_the_right_one(tmp_path: Path, shell: Shell) -> None:
    with site("sdp2", tmp_path) as desk, secured(desk) as (port, certificate):
        desk.shell = shell
        plain = desk.configuration.read_text("utf-8")
        address = desk.sandbox.access.sdp2.base_url
        secure = plain.replace(address, f"https://localhost:{port}")
        desk.configuration.write_text(secure, "utf-8")
        told(desk, CASN, 7, "certificate", "ca_file")
        assert desk.operations() == []
        trusting = secure.replace('label = "SANDBOX SDP2"', f'ca_file = "{certificate}"')
        desk.configuration.write_text(trusting, "utf-8")
        ended = desk.run("lookup", CASN)
        assert ended.code == 0, ended.err


def test_a_configuration_that_cannot_be_read(desk: Site) -> None:
    desk.configuration.write_text("[[[\n", "utf-8")
    ended = desk.run("lookup", CASN)
    assert ended.code == 2
    assert str(desk.configuration) in ended.err
    assert "Traceback" not in ended.err
    with desk.terminal(columns=300) as terminal:  # no path is so long that it wraps
        assert terminal.wait_for_end() == 2
    assert desk.configuration.name in terminal.prose
    assert "Traceback" not in terminal.output.decode()
    assert b"\x1b[?1049h" not in terminal.output, "the screen was taken for nothing"


@pytest.mark.alike
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_an_account_of_ten_thousand_devices(tmp_path: Path, family: str) -> None:
    world = base()
    account = add_account(world, "tst.10000", boxes=10_000)
    last = world.boxes(account.uid)[-1]
    with site(family, tmp_path, world=world) as desk:
        ended = desk.run("lookup", "tst.10000", "--json")
        assert ended.code == 0, ended.err
        document = ended.documents[0]
        problem = " ".join(str(one["reason"]) for one in document["problems"])
        assert len(document["devices"]) == 10_000 or "device" in problem, problem
        with desk.terminal() as terminal:
            terminal.wait_for("ready")
            terminal.send(f"/{last.casn}{ENTER}")
            terminal.wait_for(lambda text: "Devices" in text and " read " in text, 40)
            terminal.wait_until_quiet()
            assert str(last.casn) in terminal.text
            before = terminal.text
            terminal.send("g")
            terminal.wait_for(lambda text: text != before)
            terminal.send(CTRL_Q)
            assert terminal.wait_for_end() == 0


@contextmanager
def secured(desk: Site) -> Iterator[tuple[int, Path]]:
    """A TLS end before the sandbox that nobody vouches for; its port and its certificate."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    key, certificate = desk.folder / "key.pem", desk.folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    target = int(desk.sandbox.url.rpartition(":")[2])
    thread = threading.Thread(target=_accept, args=(listener, context, target), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], certificate
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _accept(listener: socket.socket, context: ssl.SSLContext, target: int) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_carry, args=(connection, context, target), daemon=True).start()


def _carry(connection: socket.socket, context: ssl.SSLContext, target: int) -> None:
    """Both ways, until either end hangs up."""
    try:
        with (
            context.wrap_socket(connection, server_side=True) as near,
            socket.create_connection(("127.0.0.1", target)) as far,
        ):
            back = threading.Thread(target=_pour, args=(far, near), daemon=True)
            back.start()
            _pour(near, far)
            far.shutdown(socket.SHUT_WR)
            back.join(5)
    except OSError:
        return


def _pour(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            sink.sendall(data)
    except OSError:
        return
