"""Sites that are reached otherwise: with a client certificate, through a proxy, without a CAG."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Ended, Shell
from tests.support.lines import pair_of, proxy, secured

LOOKUP = ("lookup", "E833815A9290")
PAIR = ("pair", "3422", "000145098241", "--apply")
FAMILIES = ["sdp2", "opf"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox
        assert sandbox.failures == []


@pytest.fixture
def shell(
    tmp_path: Path,
    sandbox: Sandbox,
    quick_looks: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys).reach(sandbox)


def run(shell: Shell, family: str, *arguments: str) -> Ended:
    return shell.run(*arguments, "--deployment", f"sandbox-{family}")


def at(shell: Shell, sandbox: Sandbox, address: str) -> None:
    """Have both deployments at `address`, with the certificate authority of the test."""
    text = shell.config.read_text().replace(sandbox.url, address)
    shell.config.write_text(text.replace("tint =", 'ca_file = "own.pem"\ntint ='))


def add(shell: Shell, lines: str) -> None:
    shell.config.write_text(shell.config.read_text().replace("tint =", f"{lines}\ntint ="))


def port_of(sandbox: Sandbox) -> int:
    port = urlsplit(sandbox.url).port
    assert port is not None
    return port


@pytest.mark.parametrize("family", FAMILIES)
def test_a_site_that_wants_a_client_certificate(
    shell: Shell, sandbox: Sandbox, tmp_path: Path, family: str
) -> None:
    server, client = pair_of(tmp_path, "own"), pair_of(tmp_path, "client")
    with secured(port_of(sandbox), *server, clients=client[0]) as line:
        at(shell, sandbox, f"https://localhost:{line.port}")
        refused = run(shell, family, *LOOKUP)
        assert refused.code not in (0, 12)
        assert "certificate" in refused.err
        add(shell, 'client_cert = "client.pem"\nclient_key = "client.key"')
        assert run(shell, family, *LOOKUP).code == 0
        assert run(shell, family, "diagnose", LOOKUP[1]).code == 0
        paired = run(shell, family, *PAIR)
        assert (paired.code, "verified" in paired.out) == (0, True)
        assert run(shell, family, "doctor").code == 0


def test_a_connection_reset_before_its_first_answer_may_want_a_certificate(
    shell: Shell, sandbox: Sandbox, tmp_path: Path
) -> None:
    """A server that refuses ours may reset the connection before its alert can be read."""
    with secured(port_of(sandbox), *pair_of(tmp_path, "own"), clients=None) as line:
        at(shell, sandbox, f"https://localhost:{line.port}")
        line.refuses = True
        refused = run(shell, "opf", *LOOKUP)
        assert refused.code == 7
        assert "asks for a client certificate (client_cert)" in refused.err
    plain = run(shell, "opf", *LOOKUP)
    assert "client certificate" not in plain.err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('client_cert = "none.pem"\nclient_key = "client.key"', "client_cert: "),
        ('client_cert = "client.pem"\nclient_key = "open.key"', "can be read by others"),
        ('client_cert = "client.pem"\nclient_key = "own.key"', "cannot be used"),
        ('client_cert = "client.pem"\nclient_key = "locked.key"', "protected by a passphrase"),
        ('client_key = "client.key"', "client_key: needs client_cert"),
        ('client_key_passphrase = { env = "X" }', "client_key_passphrase: needs client_cert"),
        ('proxy_username = "desk"', "proxy_username and proxy_password: need proxy"),
        ('proxy = "https://127.0.0.1:1"\nproxy_username = "desk"', "one needs the other"),
        ('proxy = "http://proxy.example:3128/x"', "must be a host and a port without a path"),
        ('proxy = "http://proxy.example:3128"', "must be https:// or on this machine"),
        ('proxy = "http://a:b@proxy.example:3128"', "must not contain a user or password"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_key(
    shell: Shell, tmp_path: Path, lines: str, said: str
) -> None:
    import subprocess

    _, key = pair_of(tmp_path, "client")
    pair_of(tmp_path, "own")
    (tmp_path / "open.key").write_bytes(key.read_bytes())
    (tmp_path / "open.key").chmod(0o644)
    subprocess.run(
        ["openssl", "ec", "-in", str(key), "-aes128", "-passout", "pass:word", "-out",
         str(tmp_path / "locked.key")], check=True, capture_output=True,
    )  # fmt: skip
    (tmp_path / "locked.key").chmod(0o600)
    add(shell, lines)
    ended = shell.run("config", "check")
    assert ended.code == 2
    assert said in ended.err
    assert run(shell, "sdp2", *LOOKUP).code == 2
    assert run(shell, "sdp2", "doctor").code == 2


@pytest.mark.parametrize("family", FAMILIES)
def test_a_site_behind_a_proxy(shell: Shell, sandbox: Sandbox, tmp_path: Path, family: str) -> None:
    """Nothing listens at the address itself; the tunnel leads to it."""
    server = pair_of(tmp_path, "own")
    with secured(port_of(sandbox), *server, clients=None) as line, proxy(line.port) as way:
        at(shell, sandbox, "https://localhost:1")
        assert run(shell, family, *LOOKUP).code == 7
        add(shell, f'proxy = "http://127.0.0.1:{way.port}"')
        assert run(shell, family, *LOOKUP).code == 0
        assert run(shell, family, "diagnose", LOOKUP[1]).code == 0
        paired = run(shell, family, *PAIR)
        assert (paired.code, "verified" in paired.out) == (0, True)
        assert set(way.heard) == {"CONNECT localhost:1 HTTP/1.1"}
        assert run(shell, family, "doctor").code == 0
        writes = len(sandbox.writes)
        way.refuses = True
        refused = run(shell, family, "unpair", "3422", "--apply")
        assert refused.code == 7, "nothing was sent"
        assert len(sandbox.writes) == writes
        doctor = run(shell, family, "doctor")
        assert doctor.code == 7
        assert "proxy" in doctor.out


PROXY_WORD = "proxy-word-4711"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("source", ["env", "file", "command"])
def test_a_proxy_that_asks_for_a_password(
    shell: Shell, sandbox: Sandbox, tmp_path: Path, family: str, source: str
) -> None:
    server = pair_of(tmp_path, "own")
    with secured(port_of(sandbox), *server, clients=None) as line, proxy(line.port) as way:
        way.wants = f"desk:{PROXY_WORD}"
        at(shell, sandbox, "https://localhost:1")
        add(shell, f'proxy = "http://127.0.0.1:{way.port}"\nlog_level = "debug"')
        refused = run(shell, family, *LOOKUP)
        assert refused.code == 7, "nothing was sent"
        assert "proxy_username and proxy_password" in refused.err
        doctor = run(shell, family, "doctor")
        assert (doctor.code, "Set proxy_username" in doctor.out) == (7, True)
        assert sandbox.requests == []
        given = {
            "env": '{ env = "PROXY_WORD" }', "file": '{ file = "proxy-word" }',
            "command": '{ command = "cat proxy-word" }'.replace("cat ", f"cat {tmp_path}/"),
        }[source]  # fmt: skip
        shell.monkeypatch.setenv("PROXY_WORD", PROXY_WORD)
        (tmp_path / "proxy-word").write_text(PROXY_WORD)
        (tmp_path / "proxy-word").chmod(0o600)
        add(shell, f'proxy_username = "desk"\nproxy_password = {given}')
        assert run(shell, family, "config", "check").code == 0
        for arguments in (LOOKUP, ("diagnose", LOOKUP[1]), PAIR, ("doctor",), ("config", "show")):
            ended = run(shell, family, *arguments)
            assert ended.code == 0, (arguments, ended)
            assert PROXY_WORD not in ended.out + ended.err
        shell.monkeypatch.setenv("PROXY_WORD", "no")
        (tmp_path / "proxy-word").write_text("no")
        wrong = run(shell, family, "unpair", "3422", "--apply")
        assert (wrong.code, "did not accept" in wrong.err) == (7, True)
    kept = [each.read_bytes() for each in shell.state.rglob("*") if each.is_file()]
    assert all(PROXY_WORD.encode() not in each for each in kept)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_client_key_with_a_passphrase(
    shell: Shell, sandbox: Sandbox, tmp_path: Path, family: str
) -> None:
    import subprocess

    server, (certificate, key) = pair_of(tmp_path, "own"), pair_of(tmp_path, "client")
    locked = tmp_path / "locked.key"
    subprocess.run(
        ["openssl", "ec", "-in", str(key), "-aes256", "-passout", "pass:key-word-815", "-out",
         str(locked)], check=True, capture_output=True,
    )  # fmt: skip
    locked.chmod(0o600)
    with secured(port_of(sandbox), *server, clients=certificate) as line:
        at(shell, sandbox, f"https://localhost:{line.port}")
        add(shell, 'client_cert = "client.pem"\nclient_key = "locked.key"\n'
                   'client_key_passphrase = { env = "KEY_WORD" }')  # fmt: skip
        shell.monkeypatch.setenv("KEY_WORD", "key-word-815")
        assert run(shell, family, "config", "check").code == 0
        for arguments in (LOOKUP, PAIR, ("doctor",), ("config", "show")):
            ended = run(shell, family, *arguments)
            assert ended.code == 0, (arguments, ended)
            assert "key-word-815" not in ended.out + ended.err
        shell.monkeypatch.setenv("KEY_WORD", "wrong")
        assert run(shell, family, *LOOKUP).code == 2
        wrong = run(shell, family, "config", "check")
        assert (wrong.code, "this passphrase opens" in wrong.err) == (2, True)
        shell.monkeypatch.delenv("KEY_WORD")
        offline = run(shell, family, *LOOKUP, "--offline")
        assert offline.code == 0, "what is cached is shown without the passphrase"
        missing = run(shell, family, "doctor")
        assert (missing.code, "KEY_WORD is not set" in missing.out) == (2, True)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_address_on_this_machine_goes_through_the_proxy_too(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    with proxy(port_of(sandbox)) as way:
        text = shell.config.read_text().replace(sandbox.url, "http://127.0.0.1:1")
        shell.config.write_text(text)
        add(shell, f'proxy = "http://127.0.0.1:{way.port}"')
        assert run(shell, family, *LOOKUP).code == 0
    assert all(" http://127.0.0.1:1/" in each for each in way.heard)


def test_a_site_without_a_cag_leaves_its_address_out(
    shell: Shell, tmp_path: Path, sandbox: Sandbox
) -> None:
    lines = shell.config.read_text().splitlines()
    kept = [line for line in lines if not line.startswith(("cag_url", "cas_instance"))]
    shell.config.write_text("\n".join(kept))
    assert run(shell, "opf", *LOOKUP).code == 0
    paired = run(shell, "opf", *PAIR)
    assert (paired.code, "verified" in paired.out) == (0, True)
    assert not [entry for entry in sandbox.requests if entry.path.startswith("/cag")]
