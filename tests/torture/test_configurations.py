"""A short run of `python -m tests.torture.configurations`."""

from pathlib import Path

import pytest

from tests.support.command_line import Shell
from tests.torture.configurations import by_hand, tried, wrong_with

IN_THE_SUITE = 40


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def test_what_config_check_calls_valid_works_and_what_it_refuses_has_a_place(shell: Shell) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        ended = shell.run(*arguments)
        return ended.code, ended.out + ended.err

    files, valid, wrong = tried(run, shell.config, IN_THE_SUITE, seed=5_000)
    print(f"{files} files, {valid} valid")
    assert wrong == []
    assert valid > 5


def test_every_sample_is_refused(shell: Shell) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        ended = shell.run(*arguments)
        return ended.code, ended.out + ended.err

    passed = [text for text in by_hand() if wrong_with(text, shell.config, run)[0]]
    assert passed == []
