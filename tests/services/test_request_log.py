"""At `log_level = "debug"` the log has a line for each request, without an id or a secret."""

import json
import re

import pytest

from tests.support.change_line import ChangeLine

IDS = ("3421", "3422", "000145098241", "1001", "E833815A")


def lines_at(desk: ChangeLine, level: str, *arguments: str) -> list[dict]:
    text = desk.place.configuration.read_text("utf-8")
    desk.place.configuration.write_text(f'log_level = "{level}"\n{text}', "utf-8")
    desk.json(*arguments)
    log = desk.place.state / "log.jsonl"
    said = log.read_text("utf-8").splitlines() if log.exists() else []
    return [each for each in map(json.loads, said) if each["event"] == "request"]


def test_each_request_has_one_line(desk: ChangeLine) -> None:
    told = lines_at(desk, "debug", "pair", "3422", "000145098241", "--apply")
    asked = desk.sandbox.traffic.requests
    assert [each["method"] for each in told].count("GET") == [each.method for each in asked].count(
        "GET"
    )
    assert len(told) == len(asked)
    for each in told:
        assert set(each) == {
            "event", "level", "timestamp", "logger", "method", "path", "status", "duration_ms",
            "correlation_id",
        }  # fmt: skip
        assert each["path"].startswith("/")
        assert each["status"] == 200
        assert each["duration_ms"] >= 0
    assert {each["correlation_id"] for each in told} == {
        each.correlation_id for each in asked if each.correlation_id
    }


def test_no_id_query_or_secret_is_in_a_line(desk: ChangeLine) -> None:
    for each in lines_at(desk, "debug", "pair", "3422", "000145098241", "--apply"):
        path = each["path"]
        assert "?" not in path
        assert not any(id_ in path for id_ in IDS), path
        assert not re.search(r"\d{4,}", path), path


def test_a_request_without_a_good_answer_has_a_line_too(desk: ChangeLine) -> None:
    desk.sandbox.fault("answer 503 write=yes")
    text = desk.place.configuration.read_text("utf-8")
    desk.place.configuration.write_text(f'log_level = "debug"\n{text}', "utf-8")
    desk.run("pair", "3422", "000145098241", "--apply")
    said = (desk.place.state / "log.jsonl").read_text("utf-8").splitlines()
    assert 503 in {each.get("status") for each in map(json.loads, said)}


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_no_other_level_logs_requests(desk: ChangeLine, level: str) -> None:
    assert lines_at(desk, level, "lookup", "3421") == []
