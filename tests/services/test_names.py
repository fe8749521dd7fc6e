"""A name server that does not answer holds nobody, and each failure has a sentence of its own."""

import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support import prepared
from tests.support.changing import Workshop, workshop
from tests.support.command_line import Shell
from tests.support.terminal import Terminal

SLOW = "tests.support.slow_names"
GONE_S = 8.0
"""Far from the 25 s of the resolver; 2 s where the machine is not busy."""
CTRL_Q = "\x11"


@pytest.fixture(params=["opf"])
def far(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    """A deployment on a host whose name must be looked up."""
    with workshop(request.param, tmp_path, "timeout_s = 20") as place:
        text = place.configuration.read_text("utf-8")
        named = text.replace("http://127.0.0.1", "https://gateway.example")
        place.configuration.write_text(named, "utf-8")
        yield place


def environment(place: Workshop, asked: Path) -> dict[str, str]:
    return place.environment | {"SLOW_NAMES_ASKED": str(asked)}


def begin(place: Workshop, asked: Path, *arguments: str) -> prepared.Child:
    return prepared.popen(
        [sys.executable, "-m", SLOW, "--deployment", place.deployment, *arguments],
        env=environment(place, asked),
        cwd=prepared.ROOT,
    )


def wait_until(there: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.alike
@pytest.mark.parametrize("far", ["sdp2", "opf"], indirect=True)
def test_ctrl_c_ends_a_command_while_a_name_is_looked_up(far: Workshop, tmp_path: Path) -> None:
    commands = {"lookup": ("lookup", "3421"), "diagnose": ("diagnose", "3421", "3422"),
                "doctor": ("doctor",), "write": ("unpair", "3421", "--apply")}  # fmt: skip
    running = {name: begin(far, tmp_path / name, *words) for name, words in commands.items()}
    sent: dict[str, float] = {}

    def all_are_interrupted() -> bool:
        for name in running.keys() - sent.keys():
            if (tmp_path / name).exists():
                sent[name] = time.monotonic()
                running[name].send_signal(signal.SIGINT)
        return len(sent) == len(running)

    try:
        wait_until(all_are_interrupted)
        for name, process in running.items():
            _, said = process.communicate(timeout=GONE_S)
            print(f"{far.family} {name}: gone within {time.monotonic() - sent[name]:.1f} s")
            assert process.returncode == 130, f"{name}: {said}"
            assert "Traceback" not in said
    finally:
        for process in running.values():
            process.kill()
    assert far.written == []


def test_a_command_that_gave_up_is_not_held_by_the_lookup_of_a_name(
    far: Workshop, tmp_path: Path
) -> None:
    text = far.configuration.read_text("utf-8").replace("timeout_s = 20", "timeout_s = 1")
    far.configuration.write_text(text, "utf-8")
    process = begin(far, tmp_path / "asked", "lookup", "3421")
    try:
        _, said = process.communicate(timeout=GONE_S + 10)
    finally:
        process.kill()
    assert process.returncode == 7
    assert "cannot be reached" in said


def test_ctrl_q_leaves_the_console_while_a_name_is_looked_up(far: Workshop, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    with Terminal(
        [sys.executable, "-m", SLOW, "--deployment", far.deployment], env=environment(far, asked)
    ) as terminal:
        terminal.wait_for("ready")
        terminal.send("/3421\r")
        wait_until(lambda: terminal.read_once(0.02) or asked.exists())
        wait_until(asked.exists)
        at = terminal.send(CTRL_Q)
        assert terminal.wait_for_end(GONE_S) == 0
        print(f"{far.family} console: gone after {time.monotonic() - at:.1f} s")
        assert not terminal.mode(1049)


@pytest.mark.parametrize(
    ("failure", "why", "advice"),
    [
        (socket.EAI_NONAME, "its name is not known", "address in the configuration"),
        (socket.EAI_NODATA, "its name is not known", "address in the configuration"),
        (socket.EAI_AGAIN, "the name server did not answer", "network, VPN and name server"),
        (socket.EAI_FAIL, "its name could not be looked up", "network, VPN and name server"),
    ],
)
def test_each_failure_to_find_a_name_has_its_sentence_and_advice(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: int,
    why: str,
    advice: str,
) -> None:
    real = socket.getaddrinfo

    def failing(host: object, *arguments: object, **named: object) -> object:
        if host == "127.0.0.1":
            return real(host, *arguments, **named)  # type: ignore[arg-type, call-overload]
        raise socket.gaierror(failure, "as the C library says it")

    with Sandbox() as sandbox:
        shell = Shell(tmp_path, monkeypatch, capsys).reach(sandbox)
    shell.config.write_text(
        shell.config.read_text().replace("http://127.0.0.1", "https://gateway.example")
    )
    monkeypatch.setattr(socket, "getaddrinfo", failing)
    for family in ("sdp2", "opf"):
        ended = shell.run("lookup", "3421", "--deployment", f"sandbox-{family}")
        assert ended.code == 7
        assert why in ended.err
        assert advice in ended.err
    checked = shell.run("doctor")
    assert why in checked.out
    assert advice in checked.out


def test_an_address_that_is_no_host_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Sandbox() as sandbox:
        shell = Shell(tmp_path, monkeypatch, capsys).reach(sandbox)
    shell.config.write_text(
        shell.config.read_text().replace("http://127.0.0.1", f"https://{'x' * 70}.example")
    )
    ended = shell.run("lookup", "3421")
    assert ended.code == 7
    assert "its name is not known" in ended.err
