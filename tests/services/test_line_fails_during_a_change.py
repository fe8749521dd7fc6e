"""The line fails in ways of its own while a change is sent: it is decided by reading, no crash."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from smstui.commands.bug import tell
from smstui.platforms.sdp2 import writer
from smstui.sandbox import Sandbox
from smstui.services.changes import driver as driving
from smstui.store import open_changes
from tests.support.change_line import ChangeLine
from tests.support.failing_line import (
    CORRUPT_RECORD,
    PLAIN_ALERT,
    Line,
    Talk,
    forwarded,
    make_certificate,
)

MOVED = b"HTTP/1.1 302 Found\r\nLocation: host:port/x\r\nContent-Length: 0\r\n\r\n"
LATER = (
    b"HTTP/1.1 503 Busy\r\nRetry-After: Mon, 01 Jan 99999999999 00:00:00 GMT\r\n"
    b"Content-Length: 0\r\n\r\n"
)
FAULTS: dict[str, Callable[[Talk], None]] = {
    "Location of a host and a port": lambda talk: talk.send(MOVED),
    "Retry-After beyond the calendar": lambda talk: talk.send(LATER),
    "a corrupted record": lambda talk: talk.raw(CORRUPT_RECORD),
    "an alert in clear": lambda talk: talk.raw(PLAIN_ALERT),
    "no HTTP": lambda talk: talk.send(b"\x00\x01 hello\r\n\r\n"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(autouse=True)
def _nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what other tests of this process left open."""
    monkeypatch.setattr(open_changes, "_open", {})


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("applied", [True, False], ids=["applied", "lost"])
def test_a_pair_whose_answer_is_none_is_decided_by_reading(
    sdp2: ChangeLine, folder: Path, fault: str, applied: bool
) -> None:
    certificate = make_certificate(folder / f"{fault.rsplit(maxsplit=1)[-1]}{applied}")

    def act(talk: Talk) -> None:
        is_write = b":Pair " in talk.request or b"<o:Pair" in talk.request
        if is_write and not applied:
            FAULTS[fault](talk)
            return
        answer = forwarded(talk.request, sdp2.sandbox.access.sdp2.base_url)
        FAULTS[fault](talk) if is_write else talk.send(answer)

    with Line(act, certificate.server()).listening() as line:
        sdp2.place.configure(
            "settle_s = 0.4", "timeout_s = 3", f'sdp2.base_url = "{line.url}"',
            f'ca_file = "{certificate.authority}"',
        )  # fmt: skip
        ended = sdp2.run("pair", "3422", "000145098241", "--apply", "--json")
    assert ended.code == (0 if applied else 9), (ended.out, ended.err)
    told = ended.document
    assert told["outcome"] == ("verified" if applied else "not-applied")
    assert told["steps"][0]["sent"]
    assert sdp2.writes == (1 if applied else 0)
    assert open_changes.sentences() == []


def test_a_bug_in_a_judge_is_no_answer_and_no_crash(
    sdp2: ChangeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("SENTINEL")

    monkeypatch.setattr(writer, "judge_change", broken)
    ended = sdp2.run("pair", "3422", "000145098241", "--apply", "--json")
    assert ended.code == 0, ended.err
    assert ended.document["outcome"] == "verified"
    assert "SENTINEL" not in ended.out + ended.err


def test_a_bug_of_a_writer_is_no_answer_either(
    desk: ChangeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("SENTINEL")

    where = (
        "smstui.platforms.sdp2.writer.Sdp2Writer.send"
        if desk.family == "sdp2"
        else "smstui.platforms.opf.writer.OpfWriter.send"
    )
    monkeypatch.setattr(where, broken)
    ended = desk.run("status", "nmp.00001", "SUSPENDED", "--apply", "--confirm", "0001", "--json")
    assert ended.code == 9, ended.err
    assert ended.document["outcome"] == "not-applied"
    assert "SENTINEL" not in ended.out + ended.err


def test_a_crash_names_the_change_that_is_open(
    sdp2: ChangeLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SENTINEL")

    judged = driving.judged
    monkeypatch.setattr(driving, "judged", broken)
    with pytest.raises(RuntimeError):
        sdp2.run("pair", "3422", "000145098241", "--apply")
    capsys.readouterr()
    (sentence,) = open_changes.sentences()
    assert tell(RuntimeError("SENTINEL")) == 1
    said = capsys.readouterr().err
    assert "Nothing more was done" not in said
    assert sentence in said
    assert "SENTINEL" not in said
    assert tell(RuntimeError("SENTINEL"), as_json=True) == 1
    assert sentence in json.loads(capsys.readouterr().out)["error"]["hint"]
    monkeypatch.setattr(driving, "judged", judged)
    settled = sdp2.run("journal", "--settle")
    assert "verified" in settled.out, (settled.out, settled.err)
    assert open_changes.sentences() == []
    assert sdp2.writes == 1
    assert tell(RuntimeError()) == 1
    assert "Nothing more was done" in capsys.readouterr().err


def test_nothing_reached_at_all_is_still_not_sent(sdp2: ChangeLine, sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    sdp2.place.configure("timeout_s = 3", f'sdp2.base_url = "{url}"')
    assert sdp2.run("pair", "3422", "000145098241", "--apply").code == 7
