"""What was read by a clock that was put back since has no known age, and is never called new."""

import datetime as real
import re
import sys
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.age import AHEAD, age_s, is_ahead
from smstui.presentation.times import ago, note_of, shorter
from tests.support.change_line import ChangeLine

NOW = real.datetime(2026, 6, 1, 12, tzinfo=UTC)


@given(st.integers(-40_000_000, 40_000_000))
def test_an_age_is_told_or_said_not_to_be_known(seconds: int) -> None:
    read_at = NOW + timedelta(seconds=seconds)
    age, words, note = age_s(read_at, NOW), ago(read_at, NOW), note_of(read_at, NOW)
    assert is_ahead(read_at, NOW) == (seconds > 5)
    if seconds > 5:
        assert age is None
        assert AHEAD in words
        assert AHEAD in note
        assert not re.search("now|ago", words)
        assert all("ahead" in each for each in shorter(note))
    else:
        assert age == max(0, -seconds)
        assert AHEAD not in words + note


class Clock:
    """The clock of everything but the platform, which can be put back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.off = timedelta()
        clock = self

        class Shifted(real.datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return real.datetime.now(tz) + clock.off

        for name, module in list(sys.modules.items()):
            if name.startswith("smstui") and "sandbox" not in name:
                for word, value in list(vars(module).items()):
                    if value is real.datetime:
                        monkeypatch.setattr(module, word, Shifted)


COMMANDS = (("lookup", "3421", "--offline"), ("diagnose", "3421"), ("recents",), ("journal",),
            ("drafts",))  # fmt: skip


@pytest.mark.parametrize("back", [timedelta(seconds=40), timedelta(days=5)])
def test_no_command_calls_it_new(
    sdp2: ChangeLine, monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    sdp2.run("lookup", "3421")
    sdp2.run("profile", "nmp.00001", "302", "--apply")
    sdp2.run("status", "nmp.00002", "SUSPENDED", "--draft")
    for words in COMMANDS:
        sdp2.run(*words)  # so that every module is there to have its clock set
    sdp2.sandbox.fault("drop-before")
    with monkeypatch.context() as shifted:
        Clock(shifted).off = -back
        for words in COMMANDS:
            ended = sdp2.run(*words)
            assert re.search("ahead of (this machine's )?clock", ended.out), (words, ended)
            assert not re.search(r"(?<!not )read now|\bnow\b.*(ada|nmp)", ended.out), (
                words,
                ended.out,
            )
        for words in (("lookup", "3421"), ("lookup", "3421", "--offline"), ("diagnose", "3421")):
            told = sdp2.run(*words, "--json").document
            assert told["source"] == "cache"
            assert told["age_s"] is None, words
    assert AHEAD not in sdp2.run("lookup", "3421", "--offline").out
