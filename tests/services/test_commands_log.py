"""The log: private, small, and without a secret, whoever writes to it."""

import gc
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from smstui.commands import log
from smstui.domain.redaction import redacted
from smstui.domain.secret import Secret
from smstui.presentation.harmless import harmless
from tests.support.command_line import undisturbed_logging


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Path]:
    with undisturbed_logging():
        log.start_log("info", tmp_path / "state")
        yield tmp_path / "state/log.jsonl"


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_lines_are_json_in_a_private_file_and_nowhere_else(
    started: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    structlog.get_logger().info("asked", operation="pair", ms=12)
    structlog.get_logger().debug("too much")
    logging.getLogger("httpx").info("GET http://x/?token=abc")
    logging.getLogger("asyncio").error("never retrieved")
    warnings.warn("a coroutine was never awaited", RuntimeWarning, stacklevel=1)
    told = lines(started)
    assert [(line["event"], line["level"]) for line in told][:2] == [
        ("asked", "info"), ("never retrieved", "error"),
    ]  # fmt: skip
    assert any("was never awaited" in line["event"] for line in told)
    assert told[0]["timestamp"].endswith("Z")
    assert "token=abc" not in started.read_text()
    assert started.stat().st_mode & 0o777 == 0o600
    assert started.parent.stat().st_mode & 0o777 == 0o700
    assert capfd.readouterr() == ("", "")


def test_a_secret_on_a_line_is_masked(started: Path) -> None:
    structlog.get_logger().info("signed in", password="hunter2", url="https://a:hunter2@b/")
    logging.getLogger("lib").error("sent Authorization: Bearer hunter2")
    assert len(lines(started)) == 2
    assert "hunter2" not in started.read_text()


def test_an_exception_is_its_class_and_its_way(started: Path) -> None:
    def fails() -> None:
        word = "hunter2"
        raise ValueError(word)

    try:
        fails()
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("lib").exception("failed too")
    for line in lines(started):
        assert line["exception"] == "ValueError"
        assert any("fails" in frame for frame in line["frames"])
    assert "hunter2" not in started.read_text()


def test_an_exception_nobody_waits_for_is_logged_too(
    started: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise LookupError("hunter2")

    class Fails:
        def __del__(self) -> None:
            raise KeyError("hunter2")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    Fails()
    gc.collect()
    assert [line["exception"] for line in lines(started)] == ["LookupError", "KeyError"]
    assert "hunter2" not in started.read_text()
    assert capfd.readouterr() == ("", "")


def test_a_full_log_is_kept_once(started: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST", 2_000)
    for number in range(200):
        structlog.get_logger().info("line", number=number)
    old = started.with_name("log.jsonl.1")
    assert started.stat().st_size < 3_000
    assert old.stat().st_size < 3_000
    assert sorted(path.name for path in started.parent.iterdir()) == ["log.jsonl", "log.jsonl.1"]
    assert lines(started)[-1]["number"] == 199


def test_a_log_that_cannot_be_written_stops_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    with undisturbed_logging():
        log.start_log("info", tmp_path / "file")
        structlog.get_logger().info("lost")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "hunter2"},
        {"Authorization": "Basic hunter2"},
        {"nv-authorizations": "hunter2"},
        {"access_token": "hunter2", "refreshToken": "hunter2"},
        {"hashSalt": "hunter2", "provisionPwd": "hunter2", "signingKey": "hunter2"},
        {"user": {"pin": "hunter2", "device_pin": "hunter2"}},
        {"pins": [{"value": "hunter2"}]},
        {"any": Secret("hunter2"), "list": [Secret("hunter2")]},
        {"event": "header was Bearer hunter2.abc"},
        {"event": "Authorization: Basic hunter2="},
        {"event": "POST /token grant_type=password&password=hunter2&x=1"},
        {"event": '{"password": "hunter2"}'},
        {"event": "<password>hunter2</password>"},
        {"event": "PUT /cag/v1/cas/devices/1/pin/hunter2"},
        {"event": "https://desk:hunter2@host/"},
        {"stamina.args": ("hunter2",), "stamina.kwargs": {"x": "hunter2"}},
        {"body": "hunter2", "headers": {"x": "hunter2"}},
    ],
)
def test_what_is_secret_by_type_key_or_looks_is_masked(fields: dict) -> None:
    assert "hunter2" not in json.dumps(redacted(fields))


def test_what_is_no_secret_stays() -> None:
    fields = {"event": "asked", "operation": "reset-pin", "status": 200, "id": "000145098240",
              "correlation_id": "c-1", "shipping": "yes", "ok": None}  # fmt: skip
    assert redacted(fields) == fields


@given(st.text())
def test_printed_text_moves_no_cursor(text: str) -> None:
    assert all(letter.isprintable() or letter == "\n" for letter in harmless(text))
    assert len(harmless(text)) == len(text)
