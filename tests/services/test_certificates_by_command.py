"""What is wrong with a certificate is named, by `doctor` and by a lookup."""

from pathlib import Path

import pytest

from tests.support.command_line import Shell
from tests.support.failing_line import Line, make_certificate

NOW = "20200101000000Z"
CASES = {
    "expired": (("IP:127.0.0.1", NOW, "20210101000000Z"), "it has expired", "renewed"),
    "not yet valid": (("IP:127.0.0.1", "20390101000000Z", "20400101000000Z"),
                      "it is not valid yet", "clock"),
    "another name": (("DNS:platform.example", NOW, "20400101000000Z"),
                     "it is for another host name", "another host"),
    "another address": (("IP:127.0.0.2", NOW, "20400101000000Z"),
                        "it is for another IP address", "another host"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_reason_and_the_way_on_are_named(shell: Shell, tmp_path: Path, case: str) -> None:
    (names, since, until), reason, hint = CASES[case]
    certificate = make_certificate(tmp_path / "tls", names, since=since, until=until)
    host = "localhost" if "name" in reason else "127.0.0.1"
    with Line(lambda talk: talk.close(), certificate.server()).listening() as line:
        shell.config.write_text(
            'default = "own"\n[deployments.own]\nfamily = "sdp2"\n'
            f'ca_file = "{certificate.authority}"\n[deployments.own.sdp2]\n'
            f'base_url = "https://{host}:{line.port}"\nusername = "desk"\n'
            'password = { env = "OWN" }\n'
        )
        shell.monkeypatch.setenv("OWN", "a-password")
        doctor = shell.run("doctor")
        looked = shell.run("lookup", "3421")
        assert line.heard == [], "nothing is sent to a server that is not verified"
    assert doctor.code == 7
    (at,) = (
        n for n, text in enumerate(doctor.out.splitlines()) if "certificate is refused" in text
    )
    assert reason in doctor.out.splitlines()[at]
    assert hint in doctor.out.splitlines()[at + 1]
    assert looked.code == 7
    assert reason in looked.err
    assert hint in looked.err
