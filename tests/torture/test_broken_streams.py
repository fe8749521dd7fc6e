"""Short form of the torture of broken streams. The long one is a command; see README.md."""

from pathlib import Path

import pytest

from tests.torture import broken_streams

LINES = {
    "no stdin": ("lookup", "-"),
    "stdin cannot be read": ("batch", "-"),
    "no stdout": ("config", "template"),
    "stdout is full": ("lookup", "--help"),
    "nobody reads stderr": ("no-such-command",),
    "nothing at all": ("pair", broken_streams.A2, broken_streams.K2, "--apply"),
}


@pytest.mark.parametrize("way", LINES)
def test_a_broken_stream_is_neither_a_bug_nor_a_lie(way: str, tmp_path: Path) -> None:
    tally = broken_streams.run(tmp_path, [LINES[way]], [way])
    assert tally.runs == 1
    assert tally.wrong == []


def test_every_command_is_tried_in_the_long_form() -> None:
    assert list(broken_streams.commands_without_a_line()) == []
