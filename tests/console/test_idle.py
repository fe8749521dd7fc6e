"""A console that nobody touches sleeps: no thread wakes up, and no byte is written.

Wake-ups repeat exactly, so they are held here as the bytes are in `test_quiet_and_small.py`.
"""

import time
from pathlib import Path

from smstui.sandbox import base
from smstui.sandbox.fixtures import add_account
from tests.support.site import site
from tests.support.terminal import Terminal

IDLE_S = 1.5
DOWN, ESC = "\x1b[B", "\x1b"


def wake_ups(pid: int) -> dict[str, int]:
    """How often each thread of a process has gone to wait so far."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        lines = (task / "status").read_text().splitlines()
        number = next(line for line in lines if line.startswith("voluntary_ctxt_switches"))
        found[f"{(task / 'comm').read_text().strip()} {task.name}"] = int(number.split()[1])
    return found


def assert_asleep(terminal: Terminal) -> None:
    """Nothing wakes up within IDLE_S, once the console has come to rest."""
    terminal.wait_until_quiet(1)
    before, written = wake_ups(terminal.pid), len(terminal.output)
    assert not terminal.read_once(IDLE_S), terminal.output[written:]
    after = wake_ups(terminal.pid)
    woken = {thread: number - before.get(thread, 0) for thread, number in after.items()}
    assert not any(woken.values()), f"{woken} on this screen:\n{terminal.text}"


def test_nothing_wakes_up_while_nobody_touches_a_key(tmp_path: Path) -> None:
    world = base()
    account = add_account(world, "tst.1", boxes=3)
    with (
        site("sdp2", tmp_path, world=world) as desk,
        desk.terminal(columns=120, rows=40) as terminal,
    ):
        terminal.wait_for("ready")
        assert_asleep(terminal)  # the lookup box has the focus
        terminal.send(f"{world.boxes(account.uid)[0].casn}\r")
        terminal.wait_for("Smartcards")
        terminal.press(DOWN)
        assert_asleep(terminal)
        terminal.press("?")
        assert_asleep(terminal)
        terminal.press(ESC)
        terminal.press("/")
        terminal.send("E83")
        assert_asleep(terminal)


def test_nothing_wakes_up_while_the_lock_waits(tmp_path: Path) -> None:
    """The lock has one timer, which a key sets anew."""
    with site("sdp2", tmp_path) as desk:
        text = desk.configuration.read_text("utf-8")
        desk.configuration.write_text(f"{text}\n[ui]\nlock_after_min = 1\n", "utf-8")
        with desk.terminal() as terminal:
            terminal.wait_for("ready")
            assert_asleep(terminal)
            terminal.send("E833815A9290\r")
            terminal.wait_for("box 3421")
            terminal.press(DOWN)
            assert_asleep(terminal)


def test_keys_typed_before_anything_is_drawn_are_not_lost(tmp_path: Path) -> None:
    world = base()
    account = add_account(world, "tst.1", boxes=3)
    with site("sdp2", tmp_path, world=world) as desk, desk.terminal() as terminal:
        for character in f"{world.boxes(account.uid)[0].casn}\r":
            time.sleep(0.02)
            terminal.send(character)
        terminal.wait_for("tst.1")


def test_the_delay_of_esc_is_the_configured_one(tmp_path: Path) -> None:
    with site("sdp2", tmp_path) as desk:
        text = desk.configuration.read_text("utf-8")
        desk.configuration.write_text(f"{text}\n[ui]\nesc_delay_ms = 900\n", "utf-8")
        with desk.terminal() as terminal:
            terminal.wait_for("ready")
            terminal.press(":", 1)
            before = len(terminal.output)
            terminal.send(ESC)
            terminal.wait_until_quiet(0.5)
            assert len(terminal.output) == before
            terminal.send("[C")  # the rest of an arrow key
            terminal.wait_until_quiet(1.5)
            assert "[C" not in terminal.text
            terminal.send(ESC)
            assert terminal.read_once(5)
