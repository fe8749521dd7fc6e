"""`smstui demo` in a real terminal, by keys alone, from its start to an end without a trace."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

CASN = "E833815A9290"
ESC, CTRL_Q, TAB, ENTER = "\x1b", "\x11", "\t", "\r"
ENDINGS_S = 6
"""Longer than any end may take."""


@contextmanager
def demo(
    folder: Path,
    family: str = "sdp2",
    columns: int = 80,
    rows: int = 24,
    *more: str,
    true_start: bool = False,
) -> Iterator[Terminal]:
    """The demo with a home and a place for temporary files of its own."""
    home, temporary = folder / "home", folder / "tmp"
    home.mkdir()
    temporary.mkdir()
    with Terminal(
        [sys.executable, "-m", "smstui", "demo", "--family", family, *more],
        columns=columns,
        rows=rows,
        env={"HOME": str(home), "TMPDIR": str(temporary), "SMSTUI_STATE": "", "SMSTUI_CONFIG": ""},
        true_start=true_start,
    ) as terminal:
        terminal.wait_for("ready")
        yield terminal


def test_a_list_that_is_piped_in_stands_in_the_queue_and_keys_come_from_the_terminal(
    tmp_path: Path,
) -> None:
    piped = f"printf '{CASN}\\nnmp.00003\\n' | {sys.executable} -m smstui demo --triage -"
    env = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "SMSTUI_STATE": "", "SMSTUI_CONFIG": ""}
    with Terminal(["sh", "-c", piped], env=env) as terminal:
        terminal.wait_for("2 ids added.")
        terminal.send("r")
        terminal.wait_for("Account nmp.00003 is SUSPENDED")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end(ENDINGS_S) == 0


def test_a_demo_that_is_read_only_says_so_and_sends_nothing(tmp_path: Path) -> None:
    with demo(tmp_path, "sdp2", 80, 24, "--read-only") as terminal:
        assert " RO " in terminal.text
        terminal.send(f"E833815A9340{ENTER}")
        terminal.wait_for("BANNED")
        terminal.wait_until_quiet()
        terminal.send(f":unban{ENTER}")
        terminal.wait_for("read-only")
        assert "! apply" not in terminal.text
        terminal.send(f"!{CTRL_Q}")
        assert terminal.wait_for_end(ENDINGS_S) == 0


def assert_gone(terminal: Terminal, folder: Path) -> None:
    """The terminal as it was, no process, no file."""
    assert not terminal.mode(1049), "the alternate screen was not left"
    assert terminal.mode(25), "the cursor is still hidden"
    for mouse in (1000, 1002, 1003, 1006, 1015, 1016):
        assert not terminal.mode(mouse), f"mouse mode {mouse} is still on"
    for asked in (1004, 2004):
        assert not terminal.mode(asked), f"mode {asked} is still on"
    assert terminal.processes() == set()
    assert list((folder / "tmp").iterdir()) == []
    assert list((folder / "home").iterdir()) == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("family", "columns", "rows"), [("sdp2", 80, 24), ("sdp2", 120, 40), ("opf", 80, 24)]
)
def test_from_the_start_to_an_opened_bundle_and_out(
    tmp_path: Path, family: str, columns: int, rows: int
) -> None:
    with demo(tmp_path, family, columns, rows, true_start=True) as terminal:
        assert "DEMO" in terminal.text
        terminal.send(f"{CASN}{ENTER}")
        terminal.wait_for(lambda text: "Ada Byron" in text and " read " in text.split("\n")[0])
        terminal.wait_until_quiet()
        for part in ("Account nmp.00001", "Devices", "Smartcards", "Users", "Sessions", "Rights"):
            assert part in terminal.text
        assert "000145098240" in terminal.text
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end(ENDINGS_S) == 0
        assert_gone(terminal, tmp_path)


def test_esc_never_quits_and_ctrl_q_does_from_every_depth(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.press(ESC)
        terminal.send(f"{CASN}{ENTER}")
        terminal.wait_for("Ada Byron")
        terminal.press(f"{TAB}{ENTER}")
        for _ in range(6):
            terminal.press(ESC)
            assert terminal.is_running
        terminal.wait_for("Recent lookups")
        terminal.send("/3421\r")
        terminal.wait_for("Ada Byron")
        terminal.press("?")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end(ENDINGS_S) == 0
        assert_gone(terminal, tmp_path)


def test_the_line_discipline_is_given_back(tmp_path: Path) -> None:
    """Under a shell of its own, because a terminal's settings outlive only the program."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    command = f"stty -a; {sys.executable} -m smstui demo; echo ended $?; stty -a; read rest"
    with Terminal(
        ["sh", "-c", command],
        env={"HOME": str(home), "TMPDIR": str(temporary), "SMSTUI_STATE": "", "SMSTUI_CONFIG": ""},
    ) as terminal:
        terminal.wait_for("ready")
        raw = terminal.settings
        terminal.send(CTRL_Q)
        terminal.wait_for("ended 0")
        terminal.wait_until_quiet()
        told = terminal.output.decode("utf-8", "replace")
        before, after = (piece.split("speed", 1)[1] for piece in told.split("ended 0"))
        assert terminal.settings != raw
        assert _settings(before) == _settings(after)


def _settings(told: str) -> list[str]:
    """The words of `stty -a`, up to its last."""
    return told[: told.index("echoke")].split()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("opened", [False, True])
def test_a_signal_ends_it_within_seconds(tmp_path: Path, number: int, opened: bool) -> None:
    with demo(tmp_path) as terminal:
        if opened:
            terminal.send(f"{CASN}{ENTER}")
            terminal.wait_for("Ada Byron")
        terminal.signal(number)
        assert terminal.wait_for_end(ENDINGS_S) == 128 + number
        assert_gone(terminal, tmp_path)


def test_bytes_that_are_no_text_do_not_end_it(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        for bad in (b"\xff\xfe", b"\xc3(", b"\xe2\x82", b"\x80\x9b31m", bytes(range(0x80, 0x100))):
            terminal.press(bad)
            assert terminal.is_running
        terminal.press(ESC)
        terminal.press(ESC)
        terminal.send(f"/{CASN}{ENTER}")
        terminal.wait_for("Ada Byron")


def test_it_follows_the_size_of_its_terminal(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.send(f"{CASN}{ENTER}")
        terminal.wait_for("Ada Byron")
        terminal.wait_until_quiet()
        for columns, rows in ((120, 40), (60, 20), (200, 50), (80, 24)):
            terminal.resize(columns, rows)
            terminal.wait_for(partial(_fills, rows))
            terminal.wait_until_quiet()
            lines = terminal.text.split("\n")
            assert _fills(rows, terminal.text)
            assert max(len(line) for line in lines) <= columns


def test_what_lies_beneath_a_page_is_drawn_when_the_page_is_left(tmp_path: Path) -> None:
    """Also where the page lives on for a while, because a key on it might have been a scan's."""
    with demo(tmp_path) as terminal:
        terminal.send(f"{CASN}{ENTER}")
        terminal.wait_for("Ada Byron")
        terminal.wait_until_quiet()
        for page in "45":
            terminal.press(page, 0.4)
            terminal.press("j", 0.4)
            assert "Account nmp.00001" not in terminal.text
            terminal.send(ESC)
            terminal.wait_for("Account nmp.00001")


def _fills(rows: int, text: str) -> bool:
    """Whether the account stands between a first and a last line at the edges of the screen."""
    lines = text.split("\n")
    edges = "DEMO" in lines[0] and bool(lines[-1].strip())
    return len(lines) == rows and edges and "Account nmp.00001" in text


def test_below_40_by_10_only_that_is_said(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.send(f"{CASN}{ENTER}")
        terminal.wait_for("Ada Byron")
        terminal.wait_until_quiet()
        for columns, rows in ((39, 9), (39, 24), (80, 9)):
            terminal.resize(columns, rows)
            terminal.wait_for(
                lambda text: set(text.split()) == {"terminal", "too", "small", "(40×10)"}  # noqa: RUF001
            )
            for key in ("?", ESC, TAB, "j"):
                assert "terminal too small" in terminal.press(key)
        terminal.resize(80, 24)
        terminal.wait_for("Ada Byron")
