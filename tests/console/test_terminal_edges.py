"""The console on terminals that are odd: keys, sizes, names, signals, and what they send late."""

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from shell import console_in_a_shell

from tests.support.terminal import Terminal

HERE = Path(__file__).parent
CASN = "E833815A9290"
CTRL_Q = b"\x11"


@contextmanager
def console(
    *more: str, columns: int = 80, rows: int = 24, env: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    paths = {"PYTHONPATH": str(HERE.parents[1])}
    argv = [sys.executable, str(HERE / "console_process.py"), "dark", *more]
    with Terminal(argv, columns=columns, rows=rows, env=paths | dict(env or {})) as terminal:
        yield terminal


def test_an_error_in_the_input_thread_ends_it_as_a_bug_with_its_place_and_its_cases(
    tmp_path: Path,
) -> None:
    with console("keys", env={"SMSTUI_STATE": str(tmp_path)}) as terminal:
        terminal.wait_for("box 3421")
        terminal.send(f"{CASN}\r")
        terminal.wait_for("GOLD")
        terminal.send("\x07")
        assert terminal.wait_for_end() == 1
        assert "KeyError at console_process.py:" in terminal.text
        assert "hidden-in-a-local" not in terminal.output.decode(errors="replace")
        assert b"\x1b[?1049l" in terminal.output
    (kept,) = tmp_path.glob("lost-cases-*.md")
    assert f"Asked: {CASN}" in kept.read_text("utf-8")


def test_late_answers_and_locks_change_nothing_of_what_is_typed() -> None:
    answers = [
        "\x1b[97;1:1u\x1b[8;1:1u", "\x1b[127u", "\x1b[?62;22c", "\x1b[8;24;80t",
        "\x1b_Gi=1;OK\x1b\\",
        "\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1b[97;x", "\x1b[1114112u", "\x1b[?2048;2$y",
    ]  # fmt: skip
    with console() as terminal:
        terminal.wait_for("box 3421")
        for answer in answers:
            terminal.send(answer)
        for character in CASN:
            terminal.send(f"\x1b[{ord(character.lower())};{129 + 64};{ord(character)}u")
        terminal.wait_for(CASN)
        terminal.send("\x1b[57414;129u")
        terminal.wait_for("GOLD")
        assert not terminal.mode(2048)
        terminal.send("\x1b[113;197u")
        assert terminal.wait_for_end() == 0


def test_a_character_whose_bytes_come_apart_is_typed() -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        for part in (b"\xc3", b"\xa9", b"\x1b[D", b"\xe2", b"\x82", b"\xac"):
            terminal.send(part)
            terminal.wait_until_quiet(0.01)
        terminal.wait_for("€é")


@pytest.mark.parametrize("ends", [True, False])
def test_a_paste_of_a_megabyte_leaves_the_keys_alone(ends: bool) -> None:
    text = "E833815A9301\n" * 80_000
    with console() as terminal:
        terminal.wait_for("box 3421")
        typed_in(terminal, "\x1b[200~" + text + ("\x1b[201~" if ends else ""))
        terminal.wait_for("80,000 lines were pasted")
        terminal.send("\x1b")
        terminal.wait_for(lambda text: "lines were pasted" not in text)
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0


def typed_in(terminal: Terminal, text: str) -> None:
    """Send more than the kernel takes at once, while what comes back is read."""
    data = text.encode()
    os.set_blocking(terminal._child.fd, False)
    while data:
        try:
            data = data[os.write(terminal._child.fd, data) :]
        except BlockingIOError:
            terminal.read_once(0.01)
    os.set_blocking(terminal._child.fd, True)


def test_a_terminal_without_a_size_is_drawn() -> None:
    with console(columns=0, rows=0) as terminal:
        terminal.screen.resize(24, 80)
        terminal.wait_for("box 3421")
        terminal.wait_until_quiet()
        terminal.resize(100, 30)
        terminal.wait_until_quiet()
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0


def test_the_size_is_the_kernels_whatever_the_environment_says() -> None:
    with console(columns=100, rows=30, env={"COLUMNS": "44", "LINES": "12"}) as terminal:
        terminal.wait_for("box 3421")
        terminal.wait_until_quiet()
        assert "all keys" in terminal.screen.display[29]
        terminal.resize(90, 20)
        terminal.wait_for(lambda _: "all keys" in terminal.screen.display[19])


@pytest.mark.parametrize("name", ["dumb", "unknown", "foo-bar", ""])
def test_a_terminal_of_any_name_is_drawn_or_refused_in_a_sentence(
    tmp_path: Path, name: str
) -> None:
    with Terminal(
        [sys.executable, "-m", "smstui", "demo"],
        env={"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "TERM": name},
    ) as terminal:
        if name in ("dumb", "unknown"):
            assert terminal.wait_for_end() == 2
            said = terminal.prose
            assert f"TERM={name} names a terminal that cannot draw the console" in said
            assert "\x1b[?1049h" not in terminal.output.decode()
        else:
            terminal.wait_for("all keys")


def test_it_is_drawn_again_after_it_was_stopped() -> None:
    with console_in_a_shell() as terminal:
        for way in ("\x1a", "stop"):
            if way == "stop":
                (console,) = [pid for pid in terminal.processes() if pid != terminal.pid][:1]
                os.kill(console, signal.SIGSTOP)
            else:
                terminal.send(way)
            terminal.wait_for(lambda text: "Stopped" in text)
            before = len(terminal.output)
            terminal.send("fg\r")
            terminal.wait_for(lambda _, before=before: drawn_since(terminal, before))
            terminal.send("E8")
            terminal.wait_for(lambda text: re.search(r"/ +E8", text) is not None)
            terminal.press("\x7f\x7f")
        terminal.send(CTRL_Q)
        terminal.wait_for(lambda _: terminal.output.endswith(b"$ "))
        terminal.send("exit\r")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("number", [signal.SIGCONT, signal.SIGTERM])
def test_a_signal_that_another_thread_takes_wakes_the_console(number: int) -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        terminal.wait_until_quiet()
        before = len(terminal.output)
        *_, other = sorted(int(task.name) for task in Path(f"/proc/{terminal.pid}/task").iterdir())
        assert other != terminal.pid
        assert ctypes.CDLL(None).tgkill(terminal.pid, other, number) == 0
        if number == signal.SIGTERM:
            assert terminal.wait_for_end() == 128 + number
        else:
            terminal.wait_for(lambda _: drawn_since(terminal, before))


def drawn_since(terminal: Terminal, before: int) -> bool:
    """Whether the console has taken the terminal again, and drawn its first and its last line."""
    _, taken, drawn = terminal.output[before:].rpartition(b"\x1b[?1049h")
    return bool(taken) and b"Lookup" in drawn and b"box 3421" in drawn and b"all keys" in drawn


def test_without_a_shell_to_come_back_from_it_stays() -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        terminal.send("\x1a")
        terminal.wait_until_quiet()
        terminal.send(f"{CASN}\r")
        terminal.wait_for("GOLD")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_leaves_nothing_of_the_console_on_the_terminal(number: int, code: int) -> None:
    with console() as terminal:
        terminal.wait_for("box 3421")
        terminal.send("\x1b[?2048;2$y")
        terminal.wait_until_quiet()
        terminal.signal(number)
        assert terminal.wait_for_end() == code
        for mode in (1049, 1004, 2004, 2048):
            assert not terminal.mode(mode), mode
        assert terminal.mode(25)
        assert terminal.settings[:4] == terminal.calm[:4]


def test_a_terminal_that_is_gone_without_a_signal_ends_it(tmp_path: Path) -> None:
    """As where a `nohup` keeps SIGHUP away: the end of the input is the end."""
    with console(env={"SMSTUI_STATE": str(tmp_path)}) as terminal:
        terminal.wait_for("box 3421")
        pid = terminal.pid
        terminal.hang_up()
        deadline = time.monotonic() + 20
        while terminal.is_running and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not terminal.is_running, pid
