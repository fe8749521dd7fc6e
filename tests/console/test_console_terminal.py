"""The console on a real terminal: frames, bytes, silence, colours, bad bytes, signals, crashes."""

import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

HERE = Path(__file__).parent
CASN = "E833815A9290"
DOWN, CTRL_Q = b"\x1b[B", b"\x11"


@contextmanager
def console(
    theme: str = "dark",
    *more: str,
    columns: int = 80,
    rows: int = 24,
    env: Mapping[str, str] | None = None,
) -> Iterator[Terminal]:
    paths = {"PYTHONPATH": str(HERE.parents[1])}
    argv = [sys.executable, str(HERE / "console_process.py"), theme, *more]
    with Terminal(argv, columns=columns, rows=rows, env=paths | dict(env or {})) as terminal:
        yield terminal


def at_rest(terminal: Terminal) -> int:
    terminal.wait_until_quiet()
    return len(terminal.output)


def test_the_first_paint_is_one_frame_under_2500_bytes() -> None:
    with console(columns=120, rows=40) as terminal:
        terminal.wait_for("loading")
        terminal.wait_for("box 3421")
        ready = terminal.output.index(b"ready")
        first = terminal.output[terminal.output.index(b"\x1b[2J") : ready]
        assert len(first) < 2_500
        assert first.count(b"Lookup") == first.count(b"loading") == 1
        assert terminal.output.count(b"\x1b[2J") == 1
        assert terminal.output.count(b"loading") == 1


def test_an_idle_console_says_nothing() -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        terminal.send(f"{CASN}\r")
        terminal.wait_for("GOLD")
        before = at_rest(terminal)
        terminal.wait_until_quiet(quiet_s=2.5)
        assert len(terminal.output) == before


def test_an_arrow_key_in_a_thousand_rows_costs_less_than_1000_bytes() -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        terminal.send("1000\r")
        terminal.wait_for("1-4 of 1000")
        costs = []
        for _ in range(4):
            before = at_rest(terminal)
            terminal.send(DOWN)
            costs.append(at_rest(terminal) - before)
        assert max(costs) < 1_000, costs


def test_a_typed_character_costs_less_than_400_bytes() -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        terminal.send("E")
        before = at_rest(terminal)
        terminal.send("8")
        assert at_rest(terminal) - before < 400


COLOURLESS = {b"", *(str(code).encode() for code in (0, 1, 2, 3, 4, 7, 22, 23, 24, 27, 39, 49))}


def test_without_colour_no_colour_is_sent() -> None:
    with console(env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("box 3421")
        terminal.send(f"{CASN}\r")
        terminal.wait_for("GOLD")
        at_rest(terminal)
        sgr = {
            code
            for found in re.findall(rb"\x1b\[([0-9;]*)m", terminal.output)
            for code in found.split(b";")
        }
        assert sgr <= COLOURLESS, sgr
        assert b"7" in sgr


def test_an_empty_no_color_counts_as_none() -> None:
    with console(env={"NO_COLOR": ""}) as terminal:
        terminal.wait_for("box 3421")
        assert b"38;5;" in terminal.output


def test_sixteen_colours_get_sixteen_colours() -> None:
    with console("auto", env={"TERM": "xterm"}) as terminal:
        terminal.wait_for("box 3421")
        assert b"38;5;" not in terminal.output
        assert b"38;2;" not in terminal.output


def test_bytes_that_are_not_utf8_are_survived() -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        terminal.send(b"\xff\xfe\x80\xc3(")
        at_rest(terminal)
        terminal.send(b"\x1b")
        at_rest(terminal)
        terminal.send(f"{CASN}\r")
        terminal.wait_for("GOLD")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=["hangup", "terminate"]
)
def test_a_signal_ends_it_at_once_with_the_terminal_restored_and_its_cases_kept(
    tmp_path: Path, number: int, code: int
) -> None:
    with console(env={"SMSTUI_STATE": str(tmp_path)}) as terminal:
        terminal.wait_for("box 3421")
        terminal.send(f"{CASN}\r")
        terminal.wait_for("GOLD")
        terminal.signal(number)
        assert terminal.wait_for_end() == code
        assert b"\x1b[?1049l" in terminal.output
        assert b"\x1b[?25h" in terminal.output
    (kept,) = tmp_path.glob("lost-cases-*.md")
    assert f"Asked: {CASN}" in kept.read_text("utf-8")


def test_a_crash_shows_no_local_restores_the_terminal_and_exits_with_1() -> None:
    with console("dark", "crash") as terminal:
        terminal.wait_for("box 3421")
        terminal.send(f"{CASN}\r")
        assert terminal.wait_for_end() == 1
        assert "KeyError at console_process.py:" in terminal.text
        assert "hidden-in-a-local" not in terminal.output.decode(errors="replace")
        assert "Traceback" not in terminal.text
        assert "NOTE" not in terminal.text
        assert b"\x1b[?1049l" in terminal.output


def test_no_mouse_is_taken_from_the_terminal() -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        assert b"\x1b[?1000h" not in terminal.output
        assert b"\x1b[?1003h" not in terminal.output


def test_opening_a_bundle_is_one_frame() -> None:
    with console(columns=120, rows=40) as terminal:
        terminal.wait_for("box 3421")
        terminal.send(CASN)
        before = at_rest(terminal)
        terminal.send("\r")
        terminal.wait_for("GOLD")
        at_rest(terminal)
        written = terminal.output[before:]
        assert written.count(b"GOLD") == 1
        assert written.count(b"Analytical") == 1
        assert len(written) < 20_000
