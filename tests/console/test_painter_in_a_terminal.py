"""The painter on real terminals: what is seen is what Textual's own painting shows."""

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from shell import console_in_a_shell

from smstui.console.painter.encoder import PROBE, RESET
from tests.support.emulator import Emulator
from tests.support.terminal import Terminal

pytestmark = pytest.mark.alike

HERE = Path(__file__).parent
CTRL_Q, ESC = "\x11", "\x1b"
ENTER_SCREEN, LEAVE_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
KEYS = ("E833815A9290\r", "\t", "\x1b[B", "?", ESC)
COLUMNS, ROWS = 80, 24


@contextmanager
def console(*mode: str, **env: str) -> Iterator[Terminal]:
    argv = [sys.executable, str(HERE / "console_process.py"), "auto", *mode]
    env["PYTHONPATH"] = str(HERE.parents[1])
    with Terminal(argv, columns=COLUMNS, rows=ROWS, env=env) as terminal:
        terminal.wait_for("box 3421")
        terminal.wait_until_quiet()
        yield terminal


def seen(output: str, *, junk: bool = False, fills: bool = True) -> Emulator:
    """Return a terminal that got an output; with `junk` something else was on it before."""
    emulator = Emulator(COLUMNS, ROWS, fills=fills)
    if junk:
        emulator.fill("#")
    emulator.feed(output)
    return emulator


def text_of(terminal: Terminal) -> str:
    return terminal.output.decode()


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "vt220"},
        {"TERM": "screen"},
        {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
        {"TERM": "xterm-256color", "NO_COLOR": "1"},
    ],
    ids=lambda env: " ".join(env.values()),
)
def test_a_terminal_shows_what_textual_would_show(env: dict[str, str]) -> None:
    fills = env["TERM"].startswith("xterm")
    with console(**env) as ours, console("stock", **env) as stock:
        for key in KEYS:
            for terminal in (ours, stock):
                terminal.press(key, 0.4)
        painted = seen(text_of(ours), fills=fills)
        expected = seen(text_of(stock))
        for y, line in enumerate(expected.cells):
            assert painted.cells[y] == line, y
        assert len(ours.output) < len(stock.output) / 2


def test_a_changed_size_is_painted_whole() -> None:
    """Also one that is the same in the end: the terminal has cut what it showed."""
    with console() as terminal:
        terminal.press("E833815A9290\r", 0.4)
        before = len(text_of(terminal))
        terminal.resize(100, 30)
        terminal.resize(COLUMNS, ROWS)
        terminal.wait_until_quiet()
        assert seen(text_of(terminal)[before:], junk=True).cells == seen(text_of(terminal)).cells
        before = len(text_of(terminal))
        terminal.signal(signal.SIGWINCH)
        terminal.wait_until_quiet()
        assert seen(text_of(terminal)[before:], junk=True).cells == seen(text_of(terminal)).cells


def test_it_is_painted_whole_after_it_was_stopped_and_leaves_no_style() -> None:
    with console_in_a_shell() as terminal:
        terminal.wait_until_quiet()
        shown = seen(text_of(terminal).rpartition(ENTER_SCREEN)[2]).cells
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        left = seen(text_of(terminal).rpartition(LEAVE_SCREEN)[0]).style
        assert not left.attributes
        assert (left.foreground, left.background) == ("39", "49")
        terminal.send("fg\r")
        terminal.wait_for("box 3421")
        terminal.wait_until_quiet()
        again = text_of(terminal).rpartition(ENTER_SCREEN)[2]
        assert seen(again, junk=True).cells == shown
        terminal.send(CTRL_Q)
        terminal.wait_for_bytes(b"$ ")


@pytest.mark.parametrize(("answer", "repeats"), [("\x1b[2;5R", True), ("\x1b[2;2R", False)])
def test_characters_are_repeated_only_where_the_terminal_has_shown_that_it_does(
    answer: str, repeats: bool
) -> None:
    with console() as ours, console("stock") as stock:
        assert f"{PROBE}{RESET}" in text_of(ours)
        assert seen(text_of(ours)).answers == ["\x1b[2;5R"]
        ours.send(answer)
        for terminal in (ours, stock):
            terminal.press("E833815A9290\r", 0.4)
            terminal.press("?", 0.4)
        assert bool(re.search(r"─\x1b\[\d+b", text_of(ours).partition(PROBE)[2])) == repeats
        assert seen(text_of(ours)).cells == seen(text_of(stock)).cells
