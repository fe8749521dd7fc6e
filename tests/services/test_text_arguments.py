"""Bytes on the command line that are no text end in a sentence, whatever they are given for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from smstui.commands.main import cli
from tests.support.command_line import Shell

BROKEN = "caf\udcff"
"""How Python hands over the byte 0xFF of a command line in UTF-8."""


def commands(
    command: click.Command, context: click.Context, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it."""
    yield words, command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            inner = click.Context(found, parent=context, info_name=name)
            yield from commands(found, inner, (*words, name))


def filled(param: click.Parameter) -> str:
    """Something that `param` takes."""
    match param.type:
        case click.Choice(choices=choices):
            return str(choices[0])
        case click.types.IntParamType():
            return "1"
    return "x"


def line_with(command: click.Command, broken: click.Parameter) -> list[str]:
    """A line for `command` in which `broken` is given what is no text."""
    line: list[str] = []
    for param in command.params:
        if isinstance(param, click.Argument):
            line.append(BROKEN if param is broken else filled(param))
        elif param is broken:
            line = [param.opts[0], BROKEN, *line]
    return line


def takes_text(param: click.Parameter) -> bool:
    return isinstance(param.type, click.types.StringParamType) and param.metavar != "FILE"


ALL = [
    pytest.param(words, command, param, id=f"{' '.join(words) or 'smstui'} {param.name}")
    for words, command in commands(cli, click.Context(cli, info_name="smstui"))
    for param in command.params
    if not (isinstance(param, click.Option) and param.is_flag)
]


def test_every_text_argument_and_option_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path, monkeypatch, capsys)
    monkeypatch.chdir(tmp_path)  # a FILE that is written may be any name there
    tried = 0
    for case in ALL:
        words, command, param = case.values
        assert isinstance(command, click.Command)
        assert isinstance(param, click.Parameter)
        if words == ("sandbox",) and not takes_text(param):
            continue  # a server, which runs until it is ended
        line = [*words, *line_with(command, param)]
        ended = shell.run(*line)
        assert ended.code != 1, (line, ended)
        assert "Traceback" not in ended.err
        assert BROKEN not in ended.err + ended.out
        if takes_text(param):
            tried += 1
            assert ended.code == 2, (line, ended.err)
            assert "character 4 is the byte 0xFF" in ended.err, (line, ended.err)
            assert ended.out == ""
    print(f"{tried} texts of {len(ALL)} arguments and options")
    assert tried > 100


@pytest.mark.parametrize(
    "line",
    [
        ["lookup", BROKEN],
        ["message", "1", BROKEN],
        [BROKEN],
        ["lookup", "1", f"--{BROKEN}"],
        ["lookup", "1", "--as", BROKEN],
    ],
)
def test_the_document_is_text_too(
    line: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended = Shell(tmp_path, monkeypatch, capsys).run(*line, "--json")
    assert ended.code == 2
    error = json.loads(ended.out)["error"]
    assert error["code"] == "usage"
    json.dumps(error, ensure_ascii=False).encode("utf-8")


def test_a_real_line_with_a_broken_byte_ends_in_a_sentence(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "smstui", "pair", "1", "2", "--reason", b"na\xefve"],
        capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, timeout=60,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "--reason" in done.stderr
    assert "the byte 0xEF" in done.stderr
