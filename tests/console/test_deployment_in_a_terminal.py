"""`:deployment` in a real terminal: at rest nothing wakes up, and the process ends at once."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_deployment_switch import OPF, SDP2, TwoPlatforms
from test_idle import assert_asleep

from smstui.sandbox import Sandbox
from tests.support.terminal import Terminal

CTRL_Q, DOWN = "\x11", "\x1b[B"


@contextmanager
def console(folder: Path) -> Iterator[tuple[Terminal, TwoPlatforms]]:
    with Sandbox() as sdp2, Sandbox() as opf:
        two = TwoPlatforms(folder, sdp2, opf)
        environment = {
            "HOME": str(folder),
            "SMSTUI_CONFIG": str(two.file),
            "SMSTUI_STATE": str(folder / "state"),
        }
        with Terminal([sys.executable, "-m", "smstui"], env=environment) as terminal:
            terminal.wait_for("ready")
            yield terminal, two


def go_to(terminal: Terminal, name: str, said: str) -> None:
    terminal.press(f":deployment {name}\r")
    terminal.wait_for(said)


def threads_of(terminal: Terminal) -> int:
    return len(list(Path(f"/proc/{terminal.pid}/task").iterdir()))


def test_at_rest_nothing_wakes_up_while_the_header_marks_the_new_deployment(
    tmp_path: Path,
) -> None:
    with console(tmp_path) as (terminal, _):
        go_to(terminal, OPF, "Now on SANDBOX OPF")
        assert_asleep(terminal)
        threads = threads_of(terminal)
        go_to(terminal, SDP2, "Now on SANDBOX SDP2")
        terminal.press(DOWN)
        assert "Now on" not in terminal.text
        assert_asleep(terminal)
        for deployment, title in ((OPF, "OPF"), (SDP2, "SDP2"), (OPF, "OPF")):
            go_to(terminal, deployment, f"Now on SANDBOX {title}")
        terminal.wait_until_quiet(1)
        assert threads_of(terminal) <= threads + 1, "one may be that of a pool, four would be left"
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end(6) == 0


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_a_console_that_has_gone_to_another_deployment(
    tmp_path: Path, number: signal.Signals
) -> None:
    with console(tmp_path) as (terminal, _):
        go_to(terminal, OPF, "Now on SANDBOX OPF")
        os.kill(terminal.pid, number)
        assert terminal.wait_for_end(15) == 128 + number
        assert terminal.processes() == set()


def test_ctrl_q_counts_while_the_other_deployment_is_being_opened(tmp_path: Path) -> None:
    with console(tmp_path) as (terminal, two):
        two.change(
            f'password = {{ file = "{tmp_path}/secrets-{OPF}/opf-password" }}',
            'password = { command = "sleep 3" }',
        )
        go_to(terminal, OPF, "Opening sandbox-opf")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end(10) == 0
        assert terminal.processes() == set()
        assert not two.asked(OPF)


def test_keys_that_were_typed_ahead_are_for_the_deployment_that_is_opened(tmp_path: Path) -> None:
    with console(tmp_path) as (terminal, two):
        terminal.send(f":deployment {OPF}\r")
        terminal.wait_for("SANDBOX OPF")
        terminal.send("/E833815A9290\r")
        terminal.wait_for("box 3421")
        assert two.asked(OPF)
        assert not [each for each in two.asked(SDP2) if "3421" in each]
