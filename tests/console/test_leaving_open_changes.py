"""Ctrl+q while a change is being sent: it says what is open, and leaving does not cut it off."""

import sys
from pathlib import Path

import pytest

from tests.support.changing import Workshop, workshop
from tests.support.terminal import Terminal

CASN, BOX, CARD = "E833815A9301", "3422", "000145098241"
CTRL_C, CTRL_Q = "\x03", "\x11"
REQUEST = "Pair"
LEFT_SCREEN = b"\x1b[?1049l"


def console(place: Workshop) -> Terminal:
    """A console that has sent the pair, and waits for what becomes of it."""
    terminal = Terminal(
        [sys.executable, "-m", "smstui", "--deployment", place.deployment], env=place.environment
    )
    terminal.wait_for("ready")
    terminal.send(f":pair {CASN} {CARD}\r")
    terminal.wait_for("1 ready")
    press_until(terminal, "\r", lambda: "reversible" in terminal.text)
    press_until(terminal, "!", lambda: bool(place.sandbox.writes))
    return terminal


def press_until(terminal: Terminal, key: str, there: object) -> None:
    """A dialog does not hear keys that were pressed before it was seen, so it is tried again."""
    for _ in range(60):
        if there():  # type: ignore[operator]
            return
        terminal.send(key)
        for _ in range(8):
            terminal.read_once(0.05)
            if there():  # type: ignore[operator]
                return
    raise AssertionError(terminal.text)


def quit_twice(terminal: Terminal, place: Workshop) -> str:
    """Press ctrl+q, read what is open, press it again; the id of the change."""
    terminal.send(CTRL_Q)
    terminal.wait_for("again quits")
    assert terminal.is_running
    (entry,) = place.journal()
    assert f"Open: {entry.id}, pair box {BOX} and card {CARD}." in terminal.prose
    terminal.send(CTRL_Q)
    return str(entry.id)


@pytest.mark.parametrize("answer", ["delay 2500", "drop-after"])
def test_a_change_is_driven_to_its_end_after_the_console_is_left(
    tmp_path: Path, answer: str
) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 3", "timeout_s = 6") as place:
        place.sandbox.fault(f"{answer} operation={REQUEST}")
        with console(place) as terminal:
            change = quit_twice(terminal, place)
            assert terminal.wait_for_end() == 0
            after = terminal.output.partition(LEFT_SCREEN)[2].decode()
            assert not terminal.mode(1049)
            assert terminal.mode(25)
        said = " ".join(after.split())
        assert f"Still open: pair box {BOX} and card {CARD} (change {change})" in said
        assert "at most 9 s" in said
        assert f"verified: pair box {BOX} and card {CARD} (change {change})." in said
        assert said.index("Still open") < said.index("verified")
        (entry,) = place.journal()
        assert (entry.outcome, entry.open) == ("verified", False)
        assert place.written == [REQUEST]


def test_ctrl_c_ends_the_wait_and_the_change_stays_open(tmp_path: Path) -> None:
    with workshop("sdp2", tmp_path, "settle_s = 60", "timeout_s = 6") as place:
        place.sandbox.fault(f"drop-after operation={REQUEST}")
        with console(place) as terminal:
            change = quit_twice(terminal, place)
            terminal.wait_for_bytes(b"stops the wait")
            terminal.send(CTRL_C)
            assert terminal.wait_for_end() == 0
            said = " ".join(terminal.output.partition(LEFT_SCREEN)[2].decode().split())
        assert f"unknown: pair box {BOX} and card {CARD} (change {change})" in said
        assert "Traceback" not in said
        (entry,) = place.journal()
        assert (entry.outcome, entry.open) == ("unknown", True)
        assert place.written == [REQUEST]
