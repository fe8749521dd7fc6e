"""Nothing of the environment decides whom to trust, where a request goes, or who signs in."""

import base64
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.platforms import trust
from smstui.platforms.trust import trusted
from tests.contracts.platform_line import soap
from tests.support.command_line import Shell
from tests.support.secure_site import SecureSite, secure_site, self_signed

NOBODY = soap("")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SecureSite]:
    with secure_site(tmp_path, NOBODY) as made:
        yield made


@pytest.fixture
def own_shell(
    tmp_path: Path,
    site: SecureSite,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    """The command line, on a deployment at `site` that trusts the system."""
    shell = Shell(tmp_path, monkeypatch, capsys)
    configure(shell, site)
    return shell


def configure(shell: Shell, site: SecureSite, more: str = "") -> None:
    shell.config.write_text(
        f'[deployments.lab]\nfamily = "sdp2"\ntimeout_s = 30\n{more}\n'
        f'[deployments.lab.sdp2]\nbase_url = "{site.url}"\nusername = "desk"\n'
        'password = { env = "SMSTUI_TEST_PASSWORD" }\n'
    )
    shell.monkeypatch.setenv("SMSTUI_TEST_PASSWORD", "hunter2")


def hashed(folder: Path, certificate: Path) -> Path:
    """A folder of authorities as OpenSSL looks them up."""
    named = subprocess.run(
        ["openssl", "x509", "-noout", "-hash", "-in", str(certificate)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    folder.mkdir()
    (folder / f"{named.stdout.strip()}.0").write_bytes(certificate.read_bytes())
    return folder


@pytest.mark.parametrize("setting", ["SSL_CERT_FILE", "SSL_CERT_DIR", "both"])
def test_no_variable_names_an_authority(
    own_shell: Shell, site: SecureSite, tmp_path: Path, setting: str
) -> None:
    folder = hashed(tmp_path / "hashed", site.certificate)
    if setting != "SSL_CERT_DIR":
        own_shell.monkeypatch.setenv("SSL_CERT_FILE", str(site.certificate))
    if setting != "SSL_CERT_FILE":
        own_shell.monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    ended = own_shell.run("lookup", "nmp.00001")
    assert ended.code == 7
    assert "certificate is not trusted" in ended.err
    assert own_shell.run("doctor").code == 7
    assert site.heard == []


def test_no_variable_has_keys_of_a_connection_written(
    own_shell: Shell, site: SecureSite, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.log"
    own_shell.monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    configure(own_shell, site, f'ca_file = "{site.certificate}"')
    assert own_shell.run("lookup", "nmp.00001").code == 3
    own_shell.run("doctor")
    assert site.heard
    assert not keys.exists()


def test_no_variable_names_a_proxy_and_no_file_another_user(
    own_shell: Shell, site: SecureSite, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        address = f"http://proxy:word@127.0.0.1:{proxy.getsockname()[1]}"
        for name in PROXIES:
            own_shell.monkeypatch.setenv(name, address)
            own_shell.monkeypatch.setenv(name.lower(), address)
        netrc = tmp_path / ".netrc"
        netrc.write_text("machine localhost login other password word\n")
        netrc.chmod(0o600)
        own_shell.monkeypatch.setenv("NETRC", str(netrc))
        configure(own_shell, site, f'ca_file = "{site.certificate}"')
        assert own_shell.run("lookup", "nmp.00001").code == 3
        with pytest.raises(BlockingIOError):
            proxy.accept()
    own = base64.b64encode(b"desk:hunter2")
    assert site.heard
    assert all(own in head for head in site.heard)


def test_doctor_names_whose_authorities_are_trusted(own_shell: Shell, site: SecureSite) -> None:
    ended = own_shell.run("doctor")
    assert "the operating system's authorities, /" in ended.out
    configure(own_shell, site, f'ca_file = "{site.certificate}"')
    assert f"ca_file {site.certificate}" in own_shell.run("doctor").out
    checks = own_shell.run("doctor", "--json").document["checks"]
    assert {"trust": "fine"}.items() <= {each["check"]: each["result"] for each in checks}.items()


def test_the_order_is_ca_file_then_the_system_then_certifi(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own, other = self_signed(tmp_path)[0], self_signed(tmp_path, "other")[0]
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    monkeypatch.setattr(trust, "BUNDLES", (str(tmp_path / "none"), str(empty), str(own)))
    assert trusted().described == f"the operating system's authorities, {own}"
    assert trusted(other).described == f"ca_file {other}"
    assert len(trusted(other).context.get_ca_certs()) == 1
    monkeypatch.setattr(trust, "BUNDLES", (str(empty),))
    monkeypatch.setattr(
        ssl, "get_default_verify_paths", lambda: ssl.DefaultVerifyPaths("", "", "", "", "", "")
    )
    assert trusted().described.startswith("certifi's authorities, ")
    assert len(trusted().context.get_ca_certs()) > 50


def test_every_context_verifies(tmp_path: Path) -> None:
    for context in (trusted().context, trusted(self_signed(tmp_path)[0]).context):
        assert context.check_hostname
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.keylog_filename is None
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
