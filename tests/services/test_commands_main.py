"""The entry point: version, help, completion, bugs, interrupts, keys, configuration."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import smstui.commands.main
from smstui import __main__ as entry
from smstui import __version__
from smstui.commands.exits import Exit, exit_of, worst
from smstui.commands.global_options import NO_USE_IN
from smstui.commands.main import COMMANDS
from smstui.domain import errors
from smstui.sandbox import Sandbox
from tests.support.command_line import Shell, spawn, undisturbed_logging
from tests.support.terminal import Terminal


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_version_is_said_without_the_command_line() -> None:
    code = """
import sys
sys.argv = ["smstui", "--version"]
from smstui.__main__ import main
main()
print(len([name for name in ("click", "tomllib", "pydantic", "textual") if name in sys.modules]))"""
    assert python(code).splitlines() == [f"smstui {__version__}", "0"]


def test_version_and_help_agree_however_they_are_asked(shell: Shell) -> None:
    assert shell.run("--version", "--plain").out == f"smstui {__version__}\n"
    told = shell.run("--help").out
    for name in COMMANDS:
        assert name in told


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_loads_and_takes_the_common_options(shell: Shell, name: str) -> None:
    ended = shell.run(name, "--help")
    assert ended.code == 0
    for option in ("--deployment", "--config", "--read-only", "--json", "--plain"):
        assert (option in ended.out) is (option[2:] not in NO_USE_IN.get(name, ())), option
    assert ended.out.count("--json") == 1


def test_options_count_before_and_after_the_command(shell: Shell, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    for arguments in (
        ["--config", str(other), "config", "path"],
        ["config", "--config", str(other), "path"],
        ["config", "path", "--config", str(other)],
    ):
        assert shell.run(*arguments).out == f"{other}\n"


def test_a_bug_is_one_sentence_without_values(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(arguments: object) -> int:
        password = "hunter2"
        raise RuntimeError(f"with {password}")

    monkeypatch.setattr(smstui.commands.main, "run", broken)
    monkeypatch.setattr(entry, "drop_textual_environment", lambda: None)
    monkeypatch.setattr(sys, "argv", ["smstui", "lookup", "1"])
    with undisturbed_logging():
        assert entry.main() == 1
    out, err = capsys.readouterr()
    log = shell.state / "log.jsonl"
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "RuntimeError" in err
    assert str(log) in err
    assert log.stat().st_mode & 0o777 == 0o600
    kept = log.read_text()
    assert "test_commands_main.py" in kept
    assert "RuntimeError" in kept
    assert "hunter2" not in err + kept


def test_an_interrupt_ends_a_call_in_flight_with_130(shell: Shell) -> None:
    with Sandbox() as sandbox:
        shell.reach(sandbox)
        sandbox.fault("delay 60000")
        child = subprocess.Popen(
            [sys.executable, "-m", "smstui", "lookup", "3421"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while not sandbox.requests and time.monotonic() < deadline:
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=20)
        assert (child.returncode, out) == (130, "")
        assert "Traceback" not in err


def test_a_reader_that_leaves_is_no_error(shell: Shell) -> None:
    shell.config.write_text("")
    read, write = os.pipe()
    os.close(read)
    child = subprocess.run(
        [sys.executable, "-m", "smstui", "keys"],
        stdout=write, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(write)
    assert (child.returncode, child.stderr) == (0, "")


def test_the_environment_steers_no_terminal_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("TEXTUAL_LOG", "TEXTUAL_PRESS", "TEXTUAL_DRIVER", "TEXTUAL_SCREENSHOT", "TEXTUAL")
    environment = {"PATH": "/bin", "TEXTUAL_ANIMATIONS": "none"} | dict.fromkeys(names, "x")
    monkeypatch.setattr(os, "environ", environment)
    entry.drop_textual_environment()
    assert environment == {"PATH": "/bin", "TEXTUAL_ANIMATIONS": "none"}


def test_without_a_configuration_it_says_how_and_names_the_demo(shell: Shell) -> None:
    shell.monkeypatch.delenv("SMSTUI_CONFIG")
    shell.monkeypatch.setenv("XDG_CONFIG_HOME", str(shell.folder))
    for ended in (shell.run(), spawn([])):
        assert ended.code == 2
        assert "smstui config init" in ended.err
        assert "smstui demo" in ended.err
    assert shell.run("lookup", "1").code == 2


def test_on_a_terminal_the_demo_is_offered_and_may_be_declined(shell: Shell) -> None:
    env = {"XDG_CONFIG_HOME": str(shell.folder), "HOME": str(shell.folder)}
    shell.monkeypatch.delenv("SMSTUI_CONFIG")
    with Terminal([sys.executable, "-m", "smstui"], env=env) as terminal:
        terminal.wait_for("Start the demo now?")
        terminal.send("n\r")
        assert terminal.wait_for_end() == 2


@pytest.mark.parametrize("content", ["a = = 1", 'default = "x"\n[deployments.y]\nfamily = "sdp2"'])
def test_a_broken_configuration_stops_the_console_before_it_starts(
    shell: Shell, content: str
) -> None:
    shell.config.write_text(content)
    with Terminal(
        [sys.executable, "-m", "smstui"], columns=200, env={"SMSTUI_CONFIG": str(shell.config)}
    ) as terminal:
        assert terminal.wait_for_end() == 2
        assert f"{shell.config}:" in terminal.text


def test_the_console_and_the_demo_want_a_terminal(shell: Shell) -> None:
    with Sandbox() as sandbox:
        shell.reach(sandbox)
        ended = shell.run()
        assert (ended.code, ended.out) == (2, "")
        assert "needs a terminal" in ended.err
    assert "needs a terminal" in shell.run("demo").err


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_scripts_are_the_shells(shell: Shell, name: str) -> None:
    ended = shell.run("completions", name)
    assert ended.code == 0
    assert "_SMSTUI_COMPLETE" in ended.out
    assert shell.run("completions", "tcsh").code == 2


def test_completion_completes_commands_and_options() -> None:
    def complete(words: str, at: int) -> list[str]:
        env = {
            "_SMSTUI_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at),
        }  # fmt: skip
        return spawn([], env).out.split()

    assert complete("smstui lo", 1) == ["plain,lookup"]
    assert "plain,--offline" in complete("smstui lookup --", 2)
    assert "plain,--deployment" in complete("smstui lookup --", 2)


def test_keys_lists_what_is_in_force_and_checks_it(shell: Shell) -> None:
    shell.config.write_text('[keys]\nreload = "f5"\n')
    document = shell.run("keys", "--json").document
    assert document["schema"] == "smstui/keys/1"
    assert document["problems"] == []
    assert {one["id"]: one["keys"] for one in document["keys"]}["reload"] == ["f5"]
    assert shell.run("keys", "--check").code == 0
    assert "f5" in shell.run("keys").out
    for line, said in (
        ('reload = "y"', "keys.reload"), ('relaod = "f5"', 'Did you mean "reload"?'),
        ('reload = "no key"', "is not a key"),
    ):  # fmt: skip
        shell.config.write_text(f"[keys]\n{line}\n")
        ended = shell.run("keys", "--check")
        assert ended.code == 2
        assert said in ended.err
        assert shell.run("config", "check").code == 2


def test_config_check_lists_everything_with_its_place(shell: Shell) -> None:
    shell.config.write_text(
        '[deployments.lab]\nfamily = "sdp2"\nreadonly = false\ntimeout_s = 0\n'
        '[deployments.lab.sdp2]\nbase_url = "http://10.1.1.1"\nusername = "desk"\n'
    )
    ended = shell.run("config", "check")
    assert ended.code == 2
    assert f"error: {shell.config}:4: deployments.lab.timeout_s" in ended.err
    assert f"error: {shell.config}:6: deployments.lab.sdp2.base_url" in ended.err
    assert f"warning: {shell.config}:3: deployments.lab.readonly" in ended.err
    assert "did you mean read_only?" in ended.err
    document = shell.run("config", "check", "--json").document
    assert (document["schema"], len(document["errors"]), len(document["warnings"])) == (
        "smstui/config/1", 2, 1,
    )  # fmt: skip


def test_config_template_and_show(shell: Shell) -> None:
    shell.config.write_text(shell.run("config", "template").out)
    assert shell.run("config", "check").code == 0
    shown = shell.run("config", "show", "--read-only")
    assert shown.code == 0
    line = next(one for one in shown.out.splitlines() if "lab.read_only" in one)
    assert line.split()[1:] == ["true", "command", "line"]
    values = shell.run("config", "show", "--json").document["values"]
    (family,) = [one for one in values if one["key"] == "deployments.lab.family"]
    assert family["origin"].startswith(f"{shell.config}:")
    assert shell.run("config", "path").out == f"{shell.config}\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.BadIdentifier("x"), 2),
        (errors.BadConfiguration("x"), 2),
        (errors.NotFound("x"), 3),
        (errors.StoreFailed("x"), 5),
        (errors.Unsupported("x"), 5),
        (errors.Refused("x"), 6),
        (errors.SignInRefused("x"), 6),
        (errors.Forbidden("x"), 6),
        (errors.NotSent("x"), 7),
        (errors.TimedOut("x"), 7),
        (errors.Unreadable("x"), 7),
        (errors.SmstuiError("x"), 1),
    ],
)
def test_every_error_has_its_exit_code(error: errors.SmstuiError, code: int) -> None:
    assert exit_of(error) == code


def test_the_first_failure_of_several_counts() -> None:
    assert worst([]) == 0
    assert worst([Exit.DONE, Exit.SEVERAL, Exit.NOT_FOUND]) == 4
