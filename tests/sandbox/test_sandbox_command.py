"""`smstui sandbox`, run as people run it: a process of its own, ended by a signal."""

import json
import signal
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner

from smstui.commands.sandbox import command
from smstui.sandbox import Sandbox
from tests.support import prepared

PROGRAM = "from smstui.commands.sandbox import command; command()"


def started(*options: str) -> prepared.Child:
    return prepared.popen([sys.executable, "-c", PROGRAM, *options])


def first_document(process: prepared.Child) -> dict[str, Any]:
    assert process.stdout is not None
    document: dict[str, Any] = json.loads(process.stdout.readline())
    return document


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_a_signal_and_ends_cleanly(ending: signal.Signals) -> None:
    process = started("--json", "--fault", "status 503 retry-after=1 operation=wsdl count=1")
    document = first_document(process)
    sdp2 = document["sdp2"]
    wsdl = f"{sdp2['base_url']}{sdp2['base_path']}/accountservice?wsdl"
    login = (sdp2["username"], sdp2["password"])
    answers = [httpx.get(wsdl, auth=login, trust_env=False).status_code for _ in range(2)]
    assert answers == [503, 200]
    settings = tomllib.loads(document["configuration"])["deployments"]
    files = [
        Path(settings["sandbox-sdp2"]["sdp2"]["password"]["file"]),
        Path(settings["sandbox-opf"]["opf"]["password"]["file"]),
        Path(settings["sandbox-opf"]["opf"]["ssp_credential"]),
    ]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3
    assert files[0].read_text() == sdp2["password"]
    assert json.loads(files[2].read_text()) == document["opf"]["ssp_credential"]
    process.send_signal(ending)
    out, narration = process.communicate(timeout=20)
    assert (process.returncode, out, narration) == (0, "", "")
    assert not any(file.exists() for file in files)


def test_what_it_prints_is_a_configuration() -> None:
    process = started("--world", "big", "--lag", "1")
    assert process.stdout is not None
    lines = []
    while not lines or not lines[-1].startswith("ssp_credential"):
        lines.append(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    settings = tomllib.loads("".join(lines))
    assert settings["default"] == "sandbox-sdp2"
    assert {name: d["family"] for name, d in settings["deployments"].items()} == {
        "sandbox-sdp2": "sdp2",
        "sandbox-opf": "opf",
    }
    assert "world big" in lines[0]


def test_mistakes_are_sentences_with_exit_code_2() -> None:
    with Sandbox() as sandbox:
        port = str(urlsplit(sandbox.url).port)
        for options, sentence in [
            (["--fault", "dlay 5"], "did you mean delay?"),
            (["--port", port], f"port {port} cannot be used"),
            (["--world", "tiny"], "'tiny' is not one of"),
        ]:
            result = CliRunner().invoke(command, options)
            assert result.exit_code == 2
            assert sentence in result.output
